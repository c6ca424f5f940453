"""How exported models are compared with their originals."""

from fashion_mnist.parameters.block import Block, Count


class Export(Block):
    """How exported models are compared with their originals: by how many validation images."""

    images: Count = 1000
