import pytest

from fashion_mnist.explanation.examples import choose_examples


def test_most_confident_right_and_wrong_prediction_of_each_class(predictions, classes):
    examples = choose_examples(predictions, classes)
    assert examples["index"].tolist() == [0, 2, 3, 4, 5]
    assert examples["y_true"].tolist() == [0, 1, 1, 2, 2]
    assert examples["y_pred"].tolist() == [0, 1, 2, 2, 1]
    assert examples["probability"].tolist() == pytest.approx([0.9, 0.7, 0.6, 0.6, 0.5])
