"""Nodes of the search pipeline."""

from __future__ import annotations

import logging
import time
from typing import Any

from fashion_mnist import classical, evaluation, figures, images, networks, parameters, search
from fashion_mnist.pipelines.network_nodes import make_examples

log = logging.getLogger(__name__)


def choose_model(options: parameters.Search, **blocks: Any) -> dict[str, Any]:
    """Of all models' blocks that whose parameters are searched, as plain data.

    Beside pipelines that take blocks by their types, Kedro gives them typed here too.
    """
    block = parameters.search.make_model(options.model, blocks[options.model])
    return {"model": options.model, "block": block.model_dump(mode="json")}


def propose(
    chosen: dict[str, Any],
    options: parameters.Search,
    seed: int,
    *trials: search.trials.Trial,
    number: int,
) -> list[parameters.search.Values]:
    """What is tried in a round, by the trials of those before; first of all the study's values."""
    if number > options.rounds:
        return []
    searched, fixed = parameters.search.split_space(options.space)
    own = [] if trials else [parameters.search.read(chosen["block"], searched)]
    n = parameters.search.TRIALS - len(own)
    proposed = search.proposals.propose(searched, trials, n, seed)
    return [{**values, **fixed} for values in (*own, *proposed)]


def try_values(
    chosen: dict[str, Any],
    proposals: list[parameters.search.Values],
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
    seed: int,
    place: int,
) -> search.trials.Trial:
    """Fit the model with the values in a place, and judge it by both halves of validation.

    A fit sees only the selection half, by which a network's epoch is chosen and probabilities are
    calibrated.
    """
    if place >= len(proposals):
        return {}
    values, start = proposals[place], time.perf_counter()
    labels = validation_one_hot.argmax(axis=1)
    is_selection = search.trials.draw_selection(labels, seed)
    selection = validation_images[is_selection], validation_one_hot[is_selection]
    examples = make_examples(train_images, train_one_hot, *selection)
    try:
        probabilities = _fit_and_answer(chosen, values, *examples, validation_images, seed)
    except parameters.errors.InputError as error:  # such as a training that diverges
        log.warning("%s cannot be fitted with %s: %s", chosen["model"], values, error)
        return {"values": values, "failed": str(error)}
    seconds = time.perf_counter() - start
    trial = search.trials.judge(values, probabilities, labels, is_selection, seconds)
    right = search.trials.accuracy(trial["selection"])
    log.info("%s: %.2f%% of the selection half with %s", chosen["model"], 100 * right, values)
    return trial


def _fit_and_answer(
    chosen: dict[str, Any],
    values: parameters.search.Values,
    train: networks.Examples,
    selection: networks.Examples,
    asked: images.AnyImages,
    seed: int,
) -> images.Floats:
    """The probabilities (n, n_classes) of the images that are asked."""
    block = parameters.search.make_model(
        chosen["model"], parameters.search.change(chosen["block"], values)
    )
    if isinstance(block, parameters.Network):
        network, _ = networks.training.train_network(train, selection, block, seed)
        return networks.prediction.predict(network, asked, block)
    fitted, calibrated = (
        (images.arrays.flatten(part.images), part.labels.argmax(axis=1))
        for part in (train, selection)
    )
    shape = train.images.shape[1:]
    model, _ = classical.fitting.fit_classifier(block, fitted, calibrated, seed, shape)
    return classical.probabilities.predict_probabilities(model, images.arrays.flatten(asked))


def gather_trials(
    chosen: dict[str, Any], options: parameters.Search, *trials: search.trials.Trial
) -> tuple[evaluation.Table, dict[str, Any]]:
    """All trials in a table, and the block with the best values."""
    made = [trial for trial in trials if trial]
    searched, _ = parameters.search.split_space(options.space)
    best = search.trials.find_best(made)["values"]
    values = {path: value for path, value in best.items() if path in searched}
    block = parameters.search.change(chosen["block"], values)
    table = search.trials.tabulate(chosen["model"], list(options.space), made)
    return table, {chosen["model"]: block}


def draw_search(trials: evaluation.Table, options: parameters.Search) -> figures.Figure:
    """Draw how the accuracy depends on each parameter."""
    searched, _ = parameters.search.split_space(options.space)
    logarithmic = [path for path, options in searched.items() if getattr(options, "log", False)]
    return figures.search.slices(trials, list(searched), logarithmic)
