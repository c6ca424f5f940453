"""A search of one model's hyperparameters: the space, and the trials.

The validation images are split into halves, stratified by class. Every choice uses the selection
half: a network's epoch, a classical model's calibration, the next proposals, and the best trial.
No choice uses the assessment half, so selecting among many trials does not inflate accuracy there.
"""

import logging
import time
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from fashion_mnist.classical.fitting import fit_classifier, predict_probabilities
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation.intervals import add_wilson
from fashion_mnist.evaluation.significance import correct_by_holm, mcnemar_test
from fashion_mnist.images.arrays import AnyImages, Floats, flatten
from fashion_mnist.images.splitting import assign_folds
from fashion_mnist.networks.batches import Examples
from fashion_mnist.networks.parameters import Network, refuse_pretrained
from fashion_mnist.networks.prediction import predict
from fashion_mnist.networks.training import train_network
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Block, Integer, Number, one_of
from fashion_mnist.parameters.errors import InputError, require
from fashion_mnist.parameters.lazy import sklearn

ROUNDS, TRIALS = 10, 4  # the most rounds, and the trials per round, which can run in parallel
RANKED_BY = ["selection_accuracy", "selection_log_loss"]
log = logging.getLogger(__name__)

# Parameters by path in the model's block, such as `training.optimizer.learning_rate`. A path names
# a step of a classical model by its class, as in `steps.SVC.C`.
Params = dict[str, Any]
# A trial has its `params`, and either the reason why it `failed` or its `seconds` and scores. A
# trial without a proposal is empty.
Trial = dict[str, Any]


class Range(Block):
    """A range of numbers, of integers if `low` and `high` are, optionally on a `log` scale."""

    low: Integer | Number
    high: Integer | Number
    log: bool = False

    @model_validator(mode="after")
    def _check_bounds(self) -> "Range":
        if not self.low < self.high:
            raise ValueError(f"Expected low < high. Received: {self.low}, {self.high}")
        if self.log and self.low <= 0:
            raise ValueError(f"Expected low > 0 for a logarithmic range. Received: {self.low}")
        return self


Choices = Annotated[list[Any], Field(min_length=1)]
Options = Annotated[
    Annotated[Range, Tag("range")] | Annotated[Choices, Tag("choices")],
    Discriminator(lambda options: "choices" if isinstance(options, list) else "range"),
]
Space = dict[str, Options]  # keyed by path, like `Params`
Member = Annotated[str, AfterValidator(one_of(model_names.MEMBERS))]


class Search(Block):
    """The model to search, the number of rounds of trials, and the search space of each model."""

    model: Member
    rounds: Annotated[Integer, Field(ge=1, le=ROUNDS)]
    spaces: dict[Member, Annotated[Space, Field(min_length=1)]]

    @model_validator(mode="after")
    def _check_space(self) -> "Search":
        if self.model not in self.spaces:
            raise ValueError(
                f"Expected a space for {self.model} in `spaces`. Received some for "
                f"{', '.join(self.spaces) or 'none'}"
            )
        if len(self.fixed) == len(self.space):
            raise ValueError(
                f"Expected something to choose in `spaces.{self.model}`. Received single choices: "
                f"{', '.join(self.space)}"
            )
        return self

    @property
    def space(self) -> Space:
        """The search space of the model to search."""
        return self.spaces[self.model]

    @property
    def fixed(self) -> Params:
        """The parameters with a single choice, such as fewer epochs than in the study."""
        return {
            path: options[0]
            for path, options in self.space.items()
            if isinstance(options, list) and len(options) == 1
        }


def choose_model(search: Search, **blocks: Any) -> dict[str, Any]:
    """Select the name and the block of the model to search; blocks may be plain or typed."""
    block = make_model(search.model, blocks[search.model])
    if isinstance(block, Network):
        refuse_pretrained(block.training)
    return {"model": search.model, "block": block.model_dump(mode="json")}


def propose(
    chosen: dict[str, Any], search: Search, seed: int, *trials: Trial, number: int
) -> list[Params]:
    """Propose the parameters of round `number`, from 1, given all trials of earlier rounds.

    A tree-structured Parzen estimator (Bergstra et al., 2011) learns from the accuracies on the
    selection half; until ten trials have succeeded it samples at random. The first trial of a
    search has the study's own parameters. Rounds after the last have no proposals.
    """
    if number > search.rounds:
        return []
    require(["optuna"], "Optuna, which proposes parameters", "search")
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    kinds = optuna.distributions
    distributions: dict[str, Any] = {}
    for path, options in search.space.items():
        if isinstance(options, Range):
            is_whole = isinstance(options.low, int) and isinstance(options.high, int)
            kind = kinds.IntDistribution if is_whole else kinds.FloatDistribution
            distributions[path] = kind(**options.model_dump())
        else:
            with warnings.catch_warnings():  # only a database would refuse lists as choices
                warnings.filterwarnings("ignore", "Choices for a categorical distribution")
                distributions[path] = kinds.CategoricalDistribution(options)
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
    index: int,
) -> Trial:
    """Fit the model with a proposal of a round, and score it on both halves.

    The fit sees only the selection half of the validation images.

    Returns:
        The accuracy and log loss on the selection half, the number of `images` in the assessment
        half, and the indices of the misclassified ones there (`wrong`); empty without a proposal.
    """
    if index >= len(proposals):
        return {}
    name, params, start = chosen["model"], proposals[index], time.perf_counter()
    model = make_model(name, set_params(chosen["block"], params))
    labels = validation_one_hot.argmax(axis=1)
    is_selection = np.equal(assign_folds(labels, 2, seed), 0)
    images, selected = validation_images[is_selection], labels[is_selection]
    try:
        if isinstance(model, Network):
            train = Examples(train_images, train_one_hot)
            selection = Examples(images, validation_one_hot[is_selection])
            network, *_ = train_network(train, selection, model, seed)
            probabilities = predict(network, validation_images, model)
        else:
            train_flat, shape = flatten(train_images), train_images.shape[1:]
            examples = (train_flat, train_one_hot.argmax(axis=1)), (flatten(images), selected)
            classifier, _ = fit_classifier(model, *examples, seed, shape)
            probabilities = predict_probabilities(classifier, flatten(validation_images))
    except InputError as error:  # for example, the training diverges
        log.warning("%s cannot be fitted with %s: %s", name, params, error)
        return {"params": params, "failed": str(error)}
    seconds = time.perf_counter() - start
    wrong = probabilities.argmax(axis=1) != labels
    accuracy = float(1 - wrong[is_selection].mean())
    log.info("%s: %.2f%% of the selection half with %s", name, 100 * accuracy, params)
    loss = sklearn.metrics.log_loss(
        selected, probabilities[is_selection], labels=range(probabilities.shape[1])
    )
    return {
        "params": params,
        "failed": None,
        "seconds": seconds,
        "selection_accuracy": accuracy,
        "selection_log_loss": float(loss),
        "images": int(np.count_nonzero(~is_selection)),
        "wrong": np.flatnonzero(wrong[~is_selection]).tolist(),
    }


def compare_trials(
    chosen: dict[str, Any], search: Search, *trials: Trial
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Compare each trial with the best: the most accurate on the selection half, then by log loss.

    Returns:
        A row for each trial, and the model's block with the parameters of the best trial. In the
        table, `low` and `high` bound the 95% interval of the `accuracy` on the assessment half;
        `p_value` is from McNemar's mid-p test against the best trial there, `p_holm` and `differ`
        are corrected for all trials. A parameter is missing where the study uses its default.
    """
    done, paths = [trial for trial in trials if trial], list(search.space)
    table = pd.DataFrame([{**dict.fromkeys(paths), **trial["params"], **trial} for trial in done])
    succeeded = table[table["failed"].isna()]
    if succeeded.empty:
        raise InputError(
            f"Expected a trial that can be fitted. Received {len(done)} that cannot, the first "
            f"because of this: {done[0]['failed']}"
        )
    best = succeeded.sort_values(RANKED_BY, ascending=[False, True]).index[0]
    wrong = succeeded["wrong"].map(set)
    p_values = [mcnemar_test(len(own - wrong[best]), len(wrong[best] - own)) for own in wrong]
    right = succeeded["images"] - wrong.map(len)
    table = table.assign(
        model=chosen["model"],
        trial=range(1, len(done) + 1),
        right=right,
        accuracy=right / succeeded["images"],
        best=table.index == best,
        p_value=pd.Series(p_values, wrong.index).drop(best),
    )
    columns = ["model", "trial", *paths, *RANKED_BY, "accuracy", "low", "high", "seconds"]
    columns += ["best", "p_value", "p_holm", "differ", "failed"]
    params = {p: value for p, value in done[best]["params"].items() if p not in search.fixed}
    block = set_params(chosen["block"], params)
    return correct_by_holm(add_wilson(table))[columns], {chosen["model"]: block}


def make_model(model: str, block: Mapping[str, Any]) -> Network | ClassicalModel:
    """Validate a model's block and return its typed parameters."""
    kind = Network if model in model_names.NETWORKS else ClassicalModel
    return kind.model_validate(block)


def get_params(block: Mapping[str, Any], paths: Iterable[str]) -> Params:
    """Read parameters of a model's block by path; parameters that the block omits are skipped."""
    parts = {path: _find_part(block, path) for path in paths}
    return {path: part[name] for path, (part, name) in parts.items() if name in part}


def set_params(block: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a model's block and set parameters by path, or raise InputError if it lacks the path."""
    changed = deepcopy(dict(block))
    for path, value in params.items():
        part, name = _find_part(changed, path)
        part[name] = value
    return changed


def _find_part(block: Any, path: str) -> tuple[Any, str]:
    """Return the dictionary that holds a parameter, and the parameter's name in it."""
    *parents, name = path.split(".")
    for parent in parents:
        if isinstance(block, list):
            block = {step["type"].rpartition(".")[2]: step for step in block}
        known = block if isinstance(block, dict) else {}
        if parent not in known:
            raise InputError(
                f"Expected a part of {', '.join(known) or 'none'}. Received {parent!r}."
            )
        block = known[parent]
    if not isinstance(block, dict):
        raise InputError(f"Expected the path of a parameter. Received {path!r}.")
    return block, name
