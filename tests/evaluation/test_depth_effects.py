import pandas as pd
import pytest

from fashion_mnist.evaluation import depth_effects

RUNS = [("plain_8", 0), ("plain_8", 1), ("residual_8", 0), ("residual_8", 1)]


def test_kinds_are_compared_by_seed():
    histories = [pd.DataFrame({"loss": [9.0, loss]}) for loss in (2.0, 4.0, 1.0, 2.0)]
    runs = depth_effects.tabulate_runs(RUNS, histories)
    assert runs["loss"].tolist() == [2, 4, 1, 2]
    (row,) = depth_effects.compare_kinds(runs).to_dict("records")
    assert (row["depth"], row["plain"], row["residual"]) == (8, 3, 1.5)
    half = 12.7062 * 0.5  # t with 1 degree of freedom; standard error sqrt(1/2) / sqrt(2)
    assert (row["low"], row["high"]) == pytest.approx((1.5 - half, 1.5 + half), rel=1e-4)


def test_gradients_are_averaged_geometrically():
    tables = [
        pd.DataFrame({"state": "start", "layer": [1, 2], "norm": [norm, 1.0]})
        for norm in (1.0, 100.0, 4.0, 4.0)
    ]
    means = depth_effects.average_gradients(RUNS, tables)
    assert means["kind"].tolist() == ["plain", "plain", "residual", "residual"]
    assert means["norm"].tolist() == pytest.approx([10, 1, 4, 1])


def test_depths_are_tested_together():
    """At 8 layers the differences are 1, 2 and 3, so t is 2 sqrt(3); at 20 they are the same."""
    losses = {("plain", 8): [2, 4, 6], ("residual", 8): [1, 2, 3]}
    losses |= {("plain", 20): [1, 2, 3], ("residual", 20): [2, 3, 4]}
    runs = pd.DataFrame(
        [
            {"kind": kind, "depth": depth, "seed": seed, "loss": float(loss)}
            for (kind, depth), of_seeds in losses.items()
            for seed, loss in enumerate(of_seeds)
        ]
    )
    shallow, deep = depth_effects.compare_kinds(runs).to_dict("records")
    assert shallow["p_value"] == pytest.approx(1 - (12 / 14) ** 0.5)
    assert shallow["p_holm"] == pytest.approx(2 * shallow["p_value"])
    assert pd.isna(deep["p_holm"])
    assert [shallow["differ"], deep["differ"]] == [False, False]
    assert (shallow["lower"], deep["lower"], deep["runs"]) == (3, 0, 3)
