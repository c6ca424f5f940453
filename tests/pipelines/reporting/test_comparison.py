import pandas as pd
import pytest

from fashion_mnist.pipelines.reporting import comparison

COST = {"fit_seconds": 3.0, "predict_seconds": 0.1, "parameters": 51, "bytes": 2_000_000}


@pytest.fixture
def summaries():
    """Of two models, as far as they are compared."""

    def summarise(accuracy, recalls):
        interval = {"accuracy_low": accuracy - 0.1, "accuracy_high": accuracy + 0.1}
        return {
            "metrics": {"accuracy": accuracy, **interval, **COST},
            "report": [{"class": name, "recall": recall} for name, recall in recalls.items()],
            "pairs": [{"true": "bag", "predicted": "coat", "mistaken": 3}],
        }

    return {
        "svm": summarise(0.7, {"bag": 0.8, "coat": 0.6}),
        "cnn": summarise(0.8, {"bag": 0.7, "coat": 0.9}),
    }


def test_the_most_accurate_model_comes_first(summaries):
    people = {"Clothes": 0.835}
    table, accuracy, cost = comparison.compare_models("Clothes\nAbout.", people, **summaries)
    assert list(table["model"]) == ["cnn", "svm"]
    assert [trace.y[0] for trace in accuracy.data] == ["cnn", "svm"]
    assert accuracy.layout.shapes[0].x0 == 0.835
    assert [trace.name for trace in cost.data] == ["cnn", "svm"]


def test_people_are_left_out_where_their_accuracy_on_the_images_is_unknown(summaries):
    _, accuracy, _ = comparison.compare_models("Animals", {"Clothes": 0.835}, **summaries)
    assert not accuracy.layout.shapes


def test_classes_are_compared_by_recall(summaries):
    table, figure = comparison.compare_classes(["bag", "coat"], **summaries)
    assert list(table["model"]) == ["cnn", "svm"]
    assert table.set_index("model")["hardest"].to_dict() == {"svm": "coat", "cnn": "bag"}
    assert figure.data[0].z.tolist() == [[0.8, 0.6], [0.7, 0.9]]


def test_confused_pairs_are_named_with_their_model(summaries):
    pairs = comparison.join_confused_pairs(**summaries)
    expected = pd.DataFrame({"model": ["cnn", "svm"]}).assign(
        true="bag", predicted="coat", mistaken=3
    )
    pd.testing.assert_frame_equal(pairs, expected)
