"""Training a network: its feed, its schedule, its best epoch."""

import math
import time

import pandas as pd

from fashion_mnist.networks.acceleration import accelerate
from fashion_mnist.networks.backend import Dataset, Model, keras, tf
from fashion_mnist.networks.build import build_network, logits_of
from fashion_mnist.networks.demands import check_demands
from fashion_mnist.networks.feed import Composing, Examples, feed, feed_in_order
from fashion_mnist.networks.layer_table import tabulate_layers
from fashion_mnist.networks.optimizers import make_optimizer
from fashion_mnist.networks.start import take_weights
from fashion_mnist.parameters.deep_learning import Network, Training

STEPS_PER_EXECUTION = 25  # from one return to Python to the next


def fit_network(
    train: Examples,
    validation: Examples,
    parameters: Network,
    seed: int,
    compose: Composing | None = None,
    start: Model | None = None,
) -> tuple[Model, pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Train a network as `train_network` does; give it with its history, layers and cost.

    The cost is `fit_seconds` and the number of `parameters`.
    """
    began = time.perf_counter()
    network, history = train_network(train, validation, parameters, seed, compose, start)
    cost = {"fit_seconds": time.perf_counter() - began, "parameters": network.count_params()}
    return network, history, tabulate_layers(network), cost


def train_network(
    train: Examples,
    validation: Examples,
    parameters: Network,
    seed: int,
    compose: Composing | None = None,
    start: Model | None = None,
) -> tuple[Model, pd.DataFrame]:
    """Build a network and fit it; keep the weights of the epoch best on validation.

    Args:
        train: the examples to learn from.
        validation: the examples to choose the epoch by, with images as the network shall take them.
        parameters: of the network.
        seed: decides every random choice.
        compose: makes coloured images of augmented grey ones, for a network that takes colours;
            their labels may leave a choice.
        start: a trained network whose weights it starts with, as `take_weights` says.

    Returns:
        The network in float32, and its history: a row for each epoch.

    Raises:
        InputError: the network or its images cannot do what is asked, no layer is like one of
            `start`, or the training diverges.
    """
    keras.utils.clear_session()  # frees the networks trained before
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    training = parameters.training
    network = build_network(
        parameters.architecture, validation.images.shape[1:], train.labels.shape[1]
    )
    check_demands(network, parameters)
    if start is not None:
        take_weights(network, start)
    model = accelerate(logits_of(network), training.precision)
    rounds, steps = count_rounds(len(train.images), training)
    _compile(model, training, rounds * steps, compose is not None)
    batches = feed(train, training.batch_size, training.augmentation, seed, compose)
    history = _fit(
        model,
        batches.repeat(rounds) if rounds > 1 else batches,
        feed_in_order(validation, batch_size=1000),
        training,
    )
    network.set_weights(model.get_weights())
    return network, history


def count_rounds(n_images: int, training: Training) -> tuple[int, int]:
    """How often an epoch goes through the images, and in how many steps each time."""
    steps = math.ceil(n_images / training.batch_size)
    return max(1, math.ceil(training.least_steps / (training.epochs * steps))), steps


def _compile(model: Model, training: Training, steps: int, leaves_choice: bool) -> None:
    from fashion_mnist.networks.candidate_loss import CandidateCrossentropy

    smoothing = training.label_smoothing
    model.compile(
        optimizer=make_optimizer(training.optimizer, training.schedule, training.epochs * steps),
        loss=CandidateCrossentropy(smoothing)
        if leaves_choice
        else keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing),
        metrics=[keras.metrics.CategoricalAccuracy("accuracy")],
        steps_per_execution=STEPS_PER_EXECUTION,
    )


def _fit(model: Model, train: Dataset, validation: Dataset, training: Training) -> pd.DataFrame:
    from fashion_mnist.networks.callbacks import Progress, StopAtDivergence, keep_best

    epochs, progress = training.epochs, Progress()
    fitted = model.fit(
        train,
        validation_data=validation,
        epochs=epochs,
        shuffle=False,  # the feed shuffles
        verbose=0,
        callbacks=[StopAtDivergence(training.optimizer), keep_best(epochs), progress],
    )
    numbers = {"epoch": range(1, epochs + 1)}
    return pd.DataFrame({**numbers, **fitted.history, "seconds": progress.seconds})
