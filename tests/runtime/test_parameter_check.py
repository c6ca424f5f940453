from pathlib import Path
from types import SimpleNamespace

import pytest
from kedro.config import OmegaConfigLoader

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation.effects import (
    CLASSICAL_TECHNIQUES,
    ClassicalVariant,
    make_classical_variant,
)
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime import parameter_check
from fashion_mnist.runtime.parameter_check import check_parameters, check_parameters_of
from fashion_mnist.settings import CONFIG_LOADER_ARGS

PROJECT = Path(__file__).parents[2]


def load_parameters(env="base", **overrides):
    loader = OmegaConfigLoader(
        str(PROJECT / "conf"), env=env, runtime_params=overrides, **CONFIG_LOADER_ARGS
    )
    return loader["parameters"]


@pytest.mark.parametrize("env", ["base", "best", "smoke", "digits"])
def test_the_projects_own_parameters_are_valid(env):
    check_parameters(load_parameters(env))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"svn": {"steps": []}}, "svn: no such parameter"),
        (
            {"ablation": {"without": {"shift": {"tta_shfit": 0}}}},
            "ablation.without.shift.tta_shfit: no such parameter",
        ),
        ({"cnn": {"flip_average": True}}, "cnn.flip_average: renamed to `tta_flip`"),
        ({"randomisation": {"folds": 0.5}}, "randomisation.folds: renamed to `creases`"),
        ({"split": {"folds": 3}}, "split.folds: no such parameter"),
        (
            {"classical_ablation": {"svm": {"pca": {"steps": {"SVC": {"gama": 1}}}}}},
            "classical_ablation.svm.pca.steps: .*no argument 'gama'. Did you mean 'gamma'",
        ),
        (
            {"search": {"spaces": {"svm": {"steps.SVC.C": {"lo": 1}}}}},
            "search.spaces.svm.steps.SVC.C.range.lo: no such parameter",
        ),
        (
            {"search": {"model": "svm", "spaces": {"svm": {"steps.SVC.c": [1, 2]}}}},
            "search.spaces.svm.steps.SVC.c: .*no argument 'c'. Did you mean 'C'",
        ),
        (
            {"search": {"model": "svm", "spaces": {"svm": {"steps.SVM.C": [1, 2]}}}},
            "search.spaces.svm.steps.SVM.C: Expected a part of .*SVC. Received 'SVM'",
        ),
        (
            {"search": {"spaces": {"compact": {"training.schedule.warmup": {"high": 2}}}}},
            "search.spaces.compact.training.schedule.warmup: training.*warmup: .*less than 1",
        ),
        ({"svm": {"calibratoin": "sigmoid"}}, "svm.calibratoin: no such parameter"),
        ({"svm": {"calibration": "magic"}}, "svm.calibration: .*'temperature'.*'magic'"),
        (
            {"cnn": {"training": {"epochs": 0}}},
            "cnn.training.epochs: .*greater than 0.*Received: 0",
        ),
        (
            {"cnn": {"training": {"optimizer": {"name": "adma"}}}},
            "cnn.training.optimizer.name: .*'adam', 'sgd' or 'muon'.*'adma'",
        ),
        (
            {"resnet": {"architecture": "resnet19"}},
            "resnet.architecture: Expected .*resnet34.*'resnet19'",
        ),
        ({"cnn": {"training": {"augmentation": {"shift": -1}}}}, "augmentation.shift: .*-1"),
        (
            {"robust": {"training": {"augmentation": {"cutmix": 0.5}}}},
            "robust.training.augmentation.cutmix: Expected 0 for images on backgrounds",
        ),
        (
            {"robust": {"training": {"easy_rate": 0.25}}},
            "robust.training.easy_rate: Expected 1, since batches are mixed with other pictures",
        ),
        (
            {"depth": {"training": {"pretrained": "a.keras"}}},
            "depth.training: Expected `pretrained: null`.*Received: 'a.keras'",
        ),
        ({"split": {"validation": -0.1}}, "split.validation: .*greater than 0"),
        (
            {"split": {"validation": 0.5, "unused": 0.5}},
            r"split: Expected validation \+ unused below 1.*validation=0.5 and unused=0.5",
        ),
        ({"seed": -1}, "seed: .*greater than or equal to 0.*Received: -1"),
        ({"seed": True}, "seed: .*valid integer. Received: True"),
        ({"seed": 2**32 - 2}, "seed: .*less than or equal to 4294967293"),
        (
            {"cnn": {"training": {"epoch": 3}}},
            "cnn.training.epoch: no such parameter. Did you mean 'epochs'",
        ),
        (
            {"cnn": {"training": {"optimizer": {"learning_rate": float("inf")}}}},
            "cnn.training.optimizer.learning_rate: .*finite number. Received: inf",
        ),
        ({"human_accuracy": {"Set": float("nan")}}, "human_accuracy.Set: .*finite number"),
        (
            {"classical_ablation": {"svm": {"pca": {"steps": {"SVC": {"n_jobs": 0}}}}}},
            "classical_ablation.svm.pca.steps.1: Expected n_jobs from 1.*Received: 0",
        ),
        (
            {"classical_ablation": {"svm": {"pca": {"steps": {"SVC": None}}}}},
            "classical_ablation.svm.pca.steps: Expected a classifier as the last step",
        ),
        ({"classes": ["a", ""]}, "classes: Expected a name for each class"),
        ({"classes": ["one"]}, "classes: .*at least 2"),
        ({"inference": {"model": "swm"}}, "inference.model: Expected one of .*svm.*'swm'"),
        (
            {"inference": {"in_distribution_rate": 1}},
            "inference.in_distribution_rate: .*less than 1",
        ),
        (
            {"human_accuracy": {"Set": 83.5}},
            "human_accuracy.Set: .*less than or.* 1.*Received: 83.5",
        ),
        ({"classes": ["a", "b", "a"]}, "classes: Expected different names.* more than once: a"),
        ({"classes": ["a", "model"]}, "classes: Expected names that no table .* Received model: "),
        ({"image_set": " "}, "image_set: .*at least 1 character"),
    ],
)
def test_wrong_parameters_are_named_by_their_path(overrides, message):
    with pytest.raises(InputError, match=message):
        check_parameters(load_parameters(**overrides))


def test_a_folder_of_pictures_may_have_a_number_for_a_name():
    check_parameters(load_parameters(pictures=2024))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"type": "sklearn.svm.SVC", "gama": 1}, "no argument 'gama'. Did you mean 'gamma'"),
        ({"type": "sklearn.svm.SVC", "C": -1}, "'C' parameter of SVC must be a float in the range"),
        (
            {"type": "sklearn.svm.SVM"},
            "dotted path of a scikit-learn class. Received: 'sklearn.svm.SVM'",
        ),
        ({"type": "svm"}, "dotted path of a scikit-learn class. Received: 'svm'"),
        ({"type": "os.system"}, "dotted path of a scikit-learn class. Received: 'os.system'"),
        ({"type": "sklearn.decomposition.PCA"}, "Expected a classifier as the last step"),
        (
            {"type": "sklearn.svm.SVC", "kernel": "os.system"},
            "Expected .* a function of one array, such as numpy",
        ),
    ],
)
def test_wrong_steps_are_refused_before_any_work(step, message):
    with pytest.raises(InputError, match=rf"svm.steps: .*{message}"):
        check_parameters(load_parameters(svm={"steps": [step]}))


@pytest.mark.bad_input
def test_a_wrong_step_is_not_named_again_for_each_variant_of_the_model():
    with pytest.raises(InputError) as error:
        check_parameters(load_parameters(svm={"steps": [{"type": "os.system"}]}))
    assert str(error.value).count("os.system") == 1


CHECKING = ["classical/edges.py", "networks/parameters.py", "search.py"]


@pytest.fixture
def check(monkeypatch, tmp_path):
    """Check the parameters as a run does; return how often that has been done in earnest."""
    for name in CHECKING:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    checked = []
    monkeypatch.setattr(parameter_check, "PACKAGE", tmp_path)
    monkeypatch.setattr(parameter_check, "check_parameters", checked.append)

    def check(data="data", **parameters):
        loader = {"parameters": parameters, "globals": {"data": data}}
        context = SimpleNamespace(config_loader=loader, project_path=tmp_path)
        check_parameters_of(context)
        return len(checked)

    return check


def test_what_has_passed_is_not_checked_again(check):
    assert [check(seed=0), check(seed=0), check(seed=1)] == [1, 1, 2]


@pytest.mark.parametrize("name", CHECKING)
def test_what_has_passed_is_checked_again_by_other_code(check, tmp_path, name):
    check(seed=0)
    (tmp_path / name).write_text("LEAST = 2\n")
    assert [check(seed=0), check(seed=0)] == [2, 2]


def test_of_data_in_a_store_it_is_noted_in_the_project(check, tmp_path):
    check("s3://bucket/data")
    assert (tmp_path / "data/.valid_parameters").is_file()
    assert not (tmp_path / "s3:").exists()


@pytest.mark.bad_input
def test_every_problem_is_listed_at_once():
    with pytest.raises(InputError, match=r"(?s)seed.*split.validation") as error:
        check_parameters(load_parameters(split={"validation": 2}, seed="one"))
    assert len(str(error.value).splitlines()) == 4


def test_a_model_of_other_steps_than_the_studys_is_valid():
    check_parameters(load_parameters(svm={"steps": [{"type": "sklearn.svm.SVC"}]}))


def test_the_studys_variants_change_steps_that_there_are():
    loaded = load_parameters()
    for model, technique in CLASSICAL_TECHNIQUES:
        variant = ClassicalVariant.model_validate(loaded["classical_ablation"][model][technique])
        study = ClassicalModel.model_validate(loaded[model])
        assert variant.mirrored or make_classical_variant(study, variant).steps != study.steps


def context(folder, **names):
    """What Kedro gives hooks, of a project with valid parameters."""
    loader = {"parameters": load_parameters(), "globals": names}
    return SimpleNamespace(config_loader=loader, project_path=folder)


@pytest.mark.parametrize("data", ["data", "s3://bucket/study"])
def test_valid_parameters_are_noted_in_the_projects_data(tmp_path, data):
    check_parameters_of(context(tmp_path, data=data))
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert (tmp_path / "data/.valid_parameters").is_file()


@pytest.mark.bad_input
@pytest.mark.parametrize("names", [{"data": ""}, {"data": "/"}, {"data": None}, {}])
def test_a_folder_of_data_is_checked_before_anything_is_written(tmp_path, names):
    with pytest.raises(InputError, match="Expected `data`"):
        check_parameters_of(context(tmp_path, **names))
    assert not list(tmp_path.iterdir())
