"""The ablation pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.evaluation.effects import gather_effects
from fashion_mnist.figures.experiments import effects as draw_effects
from fashion_mnist.parameters import technique_variants
from fashion_mnist.parameters.model_names import TRAININGS
from fashion_mnist.pipelines.ablation import nodes
from fashion_mnist.pipelines.network_template import EXAMPLES
from fashion_mnist.pipelines.templates import SHOWN, with_arguments

RUNS = range(TRAININGS)


def create_pipeline() -> Pipeline:
    """Train the cnn with and without each technique, and likewise fit classical models.

    A node for each training, so that a run goes on after an interrupt.
    """
    trained = technique_variants.variants(technique_variants.TRAINED)
    return pipeline(
        [
            *(fit(variant, run) for variant in trained for run in RUNS),
            *(score(variant, run) for variant in technique_variants.variants() for run in RUNS),
            *(compare(*pair) for pair in technique_variants.CLASSICAL),
            *compare_all(),
        ],
        tags="ablation",
    )


def fit(variant: str, run: int) -> Node:
    """One training."""
    place = f"ablation.{variant}.run_{run}"
    return node(
        with_arguments(nodes.fit_variant, variant=variant, run=run),
        [*EXAMPLES, "params:cnn", "params:ablation", "params:seed"],
        [f"{place}.network@fitted", f"{place}.history"],
        name="fit",
        namespace=place,
    )


def score(variant: str, run: int) -> Node:
    """Its accuracy; what differs only in the prediction takes the network of another variant."""
    place = f"ablation.{variant}.run_{run}"
    trained = f"ablation.{technique_variants.training_of(variant)}.run_{run}"
    return node(
        with_arguments(nodes.score_variant, variant=variant, run=run),
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
    """One more fit of a classical model, against that of the study."""
    place = f"ablation.{model}.{technique}"
    return node(
        with_arguments(nodes.compare_variant, model=model, technique=technique),
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


def compare_all() -> list[Node]:
    """The effects of all techniques, as tables and figures."""
    variants, pairs = technique_variants.variants(), technique_variants.CLASSICAL
    scores = [f"ablation.{variant}.run_{run}.score" for variant in variants for run in RUNS]
    effects = [f"ablation.{model}.{technique}.effect" for model, technique in pairs]
    return [
        node(
            nodes.measure_effects,
            scores,
            ["technique_runs", "technique_effects"],
            name="measure_effects",
        ),
        node(gather_effects, effects, "classical_effects", name="gather_effects"),
        node(
            with_arguments(draw_effects, title="What each technique adds to the cnn, at what cost"),
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
    ]
