import pandas as pd
import pytest
from pydantic import ValidationError

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation.effects import (
    TECHNIQUES,
    TRAINED_TECHNIQUES,
    Ablation,
    ClassicalVariant,
    average_gradients,
    compare_shortcuts,
    comparisons,
    describe_effect,
    gather_effects,
    left_out,
    make_classical_variant,
    make_variant,
    measure_effects,
    tabulate_depths,
    training_of,
    variants,
)
from fashion_mnist.networks.parameters import Augmentation, Network
from fashion_mnist.parameters.errors import InputError

RUNS = [("plain_8", 0), ("plain_8", 1), ("residual_8", 0), ("residual_8", 1)]
RECIPE = Network.model_validate(
    {
        "architecture": "cnn",
        "training": {
            "epochs": 22,
            "optimizer": {"learning_rate": 0.003},
            "augmentation": {"flip": True, "shift": 1, "random_erasing": 0.3},
        },
        "tta_shift": 1,
    }
)
OPTIONS = Ablation(
    epochs=3,
    without={
        "muon": {"training": {"optimizer": {"name": "adam"}}},
        "one_cycle": {"training": {"schedule": {"name": "constant"}}},
        "mirror": {"training": {"augmentation": {"flip": False}}},
        "shift": {"training": {"augmentation": {"shift": 0}}},
        "erasing": {"training": {"augmentation": {"random_erasing": 0}}},
        "label_smoothing": {"training": {"label_smoothing": 0}},
        "tta_flip": {"tta_flip": False},
        "tta_shift": {"tta_shift": 0},
    },
)
MODEL = ClassicalModel.model_validate(
    {
        "steps": [
            {"type": "sklearn.decomposition.PCA", "n_components": 60},
            {"type": "sklearn.svm.SVC", "C": 10, "gamma": 0.02},
        ],
        "calibration": "temperature",
    }
)


def test_effects_are_paired_by_seed():
    base = {"fit_seconds": 10.0, "predict_seconds": 1.0}
    runs = pd.DataFrame(
        [
            {"variant": variant, "seed": seed, "accuracy": accuracy, **base}
            for variant in variants()
            for seed, accuracy in ((0, 0.5), (1, 0.7), (2, 0.9))
        ]
    )
    only = runs["variant"] == "only_mirror"
    runs.loc[only, "accuracy"] += [0.01, 0.02, 0.03]
    runs.loc[only, "fit_seconds"] = 15.0
    runs = runs.sample(frac=1, random_state=0)  # whatever the order
    _, effects = measure_effects(*runs.to_dict("records"))
    effects = effects.set_index(["technique", "comparison"])
    mirror = effects.loc[("mirror", "added alone")]
    assert mirror["difference"] == pytest.approx(0.02)
    half = 4.302653 * 0.01 / 3**0.5  # t with 2 degrees of freedom
    assert (mirror["low"], mirror["high"]) == pytest.approx((0.02 - half, 0.02 + half))
    assert mirror["higher"] == 3
    assert (mirror["seconds_with"], mirror["seconds_without"], mirror["runs"]) == (15, 10, 3)
    assert effects.loc[("mirror", "left out"), "difference"] == 0
    assert effects.loc[("tta_shift", "left out"), "seconds_with"] == 1
    assert len(effects) == 1 + 2 * len(TECHNIQUES)


@pytest.mark.parametrize(
    ("in_study", "difference", "seconds"), [(True, 1 / 3, (5, 2)), (False, -1 / 3, (2, 5))]
)
def test_an_effect_is_that_of_having_the_technique(predictions, in_study, difference, seconds):
    study = predictions.assign(y_pred=predictions["y_true"])  # six of six; the variant four
    variant = ClassicalVariant(in_study=in_study)
    effect = describe_effect("svm", "pca", (study, predictions), (5.0, 2.0), variant, seed=0)
    assert effect["difference"] == pytest.approx(difference)
    assert effect["low"] <= effect["difference"] <= effect["high"]
    assert {effect["only_with"], effect["only_without"]} == {0, 2}
    assert (effect["seconds_with"], effect["seconds_without"]) == seconds


def test_effects_of_techniques_are_tested_together():
    """Two would be told from nothing by themselves, of 17 one is."""
    gains = {"only_mirror": [0.0100, 0.0101, 0.0102], "only_shift": [0.010, 0.012, 0.014]}
    runs = pd.DataFrame(
        [
            {"variant": variant, "seed": seed, "accuracy": 0.5 + gain}
            for variant in variants()
            for seed, gain in enumerate(gains.get(variant, [0.0, 0.0, 0.0]))
        ]
    ).assign(fit_seconds=1.0, predict_seconds=1.0)
    _, effects = measure_effects(*runs.to_dict("records"))
    effects = effects.set_index(["technique", "comparison"])
    mirror, shift = (effects.loc[(name, "added alone")] for name in ("mirror", "shift"))
    # t is 101 sqrt(3) and 6 sqrt(3); with 2 degrees of freedom p is 1 - t / sqrt(t² + 2).
    assert mirror["p_value"] == pytest.approx(1 - (1 + 2 / (3 * 101**2)) ** -0.5, rel=1e-6)
    assert shift["p_value"] == pytest.approx(1 - (108 / 110) ** 0.5)
    assert mirror["p_holm"] == pytest.approx(17 * mirror["p_value"])
    assert shift["p_holm"] == pytest.approx(16 * shift["p_value"])
    assert shift["low"] > 0
    assert effects.index[effects["differ"]].tolist() == [("mirror", "added alone")]


def test_effects_on_classical_models_are_tested_together():
    counts = [(6, 0), (1, 7), (0, 8), (0, 0)]
    table = gather_effects(
        *({"only_with": with_, "only_without": without} for with_, without in counts)
    )
    assert table["p_value"].tolist() == pytest.approx([1 / 64, 10 / 256, 1 / 256, 1])
    assert table["p_holm"].tolist() == pytest.approx([3 / 64, 2 * 10 / 256, 4 / 256, 1])
    assert table["differ"].tolist() == [True, False, True, False]


def test_kinds_are_compared_by_seed():
    histories = [pd.DataFrame({"loss": [9.0, loss]}) for loss in (2.0, 4.0, 1.0, 2.0)]
    runs = tabulate_depths(RUNS, histories)
    assert runs["loss"].tolist() == [2, 4, 1, 2]
    (row,) = compare_shortcuts(runs).to_dict("records")
    assert (row["depth"], row["plain"], row["residual"]) == (8, 3, 1.5)
    half = 12.7062 * 0.5  # t with 1 degree of freedom; standard error sqrt(1/2) / sqrt(2)
    assert (row["low"], row["high"]) == pytest.approx((1.5 - half, 1.5 + half), rel=1e-4)


def test_gradients_are_averaged_geometrically():
    tables = [
        pd.DataFrame({"state": "start", "layer": [1, 2], "norm": [norm, 1.0]})
        for norm in (1.0, 100.0, 4.0, 4.0)
    ]
    means = average_gradients(RUNS, tables)
    assert means["kind"].tolist() == ["plain", "plain", "residual", "residual"]
    assert means["norm"].tolist() == pytest.approx([10, 1, 4, 1])


def test_depths_are_tested_together():
    """At 8 layers the differences are 1, 2 and 3, so t is 2 sqrt(3); at 20 they are the same."""
    losses = {("plain", 8): [2, 4, 6], ("residual", 8): [1, 2, 3]}
    losses |= {("plain", 20): [1, 2, 3], ("residual", 20): [2, 3, 4]}
    runs = pd.DataFrame(
        [
            {"kind": kind, "depth": depth, "seed": seed, "loss": float(loss)}
            for (kind, depth), of_seeds in losses.items()
            for seed, loss in enumerate(of_seeds)
        ]
    )
    shallow, deep = compare_shortcuts(runs).to_dict("records")
    assert shallow["p_value"] == pytest.approx(1 - (12 / 14) ** 0.5)
    assert shallow["p_holm"] == pytest.approx(2 * shallow["p_value"])
    assert pd.isna(deep["p_holm"])
    assert [shallow["differ"], deep["differ"]] == [False, False]
    assert (shallow["lower"], deep["lower"], deep["runs"]) == (3, 0, 3)


def test_variants_differ_from_the_recipe_by_what_they_lack():
    recipe, plain, only, without = (
        make_variant(RECIPE, OPTIONS, name)
        for name in ("recipe", "plain", "only_shift", "without_shift")
    )
    assert recipe.training.augmentation == RECIPE.training.augmentation
    assert {block.training.epochs for block in (recipe, plain, only, without)} == {3}
    assert plain.training.augmentation == Augmentation(flip=False, shift=0, random_erasing=0)
    assert (plain.tta_flip, plain.tta_shift) == (False, 0)
    assert only.training.augmentation == Augmentation(flip=False, shift=1, random_erasing=0)
    assert without.training.augmentation == Augmentation(flip=True, shift=0, random_erasing=0.3)
    assert without.tta_shift == 1


@pytest.mark.bad_input
def test_an_unknown_technique_is_refused():
    with pytest.raises(ValueError, match=r"Expected the techniques muon.*Received: mixup"):
        Ablation(epochs=1, without={"mixup": {}})


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


def test_a_variant_is_fitted_on_as_many_images_as_the_study():
    few = MODEL.model_copy(update={"train_on": 10})
    variant = make_classical_variant(few, ClassicalVariant(in_study=True, steps={"PCA": None}))
    assert variant.train_on == 10


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


def test_a_technique_added_alone_or_left_out_is_the_only_difference():
    for technique, comparison, having, lacking in comparisons():
        difference = set(left_out(lacking)) - set(left_out(having))
        assert difference == (set(TECHNIQUES) if comparison == "all" else {technique})
        assert {having, lacking} <= set(variants())


def test_the_plain_network_lacks_everything_and_the_recipe_nothing():
    assert left_out("plain") == TECHNIQUES
    assert left_out("recipe") == ()
    assert left_out("only_mirror").count("mirror") == 0
    assert left_out("without_tta_flip") == ("tta_flip",)


def test_averages_at_prediction_take_a_network_that_is_trained_anyway():
    assert training_of("only_tta_flip") == "plain"
    assert training_of("without_tta_shift") == "recipe"
    assert training_of("only_mirror") == "only_mirror"
    trained = set(variants(TRAINED_TECHNIQUES))
    assert {training_of(name) for name in variants()} == trained
    assert len(trained) == 14
