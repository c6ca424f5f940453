import numpy as np

from fashion_mnist.evaluation.near_duplicates import find_neighbours


def test_each_test_image_has_its_nearest_training_image():
    train, test = np.array([[0, 0], [1, 0]], np.float32), np.array([[1, 0.5], [0, 0]], np.float32)
    table = find_neighbours((train, np.array([0, 1])), (test, np.array([0, 0])), ["bag", "coat"])
    assert table.to_numpy().tolist() == [
        [1, 0, 0.0, "bag", "bag", True],
        [0, 1, 0.5, "bag", "coat", False],
    ]
