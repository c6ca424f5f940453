"""The ablation pipeline."""

import time

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.classical.fitting import count_fitted, fit_classifier, predict_probabilities
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.evaluation import effects, predictions
from fashion_mnist.evaluation.effects import CLASSICAL_TECHNIQUES, Ablation, make_variant, variants
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures.experiments import effects as draw_effects
from fashion_mnist.images import arrays
from fashion_mnist.images.arrays import AnyImages, Labels, ScaledImages
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network, refuse_pretrained
from fashion_mnist.networks.training import train_network
from fashion_mnist.parameters.model_names import TRAININGS
from fashion_mnist.pipelines import reporting_node, with_arguments
from fashion_mnist.pipelines.network_template import (
    EXAMPLES,
    TEST,
    ExampleArrays,
    make_examples,
    predict,
)

RUNS = range(TRAININGS)
RECIPE = ["params:cnn", "params:ablation", "params:seed"]


def create_pipeline() -> Pipeline:
    """Train the cnn with and without each technique, and classical models in the same way.

    Each training is a node of its own, so an interrupted run can resume.
    """
    scores = [f"ablation.{variant}.run_{run}.score" for variant in variants() for run in RUNS]
    measured = ["technique_runs", "technique_effects"]
    compared = [f"ablation.{model}.{technique}.effect" for model, technique in CLASSICAL_TECHNIQUES]
    draw = with_arguments(draw_effects, title="What each technique adds to the cnn, and its cost")
    nodes = [
        *(step for variant in variants() for run in RUNS for step in train_and_score(variant, run)),
        *(compare(*pair) for pair in CLASSICAL_TECHNIQUES),
        node(effects.measure_effects, scores, measured, name="measure_effects"),
        node(effects.gather_effects, compared, "classical_effects", name="gather_effects"),
        reporting_node(draw, "technique_effects", "technique_figure", name="draw_techniques"),
        reporting_node(
            with_arguments(draw_effects, title="What each technique adds to classical models"),
            "classical_effects",
            "classical_technique_figure",
            name="draw_classical_techniques",
        ),
    ]
    return pipeline(nodes, tags="ablation")


def train_and_score(variant: str, run: int) -> list[Node]:
    """Return the nodes of one training and of its score.

    A variant that differs only in its predictions takes the network of another variant.
    """
    namespace = f"ablation.{variant}.run_{run}"
    trained = f"ablation.{effects.training_of(variant)}.run_{run}"
    fitted = [f"{trained}.network@fitted", f"{trained}.history"]
    score = node(
        with_arguments(score_variant, variant=variant, run=run),
        [*fitted, *TEST, "params:classes", *RECIPE],
        f"{namespace}.score",
        name="score",
        namespace=namespace,
    )
    if trained != namespace:
        return [score]
    fit = with_arguments(fit_variant, variant=variant, run=run)
    return [node(fit, [*RECIPE, *EXAMPLES], fitted, name="fit", namespace=namespace), score]


def compare(model: str, technique: str) -> Node:
    """Return the node that fits a variant of a classical model and compares it with the study's."""
    namespace = f"ablation.{model}.{technique}"
    variant = f"params:classical_ablation.{model}.{technique}"
    train, validation = ["train.images", "train.labels"], ["validation.images", "validation.labels"]
    study = [f"{model}.predictions", f"{model}.cost", f"params:{model}"]
    return node(
        with_arguments(compare_variant, model=model, technique=technique),
        [*train, *validation, "test.images", *study, variant, "params:classes", "params:seed"],
        f"{namespace}.effect",
        name="fit_and_compare",
        namespace=namespace,
    )


def fit_variant(
    recipe: Network, options: Ablation, seed: int, *arrays: *ExampleArrays, variant: str, run: int
) -> tuple[Model, Table]:
    """Train a variant of the cnn with the seed `seed + run`."""
    refuse_pretrained(recipe.training)
    block = make_variant(recipe, options, variant)
    return train_network(*make_examples(*arrays), block, seed + run)[:2]


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
    block = effects.make_classical_variant(recipe, variant)
    images: AnyImages = train_images
    if variant.mirrored:
        n = count_fitted(arrays.flatten(images), recipe.train_on)
        sample = draw_sample(train_labels, n / len(train_labels), seed)
        images, train_labels = arrays.add_mirrored(images[sample], train_labels[sample])
        block = block.model_copy(update={"train_on": len(images)})
    train = arrays.flatten(images), train_labels
    validation = arrays.flatten(validation_images), validation_labels
    fitted, seconds = fit_classifier(block, train, validation, seed, train_images.shape[1:])
    probabilities = predict_probabilities(fitted, arrays.flatten(test_images))
    predicted = predictions.tabulate_predictions(study["y_true"].to_numpy(), probabilities, classes)
    both, times = (study, predicted), (cost["fit_seconds"], seconds)
    return effects.describe_effect(model, technique, both, times, variant, seed)
