"""Nodes of the ablation pipeline."""

from __future__ import annotations

import time

from fashion_mnist import classical, evaluation, figures, images, networks, parameters
from fashion_mnist.pipelines import network_nodes


def fit_variant(
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
    recipe: parameters.Network,
    options: parameters.Ablation,
    seed: int,
    variant: str,
    run: int,
) -> tuple[networks.Model, evaluation.Table]:
    """Train a variant of a network with the seed `run` further on."""
    examples = network_nodes.make_examples(
        train_images, train_one_hot, validation_images, validation_one_hot
    )
    block = parameters.ablation.make_variant(recipe, options, variant)
    return networks.training.train_network(*examples, block, seed + run)


def score_variant(
    network: networks.Model,
    history: evaluation.Table,
    images: images.AnyImages,
    labels: images.Labels,
    classes: list[str],
    recipe: parameters.Network,
    options: parameters.Ablation,
    seed: int,
    variant: str,
    run: int,
) -> dict[str, str | float]:
    """Score a variant on the test images."""
    block = parameters.ablation.make_variant(recipe, options, variant)
    start = time.perf_counter()
    predictions = network_nodes.predict(network, images, labels, classes, block)
    seconds = time.perf_counter() - start
    return {
        "variant": variant,
        "seed": seed + run,
        "accuracy": evaluation.predictions.score(predictions)["accuracy"],
        "fit_seconds": len(history) * float(history["seconds"].min()),
        "predict_seconds": seconds,
    }


def measure_effects(
    *scores: dict[str, str | float],
) -> tuple[evaluation.Table, evaluation.Table]:
    """All runs in a table, and the effect of each technique."""
    runs = evaluation.rows.tabulate_rows(scores)
    return runs, evaluation.technique_effects.measure_effects(runs)


def compare_variant(
    train_images: images.Floats,
    train_labels: images.Labels,
    validation_images: images.Floats,
    validation_labels: images.Labels,
    test_images: images.Floats,
    study: evaluation.Table,
    cost: dict[str, float],
    recipe: parameters.ClassicalModel,
    variant: parameters.ClassicalVariant,
    classes: list[str],
    seed: int,
    model: str,
    technique: str,
) -> dict[str, str | float]:
    """Fit a variant of a classical model as the study's is fitted, and compare the two."""
    flatten = images.arrays.flatten
    if variant.mirrored:
        train_images, train_labels = images.arrays.add_mirrored(train_images, train_labels)
    fitted, seconds = classical.fitting.fit_classifier(
        parameters.ablation.make_classical_variant(recipe, variant),
        (flatten(train_images), train_labels),
        (flatten(validation_images), validation_labels),
        seed,
        train_images.shape[1:],
    )
    probabilities = classical.probabilities.predict_probabilities(fitted, flatten(test_images))
    predictions = evaluation.predictions.tabulate_predictions(
        study["y_true"].to_numpy(), probabilities, classes
    )
    return evaluation.technique_effects.describe_effect(
        model, technique, (study, predictions), (cost["fit_seconds"], seconds), variant, seed
    )


def gather_effects(*effects: dict[str, str | float]) -> evaluation.Table:
    """The effects on all classical models in one table, with their tests."""
    return evaluation.technique_effects.gather_effects(effects)


def draw_techniques(effects: evaluation.Table) -> figures.Figure:
    """Draw what each technique adds to the accuracy of the cnn."""
    title = "What each technique adds to the cnn, at what cost"
    return figures.techniques.effects(effects, title)


def draw_classical_techniques(effects: evaluation.Table) -> figures.Figure:
    """Draw what each technique adds to the accuracy of a classical model."""
    return figures.techniques.effects(effects, "What each technique adds to classical models")
