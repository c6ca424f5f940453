import pandas as pd
from pages import Page, words

from fashion_mnist.report.data_quality import describe_data_quality

TABLES = {
    "nearest_neighbours": pd.DataFrame({"distance": [0, 1.2, 2.0], "exact": [True, False, False]}),
    "label_errors": pd.DataFrame({"part": ["train", "train", "test"]}),
    "accuracy_on_clean_data": pd.DataFrame(
        {"model": "svm", "test_images": ["all", "some"], "accuracy": [0.9, 0.8]}
    ),
}


def test_doubtful_images_are_counted():
    described = describe_data_quality(TABLES, {"train": 20, "test": 4})
    assert described["exact"] == 1
    assert described["within"] == {1.0: 1, 1.5: 2, 2.0: 3, 2.5: 3}
    assert described["errors"] == {"train": (2, 0.1), "test": (1, 0.25)}
    assert [row["accuracy"] for row in described["accuracies"]["svm"].values()] == [0.9, 0.8]


def test_without_the_pipeline_there_is_nothing_to_describe():
    assert describe_data_quality({}, {"train": 20, "test": 4}) is None


def test_doubtful_images_are_told(write_page):
    row = {"accuracy": 0.5, "accuracy_low": 0.4, "accuracy_high": 0.6, "model": "svm"}
    tables = {
        "nearest_neighbours": pd.DataFrame({"distance": [1.2, 2.0], "exact": [False, False]}),
        "label_errors": pd.DataFrame({"part": ["test", "test", "test"]}),
        "accuracy_on_clean_data": pd.DataFrame([row | {"test_images": "all"}]),
    }
    page = write_page(["svm"], given=tables)
    assert Page(page).open == []
    text = words(page)
    assert "0 test images are also among the training images" in text
    assert "at most 1.0: 0, 1.5: 1, 2.0: 2, 2.5: 2 test images." in text
    assert "The labels of 3 test images (50.0%) and 0 training images (0.0%)" in text
    assert "50.00% (40.0% to 60.0%)" in text
    assert "near_duplicates" not in page
