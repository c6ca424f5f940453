import pandas as pd

from fashion_mnist.figures import calibration


def test_reliability_has_a_panel_a_model_with_two_lines():
    bins = pd.DataFrame(
        {
            "model": ["svm", "svm", "knn", "knn"],
            "scaled": [False, True, False, True],
            "bin": 15,
            "images": 10,
            "confidence": [0.99, 0.95, 0.97, 0.96],
            "accuracy": [0.9, 0.91, 0.92, 0.93],
        }
    )
    figure = calibration.reliability_diagrams(bins)
    assert [annotation.text for annotation in figure.layout.annotations] == ["svm", "knn"]
    lines = [(trace.xaxis, trace.x[0], trace.y[0], trace.showlegend) for trace in figure.data]
    assert lines == [
        ("x", 0.99, 0.9, True),
        ("x", 0.95, 0.91, True),
        ("x2", 0.97, 0.92, False),
        ("x2", 0.96, 0.93, False),
    ]


def test_coverage_has_a_line_a_model():
    table = pd.DataFrame(
        {
            "model": ["svm", "svm"],
            "coverage": [1, 0.8],
            "covered": [1, 0.8],
            "accuracy": [0.9, 0.95],
            "images": [10, 8],
            "low": 0.5,
            "high": 0.9,
        }
    )
    (line,) = calibration.accuracy_against_coverage(table).data
    assert (line.name, list(line.x), list(line.y)) == ("svm", [1, 0.8], [0.9, 0.95])
