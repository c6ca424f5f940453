"""The inference pipeline, which runs only when it is asked for."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.pipelines.inference import nodes


def create_pipeline(**_: Any) -> Pipeline:
    """From people's pictures to answers, and to a page that shows how they came about."""
    return pipeline(
        [
            node(
                nodes.choose_classifier,
                [
                    "each.model",
                    "each.validation_predictions",
                    "params:classes",
                    "params:inference",
                ],
                "pictures.classifier",
                name="choose_classifier",
            ),
            node(
                nodes.learn_familiarity,
                ["train.flat", "validation.flat", "params:inference", "params:seed"],
                "pictures.familiarity",
                name="learn_familiarity",
            ),
            node(
                nodes.convert,
                ["pictures", "params:inference"],
                ["pictures.conversions", "pictures.grey", "pictures.colour"],
                name="convert_pictures",
            ),
            node(
                nodes.classify,
                [
                    "each.model",
                    "pictures.classifier",
                    "pictures.familiarity",
                    "pictures.conversions",
                    "pictures.grey",
                    "pictures.colour",
                    "parameters",
                ],
                ["pictures.answers", "pictures.gradcam_maps"],
                name="classify_pictures",
            ),
            node(
                nodes.write_page,
                [
                    "pictures.classifier",
                    "pictures.conversions",
                    "pictures.answers",
                    "pictures.gradcam_maps",
                ],
                "pictures.page",
                name="write_page_of_pictures",
            ),
        ],
        tags="inference",
    )
