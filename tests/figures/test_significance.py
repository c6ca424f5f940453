import numpy as np
import pandas as pd

from fashion_mnist.figures.significance import pairwise_wins

TESTS = pd.DataFrame(
    [("svm", "knn", 0.02, True), ("svm", "mlp", 0.03, True), ("knn", "mlp", 0.01, False)],
    columns=["model", "other", "difference", "differ"],
)


def test_each_pair_is_one_square_in_the_row_of_the_more_accurate():
    heat = pairwise_wins(TESTS).data[0]
    assert (list(heat.x), list(heat.y)) == (["knn", "mlp"], ["svm", "knn"])
    np.testing.assert_array_equal(heat.z, [[1, 1], [np.nan, 0]])
    assert heat.text.tolist() == [["beats<br>+2.00", "beats<br>+3.00"], ["", "ties<br>+1.00"]]


def test_without_a_pair_the_figure_says_so():
    figure = pairwise_wins(TESTS[:0])
    assert figure.layout.annotations[0].text == "One model alone: there is no pair to test."
