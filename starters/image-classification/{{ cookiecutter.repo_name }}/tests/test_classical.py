import numpy as np
import pytest
from pydantic import ValidationError

from {{ cookiecutter.python_package }} import classical

FOREST = "sklearn.ensemble.RandomForestClassifier"


def test_a_model_learns_and_repeats_itself():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 40)
    flat = classical.flatten(rng.normal(labels[:, None, None], 0.3, (40, 3, 3)))
    options = classical.ClassicalModel(estimator=FOREST, options={"n_estimators": 10})
    models = [classical.fit(flat, labels, options, seed=1) for _ in range(2)]
    first, again = (classical.predict(model, flat, labels, ["a", "b"]) for model in models)
    assert (first["y_pred"] == labels).mean() > 0.9
    assert first.equals(again)


@pytest.mark.parametrize("wrong", [(FOREST, {"trees": 10}), ("sklearn.ensemble.Forest", {})])
def test_unknown_classifiers_and_options_are_refused(wrong):
    with pytest.raises(ValidationError, match="Expected a classifier and its options"):
        classical.ClassicalModel(estimator=wrong[0], options=wrong[1])
