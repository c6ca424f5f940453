"""The export pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.export import nodes
from fashion_mnist.pipelines.templates import of_each

SHARED = {"params:classes": "params:classes", "params:export": "params:export"}


def create_pipeline() -> Pipeline:
    """Write each model that has been run for use elsewhere, and compare it with its original."""
    return pipeline(
        [
            *(export_network(model) for model in model_names.networks()),
            *(export_classical(model) for model in model_names.CLASSICAL),
            node(
                nodes.gather,
                of_each(model_names.trained(), "export_comparison"),
                "exports",
                name="gather_exports",
            ),
        ],
        tags="export",
    )


def export_network(model: str) -> Pipeline:
    """The template, in the namespace of one network."""
    write = node(
        nodes.write_network,
        ["network@fitted", "validation.images", "params:classes", "params:model"],
        ["onnx", "litert", "exported"],
        name="write",
    )
    compare = node(
        nodes.compare_network,
        [
            "onnx",
            "litert",
            "network@fitted",
            "validation.images",
            "params:model",
            "params:export",
        ],
        "export_comparison",
        name="compare_with_original",
    )
    own = {"params:model": f"params:{model}"}
    return in_namespace(model, [write, compare], SHARED | own)


def export_classical(model: str) -> Pipeline:
    """The template, in the namespace of one classical model."""
    write = node(
        nodes.write_classical,
        ["model@fitted", "validation.images", "params:classes"],
        ["onnx", "exported"],
        name="write",
    )
    compare = node(
        nodes.compare_classical,
        ["onnx", "exported", "model@fitted", "validation.images", "params:export"],
        "export_comparison",
        name="compare_with_original",
    )
    return in_namespace(model, [write, compare], SHARED)


def in_namespace(model: str, template: list[Node], parameters: dict[str, str]) -> Pipeline:
    """A template's nodes, in the namespace of one model."""
    return pipeline(template, namespace=model, inputs={"validation.images"}, parameters=parameters)
