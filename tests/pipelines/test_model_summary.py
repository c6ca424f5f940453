import pytest
from wiring import optional_inputs

from fashion_mnist.pipelines.model_summary import describe

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


@pytest.mark.parametrize(
    ("model", "has", "lacks"),
    [
        ("svm", "layers", "learning"),
        ("cnn", "gradcam_maps", "weights"),
        ("robust", "learning_curves", "weights"),
        ("ensemble", "weights", "layers"),
    ],
)
def test_a_summary_takes_what_there_can_be_of_a_model(model, has, lacks):
    node = describe(model)
    every = {f"{model}.{name}" for name in ("metrics", "mistakes", "provenance")}
    assert f"{model}.{has}" in optional_inputs(node)
    assert f"{model}.{lacks}" not in node.inputs
    assert {*every, "test.pixels"} <= set(node.inputs) - optional_inputs(node)
    assert node.outputs == [f"{model}.summary"]
