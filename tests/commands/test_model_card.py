"""The code on a model's card gives the accuracy that stands on the card."""

import re

import numpy as np
import pytest
from projects import run_code

pytestmark = pytest.mark.slow

SHARE = r"\*\*(\d+\.\d+)%\*\*"
FURTHER = """
import pandas as pd

one_view = network.predict(images, verbose=0)
print(f"{np.mean(one_view.argmax(axis=1) == labels):.2%}")
kept = pd.read_parquet("07_model_output/cnn/predictions.parquet").iloc[:, 2:].to_numpy()
print(*(np.abs(found - kept).max() for found in (probabilities, one_view)))
"""


@pytest.fixture
def read(smoke_project):
    """Reads the code on the card of a model, and the accuracies in bold."""

    def read_card(model):
        path = smoke_project / f"data/smoke/08_reporting/{model}/model_card.md"
        card = path.read_text(encoding="utf-8")
        (code,) = re.findall("```python\n(.*?)```", card, re.DOTALL)
        return code, [float(share) for share in re.findall(SHARE, card)]

    return read_card


def test_the_code_on_a_networks_card_gives_its_accuracy(smoke_project, read):
    """But for rounding, since it computes in float32; one view gives other probabilities."""
    code, accuracies = read("cnn")
    folder = smoke_project / "data/smoke"
    n_images = len(np.load(folder / "02_intermediate/test/labels.npy"))
    printed = run_code(code + FURTHER, folder)
    found = [float(share) for share in re.findall(r"^(\d+\.\d+)%$", printed, re.MULTILINE)]
    assert len(accuracies) == 2
    assert found == pytest.approx(accuracies, abs=200 / n_images)  # two images
    ((by_all, by_one),) = re.findall(r"^(\d\S*) (\d\S*)$", printed, re.MULTILINE)
    assert float(by_all) < 0.01
    assert float(by_one) > 0.05


@pytest.mark.parametrize("model", ["svm", "ensemble"])
def test_the_code_on_other_cards_gives_their_accuracy(smoke_project, read, model):
    code, (accuracy,) = read(model)
    printed = run_code(code, smoke_project / "data/smoke")
    assert re.findall(r"^(\d+\.\d+)%$", printed, re.MULTILINE) == [f"{accuracy:.2f}"]
