import pytest

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.reporting.summary import describe, gather_those_of_members

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
    assert f"{model}.{has}" in node.func.optional
    assert f"{model}.{lacks}" not in node.inputs
    assert {*every, "test.pixels"} <= set(node.inputs) - node.func.optional
    assert node.outputs == [f"{model}.summary"]


def test_the_ensembles_provenance_is_that_of_the_models_that_there_are():
    node = gather_those_of_members()
    assert node.func(cnn={"seed": 1}, svm=None) == {"cnn": {"seed": 1}}
    assert node.func.optional == {f"{model}.provenance" for model in model_names.members()}
    assert node.outputs == ["ensemble.provenance"]
