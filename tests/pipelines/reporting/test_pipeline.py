import numpy as np
import pandas as pd
import pytest
from wiring import optional_inputs

from fashion_mnist.figures.data import preprocessing
from fashion_mnist.images.arrays import encode_data_uri, flatten
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines import PIPELINES, reporting
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.pipelines.reporting.pipeline import (
    RESULTS,
    compare_models,
    draw_data,
    suggest_pipelines,
)

COST = {"fit_seconds": 3.0, "predict_seconds": 0.1, "parameters": 51, "bytes": 2_000_000}

CLASSES = ["bag", "coat"]


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
    table, accuracy, cost, *_ = compare_models(CLASSES, "Clothes\nAbout.", people, **summaries)
    assert list(table["model"]) == ["cnn", "svm"]
    assert [trace.y[0] for trace in accuracy.data] == ["cnn", "svm"]
    assert accuracy.layout.shapes[0].x0 == 0.835
    assert [trace.name for trace in cost.data] == ["cnn", "svm"]


def test_people_are_left_out_where_their_accuracy_on_the_images_is_unknown(summaries):
    _, accuracy, *_ = compare_models(CLASSES, "Animals", {"Clothes": 0.835}, **summaries)
    assert not accuracy.layout.shapes


def test_classes_are_compared_by_recall(summaries):
    *_, table, figure, _ = compare_models(CLASSES, "Clothes", {}, **summaries)
    assert list(table["model"]) == ["cnn", "svm"]
    assert table.set_index("model")["hardest"].to_dict() == {"svm": "coat", "cnn": "bag"}
    assert figure.data[0].z.tolist() == [[0.8, 0.6], [0.7, 0.9]]


def test_confused_pairs_are_named_with_their_model(summaries):
    *_, pairs = compare_models(CLASSES, "Clothes", {}, **summaries)
    expected = pd.DataFrame({"model": ["cnn", "svm"]}).assign(
        true="bag", predicted="coat", mistaken=3
    )
    pd.testing.assert_frame_equal(pairs, expected)


IMAGES = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
PROFILE = {"mean": 1.0, "median": 2.0, "standard_deviation": 3.0}


def test_labels_may_be_names_or_numbers(classes):
    names = draw_data(IMAGES, np.array(["boot", "bag", "boot"]), PROFILE, classes)
    numbers = draw_data(IMAGES, np.array([2, 0, 2], np.uint8), PROFILE, classes)
    assert names == numbers
    distribution, samples, histogram = names
    assert list(distribution.data[0].y) == [1, 0, 2]
    assert samples.layout.yaxis.ticktext == ("bag", "coat", "boot")
    assert histogram.layout.annotations[0].text == "mean 1.00"


def test_labels_that_are_no_classes_are_refused(classes):
    with pytest.raises(InputError, match="Received also shoe"):
        draw_data(IMAGES, np.array(["boot", "bag", "shoe"]), PROFILE, classes)


def test_the_first_training_image_is_drawn_before_and_after_preprocessing():
    normalised = np.divide(IMAGES, 255, dtype=np.float32)
    scaled = normalise(IMAGES)
    figure = preprocessing(IMAGES, scaled, flatten(scaled))
    image, raw, scaled, flat = figure.data
    assert image.source == encode_data_uri(IMAGES[0])
    np.testing.assert_array_equal(raw.z, IMAGES[0])
    np.testing.assert_array_equal(scaled.z, normalised[0])
    np.testing.assert_array_equal(flat.y, normalised[0].ravel())


pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


def test_the_page_takes_whatever_there_is_of_figures_tables_and_models():
    (node,) = reporting.create_pipeline().only_nodes("reporting.write_report").nodes
    summaries = {f"{model}.summary" for model in model_names.NAMES}
    assert optional_inputs(node) == {*RESULTS} | summaries


def test_only_what_was_not_made_is_offered_the_fastest_first():
    made = ("evaluation", "seeds", "explanation")
    results = {result for name in made for result in PIPELINES[name].results}
    offered = suggest_pipelines({*results, "robust"}, [28, 28])
    assert list(offered) == ["data_quality", "robustness", "search", "depth", "ablation"]
    minutes = [info.minutes for info in offered.values()]
    assert minutes == sorted(minutes)


@pytest.mark.parametrize("size", [[24, 40], [28, 28, 3]])
def test_pipelines_that_refuse_these_images_are_not_offered(size):
    refused = {*suggest_pipelines(set(), [28, 28])} - {*suggest_pipelines(set(), size)}
    assert refused == {"robust", "robustness"}
