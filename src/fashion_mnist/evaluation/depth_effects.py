"""What depth and shortcuts do to the training loss and to the gradients."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fashion_mnist.evaluation.intervals import mean_with_t
from fashion_mnist.evaluation.significance import correct_by_holm, paired_t_test
from fashion_mnist.parameters.architecture_names import KINDS, parse_depth

Run = tuple[str, int]  # architecture and seed


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
