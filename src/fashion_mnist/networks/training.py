"""Training of a network: batches, optimizer, schedule and the best epoch."""

import logging
import math
import time
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from fashion_mnist.networks.architectures import build_network, check_network, logits_of
from fashion_mnist.networks.backend import Model, keras, tf
from fashion_mnist.networks.batches import Composing, Examples, make_batches, make_ordered_batches
from fashion_mnist.networks.layers import tabulate_layers
from fashion_mnist.networks.parameters import Network, Optimizer, Schedule, Training
from fashion_mnist.networks.prediction import accelerate
from fashion_mnist.parameters.errors import InputError

STEPS_PER_EXECUTION = 25  # training steps between returns to Python
FEW_STEPS = 300  # their returns to Python take less time than tracing a loop over steps
log = logging.getLogger(__name__)


def train_network(
    train: Examples,
    validation: Examples,
    parameters: Network,
    seed: int,
    compose: Composing | None = None,
    start: Model | None = None,
) -> tuple[Model, pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Build a network and fit it; keep the weights of the best epoch on validation.

    Args:
        validation: selects the best epoch; its image shape is the network's input shape.
        compose: turns augmented grey images into colour images, for a network that takes colours.
            It may return labels with several candidates.
        start: a trained network for `load_pretrained_weights`.

    Returns:
        The network in float32, its history with a row for each epoch, the table of its layers, and
        its cost: `fit_seconds` and the number of `parameters`.

    Raises:
        InputError: the parameters do not suit the network or its images, no layer matches a layer
            of `start`, or the training diverges.
    """
    from fashion_mnist.networks import keras_classes

    began = time.perf_counter()
    keras.utils.clear_session(free_memory=False)  # Python collects earlier networks in time
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    training = parameters.training
    shape, n_classes = validation.images.shape[1:], train.labels.shape[1]
    network = build_network(parameters.architecture, shape, n_classes)
    check_network(network, parameters)
    if start is not None:
        load_pretrained_weights(network, start)
    model = accelerate(logits_of(network), training.precision)
    epochs, smoothing = training.epochs, training.label_smoothing
    n_images = len(train.images)
    rounds, steps_per_round = count_rounds(n_images, training)
    steps = epochs * rounds * steps_per_round
    if compose:
        loss = keras_classes.CandidateCrossentropy(smoothing)
    else:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    model.compile(
        optimizer=make_optimizer(training.optimizer, training.schedule, steps),
        loss=loss,
        metrics=[keras.metrics.CategoricalAccuracy("accuracy")],
        steps_per_execution=STEPS_PER_EXECUTION if steps > FEW_STEPS else 1,
    )
    # TensorFlow traces a step twice if the optimizer creates its variables in it.
    model.optimizer.build(model.trainable_variables)
    make = partial(make_batches, train, training.batch_size, training.augmentation, seed, compose)
    callbacks = [keras_classes.StopAtDivergence(training.optimizer)]
    if training.easy_rate < 1:
        in_order = make(lambda: np.arange(n_images))
        sampler = keras_classes.Sampler(n_images, seed, training.easy_rate, in_order)
        batches = make(sampler.draw)
        callbacks.append(sampler)
    else:
        batches = make()
    progress = keras_classes.Progress()
    keep_best = keras.callbacks.EarlyStopping(
        "val_accuracy", mode="max", patience=epochs, restore_best_weights=True
    )
    fitted = model.fit(
        batches.repeat(rounds) if rounds > 1 else batches,
        validation_data=make_ordered_batches(validation, batch_size=1000),
        epochs=epochs,
        shuffle=False,  # the batches are shuffled already
        verbose=0,
        callbacks=[*callbacks, keep_best, progress],
    )
    network.set_weights(model.get_weights())
    numbers = {"epoch": range(1, epochs + 1), **fitted.history, "seconds": progress.seconds}
    cost = {"fit_seconds": time.perf_counter() - began, "parameters": network.count_params()}
    return network, pd.DataFrame(numbers), tabulate_layers(network), cost


def count_rounds(n_images: int, training: Training) -> tuple[int, int]:
    """Return how often an epoch repeats the images, and the number of steps per repetition."""
    steps = math.ceil(n_images / training.batch_size)
    return max(1, math.ceil(training.min_steps / (training.epochs * steps))), steps


def make_optimizer(optimizer: Optimizer, schedule: Schedule, steps: int) -> Any:
    """Build the optimizer, with its learning rate scheduled over `steps` steps."""
    rate = make_schedule(optimizer.learning_rate, schedule, steps)
    decay, momentum = optimizer.weight_decay or None, optimizer.momentum
    if optimizer.name == "adam":
        return keras.optimizers.Adam(rate, weight_decay=decay)
    if optimizer.name == "muon":
        from fashion_mnist.networks.keras_classes import Muon

        return Muon(rate, weight_decay=decay, momentum=momentum)
    return keras.optimizers.SGD(rate, momentum=momentum, nesterov=True, weight_decay=decay)


def make_schedule(peak: float, schedule: Schedule, steps: int) -> Any:
    """Build the learning rate schedule (Smith, 2018, arXiv:1803.09820, with a cosine decay)."""
    if schedule.name == "constant":
        return peak
    warmup = int(steps * schedule.warmup)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=peak / 25 if warmup else peak,
        decay_steps=steps - warmup,
        warmup_target=peak if warmup else None,
        warmup_steps=warmup,
    )


def load_pretrained_weights(network: Model, start: Model) -> None:
    """Copy the weights of each layer that has the same name and shapes in the trained network.

    The log names the layers that keep their random weights, such as the logits if the number of
    classes differs. Raises InputError if no layer matches.
    """
    trained = {layer.name: layer.get_weights() for layer in start.layers}
    with_weights = [layer for layer in network.layers if layer.weights]
    new = []
    for layer in with_weights:
        weights = trained.get(layer.name, [])
        if [*map(np.shape, weights)] == [*map(np.shape, layer.get_weights())]:
            layer.set_weights(weights)
        else:
            new.append(layer.name)
    if len(new) == len(with_weights):
        raise InputError(
            f"Expected a trained network with layers like those of {network.name}, by name and "
            f"shape. Received {start.name}, which has none: choose another for "
            "`training.pretrained`, or its architecture for `architecture`."
        )
    names = ", ".join(new) or "nothing"
    log.info("%s starts from a trained network, except for: %s", network.name, names)
