"""Nodes of the ablation pipeline."""

from __future__ import annotations

import time

from fashion_mnist.classical.fitting import fit_classifier
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.classical.probabilities import predict_probabilities
from fashion_mnist.evaluation import effects
from fashion_mnist.evaluation.effects import (
    Ablation,
    ClassicalVariant,
    describe_effect,
    make_classical_variant,
    make_variant,
)
from fashion_mnist.evaluation.predictions import (
    Table,
    score_predictions,
    tabulate_predictions,
    tabulate_rows,
)
from fashion_mnist.images import arrays
from fashion_mnist.images.arrays import AnyImages, Floats, Labels, ScaledImages, add_mirrored
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.training import train_network
from fashion_mnist.pipelines.network_template import make_examples, predict


def fit_variant(
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    recipe: Network,
    options: Ablation,
    seed: int,
    variant: str,
    run: int,
) -> tuple[Model, Table]:
    """Train a variant of a network with the seed `run` further on."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    block = make_variant(recipe, options, variant)
    return train_network(*examples, block, seed + run)


def score_variant(
    network: Model,
    history: Table,
    images: AnyImages,
    labels: Labels,
    classes: list[str],
    recipe: Network,
    options: Ablation,
    seed: int,
    variant: str,
    run: int,
) -> dict[str, str | float]:
    """Score a variant on the test images."""
    block = make_variant(recipe, options, variant)
    start = time.perf_counter()
    predictions = predict(network, images, labels, classes, block)
    seconds = time.perf_counter() - start
    return {
        "variant": variant,
        "seed": seed + run,
        "accuracy": score_predictions(predictions)["accuracy"],
        "fit_seconds": len(history) * float(history["seconds"].min()),
        "predict_seconds": seconds,
    }


def measure_effects(
    *scores: dict[str, str | float],
) -> tuple[Table, Table]:
    """All runs in a table, and the effect of each technique."""
    runs = tabulate_rows(scores)
    return runs, effects.measure_effects(runs)


def compare_variant(
    train_images: ScaledImages,
    train_labels: Labels,
    validation_images: ScaledImages,
    validation_labels: Labels,
    test_images: ScaledImages,
    study: Table,
    cost: dict[str, float],
    recipe: ClassicalModel,
    variant: ClassicalVariant,
    classes: list[str],
    seed: int,
    model: str,
    technique: str,
) -> dict[str, str | float]:
    """Fit a variant of a classical model as the study's is fitted, and compare the two."""
    flatten = arrays.flatten
    images: AnyImages = train_images
    if variant.mirrored:
        images, train_labels = add_mirrored(train_images[:], train_labels)
    fitted, seconds = fit_classifier(
        make_classical_variant(recipe, variant),
        (flatten(images), train_labels),
        (flatten(validation_images), validation_labels),
        seed,
        train_images.shape[1:],
    )
    probabilities = predict_probabilities(fitted, flatten(test_images))
    predictions = tabulate_predictions(study["y_true"].to_numpy(), probabilities, classes)
    return describe_effect(
        model, technique, (study, predictions), (cost["fit_seconds"], seconds), variant, seed
    )
