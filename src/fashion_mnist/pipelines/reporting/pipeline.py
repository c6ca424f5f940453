"""The reporting pipeline."""

from functools import partial
from inspect import signature
from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import models
from fashion_mnist.pipelines.reporting import nodes


def create_pipeline(**_: Any) -> Pipeline:
    """Report on the data, on each model, and on all models side by side."""
    return pipeline(
        [
            pipeline(
                [
                    *report_data(),
                    *compare(),
                    *report_explanations(),
                    *report_robustness(),
                    *report_techniques(),
                    write_report(),
                ]
            ),
            *(report_model(model) for model in models.names()),
            *(describe_model(model) for model in models.names()),
            *(report_architecture(model) for model in models.trained()),
            *(report_learning(model) for model in models.networks()),
        ],
        tags="reporting",
    )


def report_data() -> list:
    """Figures of the images."""
    return [
        node(
            nodes.draw_data,
            ["train_images", "train_labels", "profile", "params:classes"],
            ["class_distribution", "sample_grid", "pixel_histogram"],
            name="draw_data",
        ),
        node(
            nodes.draw_preprocessing,
            ["train.pixels", "train.normalised", "train.flat"],
            "preprocessing",
            name="draw_preprocessing",
        ),
        node(
            nodes.record_environment,
            ["machine", "params:seed"],
            "environment",
            name="record_environment",
        ),
    ]


def report_model(model: str) -> Pipeline:
    """What a model gets right and wrong."""
    return pipeline(
        [
            node(
                nodes.evaluate,
                ["predictions", "cost", "params:classes"],
                ["metrics", "classification_report", "confusions", "confused_pairs", "mistakes"],
                name="evaluate",
            ),
            node(
                named(nodes.draw_confusion_matrix, model),
                "confusions",
                "confusion_matrix",
                name="draw_confusion_matrix",
            ),
        ],
        namespace=model,
        parameters={"params:classes"},
    )


def report_architecture(model: str) -> Pipeline:
    """How a model is built."""
    draw = named(nodes.draw_architecture, model)
    return pipeline(
        [node(draw, "layers", "architecture", name="draw_architecture")], namespace=model
    )


def report_learning(model: str) -> Pipeline:
    """How a network learned."""
    return pipeline(
        [
            node(
                named(nodes.draw_learning, model),
                "history",
                "learning_curves",
                name="draw_learning",
            ),
            node(nodes.summarise_learning, "history", "learning", name="summarise_learning"),
        ],
        namespace=model,
    )


def compare() -> list:
    """All models side by side."""
    return [
        node(
            nodes.compare_models,
            {
                "image_set": "params:image_set",
                "human_accuracy": "params:human_accuracy",
                **summaries(),
            },
            ["comparison", "accuracy", "accuracy_against_cost"],
            name="compare_models",
        ),
        node(
            nodes.compare_classes,
            {"classes": "params:classes", **summaries()},
            ["class_recall_table", "class_recall"],
            name="compare_classes",
        ),
        node(
            nodes.join_confused_pairs,
            summaries(),
            "confused_pairs",
            name="join_confused_pairs",
        ),
        node(
            nodes.compare_runs,
            {model: f"{model}.runs" for model in models.NETWORKS},
            ["runs", "seeds", "accuracy_by_seed"],
            name="compare_runs",
        ),
    ]


def report_explanations() -> list:
    """What the heat maps mean, of the networks whose maps have been measured."""
    return [
        node(
            nodes.compare_explanations,
            {model: f"{model}.explanation_measures" for model in models.NETWORKS},
            ["explanation_measures", "explanation_scores", "explanation_randomisation"],
            name="compare_explanations",
        ),
        node(
            nodes.draw_explanation_curves,
            {model: f"{model}.explanation_curves" for model in models.NETWORKS},
            "explanation_curves",
            name="draw_explanation_curves",
        ),
    ]


def report_robustness() -> list:
    """How accurate the models stay on changed images, of those that have been measured."""
    return [
        node(
            nodes.compare_robustness,
            {model: f"{model}.robustness" for model in models.trained()},
            ["robustness", "robustness_heat_map", "robustness_curves"],
            name="compare_robustness",
        ),
        node(
            nodes.rank_robustness,
            {model: f"{model}.robustness_summary" for model in models.trained()},
            "robustness_ranking",
            name="rank_robustness",
        ),
    ]


def report_techniques() -> list:
    """What techniques and shortcuts are worth, where that has been measured."""
    return [
        node(
            nodes.draw_techniques,
            {"table": "technique_effects"},
            "technique_figure",
            name="draw_techniques",
        ),
        node(
            nodes.draw_classical_techniques,
            {"table": "classical_effects"},
            "classical_technique_figure",
            name="draw_classical_techniques",
        ),
        node(
            nodes.draw_depth,
            {"gradients": "depth_gradients", "runs": "depth_runs"},
            ["depth_gradient_figure", "depth_loss_figure"],
            name="draw_depth",
        ),
    ]


def write_report() -> Any:
    """Everything on one page."""
    figures = (
        "class_distribution",
        "sample_grid",
        "pixel_histogram",
        "preprocessing",
        "accuracy",
        "accuracy_against_cost",
        "class_recall",
        "pairwise_wins",
        "reliability_diagrams",
        "accuracy_against_coverage",
        "accuracy_by_seed",
        "explanation_scores",
        "explanation_curves",
        "explanation_randomisation",
        "robustness_heat_map",
        "robustness_curves",
        "robustness_gallery",
        "technique_figure",
        "classical_technique_figure",
        "depth_gradient_figure",
        "depth_loss_figure",
        "near_duplicates",
        "label_error_gallery",
    )
    tables = (
        "accuracy_intervals",
        "pairwise_tests",
        "calibration",
        "coverage",
        "seeds",
        "explanation_measures",
        "robustness_ranking",
        "technique_effects",
        "classical_effects",
        "depth_effects",
        "depth_gradients",
        "nearest_neighbours",
        "label_errors",
        "accuracy_on_clean_data",
    )
    return node(
        nodes.write_report,
        {
            "classes": "params:classes",
            "image_set": "params:image_set",
            "human_accuracy": "params:human_accuracy",
            "environment": "environment",
            "profile": "profile",
            "train": "train.labels",
            "validation": "validation.labels",
            "test": "test.labels",
            "comparison": "comparison",
            **same(*figures, *tables),
            **summaries(),
        },
        "report",
        name="write_report",
    )


def describe_model(model: str) -> Pipeline:
    """What is known of a model, and its card."""
    known = ["classification_report", "confusions", "confused_pairs", "mistakes"]
    known += ["confusion_matrix"]
    known += ["weights"] if model == models.ENSEMBLE else ["layers", "architecture"]
    if model in models.networks():
        known += ["learning", "learning_curves", "gradcam_examples", "gradcam_maps"]
    return pipeline(
        [
            node(
                nodes.describe_model,
                {
                    "scores": "metrics",
                    "pixels": "test.pixels",
                    "classes": "params:classes",
                    **same(*known),
                },
                "summary",
                name="describe",
            ),
            node(
                named(nodes.write_model_card, model),
                [
                    "summary",
                    "train.pixels",
                    "params:classes",
                    "params:image_set",
                    "machine",
                    "params:seed",
                ],
                "model_card",
                name="write_model_card",
            ),
        ],
        namespace=model,
        inputs={"machine", "test.pixels", "train.pixels"},
        parameters={"params:classes", "params:image_set", "params:seed"},
    )


def same(*names: str) -> dict[str, str]:
    """Datasets as arguments of their own names."""
    return {name: name for name in names}


def summaries() -> dict[str, str]:
    """The summary of every model, as an argument named after the model."""
    return {model: f"{model}.summary" for model in models.names()}


def named(make: Any, model: str) -> Any:
    """The function with the model's name filled in, as a function of its own."""

    def make_named(*inputs: Any, **more: Any) -> Any:
        return make(*inputs, model=model, **more)

    make_named.__name__ = make.__name__
    make_named.__signature__ = signature(partial(make, model=model))  # type: ignore[attr-defined]
    return make_named
