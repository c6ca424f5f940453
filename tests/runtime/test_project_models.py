import pytest
from kedro.io import DataCatalog, MemoryDataset

from fashion_mnist.pictures.released import load_released
from fashion_mnist.runtime.project_models import load_picture_model

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


@pytest.mark.usefixtures("configured")
def test_the_network_in_the_box_answers_beside_a_robust_network_without_photographs():
    released = load_released()
    options = {"classes": released.classes, "inference": {}}
    data = {
        "parameters": options,
        "params:classes": options["classes"],
        "params:inference": options["inference"],
        "pictures.released": released,
        "robust.provenance": {"parameters": {"robust": {}}, "seed": 0},
    }
    catalog = DataCatalog(
        {name: MemoryDataset(value, copy_mode="assign") for name, value in data.items()}
    )
    assert load_picture_model(catalog, None) is released
