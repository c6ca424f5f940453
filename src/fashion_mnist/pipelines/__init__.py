"""The pipelines, each a folder with `create_pipeline`; facts about them, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from importlib.resources import files
from typing import Any, NamedTuple

# Of nodes that draw and compare what was found: the report's namespace, which no other node may
# interrupt.
SHOWN: dict[str, Any] = {"namespace": "reporting", "tags": "reporting"}


class PipelineInfo(NamedTuple):
    """What others need to know of a pipeline.

    Attributes:
        minutes: how long it took once, on two cores, where others tell that.
        on_request: whether `kedro run` leaves it out.
        gpu: whether its nodes run on a GPU if a worker offers one, since they train networks or ask
            them about many images.
        tells: what the report learns from it, where it offers to run it; nothing if it doesn't.
        results: the figures and tables that the report takes, beside the summary of a model that is
            called as the pipeline.
    """

    minutes: int = 0
    on_request: bool = True
    gpu: bool = False
    tells: str = ""
    results: tuple[str, ...] = ()


PIPELINES = {  # the fastest first
    "deep_learning": PipelineInfo(on_request=False, gpu=True),
    "evaluation": PipelineInfo(
        1,
        on_request=False,
        tells="which models differ, and what their probabilities are worth",
        results=(
            "accuracy_intervals",
            "pairwise_tests",
            "pairwise_wins",
            "class_gains",
            "class_gains_figure",
            "disagreements",
            "corrected_errors",
            "calibration",
            "reliability_diagrams",
            "coverage",
            "accuracy_against_coverage",
        ),
    ),
    "inference": PipelineInfo(1),
    "picture_accuracy": PipelineInfo(1, results=("picture_accuracies", "picture_confusions")),
    "export": PipelineInfo(2),
    "explanation": PipelineInfo(
        3,
        gpu=True,
        tells="whether the heat maps mean anything",
        results=(
            "explanation_measures",
            "explanation_scores",
            "explanation_curves",
            "explanation_randomisation",
        ),
    ),
    "photographs": PipelineInfo(3),
    "robustness": PipelineInfo(
        4,
        gpu=True,
        tells="how the models do on other backgrounds, places and sizes, and under corruptions",
        results=(
            "robustness_ranking",
            "robustness_heat_map",
            "robustness_curves",
            "robustness_gallery",
        ),
    ),
    "data_quality": PipelineInfo(
        6,
        tells="near-duplicates and likely label errors, and the accuracies without them",
        results=(
            "nearest_neighbours",
            "near_duplicates",
            "label_errors",
            "label_error_gallery",
            "accuracy_on_clean_data",
        ),
    ),
    "seeds": PipelineInfo(
        10, gpu=True, tells="what another seed changes", results=("seeds", "accuracy_by_seed")
    ),
    "robust": PipelineInfo(
        18, gpu=True, tells="a further network, for coloured pictures with any background"
    ),
    "search": PipelineInfo(
        25,
        gpu=True,
        tells="whether other parameters do better",
        results=("search_trials", "search_figure"),
    ),
    "depth": PipelineInfo(
        29,
        gpu=True,
        tells="what depth and shortcuts do to gradients and losses",
        results=("depth_effects", "depth_gradients", "depth_gradient_figure", "depth_loss_figure"),
    ),
    "ablation": PipelineInfo(
        75,
        gpu=True,
        tells="what each technique is worth",
        results=(
            "technique_effects",
            "technique_figure",
            "classical_effects",
            "classical_technique_figure",
        ),
    ),
}
ON_REQUEST = [name for name, info in PIPELINES.items() if info.on_request]


def find_names() -> list[str]:
    """The names of all pipelines, without importing them."""
    folders = files(__name__).iterdir()
    return sorted(folder.name for folder in folders if (folder / "pipeline.py").is_file())


def per_model(models: Iterable[str], dataset: str) -> dict[str, str]:
    """A dataset of every model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models}


def with_arguments(function: Callable[..., Any], **arguments: Any) -> Callable[..., Any]:
    """A node's function with some arguments given, which keeps its name."""
    return update_wrapper(partial(function, **arguments), function)
