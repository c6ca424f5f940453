"""What is done with a trained network, whichever pipeline trained it."""

from kedro.pipeline import Node, node

from fashion_mnist.pipelines import network_nodes

EXAMPLES = ["train.images@uint8", "train.one_hot", "validation.images@uint8", "validation.one_hot"]
FITTED = ["network@fitted", "history", "layers", "training_cost", "provenance"]


def predict_and_explain() -> list[Node]:
    """Predict the validation and the test images, and explain some of the predictions."""
    return [
        node(
            network_nodes.predict,
            [
                "network@fitted",
                "validation.images@uint8",
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
                "test.images@uint8",
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
                "test.images@uint8",
                "predictions",
                "params:classes",
                "params:model",
            ],
            ["gradcam_examples", "gradcam_maps", "gradcam_triptychs"],
            name="explain",
        ),
    ]
