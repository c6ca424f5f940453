import pydoc
import re

import numpy as np
import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.networks.parameters import Network
from fashion_mnist.pipelines.explanation import pipeline
from fashion_mnist.report.networks import (
    FUNCTIONS,
    describe_depth,
    describe_heat_maps,
    describe_techniques,
    describe_training,
)

BLOCK = {"epochs": 5, "batch_size": 64, "optimizer": {"learning_rate": 0.01}}


def describe(training=None, **others):
    """What is said of a network, whose block is checked as at a run."""
    block = {"architecture": "cnn", "training": BLOCK | (training or {})} | others
    return describe_training(Network(**block).model_dump(mode="json"), [])


def test_the_training_of_a_network_is_told():
    assert describe() == {
        "architecture": "cnn",
        "optimizer": "Adam",
        "learning rate": "up to 0.01 in the first 25% of steps, then cosine decay to 0",
        "epochs": "5, batch size 64; the best on validation is kept",
        "augmentation": "random flips, shifts of up to 1 pixel",
        "label smoothing": "none",
        "precision": "auto",
        "test-time averaging": "the image, its mirror image",
    }


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ({"name": "constant"}, "0.01, constant"),
        ({"name": "one_cycle", "warmup": 0}, "0.01 at the start, then cosine decay to 0"),
    ],
)
def test_schedules_are_told_apart(schedule, told):
    assert describe({"schedule": schedule})["learning rate"] == told


def test_the_momentum_of_sgd_and_the_decay_of_weights_are_told():
    optimizer = {"name": "sgd", "learning_rate": 0.1, "weight_decay": 0.0001}
    told = describe({"optimizer": optimizer})["optimizer"]
    assert told == "SGD, Nesterov momentum 0.9, weight decay 0.0001"


def test_every_augmentation_or_none_is_told():
    all_of_them = {"flip": True, "shift": 2, "random_erasing": 0.3}
    told = describe({"augmentation": all_of_them})["augmentation"]
    assert told == "random flips, shifts of up to 2 pixels, random erasing in 30%"
    mixed = describe({"augmentation": all_of_them | {"cutmix": 0.5}})["augmentation"]
    assert mixed == f"{told}, CutMix in 50%"
    nothing = {"flip": False, "shift": 0, "random_erasing": 0}
    assert describe({"augmentation": nothing})["augmentation"] == "none"


def test_the_preference_for_hard_images_is_told():
    fact = "preference for hard images"
    told = "easy ones are drawn 0.25 times as often, except in the first two epochs and the last"
    assert describe({"easy_rate": 0.25})[fact] == told
    assert fact not in describe({"easy_rate": 1})


@pytest.mark.parametrize(
    ("flip", "shift", "told"),
    [
        (True, 1, "the image, its mirror image, four shifts of each by 1 pixel"),
        (False, 2, "the image, four shifts of it by 2 pixels"),
        (False, 0, "none"),
    ],
)
def test_the_views_of_a_prediction_are_told(flip, shift, told):
    facts = describe(tta_flip=flip, tta_shift=shift)
    assert facts["test-time averaging"] == told


def test_the_backgrounds_of_the_robust_network_are_told():
    block = Network(architecture="cnn", training=BLOCK).model_dump(mode="json")
    block["randomisation"] = {"share": 0.75, "kinds": ["plain", "clutter"]}
    assert (
        describe_training(block, [])["backgrounds"]
        == "coloured, for 75% of the images: plain, clutter"
    )


def test_the_steps_of_a_classical_model_are_told():
    steps = [
        {"type": "sklearn.preprocessing.FunctionTransformer", "func": "numpy.sqrt"},
        {"type": "sklearn.decomposition.PCA", "n_components": 250},
        {"type": "sklearn.svm.SVC", "kernel": "rbf", "C": 10, "gamma": 0.02},
    ]
    block = ClassicalModel(steps=steps, calibration="temperature")
    assert describe_training(block.model_dump(mode="json"), []) == {
        "features": "square roots of the pixels; PCA, n_components 250",
        "classifier": "SVC, kernel rbf, C 10, gamma 0.02",
        "probabilities": "temperature calibration, on validation",
        "images": "all",
    }


def test_features_are_named_in_words_with_their_number():
    function = {"type": "sklearn.preprocessing.FunctionTransformer"}
    svm = {"type": "sklearn.svm.SVC"}
    layers = [{"output_shape": size} for size in (784, 588, 10)]
    for name, told in (
        ("fashion_mnist.classical.edges.pixels_and_edges", "local brightness and edge directions"),
        ("somebody.features.their_own", "their own"),
    ):
        steps = [function | {"func": name}, svm]
        facts = describe_training({"steps": steps, "calibration": None}, layers)
        assert facts["features"] == f"{told} (588 features)"


def test_every_function_with_a_name_in_words_can_be_imported():
    for path in FUNCTIONS:
        assert callable(pydoc.locate(path))


def test_a_single_step_with_lists_for_arguments_is_told():
    step = {"type": "sklearn.neural_network.MLPClassifier", "hidden_layer_sizes": [64, 32]}
    block = ClassicalModel(steps=[step]).model_dump(mode="json")
    assert describe_training(block, []) == {
        "features": "the pixels",
        "classifier": "MLPClassifier, hidden_layer_sizes 64 and 32",
        "probabilities": "not calibrated",
        "images": "all",
    }
    sampled = describe_training(block | {"train_on": 191_326}, [])
    assert sampled["images"] == "a stratified sample of 191,326"


@pytest.fixture
def depth_tables():
    """The losses at two depths, what shortcuts do to them, and gradients of the first layer."""
    rows = [(8, 0.5, 0.5, 0.0, -0.1, 0.1), (56, 1.5, 0.6, 0.9, 0.7, 1.1)]
    effects = pd.DataFrame(
        rows, columns=["depth", "plain", "residual", "difference", "low", "high"]
    ).assign(lower=3, runs=3, p_value=[0.9, 0.001], p_holm=[0.9, 0.002], differ=[False, True])
    states = ("start", "start, no normalisation", "trained")
    norms = {("plain", 8): 4.0, ("plain", 56): 1.0, ("residual", 8): 2.0, ("residual", 56): 4.0}
    gradients = pd.DataFrame(
        [
            {"kind": kind, "depth": depth, "state": state, "layer": 1, "norm": norm}
            for (kind, depth), norm in norms.items()
            for state in states
        ]
    )
    runs = pd.DataFrame(
        [
            {"kind": kind, "depth": depth, "seed": 0, "loss": loss}
            for depth, *losses in rows
            for kind, loss in zip(("plain", "residual"), losses, strict=False)
        ]
    )
    return {"depth_effects": effects, "depth_gradients": gradients, "depth_runs": runs}


def test_depth_is_described_by_the_deepest_and_the_shallowest(depth_tables):
    found = describe_depth(depth_tables)
    assert (found["shallowest"]["depth"], found["deepest"]["depth"]) == (8, 56)
    assert found["gradients"]["plain"]["start"] == pytest.approx(0.25)
    assert found["gradients"]["residual"]["start"] == pytest.approx(2)


def test_what_has_not_been_measured_is_not_described():
    assert describe_depth({"depth_effects": pd.DataFrame()}) is None


def test_depth_is_told_as_measured(write_page, depth_tables):
    page = write_page(["svm", "cnn"], given=depth_tables)
    assert Page(page).open == []
    text = words(page)
    assert "the network with 56 layers is 1.500 without shortcuts and 0.600 with them" in text
    assert "Shortcuts lower the loss significantly." in text
    assert "from 8 to 56 layers by a factor of 0.25 without shortcuts and 2 with them" in text
    assert "the gradients of the plain networks do not vanish with depth" in text

    plain = depth_tables["depth_gradients"].eval("kind == 'plain' and depth == 56")
    depth_tables["depth_gradients"].loc[plain, "norm"] = 0.01
    depth_tables["depth_effects"]["differ"] = False
    page = write_page(["svm", "cnn"], given=depth_tables)
    assert "is not significant; the loss is lower with shortcuts in 3 of 3 seeds" in words(page)
    assert "Shortcuts lower" not in words(page)

    depth_tables["depth_effects"]["low"] = -0.1
    page = write_page(["svm", "cnn"], given=depth_tables)
    assert "The gradients of the plain networks shrink with depth." in words(page)
    assert "The difference is not significant. With 8 layers" in words(page)


@pytest.fixture
def technique_effects():
    """Effects of some techniques on a network whose recipe reaches 93%."""
    rows = [
        ("all", "all", 0.02, 0.01, 0.03, 0.005),
        ("mirror", "added alone", 0.004, 0.001, 0.007, 0.03),
        ("shift", "added alone", 0.006, 0.002, 0.01, 0.02),
        ("erasing", "added alone", -0.005, -0.009, -0.001, 0.04),
        ("one_cycle", "added alone", 0.003, 0.0005, 0.0055, 0.2),
        ("mirror", "left out", 0.001, -0.001, 0.003, 1),
    ]
    columns = ["technique", "comparison", "difference", "low", "high", "p_holm"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        p_value=table["p_holm"] / 10,
        differ=table["p_holm"] <= 0.05,
        higher=2,
        accuracy_with=0.93,
        accuracy_without=0.91,
        timed="training",
        seconds_with=60.0,
        seconds_without=50.0,
        runs=3,
    )


def test_techniques_are_sorted_out_by_the_corrected_test(technique_effects):
    found = describe_techniques({"technique_effects": technique_effects})
    alone = found["verdicts"]["added alone"]
    assert [row["technique"] for row in alone["raise"]] == ["shift", "mirror"]
    assert [row["technique"] for row in alone["lower"]] == ["erasing"]
    assert [row["technique"] for row in alone["hint"]] == ["one_cycle"]
    assert alone["open"] == []
    assert found["verdicts"]["left out"]["open"][0]["technique"] == "mirror"
    assert found["whole"]["accuracy_with"] == 0.93
    assert len(found["rows"]) == 5
    assert found["classical"] == []


def test_what_has_not_been_measured_is_not_described_of_techniques():
    assert describe_techniques({}) is None


def test_techniques_are_told_with_their_intervals(write_page, technique_effects):
    tables = {
        "technique_effects": technique_effects,
        "classical_effects": technique_effects[1:].assign(
            model="svm", runs=1, only_with=40, only_without=20
        ),
    }
    page = write_page(["svm", "cnn"], given=tables)
    assert Page(page).open == []
    text = words(page)
    assert "The plain cnn reaches 91.00% over 3 seeds." in text
    assert "t tests with Holm's correction for 6 comparisons" in text
    assert "Added alone to the plain cnn, these techniques raise the accuracy: shift" in text
    assert "shift (+0.60; +0.20 to +1.00) and mirror (+0.40; +0.10 to +0.70);" in text
    assert "these lower it: erasing (-0.50; -0.90 to -0.10); not significant after" in text
    assert (
        "Holm's correction, though the interval excludes zero: one cycle "
        "(+0.30; +0.05 to +0.55; higher in 2 of 3 seeds); not significant: none." in text
    )
    assert "reaches 93.00% (+2.00; +1.00 to +3.00)" in text
    assert "these techniques raise the accuracy: none; not significant: mirror" in text
    assert "has not been done here" not in text


def test_where_nothing_survives_the_correction_no_technique_raises_the_accuracy(
    write_page, technique_effects
):
    table = technique_effects.assign(p_value=float("nan"), p_holm=float("nan"), differ=False)
    text = words(write_page(["svm", "cnn"], given={"technique_effects": table}))
    assert "techniques raise the accuracy: none; not significant after Holm's" in text
    assert "these lower it" not in text
    assert re.search(r"\+0.10 to \+0.70 ?2 of 3 ?not defined ?not defined", text)


@pytest.fixture
def measures():
    """Measures of the heat maps of two layers of one network; all intervals are +-0.04."""
    places = [
        ("conv2", "Grad-CAM", 0.8, 0.8, 0.2, 0.6, 0.7, 0.3, [0.5, 0.1]),
        ("conv2", "random", 0.5, 0.5, 0.4, 0.4),
        ("conv3", "Grad-CAM", 0.55, 0.55, 0.42, 0.42, 0.8, 0.2, [0.9, 0.6]),
        ("conv3", "random", 0.5, 0.5, 0.4, 0.4),
        ("any", "chance", 0.5, 0.5),
        ("any", "centre", 0.6, 0.6, 0.35, 0.58),
        ("any", "image", 1, 1, 0.2, 0.48),
    ]
    names = ["heat_on_item", "pointing_game", "deletion", "insertion", "mirror_image"]
    names += ["another_image", "randomised"]
    table = pd.DataFrame(
        [
            ("cnn", layer, method, name, value, 10 if name == "pointing_game" else 6)
            for layer, method, *found in places
            for name, values in zip(names, found, strict=False)
            for value in np.atleast_1d(values)
        ],
        columns=["model", "layer", "method", "measure", "value", "images"],
    )
    return table.assign(down_to="dense", low=table["value"] - 0.04, high=table["value"] + 0.04)


@pytest.fixture
def described(measures):
    return describe_heat_maps({"explanation_measures": measures})


CONV2, CONV3 = ("cnn", "conv2", "Grad-CAM"), ("cnn", "conv3", "Grad-CAM")


def test_maps_are_judged_by_the_measures_in_which_they_are_better(described):
    # At conv2 the interval of insertion overlaps with that of the centre, that of deletion with
    # that of the image; at conv3 all overlap with those of chance and noise.
    assert described["wins"] == {
        CONV2: {
            "noise": ["heat_on_item", "pointing_game", "deletion", "insertion"],
            "centre": ["heat_on_item", "pointing_game", "deletion"],
            "image": ["insertion"],
        },
        CONV3: {"noise": [], "centre": [], "image": []},
    }


def test_maps_that_are_better_by_every_measure_are_named(described):
    assert described["best"] == {"noise": [CONV2], "centre": [], "image": []}


def test_maps_that_outlive_what_was_learned_are_named(described):
    assert described["retained"] == [CONV3]
    assert described["ranges"]["randomised"] == (0.1, 0.6)  # after the last step
    assert described["ranges"]["mirror_image"] == (0.7, 0.8)


def test_every_map_and_baseline_has_a_row(described):
    assert list(described["rows"]) == [
        CONV2,
        ("cnn", "conv2", "random"),
        CONV3,
        ("cnn", "conv3", "random"),
        ("cnn", "any", "chance"),
        ("cnn", "any", "centre"),
        ("cnn", "any", "image"),
    ]
    assert described["images"] == {"all": 10, "some": 6}


def test_what_has_not_been_measured_is_not_described_of_heat_maps():
    assert describe_heat_maps({}) is None


def test_measured_heat_maps_are_judged(write_page, measures, json_script, cells):
    table, scores, randomisation = pipeline.compare_explanations(cnn=measures.drop(columns="model"))
    given = {"explanation_scores": scores, "explanation_randomisation": randomisation}
    page = write_page(["svm", "cnn"], given=given | {"explanation_measures": table})
    assert Page(page).open == []
    text = words(page)
    assert "The heat maps of all 10 test images" in text
    better = "Better than chance and than random maps of the same resolution, by all four measures"
    assert f"{better}: Grad-CAM" in text
    assert "of the pixels count as the item" not in text
    assert "a Gaussian at the centre of the image, by all four measures: no map." in text
    assert "by deletion and insertion: no map." in text
    assert "original map is 0.10 to 0.60; the rank correlation between the maps of two" in text
    assert "more on the image than on what was learned: Grad-CAM of cnn at conv3." in text
    verdict, row = re.findall(
        r"</code> conv2</th><td[^>]*>Grad-CAM</td>(.*?)</tr>", page, re.DOTALL
    )
    better = ["heat on the item, pointing game, deletion, insertion"]
    better += ["heat on the item, pointing game, deletion", "insertion"]
    assert cells(verdict) == better
    assert cells(row) == ["", "80.0%", "80.0%", "20.0%", "60.0%", "0.70", "0.30", "0.10"]
    assert "explanation_scores" in json_script(page, "figures")["figures"]


def test_the_page_warns_if_nearly_all_pixels_count_as_the_item(write_page, measures):
    measures.loc[measures["method"] == "chance", "value"] = 0.998
    text = words(write_page(["svm", "cnn"], given={"explanation_measures": measures}))
    assert "99.8% of the pixels count as the item, so" in text
