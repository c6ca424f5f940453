from fashion_mnist.report.advice import advise


def rows(*models):
    names = ("model", "accuracy", "predict_seconds", "fit_seconds", "bytes")
    return [dict(zip(names, model, strict=True)) for model in models]


def test_each_wish_has_its_model():
    comparison = rows(
        ("ensemble", 0.94, 9, 99, 900), ("cnn", 0.93, 2, 60, 100), ("knn", 0.8, 1, 1, 500)
    )
    coverage = {"ensemble": {1.0: {"accuracy": 0.94}, 0.9: {"accuracy": 0.98}}}
    advice = advise(comparison, ["cnn"], coverage)
    chosen = {wish: row and row.get("model") for wish, row in advice.items()}
    assert chosen | {"kept": None} == {
        "accurate": "ensemble",
        "single": "cnn",
        "fastest": "cnn",
        "smallest": "cnn",
        "quickest": "knn",
        "time": "knn",
        "kept": None,
    }
    assert advice["kept"] == {"accuracy": 0.98}


def test_a_single_model_is_its_own_answer():
    advice = advise(rows(("svm", 0.9, 2, 60, 100)), [], {})
    assert advice["single"] is advice["fastest"] is advice["kept"] is None
    assert advice["smallest"]["model"] == "svm"
