"""An epoch of training, against a plain Keras loop and against PyTorch."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.data import load_split
from benchmarks.timing import compare
from fashion_mnist import networks, training
from fashion_mnist.backend import keras, tf
from fashion_mnist.parameters import Augmentation

IMAGES = 18_000  # a third of the training set
BATCH_SIZE = 128
AUGMENTATION = Augmentation(flip=True, shift=1)


def run() -> Iterator[tuple[str, ...]]:
    """Compare epochs, each after one to warm up."""
    images, _, labels = (array[:IMAGES] for array in load_split("train"))
    examples = training.Examples(images, labels)
    for architecture in ("cnn", "compact"):
        ours = our_epoch(architecture, examples)
        yield from compare(
            f"{architecture}, {IMAGES:,} images",
            ours,
            plain_keras_epoch(architecture, examples),
            "a plain Keras loop, same augmentation",
        )
        if find_spec("torch"):
            from benchmarks.peers_torch import epoch

            for dtype in ("float32", "bfloat16"):
                yield from compare(
                    f"{architecture}, {IMAGES:,} images",
                    ours,
                    epoch(architecture, images, labels, BATCH_SIZE, dtype),
                    f"PyTorch eager, {dtype}, channels last, no augmentation",
                )


def our_epoch(architecture: str, examples: training.Examples) -> Callable[[], Any]:
    """One epoch as the project trains."""
    tf.config.experimental.enable_op_determinism()
    policy = training.choose_precision()
    model = compiled(architecture, policy, steps_per_execution=training.STEPS_PER_EXECUTION)
    feed = training.feed(examples, BATCH_SIZE, AUGMENTATION, seed=0)
    return warmed_up(lambda: model.fit(feed, epochs=1, verbose=0, shuffle=False))


def plain_keras_epoch(architecture: str, examples: training.Examples) -> Callable[[], Any]:
    """One epoch as Keras's guides write it: layers of Keras, `tf.data`, `fit`."""
    model = keras.models.clone_model(
        compiled(architecture, training.choose_precision()), clone_function=without_fusion
    )
    model.compile(**compilation())
    augment = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomTranslation(1 / 28, 1 / 28, fill_mode="constant"),
        ]
    )
    feed = (
        tf.data.Dataset.from_tensor_slices(tuple(examples))
        .shuffle(len(examples.images))
        .batch(BATCH_SIZE)
        .map(lambda images, labels: (augment(images, training=True), labels))
        .prefetch(tf.data.AUTOTUNE)
    )
    return warmed_up(lambda: model.fit(feed, epochs=1, verbose=0, shuffle=False))


def compiled(architecture: str, policy: str, **options: Any) -> Any:
    """A compiled network that gives logits, computing in a precision."""
    keras.utils.set_random_seed(0)
    keras.config.set_dtype_policy(policy)
    model = networks.logits_of(networks.build_network(architecture, (28, 28, 1), 10))
    keras.config.set_dtype_policy("float32")
    model.compile(**compilation(), **options)
    return model


def compilation() -> dict[str, Any]:
    """The same optimizer, loss and metric for both."""
    return {
        "optimizer": keras.optimizers.Adam(0.001),
        "loss": keras.losses.CategoricalCrossentropy(from_logits=True),
        "metrics": ["accuracy"],
    }


def without_fusion(layer: Any) -> Any:
    """The layer, or Keras's own batch normalisation in place of the fused one."""
    is_fused = type(layer).__name__ == "FusedBatchNormalization"
    layer_class = keras.layers.BatchNormalization if is_fused else type(layer)
    return layer_class.from_config(layer.get_config())


def warmed_up(function: Callable[[], Any]) -> Callable[[], Any]:
    """The function, called once."""
    function()
    return function
