"""Nodes of the search pipeline."""

from __future__ import annotations

import logging
import time
from typing import Any

from fashion_mnist.classical.fitting import fit_classifier
from fashion_mnist.classical.probabilities import predict_probabilities
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures import experiments
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import AnyImages, Floats, flatten
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import predict
from fashion_mnist.networks.training import train_network
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.network_template import make_examples
from fashion_mnist.search import proposals, space, trials
from fashion_mnist.search.space import TRIALS, Search, Values
from fashion_mnist.search.trials import find_best, tabulate

log = logging.getLogger(__name__)


def choose_model(options: Search, **blocks: Any) -> dict[str, Any]:
    """Of all models' blocks that whose parameters are searched, as plain data.

    Beside pipelines that take blocks by their types, Kedro gives them typed here too.
    """
    block = space.make_model(options.model, blocks[options.model])
    return {"model": options.model, "block": block.model_dump(mode="json")}


def propose(
    chosen: dict[str, Any],
    options: Search,
    seed: int,
    *trials: trials.Trial,
    number: int,
) -> list[Values]:
    """What is tried in a round, by the trials of those before; first of all the study's values."""
    if number > options.rounds:
        return []
    searched, fixed = space.split_space(options.space)
    own = [] if trials else [space.read(chosen["block"], searched)]
    n = TRIALS - len(own)
    proposed = proposals.propose(searched, trials, n, seed)
    return [{**values, **fixed} for values in (*own, *proposed)]


def try_values(
    chosen: dict[str, Any],
    proposals: list[Values],
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    seed: int,
    place: int,
) -> trials.Trial:
    """Fit the model with the values in a place, and judge it by both halves of validation.

    A fit sees only the selection half, by which a network's epoch is chosen and probabilities are
    calibrated.
    """
    if place >= len(proposals):
        return {}
    values, start = proposals[place], time.perf_counter()
    labels = validation_one_hot.argmax(axis=1)
    is_selection = trials.draw_selection(labels, seed)
    selection = validation_images[is_selection], validation_one_hot[is_selection]
    examples = make_examples(train_images, train_one_hot, *selection)
    try:
        probabilities = _fit_and_answer(chosen, values, *examples, validation_images, seed)
    except InputError as error:  # such as a training that diverges
        log.warning("%s cannot be fitted with %s: %s", chosen["model"], values, error)
        return {"values": values, "failed": str(error)}
    seconds = time.perf_counter() - start
    trial = trials.judge(values, probabilities, labels, is_selection, seconds)
    right = trials.accuracy(trial["selection"])
    log.info("%s: %.2f%% of the selection half with %s", chosen["model"], 100 * right, values)
    return trial


def _fit_and_answer(
    chosen: dict[str, Any],
    values: Values,
    train: Examples,
    selection: Examples,
    asked: AnyImages,
    seed: int,
) -> Floats:
    """The probabilities (n, n_classes) of the images that are asked."""
    block = space.make_model(chosen["model"], space.change(chosen["block"], values))
    if isinstance(block, Network):
        network, _ = train_network(train, selection, block, seed)
        return predict(network, asked, block)
    fitted, calibrated = (
        (flatten(part.images), part.labels.argmax(axis=1)) for part in (train, selection)
    )
    shape = train.images.shape[1:]
    model, _ = fit_classifier(block, fitted, calibrated, seed, shape)
    return predict_probabilities(model, flatten(asked))


def gather_trials(
    chosen: dict[str, Any], options: Search, *trials: trials.Trial
) -> tuple[Table, dict[str, Any]]:
    """All trials in a table, and the block with the best values."""
    made = [trial for trial in trials if trial]
    searched, _ = space.split_space(options.space)
    best = find_best(made)["values"]
    values = {path: value for path, value in best.items() if path in searched}
    block = space.change(chosen["block"], values)
    table = tabulate(chosen["model"], list(options.space), made)
    return table, {chosen["model"]: block}


def draw_search(trials: Table, options: Search) -> Figure:
    """Draw how the accuracy depends on each parameter."""
    searched, _ = space.split_space(options.space)
    logarithmic = [path for path, options in searched.items() if getattr(options, "log", False)]
    return experiments.slices(trials, list(searched), logarithmic)
