import pandas as pd

from fashion_mnist.report.data_quality import describe_doubts

TABLES = {
    "nearest_neighbours": pd.DataFrame({"distance": [0, 1.2, 2.0], "exact": [True, False, False]}),
    "label_errors": pd.DataFrame({"part": ["train", "train", "test"]}),
    "accuracy_on_clean_data": pd.DataFrame(
        {"model": "svm", "test_images": ["all", "some"], "accuracy": [0.9, 0.8]}
    ),
}


def test_doubtful_images_are_counted():
    described = describe_doubts(TABLES, {"train": 20, "test": 4})
    assert described["exact"] == 1
    assert described["within"] == {1.0: 1, 1.5: 2, 2.0: 3, 2.5: 3}
    assert described["errors"] == {"train": (2, 0.1), "test": (1, 0.25)}
    assert [row["accuracy"] for row in described["accuracies"]["svm"].values()] == [0.9, 0.8]


def test_without_the_pipeline_there_is_nothing_to_describe():
    assert describe_doubts({}, {"train": 20, "test": 4}) is None
