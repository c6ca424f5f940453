"""The inference pipeline, which runs only when it is asked for."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.pipelines.inference import nodes
from fashion_mnist.pipelines.templates import node_of_available

TRAINED = {"model": "each.model", "network": "each.network"}
PREDICTIONS = {
    "validation_predictions": "each.validation_predictions",
    "randomised_validation_predictions": "each.randomised_validation_predictions",  # preferred
}


def create_pipeline() -> Pipeline:
    """From people's pictures to answers, and to a page that shows how they came about."""
    return pipeline(
        [
            node_of_available(
                nodes.choose_classifier,
                {"classes": "params:classes", "options": "params:inference"},
                TRAINED | PREDICTIONS,
                "pictures.classifier",
                name="choose_classifier",
            ),
            node(
                nodes.learn_familiarity,
                ["train.flat", "validation.flat", "params:inference"],
                "pictures.familiarity",
                name="learn_familiarity",
            ),
            node(
                nodes.convert,
                ["pictures", "params:inference"],
                ["pictures.conversions", "pictures.grey", "pictures.colour"],
                name="convert_pictures",
            ),
            node_of_available(
                nodes.classify,
                {
                    "classifier": "pictures.classifier",
                    "familiarity": "pictures.familiarity",
                    "conversions": "pictures.conversions",
                    "grey": "pictures.grey",
                    "colour": "pictures.colour",
                    "options": "parameters",
                },
                TRAINED,
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
