import pandas as pd
import pytest

from fashion_mnist.evaluation.clean_accuracy import measure_accuracies
from fashion_mnist.parameters.errors import InputError


def test_accuracies_leave_out_what_is_doubtful():
    labels = [0] * 10 + [1] * 9
    predictions = pd.DataFrame({"y_true": [*labels, 0], "y_pred": [*labels, 1]})
    neighbours = pd.DataFrame({"index": [0, 19, 1], "distance": [1.0, 1.5, 1.6]})
    errors = pd.DataFrame({"part": ["train", "test"], "index": [0, 19]})
    table = measure_accuracies({"svm": predictions}, neighbours, errors, near=1.5)
    assert table["images"].tolist() == [20, 18, 19]
    assert table["accuracy"].tolist() == [0.95, 1, 1]
    # Wilson for 18 of 18: 18 / (18 + 1.96 squared).
    assert table["accuracy_low"][1] == pytest.approx(18 / (18 + 1.959964**2))


@pytest.mark.bad_input
def test_some_test_image_must_be_left():
    predictions = pd.DataFrame({"y_true": [0, 1], "y_pred": [0, 1]})
    neighbours = pd.DataFrame({"index": [0, 1], "distance": 1.0})
    errors = pd.DataFrame({"part": [], "index": []})
    with pytest.raises(InputError, match=r"data_quality\.near"):
        measure_accuracies({"svm": predictions}, neighbours, errors, near=1.5)
