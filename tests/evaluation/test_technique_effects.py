import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation import technique_effects
from fashion_mnist.images import mirroring
from fashion_mnist.parameters import ablation, technique_variants
from fashion_mnist.parameters.ablation import Ablation, ClassicalVariant
from fashion_mnist.parameters.deep_learning import Network

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
        ablation.make_variant(RECIPE, OPTIONS, name)
        for name in ("recipe", "plain", "only_shift", "without_shift")
    )
    assert recipe.training.augmentation == RECIPE.training.augmentation
    assert {block.training.epochs for block in (recipe, plain, only, without)} == {3}
    assert plain.training.augmentation.model_dump() == {"flip": False, "shift": 0, "erase": 0}
    assert (plain.flip_average, plain.shift_average) == (False, 0)
    assert only.training.augmentation.model_dump() == {"flip": False, "shift": 1, "erase": 0}
    assert without.training.augmentation.model_dump() == {"flip": True, "shift": 0, "erase": 0.3}
    assert without.shift_average == 1


def test_an_unknown_technique_is_refused():
    with pytest.raises(ValueError, match=r"Expected the techniques one_cycle.*Received: mixup"):
        Ablation(epochs=1, without={"mixup": {}})


def test_effects_are_paired_by_seed():
    base = {"fit_seconds": 10.0, "predict_seconds": 1.0}
    runs = pd.DataFrame(
        [
            {"variant": variant, "seed": seed, "accuracy": accuracy, **base}
            for variant in technique_variants.variants()
            for seed, accuracy in ((0, 0.5), (1, 0.7), (2, 0.9))
        ]
    )
    only = runs["variant"] == "only_mirror"
    runs.loc[only, "accuracy"] += [0.01, 0.02, 0.03]
    runs.loc[only, "fit_seconds"] = 15.0
    runs = runs.sample(frac=1, random_state=0)  # whatever the order
    effects = technique_effects.measure_effects(runs).set_index(["technique", "comparison"])
    mirror = effects.loc[("mirror", "added alone")]
    assert mirror["difference"] == pytest.approx(0.02)
    half = 4.302653 * 0.01 / 3**0.5  # t with 2 degrees of freedom
    assert (mirror["low"], mirror["high"]) == pytest.approx((0.02 - half, 0.02 + half))
    assert (mirror["seconds_with"], mirror["seconds_without"], mirror["runs"]) == (15, 10, 3)
    assert effects.loc[("mirror", "left out"), "difference"] == 0
    assert effects.loc[("shift_average", "left out"), "seconds_with"] == 1
    assert len(effects) == 1 + 2 * len(technique_variants.NAMES)


def test_mirrored_copies_keep_their_labels():
    images = np.array([[[[1], [2]]], [[[3], [4]]]], np.float32)  # (2, 1, 2, 1)
    more, labels = mirroring.add_mirrored(images, np.array([7, 8], np.uint8))
    assert more[..., 0].reshape(4, 2).tolist() == [[1, 2], [3, 4], [2, 1], [4, 3]]
    assert labels.tolist() == [7, 8, 7, 8]


@pytest.mark.parametrize(
    ("in_study", "difference", "seconds"), [(True, 1 / 3, (5, 2)), (False, -1 / 3, (2, 5))]
)
def test_an_effect_is_that_of_having_the_technique(predictions, in_study, difference, seconds):
    study = predictions.assign(y_pred=predictions["y_true"])  # six of six; the variant four
    variant = ClassicalVariant(steps=[{"type": "a"}], in_study=in_study)
    effect = technique_effects.describe_effect(
        "svm", "pca", (study, predictions), (5.0, 2.0), variant, seed=0
    )
    assert effect["difference"] == pytest.approx(difference)
    assert effect["low"] <= effect["difference"] <= effect["high"]
    assert (effect["seconds_with"], effect["seconds_without"]) == seconds
