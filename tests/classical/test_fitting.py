import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.pipeline import Pipeline

from fashion_mnist.classical.fitting import fit_classifier
from fashion_mnist.parameters.classical_ml import ClassicalModel
from fashion_mnist.parameters.errors import InputError


def model_of(*steps, calibration=None):
    return ClassicalModel.model_validate({"steps": steps, "calibration": calibration})


SVM = {"type": "sklearn.svm.SVC"}


def test_a_model_is_fitted_on_the_training_set(features, labels):
    elsewhere = features[:6] + 100, labels[:6]
    model, seconds = fit_classifier(model_of(SVM), (features, labels), elsewhere, seed=0)
    assert isinstance(model, Pipeline)
    np.testing.assert_array_equal(model.predict(features), labels)
    assert isinstance(seconds, float)


def test_it_is_calibrated_on_the_validation_set_where_that_is_asked_for(features, labels):
    asked = model_of(SVM, calibration="temperature")
    certain, _ = fit_classifier(asked, (features, labels), (features, labels), seed=0)
    doubtful, _ = fit_classifier(asked, (features, labels), (features, labels[::-1]), seed=0)
    for model in (certain, doubtful):
        assert isinstance(model, CalibratedClassifierCV)
        np.testing.assert_array_equal(model.predict(features), labels)
    assert certain.predict_proba(features).max() > 0.9
    assert doubtful.predict_proba(features).max() < 0.6


def test_a_small_set_limits_what_is_asked_of_the_model(features, labels):
    neighbours = {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 50}
    train = features[:6], labels[:6]
    model, _ = fit_classifier(model_of(neighbours), train, train, seed=0)
    assert model[0].n_neighbors == 6
    assert model.predict_proba(features) == pytest.approx(np.full((24, 3), 1 / 3))


def test_the_seed_reaches_the_model(features, labels):
    forest = model_of({"type": "sklearn.ensemble.RandomForestClassifier", "n_estimators": 2})
    model, _ = fit_classifier(forest, (features, labels), (features, labels), seed=7)
    assert model[0].random_state == 7


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of the logarithm of zero
@pytest.mark.parametrize(
    ("func", "message"),
    [("numpy.sum", "scalar"), ("numpy.log", "infinity"), ("numpy.add", "2 are required|argument")],
)
def test_steps_that_cannot_be_fitted_are_named_with_the_reason(features, labels, func, message):
    step = {"type": "sklearn.preprocessing.FunctionTransformer", "func": func}
    train = features, labels
    with pytest.raises(InputError, match=f"24 images of 2 .*, SVC: .*({message})"):
        fit_classifier(model_of(step, SVM, calibration="sigmoid"), train, train, seed=0)
