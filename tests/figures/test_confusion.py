import numpy as np
import pandas as pd

from fashion_mnist.evaluation.classes import compare_classes, report_classes
from fashion_mnist.figures import confusion


def test_confusion_matrix_colours_shares_and_writes_counts():
    confusions = pd.DataFrame([[3, 1], [0, 0]], index=["a", "b"], columns=["a", "b"])
    heat = confusion.confusion_matrix(confusions, "svm").data[0]
    np.testing.assert_array_equal(heat.z[::-1], [[0.75, 0.25], [0, 0]])
    np.testing.assert_array_equal(heat.text[::-1], confusions)


def test_class_recall_has_a_row_a_model(predictions, classes):
    report = report_classes(predictions, classes)
    table = compare_classes({"svm": report, "knn": report}, classes)
    heat = confusion.class_recall(table, classes).data[0]
    assert list(heat.y) == ["knn", "svm"]
    np.testing.assert_array_equal(heat.z[0], [1, 0.5, 0.5])
