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
    """Fit the model with the values in a place, and judge it by the validation images."""
    if place >= len(proposals):
        return {}
    values, start = proposals[place], time.perf_counter()
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    try:
        probabilities = _fit_and_answer(chosen, values, *examples, seed)
    except parameters.errors.InputError as error:  # such as a training that diverges
        log.warning("%s cannot be fitted with %s: %s", chosen["model"], values, error)
        return {"values": values, "failed": str(error)}
    seconds = time.perf_counter() - start
    trial = search.trials.judge(values, probabilities, examples[1].labels.argmax(axis=1), seconds)
    right = 1 - len(trial["wrong"]) / trial["images"]
    log.info("%s: %.2f%% of validation with %s", chosen["model"], 100 * right, values)
    return trial


def _fit_and_answer(
    chosen: dict[str, Any],
    values: parameters.search.Values,
    train: networks.Examples,
    validation: networks.Examples,
    seed: int,
) -> images.Floats:
    """The probabilities (n, n_classes) of the validation images."""
    block = parameters.search.make_model(
        chosen["model"], parameters.search.change(chosen["block"], values)
    )
    if isinstance(block, parameters.Network):
        network, _ = networks.training.train_network(train, validation, block, seed)
        return networks.prediction.predict(network, validation.images, block)
    fitted, judged = (
        (images.arrays.flatten(part.images), part.labels.argmax(axis=1))
        for part in (train, validation)
    )
    shape = train.images.shape[1:]
    model, _ = classical.fitting.fit_classifier(block, fitted, judged, seed, shape)
    return classical.probabilities.predict_probabilities(model, judged[0])


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
