"""Gradients of networks of growing depth, with and without shortcuts."""

from typing import Any

import pandas as pd

from fashion_mnist.images.arrays import AnyImages, Floats
from fashion_mnist.networks.architectures import build_network, logits_of
from fashion_mnist.networks.backend import Layer, Model, Tensor, keras, tf
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.parameters import Depth, Network
from fashion_mnist.networks.training import train_network


def train_at_depth(
    options: Depth,
    seed: int,
    *arrays: *tuple[AnyImages, Floats, AnyImages, Floats],
    architecture: str,
    run: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train a network on a sample with the seed `seed + run`, and measure its gradients.

    `arrays` are images and one-hot labels, to train on and to validate with.

    Returns:
        The history of the training, and the columns of `measure_gradients` for each `state` of the
        network: `start`, `start, no normalisation` and `trained`.
    """
    seed += run
    train = Examples(*arrays[:2]).sample(options.images, seed)
    validation = Examples(*arrays[2:]).sample(options.validation_images, seed)
    block = Network.model_validate({"architecture": architecture, "training": options.training})
    network, history, *_ = train_network(train, validation, block, seed)
    keras.utils.set_random_seed(seed)
    untrained = build_network(architecture, train.images.shape[1:], train.labels.shape[1])
    plain = keras.models.clone_model(untrained, call_function=_skip_normalisation)
    states = {"start": untrained, "start, no normalisation": plain, "trained": network}
    measured = train.sample(options.gradient_images, seed)
    gradients = {state: measure_gradients(model, measured) for state, model in states.items()}
    return history, pd.concat(gradients, names=["state"]).reset_index("state")


def _skip_normalisation(layer: Layer, *inputs: Tensor, **options: Any) -> Tensor:
    is_normalisation = isinstance(layer, keras.layers.BatchNormalization)
    return inputs[0] if is_normalisation else layer(*inputs, **options)


def measure_gradients(network: Model, examples: Examples) -> pd.DataFrame:
    """Measure the norm of the loss gradient with respect to the kernel of each layer.

    As in training, batch normalisation uses the statistics of the batch of examples. There is a
    row with `layer`, the number from 1, and `norm` for each convolution and for the dense layer,
    from input to output. Projections of shortcuts are left out.
    """
    model = logits_of(network)
    layers = [layer for layer in network.layers if hasattr(layer, "kernel")]
    kernels = [layer.kernel.value for layer in layers if "shortcut" not in layer.name]
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        value = loss(examples.labels, model(examples.images[:], training=True))
    norms = [float(tf.norm(gradient)) for gradient in tape.gradient(value, kernels)]
    return pd.DataFrame({"layer": range(1, len(norms) + 1), "norm": norms})
