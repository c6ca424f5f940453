from fashion_mnist.evaluation.comparison import compare_models


def test_models_are_compared_best_first():
    table = compare_models({"x": {"accuracy": 0.8}, "y": {"accuracy": 0.9}})
    assert table["model"].tolist() == ["y", "x"]
