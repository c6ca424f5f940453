import pandas as pd

from fashion_mnist.figures.seed_variation import accuracy_by_seed


def test_seeds_have_a_dot_a_training_and_a_bar_at_the_mean():
    runs = pd.DataFrame({"model": "cnn", "seed": [0, 1], "accuracy": [0.9, 0.92]})
    bar, dots = accuracy_by_seed(runs).data
    assert list(bar.x) == [0.91]
    assert (list(dots.x), list(dots.customdata)) == ([0.9, 0.92], [0, 1])
