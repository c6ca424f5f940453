"""What depth does to networks with and without shortcuts: their gradients, and how they train."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from fashion_mnist import depths, networks
from fashion_mnist.ablation import estimate_mean
from fashion_mnist.backend import keras, tf
from fashion_mnist.parameters import Depth, Network
from fashion_mnist.training import Examples, train_network

Run = tuple[str, int]  # architecture and seed


def train_at_depth(
    architecture: str, train: Examples, validation: Examples, options: Depth, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train one network, and measure its gradients before and after.

    Returns:
        Its history, and the norm of the gradient of each layer: at the `start`, as `built` without
        normalisation, and `trained`.
    """
    train = Examples(*(array[: options.images] for array in train))
    validation = Examples(*(array[: options.validation_images] for array in validation))
    measured = Examples(*(array[: options.gradient_images] for array in train))
    shape, n_classes = train.images.shape[1:], train.labels.shape[1]

    keras.utils.clear_session()  # frees the networks trained before
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    untrained = networks.build_network(architecture, shape, n_classes)
    bare = without_normalisation(untrained)
    block = Network.model_validate({"architecture": architecture, "training": options.training})
    network, history = train_network(train, validation, block, seed)
    states = {"start": untrained, "start, no normalisation": bare, "trained": network}
    gradients = {state: measure_gradients(model, measured) for state, model in states.items()}
    return history, pd.concat(gradients, names=["state"]).reset_index("state")


def without_normalisation(network: keras.Model) -> keras.Model:
    """An untrained copy without its batch normalisation."""

    def replace(layer: keras.Layer) -> keras.Layer:
        if isinstance(layer, keras.layers.BatchNormalization):
            return _Unchanged(name=layer.name)
        return type(layer).from_config(layer.get_config())

    return keras.models.clone_model(network, clone_function=replace)


class _Unchanged(keras.layers.Layer):
    """Stands in the place of a normalisation, with its arguments."""

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        return inputs


def measure_gradients(network: keras.Model, examples: Examples) -> pd.DataFrame:
    """The norm of the gradient of the loss on a batch, by the weights of each layer.

    As in training: batch normalisation takes the statistics of the batch.

    Returns:
        A row for each convolution and the dense layer, from the images up: `layer`, its number, and
        `norm`. Projections of shortcuts are left out.
    """
    model = networks.logits_of(network)
    kernels = [
        layer.kernel.value
        for layer in network.layers
        if hasattr(layer, "kernel") and "shortcut" not in layer.name
    ]
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        value = loss(examples.labels, model(examples.images, training=True))
    norms = [float(tf.norm(gradient)) for gradient in tape.gradient(value, kernels)]
    return pd.DataFrame({"layer": range(1, len(norms) + 1), "norm": norms})


def tabulate_runs(runs: Sequence[Run], histories: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """A row for each training: `kind`, `depth`, `seed`, and the last epoch of its history."""
    rows = []
    for (architecture, seed), history in zip(runs, histories, strict=True):
        kind, depth = depths.parse(architecture)
        rows.append({"kind": kind, "depth": depth, "seed": seed, **history.iloc[-1].to_dict()})
    return pd.DataFrame(rows)


def average_gradients(runs: Sequence[Run], gradients: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The geometric mean over the seeds: `kind`, `depth`, `state`, `layer`, `norm`."""
    tables = []
    for (architecture, _), table in zip(runs, gradients, strict=True):
        kind, depth = depths.parse(architecture)
        tables.append(table.assign(kind=kind, depth=depth, norm=np.log(table["norm"])))
    by = ["kind", "depth", "state", "layer"]
    means = pd.concat(tables).groupby(by, sort=False)["norm"].mean()
    return np.exp(means).reset_index()


def compare_kinds(runs: pd.DataFrame) -> pd.DataFrame:
    """Whether shortcuts lower the training loss: the kinds side by side at each depth.

    Returns:
        `depth`, the mean `plain` and `residual` training loss of the last epoch, the mean
        `difference` (plain minus residual) between trainings of the same seed, and its 95% t
        interval over the seeds from `low` to `high`.
    """
    losses = runs.pivot_table(index=["depth", "seed"], columns="kind", values="loss")
    rows = []
    for depth, table in losses.groupby(level="depth"):
        difference, low, high = estimate_mean(table["plain"] - table["residual"])
        means = {kind: float(table[kind].mean()) for kind in depths.KINDS}
        rows.append({"depth": depth, **means, "difference": difference, "low": low, "high": high})
    return pd.DataFrame(rows)
