"""An epoch of training, compared with a plain Keras loop and with PyTorch."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.data import SHAPE, load_split
from benchmarks.timing import InProcess, compare
from fashion_mnist.images.arrays import Floats
from fashion_mnist.networks.architectures import build_network, logits_of
from fashion_mnist.networks.backend import keras, tf
from fashion_mnist.networks.batches import Examples, make_batches
from fashion_mnist.networks.parameters import Augmentation
from fashion_mnist.networks.prediction import accelerate, choose_precision
from fashion_mnist.networks.training import STEPS_PER_EXECUTION

IMAGES = 18_000  # a third of the training set
BATCH_SIZE = 128
AUGMENTATION = Augmentation(flip=True, shift=1)


def run() -> Iterator[tuple[str, ...]]:
    """Compare epochs, each after a warm-up epoch."""
    for architecture in ("cnn", "compact"):
        name = f"{architecture}, {IMAGES:,} images"
        with InProcess(our_epoch, architecture) as ours:
            yield f"{name}: cores busy", f"{ours.count_busy_cores():.2f}", "", "", ""
            with InProcess(plain_keras_epoch, architecture) as other:
                yield from compare(name, ours, other, "a plain Keras loop, same augmentation")
            for dtype in ("float32", "bfloat16") if find_spec("torch") else ():
                with InProcess(torch_epoch, architecture, dtype) as other:
                    other_name = f"PyTorch eager, {dtype}, channels last, same augmentation"
                    yield from compare(name, ours, other, other_name)


def our_epoch(architecture: str, n_images: int = IMAGES) -> Callable[[], Any]:
    """Return a function that trains one epoch as the project does."""
    tf.config.experimental.enable_op_determinism()
    model = accelerate(build(architecture))
    model.compile(**compilation(), steps_per_execution=STEPS_PER_EXECUTION)
    batches = make_batches(load_examples(n_images), BATCH_SIZE, AUGMENTATION, seed=0)
    return lambda: model.fit(batches, epochs=1, verbose=0, shuffle=False)


def plain_keras_epoch(architecture: str) -> Callable[[], Any]:
    """Return a function that trains one epoch as in Keras's guides, with all threads."""
    tf.config.threading.set_intra_op_parallelism_threads(0)
    keras.config.set_dtype_policy(choose_precision())
    model = build(architecture)
    model.compile(**compilation())
    augment = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomTranslation(1 / 28, 1 / 28, fill_mode="constant"),
        ]
    )
    make_batches = (
        tf.data.Dataset.from_tensor_slices(load_floats(IMAGES))
        .shuffle(IMAGES)
        .batch(BATCH_SIZE)
        .map(lambda images, labels: (augment(images, training=True), labels))
        .prefetch(tf.data.AUTOTUNE)
    )
    return lambda: model.fit(make_batches, epochs=1, verbose=0, shuffle=False)


def torch_epoch(architecture: str, dtype: str) -> Callable[[], Any]:
    """Return a function that trains one epoch of the same network in PyTorch."""
    from benchmarks.peers_torch import epoch  # PyTorch is optional

    return epoch(architecture, *load_floats(IMAGES), BATCH_SIZE, dtype)


def load_examples(n_images: int) -> Examples:
    """Load the first training images with their labels."""
    images, labels = load_split("train")
    return Examples(images.take(range(n_images)), labels[:n_images])


def load_floats(n_images: int) -> tuple[Floats, Floats]:
    """Load the first training images and their labels as arrays."""
    images, labels = load_examples(n_images)
    return images[:], labels


def build(architecture: str) -> keras.Model:
    """Build a network with logits as its output."""
    keras.utils.set_random_seed(0)
    return logits_of(build_network(architecture, SHAPE, 10))


def compilation() -> dict[str, Any]:
    """Return the optimizer, loss and metric, the same for all implementations."""
    return {
        "optimizer": keras.optimizers.Adam(0.001),
        "loss": keras.losses.CategoricalCrossentropy(from_logits=True),
        "metrics": ["accuracy"],
    }
