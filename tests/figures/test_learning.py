import pandas as pd

from fashion_mnist.figures.learning import learning_curves


def test_learning_curves_show_both_sets_and_the_best_epoch():
    history = pd.DataFrame(
        {
            "epoch": [1, 2],
            "accuracy": [0.5, 0.6],
            "val_accuracy": [0.7, 0.6],
            "loss": [2, 1],
            "val_loss": [1, 1],
        }
    )
    figure = learning_curves(history, "cnn")
    assert [list(trace.y) for trace in figure.data] == [[0.5, 0.6], [0.7, 0.6], [2, 1], [1, 1]]
    assert figure.layout.shapes[0].x0 == 1
