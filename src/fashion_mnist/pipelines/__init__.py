"""The pipelines, one folder each with `create_pipeline`; facts about them, shared helpers."""

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper
from pkgutil import iter_modules
from typing import Any, NamedTuple

from kedro.pipeline import Node, Pipeline, node, pipeline

# Makes a node that draws or compares results: in the report's namespace, which no other node may
# interrupt.
reporting_node = partial(node, namespace="reporting", tags="reporting")


class PipelineInfo(NamedTuple):
    """The facts about a pipeline that other modules need."""

    minutes: int = 0  # its measured duration on two cores, 0 if no page shows it
    on_request: bool = True  # whether `kedro run` leaves it out by default
    gpu: bool = False  # whether its nodes run on a GPU if a worker offers one
    square_grey: bool = False  # whether it refuses images that are not square and grey
    adds: str = ""  # what it adds to the report, which suggests the pipeline unless this is empty
    # The figures and tables that the report takes, besides the summary of a model with its name.
    results: tuple[str, ...] = ()


PIPELINES = {  # the fastest first
    "deep_learning": PipelineInfo(on_request=False, gpu=True),
    "evaluation": PipelineInfo(
        1,
        on_request=False,
        adds="which models differ, and how reliable their probabilities are",
        results=(
            *("accuracy_intervals", "pairwise_tests", "pairwise_wins"),
            *("class_gains", "class_gains_figure", "disagreements", "corrected_errors"),
            *("calibration", "reliability_diagrams", "coverage", "accuracy_against_coverage"),
        ),
    ),
    "inference": PipelineInfo(1),
    "picture_accuracy": PipelineInfo(1, results=("picture_accuracies", "picture_confusions")),
    "data_quality": PipelineInfo(
        1,
        adds="near-duplicates and likely label errors, and accuracies without them",
        results=(
            *("nearest_neighbours", "near_duplicates"),
            *("label_errors", "label_error_gallery", "accuracy_on_clean_data"),
        ),
    ),
    "export": PipelineInfo(2),
    "robustness": PipelineInfo(
        2,
        gpu=True,
        square_grey=True,
        adds="accuracies on other backgrounds, positions and sizes, and under corruptions",
        results=(
            *("robustness_ranking", "robustness_heat_map"),
            *("robustness_curves", "robustness_gallery"),
        ),
    ),
    "explanation": PipelineInfo(
        3,
        gpu=True,
        adds="whether the heat maps are meaningful",
        results=(
            *("explanation_measures", "explanation_scores"),
            *("explanation_curves", "explanation_randomisation"),
        ),
    ),
    "photographs": PipelineInfo(4),
    "seeds": PipelineInfo(
        7,
        gpu=True,
        adds="how much the accuracy varies with the seed",
        results=("seeds", "accuracy_by_seed"),
    ),
    "robust": PipelineInfo(
        18, gpu=True, square_grey=True, adds="a network for coloured pictures on any background"
    ),
    "search": PipelineInfo(
        25,
        gpu=True,
        adds="whether other hyperparameters raise the accuracy",
        results=("search_trials", "search_figure"),
    ),
    "depth": PipelineInfo(
        29,
        gpu=True,
        adds="how depth and shortcuts affect gradients and losses",
        results=("depth_effects", "depth_gradients", "depth_gradient_figure", "depth_loss_figure"),
    ),
    "ablation": PipelineInfo(
        75,
        gpu=True,
        adds="how much accuracy each technique adds",
        results=(
            *("technique_effects", "technique_figure"),
            *("classical_effects", "classical_technique_figure"),
        ),
    ),
    "release": PipelineInfo(81, gpu=True),
}
ON_REQUEST = [name for name, info in PIPELINES.items() if info.on_request]


def find_names() -> list[str]:
    """List the names of all pipelines without importing them."""
    return sorted(module.name for module in iter_modules(__path__) if module.ispkg)


def per_model(models: Iterable[str], dataset: str) -> dict[str, str]:
    """Map the name of every model, as a node's argument, to the model's dataset."""
    return {model: f"{model}.{dataset}" for model in models}


def for_model(model: str, nodes: list[Node], namespace: str | None = None) -> Pipeline:
    """Put a template's nodes in a namespace, by default the model's.

    Shared by all models are parameters other than `params:model`, `machine`, and datasets whose
    names have a dot, such as `train.images`.
    """
    inputs = Pipeline(nodes).inputs()
    parameters = {name: name for name in inputs if name.startswith("params:")}
    if "params:model" in inputs:
        parameters["params:model"] = f"params:{model}"
    return pipeline(
        nodes,
        namespace=namespace or model,
        inputs={name for name in inputs - {*parameters} if "." in name or name == "machine"},
        parameters=parameters,
    )


def with_arguments(function: Callable[..., Any], **arguments: Any) -> Callable[..., Any]:
    """Bind arguments of a node's function, keeping its name."""
    return update_wrapper(partial(function, **arguments), function)
