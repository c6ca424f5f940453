"""The short training recipe of fast.ai's course, rebuilt in plain Keras.

Practical Deep Learning, part 2, lesson 18 (Howard et al., 2023): a residual network is trained with
AdamW, a learning rate of up to 0.01 and batches of 1,024, without augmentation. The last version of
the notebook (fastai/course22p2, nbs/14_augment.ipynb, "Going wider") shows 93.4% after 5 epochs,
earlier versions 93.0 to 93.3%. The original schedule also changes the momentum; this one does not.
"""

import math
from time import perf_counter

from benchmarks.data import SHAPE, load_split
from fashion_mnist.networks.backend import Tensor, keras, tf
from fashion_mnist.networks.prediction import choose_precision

layers = keras.layers
FILTERS = (16, 32, 64, 128, 256, 512)
BATCH_SIZE = 1024
RATE = 0.01


def train(epochs: int) -> tuple[float, float]:
    """Train the network; return seconds and test accuracy."""
    tf.config.threading.set_intra_op_parallelism_threads(0)
    keras.config.set_dtype_policy(choose_precision())
    keras.utils.set_random_seed(0)
    images, labels = load_split("train")
    start = perf_counter()
    network = build()
    network.compile(
        optimizer=keras.optimizers.AdamW(
            one_cycle(epochs * math.ceil(len(images) / BATCH_SIZE)), weight_decay=0.01
        ),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    batches = make_batches(images[:], labels)
    network.fit(batches, epochs=epochs, verbose=0, shuffle=False)
    taken = perf_counter() - start
    tested, labels = load_split("test")
    predicted = network.predict(tested[:], batch_size=1000, verbose=0).argmax(axis=1)
    return taken, float((predicted == labels.argmax(axis=1)).mean())


def build() -> keras.Model:
    """Build the network (4.9 million parameters), doubling the filters at each halved size."""
    images = keras.Input(SHAPE)
    x = layers.Rescaling(1 / 0.35, -0.28 / 0.35)(images)
    x = residual_block(x, FILTERS[0], strides=1, size=5)
    for filters in FILTERS[1:]:
        x = residual_block(x, filters, strides=2)
    x = layers.Dense(10, use_bias=False, dtype="float32")(layers.Flatten()(x))
    return keras.Model(images, layers.BatchNormalization(momentum=0.9, dtype="float32")(x))


def residual_block(x: Tensor, filters: int, strides: int, size: int = 3) -> Tensor:
    """Apply two convolutions, the second strided, plus a pooled shortcut with a 1x1 convolution."""
    y = leak(normalise(convolve(x, filters, size, 1)))
    y = normalise(convolve(y, filters, size, strides))
    shortcut = layers.AveragePooling2D(2, padding="same")(x) if strides > 1 else x
    return leak(layers.Add()([y, convolve(shortcut, filters, 1, 1)]))


def convolve(x: Tensor, filters: int, size: int, strides: int) -> Tensor:
    """Apply a convolution with initial weights for leaky ReLU (He et al., 2015)."""
    start = keras.initializers.VarianceScaling(2 / (1 + 0.1**2), "fan_in", "untruncated_normal")
    return layers.Conv2D(filters, size, strides, padding="same", kernel_initializer=start)(x)


def normalise(x: Tensor) -> Tensor:
    """Apply batch normalisation with PyTorch's default settings."""
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


def leak(x: Tensor) -> Tensor:
    """Apply leaky ReLU, shifted to a mean of about zero."""
    return layers.LeakyReLU(0.1)(x) - 0.4


def one_cycle(steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """Return a schedule: linear warm-up over 30% of the steps, then cosine decay to zero."""
    warmup = int(0.3 * steps)
    return keras.optimizers.schedules.CosineDecay(
        RATE / 25, steps - warmup, warmup_target=RATE, warmup_steps=warmup
    )


def make_batches(images: Tensor, labels: Tensor) -> tf.data.Dataset:
    """Return shuffled batches."""
    examples = tf.data.Dataset.from_tensor_slices((images, labels))
    return examples.shuffle(len(images)).batch(BATCH_SIZE).prefetch(tf.data.AUTOTUNE)
