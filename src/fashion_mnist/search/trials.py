"""Trials of a search: proposing, running and comparing them.

The validation images are split into halves, stratified by class. The selection half is used for
every choice: a network's epoch, a classical model's calibration, the next proposals, and the best
trial. The assessment half is used for no choice, so selecting the best of many trials does not
inflate the accuracy on it.
"""

from __future__ import annotations

import logging
import time
import warnings
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.classical.fitting import fit_classifier, predict_probabilities
from fashion_mnist.evaluation.intervals import add_wilson
from fashion_mnist.evaluation.significance import correct_by_holm, mcnemar_test
from fashion_mnist.images.arrays import AnyImages, Floats, Labels, flatten
from fashion_mnist.images.splitting import assign_folds
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import predict
from fashion_mnist.networks.training import train_network
from fashion_mnist.parameters.errors import InputError, missing_extra
from fashion_mnist.search.space import TRIALS, Params, Search, get_params, make_model, set_params

RANKED_BY = ["selection_accuracy", "selection_log_loss"]
log = logging.getLogger(__name__)

# A trial has its `params`, and either the reason why it `failed` or its `seconds` and the scores
# from `score`. A trial without a proposal is empty.
Trial = dict[str, Any]


def choose_model(search: Search, **blocks: Any) -> dict[str, Any]:
    """Select the name and the block of the model to search; blocks may be plain or typed."""
    block = make_model(search.model, blocks[search.model])
    return {"model": search.model, "block": block.model_dump(mode="json")}


def propose(
    chosen: dict[str, Any], search: Search, seed: int, *trials: Trial, number: int
) -> list[Params]:
    """Propose the parameters of a round by a tree-structured Parzen estimator.

    The estimator (Bergstra et al., 2011) learns from the accuracy of earlier trials on the
    selection half. It samples at random until ten trials have succeeded. The first trial of a
    search has the study's own parameters.

    Args:
        chosen: the model and its block, from `choose_model`.
        search: the parameters of the search.
        seed: the seed of the search.
        trials: all trials of earlier rounds.
        number: the number of the round, from 1. Rounds beyond `search.rounds` get no proposals.

    Raises:
        InputError: Optuna is not installed.
    """
    if number > search.rounds:
        return []
    try:
        import optuna
    except ModuleNotFoundError as error:
        raise missing_extra("Optuna, which proposes parameters", "search") from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    kinds = optuna.distributions
    distributions: dict[str, kinds.BaseDistribution] = {}
    for path, options in search.space.items():
        if isinstance(options, list):
            with warnings.catch_warnings():  # only a database would refuse lists as choices
                warnings.filterwarnings("ignore", "Choices for a categorical distribution")
                distributions[path] = kinds.CategoricalDistribution(options)
        else:
            is_whole = isinstance(options.low, int) and isinstance(options.high, int)
            kind = kinds.IntDistribution if is_whole else kinds.FloatDistribution
            distributions[path] = kind(**options.model_dump())
    sampler = optuna.samplers.TPESampler(seed=seed + len(trials))
    study = optuna.create_study(sampler=sampler, direction="maximize")
    for trial in trials:
        with suppress(ValueError):  # the study's own parameters may lie outside the space
            earlier = optuna.trial.create_trial(
                params=trial["params"],
                distributions=distributions,
                value=trial.get("selection_accuracy"),
                state=optuna.trial.TrialState["COMPLETE" if trial["failed"] is None else "FAIL"],
            )
            study.add_trial(earlier)
    own = [] if trials else [get_params(chosen["block"], search.space) | search.fixed]
    return own + [study.ask(distributions).params for _ in range(TRIALS - len(own))]


def run_trial(
    chosen: dict[str, Any],
    proposals: list[Params],
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    seed: int,
    place: int,
) -> Trial:
    """Fit the model with the proposal at index `place` of a round and score it on both halves.

    The fit sees only the selection half of the validation images. The trial is empty if there is
    no proposal at `place`.
    """
    if place >= len(proposals):
        return {}
    name, params, start = chosen["model"], proposals[place], time.perf_counter()
    model = make_model(name, set_params(chosen["block"], params))
    labels = validation_one_hot.argmax(axis=1)
    is_selection = np.equal(assign_folds(labels, 2, seed), 0)
    images = validation_images[is_selection]
    try:
        if isinstance(model, Network):
            train = Examples(train_images, train_one_hot)
            selection = Examples(images, validation_one_hot[is_selection])
            network, _ = train_network(train, selection, model, seed)
            probabilities = predict(network, validation_images, model)
        else:
            train_flat = flatten(train_images), train_one_hot.argmax(axis=1)
            selection_flat = flatten(images), labels[is_selection]
            shape = train_images.shape[1:]
            classifier, _ = fit_classifier(model, train_flat, selection_flat, seed, shape)
            probabilities = predict_probabilities(classifier, flatten(validation_images))
    except InputError as error:  # for example, the training diverges
        log.warning("%s cannot be fitted with %s: %s", name, params, error)
        return {"params": params, "failed": str(error)}
    seconds = time.perf_counter() - start
    scores = score(probabilities, labels, is_selection)
    accuracy = 100 * scores["selection_accuracy"]
    log.info("%s: %.2f%% of the selection half with %s", name, accuracy, params)
    return {"params": params, "failed": None, "seconds": seconds, **scores}


def score(probabilities: Floats, labels: Labels, is_selection: NDArray[np.bool_]) -> dict[str, Any]:
    """Score the probabilities (n, n_classes) of the validation images on both halves.

    Returns:
        Accuracy and log loss on the selection half; the number of `images` in the assessment half,
        and the indices of those that are misclassified (`wrong`).
    """
    from sklearn.metrics import log_loss

    wrong = probabilities.argmax(axis=1) != labels
    classes = range(probabilities.shape[1])
    loss = log_loss(labels[is_selection], probabilities[is_selection], labels=classes)
    return {
        "selection_accuracy": float(1 - wrong[is_selection].mean()),
        "selection_log_loss": float(loss),
        "images": int(np.count_nonzero(~is_selection)),
        "wrong": np.flatnonzero(wrong[~is_selection]).tolist(),
    }


def compare_trials(
    chosen: dict[str, Any], search: Search, *trials: Trial
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Compare each trial with the best one.

    The best trial has the highest accuracy on the selection half; the smallest log loss breaks
    ties.

    Returns:
        A row for each trial, and the model's block with the parameters of the best trial. In the
        table, `low` and `high` bound the 95% interval of the `accuracy` on the assessment half.
        `p_value` is from McNemar's mid-p test against the best trial on this half; `p_holm` and
        `differ` are corrected for all trials, as in `correct_by_holm`. A parameter is missing where
        the study uses its default; scores are missing where a trial failed.

    Raises:
        InputError: all trials failed.
    """
    made, paths = [trial for trial in trials if trial], list(search.space)
    table = pd.DataFrame([{**dict.fromkeys(paths), **trial["params"], **trial} for trial in made])
    succeeded = table[table["failed"].isna()]
    if succeeded.empty:
        raise InputError(
            f"Expected a trial that can be fitted. Received {len(made)} that cannot, the first "
            f"because of this: {made[0]['failed']}"
        )
    best = succeeded.sort_values(RANKED_BY, ascending=[False, True]).index[0]
    wrong = succeeded["wrong"].map(set)
    p_values = [mcnemar_test(len(own - wrong[best]), len(wrong[best] - own)) for own in wrong]
    right = succeeded["images"] - wrong.map(len)
    table = table.assign(
        model=chosen["model"],
        trial=range(1, len(made) + 1),
        right=right,
        accuracy=right / succeeded["images"],
        best=table.index == best,
        p_value=pd.Series(p_values, wrong.index).drop(best),
    )
    columns = ["model", "trial", *paths, *RANKED_BY, "accuracy", "low", "high", "seconds"]
    columns += ["best", "p_value", "p_holm", "differ", "failed"]
    found = made[best]["params"].items()
    params = {path: value for path, value in found if path not in search.fixed}
    block = set_params(chosen["block"], params)
    return correct_by_holm(add_wilson(table))[columns], {chosen["model"]: block}
