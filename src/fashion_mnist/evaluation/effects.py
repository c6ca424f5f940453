"""Effects of techniques and of depth: what is compared, and what comes of it.

Variants: the `recipe` has every technique and the `plain` network none; `only_X` is the plain one
with the technique X, `without_X` the recipe without it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation.intervals import bootstrap_difference, mean_with_t
from fashion_mnist.evaluation.significance import (
    correct_by_holm,
    mcnemar_test,
    paired_t_test,
    tabulate_right,
)
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.blocks import Block, Count
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.model_names import KINDS, parse_depth

TRAINED_TECHNIQUES: tuple[str, ...] = ("one_cycle", "mirror", "shift", "erasing", "label_smoothing")
PREDICTED_TECHNIQUES: tuple[str, ...] = ("tta_flip", "tta_shift")  # the same network predicts
TECHNIQUES = TRAINED_TECHNIQUES + PREDICTED_TECHNIQUES

# Of classical models: each is one more fit, against the model of the study.
CLASSICAL_TECHNIQUES: tuple[tuple[str, str], ...] = (
    ("svm", "edges"),
    ("svm", "pca"),
    ("svm", "hog"),
    ("svm", "mirrored_copies"),
    ("svm", "tuned_c"),
    ("svm", "tuned_gamma"),
    ("logistic_regression", "edges"),
    ("logistic_regression", "pca"),
    ("logistic_regression", "hog"),
    ("logistic_regression", "mirrored_copies"),
    ("random_forest", "mirrored_copies"),
)
Effect = dict[str, str | float]
Run = tuple[str, int]  # architecture and seed

Values = dict[str, Any]


def variants(names: tuple[str, ...] = TECHNIQUES) -> tuple[str, ...]:
    """Every variant that measures these techniques."""
    return ("recipe", "plain", *(f"{way}_{name}" for name in names for way in ("only", "without")))


def left_out(variant: str) -> tuple[str, ...]:
    """The techniques that a variant lacks."""
    way, _, technique = variant.partition("_")
    if way in ("recipe", "plain"):
        return TECHNIQUES if way == "plain" else ()
    return (technique,) if way == "without" else tuple(n for n in TECHNIQUES if n != technique)


def training_of(variant: str) -> str:
    """The variant whose trained network predicts for this one."""
    way, _, technique = variant.partition("_")
    if technique in PREDICTED_TECHNIQUES:
        return "plain" if way == "only" else "recipe"
    return variant


def comparisons() -> list[tuple[str, str, str, str]]:
    """Technique, comparison, the variant that has it, the one that is alike but for it."""
    pairs = [("all", "all", "recipe", "plain")]
    for name in TECHNIQUES:
        pairs.append((name, "added alone", f"only_{name}", "plain"))
        pairs.append((name, "left out", "recipe", f"without_{name}"))
    return pairs


class Ablation(Block):
    """How the worth of each technique is measured.

    The epochs of each training, and for each technique what the block of the network is without it.
    """

    epochs: Count
    without: dict[str, Values]

    @model_validator(mode="after")
    def _know_the_techniques(self) -> "Ablation":
        if set(self.without) != set(TECHNIQUES):
            raise ValueError(
                f"Expected the techniques {', '.join(TECHNIQUES)}. "
                f"Received: {', '.join(self.without)}"
            )
        return self


class ClassicalVariant(Block):
    """A model of the study but for one technique.

    What becomes of its steps, by the name of their class: other arguments, or null for a step that
    is left out; whether mirror images are added to the training images; whether it is the study's
    model that has the technique.
    """

    steps: dict[str, Values | None] = Field(default_factory=dict)
    in_study: bool
    mirrored: bool = False


def make_variant(recipe: Network, options: Ablation, variant: str) -> Network:
    """The network of the recipe without the techniques that the variant lacks."""
    block = merge(recipe.model_dump(), {"training": {"epochs": options.epochs}})
    for technique in left_out(variant):
        block = merge(block, options.without[technique])
    return Network.model_validate(block)


def merge(block: Values, change: Values) -> Values:
    """A nested block with some of its values changed."""
    inner = {
        key: merge(block[key], value)
        for key, value in change.items()
        if isinstance(value, dict) and isinstance(block.get(key), dict)
    }
    return {**block, **change, **inner}


def make_classical_variant(model: ClassicalModel, variant: ClassicalVariant) -> ClassicalModel:
    """The model of the study with some of its steps changed or left out.

    Raises:
        InputError: the model has no step of a class that the variant names.
        ValidationError: the changed steps are none that a model can have.
    """
    names = [step.class_name for step in model.steps]
    unknown = sorted(set(variant.steps) - set(names))
    if unknown:
        raise InputError(
            f"Expected changes of the steps {', '.join(names)}. Received {', '.join(unknown)}: "
            "correct `classical_ablation` in conf/."
        )
    changed = [
        step.model_dump() | (variant.steps.get(step.class_name) or {})
        for step in model.steps
        if variant.steps.get(step.class_name, {}) is not None
    ]
    return ClassicalModel.model_validate({"steps": changed, "calibration": model.calibration})


def measure_effects(runs: pd.DataFrame) -> pd.DataFrame:
    """What each technique adds to the accuracy, and what it costs in time.

    Args:
        runs: a row for each `variant` and `seed`: `accuracy`, `fit_seconds` (by the fastest epoch),
            `predict_seconds`.

    Returns:
        A row for each of `technique_variants.comparisons`: the mean `difference` of accuracy with
        and without the technique between trainings of the same seed, its 95% t interval over the
        seeds from `low` to `high`, the `p_value` of the paired t test with what `correct_by_holm`
        adds for all comparisons, and in how many of the `runs` the accuracy is `higher` with the
        technique; the mean accuracies, and the seconds of what the technique is `timed` by.
        Interval and test cover other seeds, not other test images. The seconds are those of the
        fastest run: what else a machine does only makes others slower.
    """
    columns = ["accuracy", "fit_seconds", "predict_seconds"]
    by_variant = {
        str(name): rows.set_index("seed")[columns] for name, rows in runs.groupby("variant")
    }
    rows: list[Effect] = [
        {
            "technique": technique,
            "comparison": comparison,
            **compare_runs(by_variant[having], by_variant[lacking], timed_by(technique)),
        }
        for technique, comparison, having, lacking in comparisons()
    ]
    return correct_by_holm(pd.DataFrame(rows))


def timed_by(technique: str) -> str:
    """Whether a technique costs time in `training` or in `prediction`."""
    return "prediction" if technique in PREDICTED_TECHNIQUES else "training"


def compare_runs(having: pd.DataFrame, lacking: pd.DataFrame, timed: str) -> Effect:
    """One comparison, as in `measure_effects`, of the runs of two variants by seed."""
    seconds = "predict_seconds" if timed == "prediction" else "fit_seconds"
    differences = having["accuracy"] - lacking["accuracy"]
    difference, low, high = mean_with_t(differences)
    return {
        "difference": difference,
        "low": low,
        "high": high,
        "p_value": paired_t_test(differences),
        "higher": int((differences > 0).sum()),
        "accuracy_with": float(having["accuracy"].mean()),
        "accuracy_without": float(lacking["accuracy"].mean()),
        "timed": timed,
        "seconds_with": float(having[seconds].min()),
        "seconds_without": float(lacking[seconds].min()),
        "runs": len(having),
    }


def compare_predictions(
    study: pd.DataFrame, variant: pd.DataFrame, in_study: bool, seed: int
) -> dict[str, float]:
    """What a technique adds to the accuracy: the paired bootstrap of one fit with and one without.

    Args:
        study: predictions, as in `predictions`, of the study's model.
        variant: of the model that differs by the technique.
        in_study: whether it is the study's model that has the technique.
        seed: of the resamples.

    Returns:
        As `measure_effects`, without the time and the test, but with the numbers of images that
        the model classifies rightly `only_with` and `only_without` the technique; the interval
        covers other test images, not other fits.
    """
    with_, without = (study, variant) if in_study else (variant, study)
    right = tabulate_right({"with": with_, "without": without})
    only_with = int((right["with"] & ~right["without"]).sum())
    only_without = int((right["without"] & ~right["with"]).sum())
    rng = np.random.default_rng(seed)
    low, high = bootstrap_difference(only_with, only_without, len(right), rng)
    return {
        "difference": (only_with - only_without) / len(right),
        "low": low,
        "high": high,
        "only_with": only_with,
        "only_without": only_without,
        "accuracy_with": float(right["with"].mean()),
        "accuracy_without": float(right["without"].mean()),
    }


def describe_effect(
    model: str,
    technique: str,
    predictions: Sequence[pd.DataFrame],
    seconds: Sequence[float],
    variant: ClassicalVariant,
    seed: int,
) -> Effect:
    """A row of the effects on classical models; the study's model comes before the variant."""
    with_, without = seconds if variant.in_study else seconds[::-1]
    study, other = predictions
    return {
        "model": model,
        "technique": technique,
        "comparison": "left out" if variant.in_study else "added alone",
        **compare_predictions(study, other, variant.in_study, seed),
        "timed": "training",
        "seconds_with": with_,
        "seconds_without": without,
        "runs": 1,
    }


def gather_effects(*effects: Effect) -> pd.DataFrame:
    """What `describe_effect` gives, in a table, with McNemar's mid-p test of each row.

    `p_value`, with what `correct_by_holm` adds for all rows.
    """
    table = pd.DataFrame(list(effects))
    counts = zip(table["only_with"], table["only_without"], strict=True)
    return correct_by_holm(table.assign(p_value=[mcnemar_test(*pair) for pair in counts]))


def tabulate_runs(runs: Sequence[Run], histories: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """A row for each training: `kind`, `depth`, `seed`, and the last epoch of its history."""
    rows = []
    for (architecture, seed), history in zip(runs, histories, strict=True):
        kind, depth = parse_depth(architecture)
        rows.append({"kind": kind, "depth": depth, "seed": seed, **history.iloc[-1].to_dict()})
    return pd.DataFrame(rows)


def average_gradients(runs: Sequence[Run], gradients: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The geometric mean over the seeds: `kind`, `depth`, `state`, `layer`, `norm`."""
    tables = []
    for (architecture, _), table in zip(runs, gradients, strict=True):
        kind, depth = parse_depth(architecture)
        tables.append(table.assign(kind=kind, depth=depth, norm=np.log(table["norm"])))
    by = ["kind", "depth", "state", "layer"]
    means = pd.concat(tables).groupby(by, sort=False)["norm"].mean()
    return means.apply(np.exp).reset_index()


def compare_kinds(runs: pd.DataFrame) -> pd.DataFrame:
    """Whether shortcuts lower the training loss: the kinds side by side at each depth.

    Returns:
        `depth`, the mean `plain` and `residual` training loss of the last epoch, the mean
        `difference` (plain minus residual) between trainings of the same seed, its 95% t interval
        over the seeds from `low` to `high`, and in how many `runs` the residual loss is `lower`;
        `p_value`, of the paired t test, with what `correct_by_holm` adds for all depths.
    """
    losses = runs.pivot_table(index=["depth", "seed"], columns="kind", values="loss")
    rows = []
    for depth, table in losses.groupby(level="depth"):
        differences = table["plain"] - table["residual"]
        means = {kind: float(table[kind].mean()) for kind in KINDS}
        interval = zip(("difference", "low", "high"), mean_with_t(differences), strict=True)
        counts = {"lower": int((differences > 0).sum()), "runs": len(differences)}
        p_value = paired_t_test(differences)
        rows.append({"depth": depth, **means, **dict(interval), **counts, "p_value": p_value})
    return correct_by_holm(pd.DataFrame(rows))
