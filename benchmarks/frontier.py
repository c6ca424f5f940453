"""Training time to a test accuracy, compared with other implementations."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from importlib.util import find_spec
from multiprocessing import get_context
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks import short_recipe
from benchmarks.data import load_split
from benchmarks.fitting import block_of
from benchmarks.timing import InProcess, seconds
from benchmarks.training import IMAGES, MODES, describe_torch, plain_keras_epoch, torch_epoch
from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import predict
from fashion_mnist.networks.training import train_network


class Recipe(NamedTuple):
    """The training of an architecture, otherwise as of `model` in the study, and its target.

    The other implementations draw all images alike, so they need `plain_epochs`.
    """

    aim: float
    model: str
    architecture: str
    epochs: int
    plain_epochs: int


RECIPES = (
    Recipe(0.90, "cnn", "cnn", 2, 2),
    Recipe(0.92, "cnn", "cnn", 5, 5),
    Recipe(0.93, "cnn", "cnn", 8, 10),
    Recipe(0.94, "compact", "compact", 6, 9),
    Recipe(0.95, "compact", "compact_fine", 11, 16),
)
EASY_RATE = 0.25
PUBLISHED_EPOCHS = 5


def run() -> Iterator[tuple[str, ...]]:
    """Train with each recipe once; time set-up and an epoch on a third of the images elsewhere.

    Imports are not counted. The first recipe that is at least as accurate as the published one is
    compared with it.
    """
    reached = []
    for recipe in RECIPES:
        parameters = make_parameters(recipe, recipe.epochs, EASY_RATE)
        elsewhere = time_elsewhere(recipe.architecture, parameters.training.batch_size)
        name = f"{recipe.aim:.0%}: {recipe.architecture}, epochs: {recipe.epochs}"
        ours = train(parameters)
        reached.append((name, ours))
        in_epochs = f"epochs: {recipe.plain_epochs}"
        if recipe.plain_epochs > recipe.epochs:
            plain = train(make_parameters(recipe, recipe.plain_epochs, easy_rate=1))
            yield _row(name, ours, plain, f"the same with all images drawn alike, {in_epochs}")
        for other, (set_up, epoch) in elsewhere.items():
            theirs = set_up + epoch * recipe.plain_epochs, None
            yield _row(name, ours, theirs, f"{other}, {in_epochs}")
    published = train_published()
    name, ours = next(one for one in reached if one[1][1] >= published[1])
    other = f"the residual network of fast.ai's course in plain Keras, epochs: {PUBLISHED_EPOCHS}"
    yield _row(name, ours, published, other)


def _row(
    name: str, ours: tuple[float, float], theirs: tuple[float, float | None], other: str
) -> tuple[str, ...]:
    cells = (
        f"{taken:.0f} s" if accuracy is None else f"{taken:.0f} s, {accuracy:.2%}"
        for taken, accuracy in (ours, theirs)
    )
    return name, *cells, f"{theirs[0] / ours[0]:.2f} times as fast", other


def train_published() -> tuple[float, float]:
    """Train with the published recipe in a separate process; return seconds and test accuracy."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(short_recipe.train, PUBLISHED_EPOCHS).result()


def make_parameters(recipe: Recipe, epochs: int, easy_rate: float) -> Network:
    """Return the parameters of a recipe's training and predictions."""
    block = block_of(recipe.model, "deep_learning")
    options = block["training"] | {"epochs": epochs, "easy_rate": easy_rate, "min_steps": 0}
    return Network.model_validate(
        block | {"architecture": recipe.architecture, "training": options}
    )


def train(parameters: Network) -> tuple[float, float]:
    """Train a network; return seconds and test accuracy with the study's views."""
    parts = (Examples(*load_split(part)) for part in ("train", "validation"))
    keras.utils.clear_session()  # imports TensorFlow
    start = perf_counter()
    network, *_ = train_network(*parts, parameters, seed=0)
    taken = perf_counter() - start
    images, labels = load_split("test")
    predicted = predict(network, images, parameters).argmax(axis=1)
    return taken, float((predicted == labels.argmax(axis=1)).mean())


@cache
def time_elsewhere(architecture: str, batch_size: int) -> dict[str, tuple[float, float]]:
    """Time set-up, and an epoch with validation, in plain Keras and, if installed, in PyTorch."""
    plain = partial(plain_keras_epoch, architecture, batch_size)
    made = {"a plain Keras loop, same augmentation": plain}
    for mode in MODES if find_spec("torch") else ():
        made[describe_torch(mode)] = partial(torch_epoch, architecture, mode, batch_size)
    return {name: time_epoch(make) for name, make in made.items()}


def time_epoch(make: Callable[[], Callable[[], Any]]) -> tuple[float, float]:
    """Estimate the seconds of set-up and of an epoch of all images from five short epochs."""
    with InProcess(make) as epoch:
        usual = min(seconds(epoch) for _ in range(4))
        fraction = IMAGES / len(load_split("train")[0])
        return max(0, epoch.first - usual), usual / fraction
