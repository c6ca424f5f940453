import pandas as pd

from fashion_mnist.report.certainty import describe_certainty


def test_a_calibration_error_that_scaling_raises_by_more_than_chance_is_told():
    table = pd.DataFrame(
        [
            ("knn", False, 0.02, 0.01),
            ("knn", True, 0.05, 0.01),
            ("cnn", False, 0.02, 0.01),
            ("cnn", True, 0.025, 0.01),
        ],
        columns=["model", "scaled", "ece", "ece_by_chance"],
    )
    assert describe_certainty({"calibration": table})["harmed"] == ["knn"]


def test_what_was_not_made_is_empty():
    assert not any(describe_certainty({}).values())
