"""The inference pipeline, which runs only when it is asked for."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.pipelines.inference import nodes
from fashion_mnist.report.pictures import write_page

TRAINED = {
    "model": "each.model",
    "network": "each.network",
    "weights": "ensemble.weights",
    "ood_detector": "each.ood_detector",
}
PREDICTIONS = {
    "photograph_predictions": "photographs.predictions",  # of the robust network
    "validation_predictions": "each.validation_predictions",
    "randomised_validation_predictions": "each.randomised_validation_predictions",  # preferred
    "partner_predictions": "robust.partner_predictions",  # of the same pictures
}


def create_pipeline() -> Pipeline:
    """From people's pictures to answers, and to a page that shows how they came about."""
    return pipeline(
        [
            node(
                nodes.choose_classifier,
                {
                    "classes": "params:classes",
                    "options": "params:inference",
                    "train_images": "train.images",
                }
                | TRAINED
                | PREDICTIONS,
                "pictures.classifier",
                name="choose_classifier",
            ),
            node(
                nodes.fit_ood_detector,
                [
                    "train.images",
                    "train.labels",
                    "validation.images",
                    "params:inference",
                    "params:randomisation",
                    "params:seed",
                ],
                "pictures.ood_detector",
                name="fit_ood_detector",
            ),
            node(
                nodes.convert,
                ["pictures", "pictures.classifier"],
                ["pictures.conversions", "pictures.seen", "pictures.like_training"],
                name="convert_pictures",
            ),
            node(
                nodes.classify,
                {
                    "classifier": "pictures.classifier",
                    "detector": "pictures.ood_detector",
                    "conversions": "pictures.conversions",
                    "seen": "pictures.seen",
                    "like_training": "pictures.like_training",
                    "train_images": "train.images",
                    "options": "parameters",
                }
                | TRAINED,
                ["pictures.answers", "pictures.gradcam_maps"],
                name="classify_pictures",
            ),
            node(
                write_page,
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
