import pytest
from pydantic import ValidationError

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation.techniques import (
    Ablation,
    ClassicalVariant,
    make_classical_variant,
    make_variant,
)
from fashion_mnist.networks.parameters import Augmentation, Network
from fashion_mnist.parameters.errors import InputError

RECIPE = Network.model_validate(
    {
        "architecture": "cnn",
        "training": {
            "epochs": 22,
            "optimizer": {"learning_rate": 0.003},
            "augmentation": {"flip": True, "shift": 1, "erase": 0.3},
        },
        "shift_average": 1,
    }
)
OPTIONS = Ablation(
    epochs=3,
    without={
        "one_cycle": {"training": {"schedule": {"name": "constant"}}},
        "mirror": {"training": {"augmentation": {"flip": False}}},
        "shift": {"training": {"augmentation": {"shift": 0}}},
        "erasing": {"training": {"augmentation": {"erase": 0}}},
        "label_smoothing": {"training": {"label_smoothing": 0}},
        "mirror_average": {"flip_average": False},
        "shift_average": {"shift_average": 0},
    },
)


def test_variants_differ_from_the_recipe_by_what_they_lack():
    recipe, plain, only, without = (
        make_variant(RECIPE, OPTIONS, name)
        for name in ("recipe", "plain", "only_shift", "without_shift")
    )
    assert recipe.training.augmentation == RECIPE.training.augmentation
    assert {block.training.epochs for block in (recipe, plain, only, without)} == {3}
    assert plain.training.augmentation == Augmentation(flip=False, shift=0, erase=0)
    assert (plain.flip_average, plain.shift_average) == (False, 0)
    assert only.training.augmentation == Augmentation(flip=False, shift=1, erase=0)
    assert without.training.augmentation == Augmentation(flip=True, shift=0, erase=0.3)
    assert without.shift_average == 1


@pytest.mark.bad_input
def test_an_unknown_technique_is_refused():
    with pytest.raises(ValueError, match=r"Expected the techniques one_cycle.*Received: mixup"):
        Ablation(epochs=1, without={"mixup": {}})


MODEL = ClassicalModel.model_validate(
    {
        "steps": [
            {"type": "sklearn.decomposition.PCA", "n_components": 60},
            {"type": "sklearn.svm.SVC", "C": 10, "gamma": 0.02},
        ],
        "calibration": "temperature",
    }
)


def classical_variant(**steps):
    return make_classical_variant(MODEL, ClassicalVariant(in_study=True, steps=steps))


def test_a_step_is_left_out():
    variant = classical_variant(PCA=None)
    assert variant.steps == MODEL.steps[1:]
    assert variant.calibration == "temperature"


def test_an_argument_of_a_step_is_changed_and_the_others_stay():
    pca, svm = classical_variant(SVC={"gamma": "scale"}).steps
    assert pca == MODEL.steps[0]
    assert svm.type == "sklearn.svm.SVC"
    assert svm.arguments == {"C": 10, "gamma": "scale"}


def test_a_variant_without_other_steps_has_those_of_the_study():
    assert classical_variant() == MODEL


@pytest.mark.bad_input
def test_a_step_that_the_model_does_not_have_is_refused():
    with pytest.raises(InputError, match=r"the steps PCA, SVC\. Received Pca: correct"):
        classical_variant(Pca=None, SVC={"C": 1})


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ({"PCA": None, "SVC": None}, "steps\n.* at least 1 item"),
        ({"SVC": {"n_jobs": 0}}, r"steps.1\n.*Expected n_jobs"),
    ],
)
def test_steps_that_no_model_can_have_are_refused(steps, message):
    with pytest.raises(ValidationError, match=message):
        classical_variant(**steps)
