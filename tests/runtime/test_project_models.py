import re

import pytest
from kedro.io import DataCatalog, MemoryDataset

from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.released import load_released
from fashion_mnist.pipelines import find_names
from fashion_mnist.runtime.project_models import load_picture_model
from fashion_mnist.runtime.session import find_namespaces

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


def make_catalog(**data):
    released = load_released()
    options = {"classes": released.classes, "inference": {}}
    data |= {
        "parameters": options,
        "params:classes": options["classes"],
        "params:inference": options["inference"],
        "pictures.released": released,
    }
    return DataCatalog(
        {name: MemoryDataset(value, copy_mode="assign") for name, value in data.items()}
    )


@pytest.mark.usefixtures("configured")
def test_the_network_in_the_box_answers_beside_a_robust_network_without_photographs():
    catalog = make_catalog(**{"robust.provenance": {"parameters": {"robust": {}}, "seed": 0}})
    assert load_picture_model(catalog, None) is catalog.load("pictures.released")


@pytest.mark.bad_input
@pytest.mark.usefixtures("configured")
def test_an_unknown_model_is_refused_with_a_suggestion():
    with pytest.raises(InputError, match=r"Received: 'cmpact'\. Did you mean 'compact'"):
        load_picture_model(make_catalog(), "cmpact")


@pytest.mark.bad_input
@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("model", model_names.NAMES)
def test_a_model_that_has_not_been_run_is_refused_with_options_that_a_run_accepts(model):
    with pytest.raises(InputError, match=f"{model}': run kedro run --.*={model} first") as refusal:
        load_picture_model(make_catalog(), model)
    known = {"pipelines": find_names(), "namespaces": find_namespaces(None)}
    [option] = re.findall(r"--(\w+)=", str(refusal.value))
    assert model in known[option]
