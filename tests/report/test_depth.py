import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.report.depth import describe_depth


@pytest.fixture
def depth_tables():
    """The losses at two depths, what shortcuts do to them, and gradients of the first layer."""
    rows = [(8, 0.5, 0.5, 0.0, -0.1, 0.1), (56, 1.5, 0.6, 0.9, 0.7, 1.1)]
    effects = pd.DataFrame(
        rows, columns=["depth", "plain", "residual", "difference", "low", "high"]
    ).assign(lower=3, runs=3, p_value=[0.9, 0.001], p_holm=[0.9, 0.002], differ=[False, True])
    states = ("start", "start, no normalisation", "trained")
    norms = {("plain", 8): 4.0, ("plain", 56): 1.0, ("residual", 8): 2.0, ("residual", 56): 4.0}
    gradients = pd.DataFrame(
        [
            {"kind": kind, "depth": depth, "state": state, "layer": 1, "norm": norm}
            for (kind, depth), norm in norms.items()
            for state in states
        ]
    )
    runs = pd.DataFrame(
        [
            {"kind": kind, "depth": depth, "seed": 0, "loss": loss}
            for depth, *losses in rows
            for kind, loss in zip(("plain", "residual"), losses, strict=False)
        ]
    )
    return {"depth_effects": effects, "depth_gradients": gradients, "depth_runs": runs}


def test_depth_is_described_by_the_deepest_and_the_shallowest(depth_tables):
    found = describe_depth(depth_tables)
    assert (found["shallowest"]["depth"], found["deepest"]["depth"]) == (8, 56)
    assert found["gradients"]["plain"]["start"] == pytest.approx(0.25)
    assert found["gradients"]["residual"]["start"] == pytest.approx(2)


def test_what_has_not_been_measured_is_not_described():
    assert describe_depth({"depth_effects": pd.DataFrame()}) is None


def test_depth_is_told_as_measured(write_page, depth_tables):
    page = write_page(["svm", "cnn"], given=depth_tables)
    assert Page(page).open == []
    text = words(page)
    assert "the network of 56 layers is 1.500 without shortcuts and 0.600 with them" in text
    assert "says that shortcuts lower it" in text
    assert "0.25 times that with 8 layers without shortcuts and 2 times with them" in text
    assert "the gradients of the plain networks do not vanish with depth" in text

    plain = depth_tables["depth_gradients"].eval("kind == 'plain' and depth == 56")
    depth_tables["depth_gradients"].loc[plain, "norm"] = 0.01
    depth_tables["depth_effects"]["differ"] = False
    page = write_page(["svm", "cnn"], given=depth_tables)
    assert "may be chance: the loss is lower with them in 3 of 3 seeds" in words(page)
    assert "says that shortcuts" not in words(page)

    depth_tables["depth_effects"]["low"] = -0.1
    page = write_page(["svm", "cnn"], given=depth_tables)
    assert "the gradients of the plain networks shrink with depth" in words(page)
    assert "does not tell whether shortcuts change it" in words(page)
