"""Training time as a function of the number of training images."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import yaml

from benchmarks.commands import PROJECT
from benchmarks.data import SHAPE, load_split
from benchmarks.timing import seconds
from benchmarks.training import our_epoch
from fashion_mnist.classical.pipelines import ClassicalModel, build_estimator
from fashion_mnist.images.arrays import flatten
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters import model_names

FRACTIONS = (0.1, 0.3, 1.0)


def run() -> Iterator[tuple[str, ...]]:
    """Estimate the exponent of time ~ images^exponent for every model."""
    images, labels = load_split("train")
    flat = flatten(images[:])
    sizes = [int(len(flat) * fraction) for fraction in FRACTIONS]
    for model in (*model_names.NETWORKS, *model_names.CLASSICAL):
        times = [seconds(fit_of(model, flat[:n], labels[:n])) for n in sizes]
        exponent = np.polyfit(np.log(sizes), np.log(times), 1)[0]
        listed = ", ".join(f"{time:.1f}" for time in times)
        yield model, f"{listed} s", "", f"exponent {exponent:.2f}", f"{sizes} images"


def fit_of(model: str, flat: Any, labels: Any) -> Callable[[], Any]:
    """Return a function that trains a model: one warmed-up epoch of a network, or a whole fit."""
    if model in model_names.NETWORKS:
        architecture = Network.model_validate(block_of(model, "deep_learning")).architecture
        epoch = our_epoch(architecture, len(flat))
        epoch()
        return epoch
    steps = ClassicalModel.model_validate(block_of(model, "classical_ml")).steps
    estimator = build_estimator(steps, 0, SHAPE)
    return lambda: estimator.fit(flat, labels.argmax(axis=1))


def block_of(model: str, pipeline: str) -> dict[str, Any]:
    """Load a model's block of parameters."""
    path = PROJECT / f"conf/base/parameters_{pipeline}.yml"
    block: dict[str, Any] = yaml.safe_load(path.read_text())[model]
    return block
