"""Effects of techniques and of depth on accuracy, loss and time.

Networks are compared in variants: `recipe` has every technique and `plain` has none; `only_X` adds
technique X to `plain`, and `without_X` removes it from `recipe`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation import significance
from fashion_mnist.evaluation.intervals import mean_with_t
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.blocks import Block, Count
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.model_names import KINDS, parse_depth

# Where several are removed, the last in this order sets the learning rate.
TRAINED_TECHNIQUES = ("muon", "one_cycle", "mirror", "shift", "erasing", "label_smoothing")
PREDICTED_TECHNIQUES: tuple[str, ...] = ("tta_flip", "tta_shift")  # need no training of their own
TECHNIQUES = TRAINED_TECHNIQUES + PREDICTED_TECHNIQUES

# Techniques of classical models, by model. Each needs one fit besides the study's model.
COMMON = ("edges", "pca", "hog", "mirrored_copies")
CLASSICAL_TECHNIQUES: tuple[tuple[str, str], ...] = (
    *(("svm", technique) for technique in (*COMMON, "tuned_c", "tuned_gamma")),
    *(("logistic_regression", technique) for technique in COMMON),
    ("random_forest", "mirrored_copies"),
)
DIFFERENCE = ("difference", "low", "high")
Effect = dict[str, str | float]
Run = tuple[str, int]  # architecture and seed
Changes = dict[str, Any]


def variants(names: tuple[str, ...] = TECHNIQUES) -> tuple[str, ...]:
    """Return the variants needed to measure these techniques."""
    return ("recipe", "plain", *(f"{way}_{name}" for name in names for way in ("only", "without")))


def left_out(variant: str) -> tuple[str, ...]:
    """Return the techniques that a variant lacks."""
    way, _, technique = variant.partition("_")
    if way == "only":
        return tuple(name for name in TECHNIQUES if name != technique)
    return {"recipe": (), "plain": TECHNIQUES}.get(way, (technique,))


def training_of(variant: str) -> str:
    """Return the variant that trains the network which predicts for this variant."""
    way, _, technique = variant.partition("_")
    if technique in PREDICTED_TECHNIQUES:
        return "plain" if way == "only" else "recipe"
    return variant


def comparisons() -> list[tuple[str, str, str, str]]:
    """Return for each comparison: technique, kind, the variant with it, and the one without it."""
    pairs = [("all", "all", "recipe", "plain")]
    for name in TECHNIQUES:
        pairs.append((name, "added alone", f"only_{name}", "plain"))
        pairs.append((name, "left out", "recipe", f"without_{name}"))
    return pairs


class Ablation(Block):
    """Parameters of the ablation of networks; `parameters_ablation.yml` explains them."""

    epochs: Count
    without: dict[str, Changes]

    @model_validator(mode="after")
    def _check_techniques(self) -> "Ablation":
        if set(self.without) != set(TECHNIQUES):
            raise ValueError(
                f"Expected the techniques {', '.join(TECHNIQUES)}. "
                f"Received: {', '.join(self.without)}"
            )
        return self


class ClassicalVariant(Block):
    """The study's model with one technique more or less; see `parameters_ablation.yml`."""

    steps: dict[str, Changes | None] = Field(default_factory=dict)
    in_study: bool
    mirrored: bool = False


def make_variant(recipe: Network, options: Ablation, variant: str) -> Network:
    """Return the recipe's network without the techniques that the variant lacks."""
    block = merge(recipe.model_dump(), {"training": {"epochs": options.epochs}})
    for technique in left_out(variant):
        block = merge(block, options.without[technique])
    return Network.model_validate(block)


def merge(block: Any, change: Any) -> Any:
    """Return a nested block with changes merged into it."""
    if isinstance(block, dict) and isinstance(change, dict):
        return block | {key: merge(block.get(key), value) for key, value in change.items()}
    return change


def make_classical_variant(model: ClassicalModel, variant: ClassicalVariant) -> ClassicalModel:
    """Return the study's model with some of its steps changed or removed.

    Raises InputError for a step that the model lacks, and ValidationError for an invalid change.
    """
    names = [step.class_name for step in model.steps]
    unknown = sorted(set(variant.steps) - set(names))
    if unknown:
        raise InputError(
            f"Expected changes to the steps {', '.join(names)}. Received {', '.join(unknown)}: "
            "correct `classical_ablation` in conf/."
        )
    changes = [(step, variant.steps.get(step.class_name, {})) for step in model.steps]
    changed = [step.model_dump() | change for step, change in changes if change is not None]
    return ClassicalModel.model_validate(model.model_dump() | {"steps": changed})


def measure_effects(*scores: Effect) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure how much accuracy each technique adds, and how much time it costs.

    Intervals and tests cover other seeds, not other test images. Seconds are the minimum over the
    runs, because other work on a machine only makes runs slower.

    Args:
        scores: for each run `variant`, `seed`, `accuracy`, `fit_seconds` and `predict_seconds`.

    Returns:
        A table of all runs, and a table with a row for each of `comparisons`: the mean `difference`
        in accuracy with and without the technique between trainings of the same seed, its 95% t
        interval over the seeds from `low` to `high`, the `p_value` of the paired t test, and the
        columns from `correct_by_holm`; the number of `runs`, and of those with `higher` accuracy
        with the technique; the mean accuracies; and the seconds of the phase in `timed`.
    """
    runs = pd.DataFrame(scores)
    by_variant = {str(name): rows.set_index("seed") for name, rows in runs.groupby("variant")}
    effects = []
    for technique, comparison, with_, without in comparisons():
        having, lacking = by_variant[with_], by_variant[without]
        is_predicted = technique in PREDICTED_TECHNIQUES
        seconds = "predict_seconds" if is_predicted else "fit_seconds"
        differences = having["accuracy"] - lacking["accuracy"]
        effect = {
            "technique": technique,
            "comparison": comparison,
            **dict(zip(DIFFERENCE, mean_with_t(differences), strict=True)),
            "p_value": significance.paired_t_test(differences),
            "higher": (differences > 0).sum(),
            "accuracy_with": having["accuracy"].mean(),
            "accuracy_without": lacking["accuracy"].mean(),
            "timed": "prediction" if is_predicted else "training",
            "seconds_with": having[seconds].min(),
            "seconds_without": lacking[seconds].min(),
            "runs": len(having),
        }
        effects.append(effect)
    return runs, significance.correct_by_holm(pd.DataFrame(effects))


def describe_effect(
    model: str,
    technique: str,
    predictions: Sequence[pd.DataFrame],
    seconds: Sequence[float],
    variant: ClassicalVariant,
    seed: int,
) -> Effect:
    """Measure how much accuracy a technique adds, from a fit with the technique and a fit without.

    The predictions, and the seconds of the fits, are of the study's model and of the variant.

    Returns:
        The columns of `measure_effects` except `higher` and tests, and the numbers of images that
        the model classifies correctly `only_with` and `only_without` the technique. The interval is
        a paired bootstrap; it covers other test images, not other fits.
    """
    order = 1 if variant.in_study else -1
    tables = dict(zip(("with", "without"), predictions[::order], strict=True))
    right, rng = significance.tabulate_right(tables), np.random.default_rng(seed)
    compared = significance.compare_right(right["with"], right["without"], rng)
    seconds_with, seconds_without = seconds[::order]
    return {
        "model": model,
        "technique": technique,
        "comparison": "left out" if variant.in_study else "added alone",
        **{name: compared[name] for name in DIFFERENCE},
        "only_with": compared["only_model"],
        "only_without": compared["only_other"],
        "accuracy_with": float(right["with"].mean()),
        "accuracy_without": float(right["without"].mean()),
        "timed": "training",
        "seconds_with": seconds_with,
        "seconds_without": seconds_without,
        "runs": 1,
    }


def gather_effects(*effects: Effect) -> pd.DataFrame:
    """Gather effects from `describe_effect`, and test each by McNemar's mid-p test."""
    table = pd.DataFrame(list(effects))
    p_values = map(significance.mcnemar_test, table["only_with"], table["only_without"])
    return significance.correct_by_holm(table.assign(p_value=list(p_values)))


def tabulate_depths(runs: Sequence[Run], histories: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return `kind`, `depth`, `seed` and the last epoch of the history of each training."""
    rows = []
    for (architecture, seed), history in zip(runs, histories, strict=True):
        kind, depth = parse_depth(architecture)
        rows.append({"kind": kind, "depth": depth, "seed": seed, **history.iloc[-1].to_dict()})
    return pd.DataFrame(rows)


def average_gradients(runs: Sequence[Run], gradients: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the geometric mean `norm` over seeds by `kind`, `depth`, `state` and `layer`."""
    keys = [(*parse_depth(architecture), seed) for architecture, seed in runs]
    norms = pd.concat(gradients, keys=keys, names=["kind", "depth", "seed"])
    norms["norm"] = np.log(norms["norm"])
    means = norms.groupby(["kind", "depth", "state", "layer"], sort=False)["norm"].mean()
    return means.apply(np.exp).reset_index()


def compare_shortcuts(runs: pd.DataFrame) -> pd.DataFrame:
    """Compare the training losses of plain and residual networks at each `depth`.

    The columns are the mean `plain` and `residual` loss of the last epoch; their mean `difference`
    between trainings of the same seed, with its 95% t interval over the seeds from `low` to `high`;
    the number of `runs`, and of those with a `lower` residual loss; and the `p_value` of the paired
    t test, with the columns that `correct_by_holm` adds.
    """
    losses = runs.pivot_table(index=["depth", "seed"], columns="kind", values="loss")
    rows = []
    for depth, table in losses.groupby(level="depth"):
        differences = table["plain"] - table["residual"]
        row = {"depth": depth, **{kind: table[kind].mean() for kind in KINDS}}
        row |= zip(DIFFERENCE, mean_with_t(differences), strict=True)
        row |= {"lower": (differences > 0).sum(), "runs": len(differences)}
        rows.append(row | {"p_value": significance.paired_t_test(differences)})
    return significance.correct_by_holm(pd.DataFrame(rows))
