"""A network that forgets, layer by layer, what it has learned."""

from collections.abc import Iterator

from fashion_mnist.networks.backend import Model, keras


def randomise_downwards(network: Model, seed: int) -> Iterator[str]:
    """Re-initialise a network's layers with weights, one after another, from the logits down.

    The cascading randomisation of Adebayo et al., 2018, "Sanity Checks for Saliency Maps",
    arXiv:1810.03292. It changes the network itself, and yields the name of each layer after it.
    """
    # The seed itself would draw anew the very weights that training began with.
    keras.utils.set_random_seed(seed + 1)
    untrained = keras.models.clone_model(network)
    for layer in reversed(network.layers):
        if layer.weights:
            layer.set_weights(untrained.get_layer(layer.name).get_weights())
            yield layer.name
