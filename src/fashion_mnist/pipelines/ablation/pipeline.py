"""The ablation pipeline."""

from __future__ import annotations

import time

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.classical.fitting import fit_classifier, predict_probabilities
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation import effects, predictions
from fashion_mnist.evaluation.effects import CLASSICAL_TECHNIQUES, make_variant, variants
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures.experiments import effects as draw_effects
from fashion_mnist.images import arrays
from fashion_mnist.images.arrays import AnyImages, Floats, Labels, ScaledImages, add_mirrored
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.training import train_network
from fashion_mnist.parameters.model_names import TRAININGS
from fashion_mnist.pipelines import SHOWN, with_arguments
from fashion_mnist.pipelines.network_template import EXAMPLES, make_examples, predict

RUNS = range(TRAININGS)


def create_pipeline() -> Pipeline:
    """Train the cnn with and without each technique, and classical models in the same way.

    Each training is a node of its own, so an interrupted run can resume.
    """
    trained = variants(effects.TRAINED_TECHNIQUES)
    return pipeline(
        [
            *(fit(variant, run) for variant in trained for run in RUNS),
            *(score(variant, run) for variant in variants() for run in RUNS),
            *(compare(*pair) for pair in CLASSICAL_TECHNIQUES),
            node(
                measure_effects,
                [f"ablation.{variant}.run_{run}.score" for variant in variants() for run in RUNS],
                ["technique_runs", "technique_effects"],
                name="measure_effects",
            ),
            node(
                effects.gather_effects,
                [f"ablation.{model}.{name}.effect" for model, name in CLASSICAL_TECHNIQUES],
                "classical_effects",
                name="gather_effects",
            ),
            node(
                with_arguments(
                    draw_effects, title="What each technique adds to the cnn, and its cost"
                ),
                "technique_effects",
                "technique_figure",
                name="draw_techniques",
                **SHOWN,
            ),
            node(
                with_arguments(draw_effects, title="What each technique adds to classical models"),
                "classical_effects",
                "classical_technique_figure",
                name="draw_classical_techniques",
                **SHOWN,
            ),
        ],
        tags="ablation",
    )


def fit(variant: str, run: int) -> Node:
    """Return the node of one training."""
    place = f"ablation.{variant}.run_{run}"
    return node(
        with_arguments(fit_variant, variant=variant, run=run),
        [*EXAMPLES, "params:cnn", "params:ablation", "params:seed"],
        [f"{place}.network@fitted", f"{place}.history"],
        name="fit",
        namespace=place,
    )


def score(variant: str, run: int) -> Node:
    """Return the node that scores one training.

    A variant that differs only in its predictions takes the network of another variant.
    """
    place = f"ablation.{variant}.run_{run}"
    trained = f"ablation.{effects.training_of(variant)}.run_{run}"
    return node(
        with_arguments(score_variant, variant=variant, run=run),
        [
            f"{trained}.network@fitted",
            f"{trained}.history",
            "test.images",
            "test.labels",
            "params:classes",
            "params:cnn",
            "params:ablation",
            "params:seed",
        ],
        f"{place}.score",
        name="score",
        namespace=place,
    )


def compare(model: str, technique: str) -> Node:
    """Return the node that fits a variant of a classical model and compares it with the study's."""
    place = f"ablation.{model}.{technique}"
    return node(
        with_arguments(compare_variant, model=model, technique=technique),
        [
            "train.images",
            "train.labels",
            "validation.images",
            "validation.labels",
            "test.images",
            f"{model}.predictions",
            f"{model}.cost",
            f"params:{model}",
            f"params:classical_ablation.{model}.{technique}",
            "params:classes",
            "params:seed",
        ],
        f"{place}.effect",
        name="fit_and_compare",
        namespace=place,
    )


def fit_variant(
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    recipe: Network,
    options: effects.Ablation,
    seed: int,
    variant: str,
    run: int,
) -> tuple[Model, Table]:
    """Train a variant of the cnn with the seed `seed + run`."""
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
    options: effects.Ablation,
    seed: int,
    variant: str,
    run: int,
) -> dict[str, str | float]:
    """Score a variant on the test images; time its predictions."""
    block = make_variant(recipe, options, variant)
    start = time.perf_counter()
    predicted = predict(network, images, labels, classes, block)
    seconds = time.perf_counter() - start
    return {
        "variant": variant,
        "seed": seed + run,
        "accuracy": predictions.score_predictions(predicted)["accuracy"],
        "fit_seconds": len(history) * float(history["seconds"].min()),
        "predict_seconds": seconds,
    }


def measure_effects(*scores: dict[str, str | float]) -> tuple[Table, Table]:
    """Tabulate all runs, and the effect of each technique."""
    runs = predictions.tabulate_rows(scores)
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
    variant: effects.ClassicalVariant,
    classes: list[str],
    seed: int,
    model: str,
    technique: str,
) -> dict[str, str | float]:
    """Fit a variant of a classical model like the study's model, and compare the two."""
    images: AnyImages = train_images
    if variant.mirrored:
        images, train_labels = add_mirrored(train_images[:], train_labels)
    fitted, seconds = fit_classifier(
        effects.make_classical_variant(recipe, variant),
        (arrays.flatten(images), train_labels),
        (arrays.flatten(validation_images), validation_labels),
        seed,
        train_images.shape[1:],
    )
    probabilities = predict_probabilities(fitted, arrays.flatten(test_images))
    predicted = predictions.tabulate_predictions(study["y_true"].to_numpy(), probabilities, classes)
    return effects.describe_effect(
        model, technique, (study, predicted), (cost["fit_seconds"], seconds), variant, seed
    )
