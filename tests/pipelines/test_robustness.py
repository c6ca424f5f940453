from fashion_mnist.pipelines.reporting.nodes import rank_robustness


def test_the_most_robust_model_comes_first():
    table = rank_robustness(
        svm={"relative_robustness": 0.4, "images": 5},
        cnn={"relative_robustness": 0.6, "images": 5},
    )
    assert list(table["model"]) == ["cnn", "svm"]
    assert list(table["images"]) == [5, 5]
