"""What is done with a trained network, whichever pipeline trained it."""

from kedro.pipeline import Node, node

from fashion_mnist.pipelines import network_nodes

EXAMPLES = ["train.images", "train.one_hot", "validation.images", "validation.one_hot"]
FITTED = ["network@fitted", "history", "layers", "training_cost", "provenance"]


def predict_and_explain() -> list[Node]:
    """Predict the validation and the test images, and explain some of the predictions."""
    return [
        node(
            network_nodes.predict,
            [
                "network@fitted",
                "validation.images",
                "validation.labels",
                "params:classes",
                "params:model",
            ],
            "validation_predictions",
            name="predict_validation",
        ),
        node(
            network_nodes.predict_test,
            [
                "network@fitted",
                "network@size",
                "training_cost",
                "test.images",
                "test.labels",
                "params:classes",
                "params:model",
            ],
            ["predictions", "cost", "views"],
            name="predict_test",
        ),
        node(
            network_nodes.explain,
            [
                "network@fitted",
                "test.images",
                "predictions",
                "params:classes",
                "params:model",
            ],
            ["gradcam_examples", "gradcam_maps", "gradcam_triptychs"],
            name="explain",
        ),
    ]
