"""The ablation pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import models, techniques
from fashion_mnist.pipelines.ablation import nodes

RUNS = range(models.TRAININGS)


def create_pipeline(**_: Any) -> Pipeline:
    """Train the cnn with and without each technique, and likewise fit classical models.

    A node for each training, so that `--only-missing-outputs` goes on after an interrupt.
    """
    trainings = techniques.variants(techniques.TRAINED)
    return pipeline(
        [
            *(fit(variant, run) for variant in trainings for run in RUNS),
            *(score(variant, run) for variant in techniques.variants() for run in RUNS),
            *(compare(*pair) for pair in techniques.CLASSICAL),
            *gather(),
        ],
        tags="ablation",
    )


def fit(variant: str, run: int) -> Any:
    """One training."""
    place = f"ablation.{variant}.run_{run}"
    return node(
        nodes.fit_variant(variant, run),
        [
            "train.images",
            "train.one_hot",
            "validation.images",
            "validation.one_hot",
            "params:cnn",
            "params:ablation",
            "params:seed",
        ],
        [f"{place}.network@fitted", f"{place}.history"],
        name="fit",
        namespace=place,
    )


def score(variant: str, run: int) -> Any:
    """Its accuracy; what differs only in the prediction takes the network of another variant."""
    place = f"ablation.{variant}.run_{run}"
    trained = f"ablation.{techniques.training_of(variant)}.run_{run}"
    return node(
        nodes.score_variant(variant, run),
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


def compare(model: str, technique: str) -> Any:
    """One more fit of a classical model, against that of the study."""
    place = f"ablation.{model}.{technique}"
    return node(
        nodes.compare_variant(model, technique),
        [
            "train.images",
            "train.labels",
            "test.images",
            f"{model}.predictions",
            f"{model}.cost",
            f"params:classical_ablation.{model}.{technique}",
            "params:seed",
        ],
        f"{place}.effect",
        name="fit_and_compare",
        namespace=place,
    )


def gather() -> list:
    """The effects of all techniques."""
    scores = [
        f"ablation.{variant}.run_{run}.score" for variant in techniques.variants() for run in RUNS
    ]
    effects = [f"ablation.{model}.{technique}.effect" for model, technique in techniques.CLASSICAL]
    return [
        node(
            nodes.measure_effects,
            scores,
            ["technique_runs", "technique_effects"],
            name="measure_effects",
        ),
        node(nodes.gather_effects, effects, "classical_effects", name="gather_effects"),
    ]
