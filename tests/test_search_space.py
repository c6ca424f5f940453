import pytest
from pydantic import ValidationError

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.search import Range, Search, get_params, make_model, set_params

SVM = {"steps": [{"type": "sklearn.decomposition.PCA"}, {"type": "sklearn.svm.SVC", "C": 10}]}
CNN = {"architecture": "cnn", "training": {"epochs": 22, "optimizer": {"learning_rate": 0.003}}}
SPACE = {"steps.SVC.C": {"low": 1, "high": 5.5, "log": True}, "steps.PCA.whiten": [False, True]}


def search(**changes):
    return Search.model_validate({"model": "svm", "rounds": 5, "spaces": {"svm": SPACE}} | changes)


def test_a_space_is_that_of_the_model():
    assert search().space == {
        "steps.SVC.C": Range(low=1, high=5.5, log=True),
        "steps.PCA.whiten": [False, True],
    }


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "cnn"}, "Expected a space for cnn in `spaces`. Received some for svm"),
        ({"model": "robust"}, "Expected one of logistic_regression.*Received: 'robust'"),
        ({"spaces": {"svm": {}}}, "at least 1 item"),
        ({"spaces": {"svm": {"C": []}}}, "at least 1 item"),
        ({"spaces": {"svm": {"C": {"low": 2, "high": 2}}}}, "Expected low < high. Received: 2, 2"),
        (
            {"spaces": {"svm": {"C": {"low": 0, "high": 2, "log": True}}}},
            "Expected low > 0 for a logarithmic range. Received: 0",
        ),
        (
            {"spaces": {"svm": {"C": [1], "gamma": [2]}}},
            "Expected something to choose in `spaces.svm`. Received single choices: C, gamma",
        ),
        ({"rounds": 11}, "less than or equal to 10"),
    ],
)
def test_impossible_searches_are_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        search(**changes)


def test_a_single_choice_is_fixed():
    space = {"training.epochs": [3], "training.precision": ["auto", "float32"]}
    assert search(model="cnn", spaces={"cnn": space}).fixed == {"training.epochs": 3}


def test_parameters_are_set_by_their_path_and_nothing_else_changes():
    changed = set_params(CNN, {"training.optimizer.learning_rate": 0.1, "tta_flip": False})
    assert changed == {
        "architecture": "cnn",
        "training": {"epochs": 22, "optimizer": {"learning_rate": 0.1}},
        "tta_flip": False,
    }
    assert CNN["training"]["optimizer"] == {"learning_rate": 0.003}


def test_a_step_goes_by_the_name_of_its_class():
    changed = set_params(SVM, {"steps.SVC.C": 1, "steps.PCA.n_components": 4})
    assert changed["steps"] == [
        {"type": "sklearn.decomposition.PCA", "n_components": 4},
        {"type": "sklearn.svm.SVC", "C": 1},
    ]


def test_parameters_are_read_where_a_block_has_them():
    assert get_params(SVM, ["steps.SVC.C", "steps.SVC.gamma"]) == {"steps.SVC.C": 10}


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("steps.SVM.C", "Expected a part of PCA, SVC. Received 'SVM'"),
        ("stepps.SVC.C", "Expected a part of steps. Received 'stepps'"),
        ("steps.SVC.C.more", "Expected the path of a parameter. Received 'steps.SVC.C.more'"),
        ("steps.SVC.C.more.still", "Expected a part of none. Received 'more'"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path, message):
    with pytest.raises(InputError, match=message):
        set_params(SVM, {path: 1})


def test_blocks_become_what_their_model_is():
    assert isinstance(make_model("svm", SVM), ClassicalModel)
    assert isinstance(make_model("cnn", CNN), Network)
