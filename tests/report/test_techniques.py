import pandas as pd
import pytest

from fashion_mnist.report import depth, techniques


def test_techniques_are_sorted_out_by_their_intervals(technique_effects):
    found = techniques.describe_techniques({"technique_effects": technique_effects})
    alone = found["verdicts"]["added alone"]
    assert [row["technique"] for row in alone["raise"]] == ["shift", "mirror"]
    assert [row["technique"] for row in alone["lower"]] == ["erasing"]
    assert found["verdicts"]["left out"]["open"][0]["technique"] == "mirror"
    assert found["whole"]["accuracy_with"] == 0.93
    assert len(found["rows"]) == 4
    assert found["classical"] == []


def test_depth_is_described_by_the_deepest_and_the_shallowest(depth_tables):
    found = depth.describe_depth(depth_tables)
    assert (found["shallowest"]["depth"], found["deepest"]["depth"]) == (8, 56)
    assert found["gradients"]["plain"]["start"] == pytest.approx(0.25)
    assert found["gradients"]["residual"]["start"] == pytest.approx(2)


def test_what_has_not_been_measured_is_not_described():
    assert techniques.describe_techniques({}) is None
    assert depth.describe_depth({"depth_effects": pd.DataFrame()}) is None
