"""An epoch of training with validation, compared with a plain Keras loop and with PyTorch."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.data import SHAPE, load_split
from benchmarks.timing import InProcess, compare
from fashion_mnist.images.arrays import Floats
from fashion_mnist.networks.architectures import build_network, logits_of
from fashion_mnist.networks.backend import keras, tf
from fashion_mnist.networks.batches import Examples, make_batches, make_ordered_batches
from fashion_mnist.networks.parameters import Augmentation
from fashion_mnist.networks.prediction import accelerate, choose_precision
from fashion_mnist.networks.training import STEPS_PER_EXECUTION

IMAGES = 18_000  # a third of the training set
PER_VALIDATION_IMAGE = 9  # training images, as in the study
BATCH_SIZE, VALIDATION_BATCH_SIZE = 128, 1000
AUGMENTATION = Augmentation(flip=True, shift=1)
MODES = ("eager", "compiled")  # of PyTorch


def run() -> Iterator[tuple[str, ...]]:
    """Compare epochs, each after a warm-up epoch."""
    for architecture in ("cnn", "compact"):
        name = f"{architecture}, {IMAGES:,} images"
        with InProcess(our_epoch, architecture) as ours:
            yield f"{name}: cores busy", f"{ours.count_busy_cores():.2f}", "", "", ""
            with InProcess(plain_keras_epoch, architecture) as other:
                yield from compare(name, ours, other, "a plain Keras loop, same augmentation")
            for mode in MODES if find_spec("torch") else ():
                with InProcess(torch_epoch, architecture, mode) as other:
                    yield from compare(name, ours, other, describe_torch(mode))


def our_epoch(architecture: str, n_images: int = IMAGES) -> Callable[[], Any]:
    """Return a function that trains one epoch as the project does."""
    tf.config.experimental.enable_op_determinism()
    model = accelerate(build(architecture))
    model.compile(**compilation(), steps_per_execution=STEPS_PER_EXECUTION)
    train, validation = load_examples(n_images)
    batches = make_batches(train, BATCH_SIZE, AUGMENTATION, seed=0)
    held_out = make_ordered_batches(validation, VALIDATION_BATCH_SIZE)
    return lambda: model.fit(batches, validation_data=held_out, verbose=0, shuffle=False)


def plain_keras_epoch(architecture: str, batch_size: int = BATCH_SIZE) -> Callable[[], Any]:
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
    train, validation = load_floats()
    held_out = tf.data.Dataset.from_tensor_slices(validation).batch(VALIDATION_BATCH_SIZE)
    batches = (
        tf.data.Dataset.from_tensor_slices(train)
        .shuffle(IMAGES)
        .batch(batch_size)
        .map(lambda images, labels: (augment(images, training=True), labels))
        .prefetch(tf.data.AUTOTUNE)
    )
    return lambda: model.fit(batches, validation_data=held_out, verbose=0, shuffle=False)


def torch_epoch(architecture: str, mode: str, batch_size: int = BATCH_SIZE) -> Callable[[], Any]:
    """Return a function that trains one epoch of the same network in PyTorch.

    It computes in the precision that our networks have on this machine.
    """
    from benchmarks.peers_torch import epoch  # PyTorch is optional

    sizes = batch_size, VALIDATION_BATCH_SIZE
    is_compiled, is_mixed = mode == "compiled", choose_precision() == "mixed_bfloat16"
    return epoch(architecture, *load_floats(), *sizes, is_compiled, is_mixed)


def describe_torch(mode: str) -> str:
    """Name a mode of PyTorch, with its precision on this machine."""
    precision = choose_precision().removeprefix("mixed_")
    return f"PyTorch {mode}, {precision}, channels last, same augmentation"


def load_examples(n_images: int) -> tuple[Examples, Examples]:
    """Load the first training images, and the first validation images in the study's proportion."""
    counts = {"train": n_images, "validation": n_images // PER_VALIDATION_IMAGE}
    splits = {part: load_split(part) for part in counts}
    train, validation = (
        Examples(images.take(range(counts[part])), labels[: counts[part]])
        for part, (images, labels) in splits.items()
    )
    return train, validation


def load_floats() -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Load the training and the validation images of an epoch, with their labels, as arrays."""
    train, validation = load_examples(IMAGES)
    return (train.images[:], train.labels), (validation.images[:], validation.labels)


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
