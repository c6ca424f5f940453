import pydoc

import pytest

from fashion_mnist import parameters
from fashion_mnist.report.training import FUNCTIONS, describe_training

BLOCK = {"epochs": 5, "batch_size": 64, "optimizer": {"learning_rate": 0.01}}


def describe(training=None, **others):
    """What is said of a network, whose block is checked as at a run."""
    block = {"architecture": "cnn", "training": BLOCK | (training or {})} | others
    return describe_training(parameters.Network(**block).model_dump(mode="json"), [])


def test_the_training_of_a_network_is_told():
    assert describe() == {
        "architecture": "cnn",
        "optimizer": "Adam",
        "learning rate": "up to 0.01 in the first 25% of the steps, by a cosine down to 0",
        "epochs": "5, in batches of 64; the best on validation is kept",
        "augmentation": "mirrored at random, moved by up to 1 pixel",
        "label smoothing": "none",
        "precision": "auto",
        "averaged at prediction": "the image as it is, its mirror image",
    }


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ({"name": "constant"}, "0.01, constant"),
        ({"name": "one_cycle", "warmup": 0}, "0.01 at first, by a cosine down to 0"),
    ],
)
def test_schedules_are_told_apart(schedule, told):
    assert describe({"schedule": schedule})["learning rate"] == told


def test_the_momentum_of_sgd_and_the_decay_of_weights_are_told():
    optimizer = {"name": "sgd", "learning_rate": 0.1, "weight_decay": 0.0001}
    told = describe({"optimizer": optimizer})["optimizer"]
    assert told == "SGD, Nesterov momentum 0.9, weight decay 0.0001"


def test_every_augmentation_or_none_is_told():
    all_of_them = {"flip": True, "shift": 2, "erase": 0.3}
    told = describe({"augmentation": all_of_them})["augmentation"]
    assert told == "mirrored at random, moved by up to 2 pixels, a square erased in 30%"
    mixed = describe({"augmentation": all_of_them | {"cutmix": 0.5}})["augmentation"]
    assert mixed == f"{told}, mixed by CutMix in 50%"
    nothing = {"flip": False, "shift": 0, "erase": 0}
    assert describe({"augmentation": nothing})["augmentation"] == "none"


@pytest.mark.parametrize(
    ("flip", "shift", "told"),
    [
        (True, 1, "the image as it is, its mirror image, both moved by 1 pixel four ways"),
        (False, 2, "the image as it is, it moved by 2 pixels four ways"),
        (False, 0, "nothing"),
    ],
)
def test_the_views_of_a_prediction_are_told(flip, shift, told):
    facts = describe(flip_average=flip, shift_average=shift)
    assert facts["averaged at prediction"] == told


def test_the_backgrounds_of_the_robust_network_are_told():
    block = parameters.Network(architecture="cnn", training=BLOCK).model_dump(mode="json")
    block["randomisation"] = {"share": 0.75, "kinds": ["plain", "clutter"]}
    assert (
        describe_training(block, [])["backgrounds"]
        == "in colour on 75% of the images: plain, clutter"
    )


def test_the_steps_of_a_classical_model_are_told():
    steps = [
        {"type": "sklearn.preprocessing.FunctionTransformer", "func": "numpy.sqrt"},
        {"type": "sklearn.decomposition.PCA", "n_components": 250},
        {"type": "sklearn.svm.SVC", "kernel": "rbf", "C": 10, "gamma": 0.02},
    ]
    block = parameters.ClassicalModel(steps=steps, calibration="temperature")
    assert describe_training(block.model_dump(mode="json"), []) == {
        "features": "square roots of the pixels; PCA, n_components 250",
        "classifier": "SVC, kernel rbf, C 10, gamma 0.02",
        "probabilities": "by temperature, fitted on validation",
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
        assert facts["features"] == f"{told} (588 numbers)"


def test_every_function_with_a_name_in_words_can_be_imported():
    for path in FUNCTIONS:
        assert callable(pydoc.locate(path))


def test_a_single_step_with_lists_for_arguments_is_told():
    step = {"type": "sklearn.neural_network.MLPClassifier", "hidden_layer_sizes": [64, 32]}
    block = parameters.ClassicalModel(steps=[step]).model_dump(mode="json")
    assert describe_training(block, []) == {
        "features": "the pixels",
        "classifier": "MLPClassifier, hidden_layer_sizes 64 and 32",
        "probabilities": "its own",
        "images": "all",
    }
    sampled = describe_training(block | {"train_on": 191_326}, [])
    assert sampled["images"] == "a stratified sample of 191,326"
