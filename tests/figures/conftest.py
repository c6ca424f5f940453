from base64 import b64decode
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from PIL import Image


@pytest.fixture
def decode():
    """Reads the pixels of a trace with a picture."""
    return lambda trace: np.asarray(Image.open(BytesIO(b64decode(trace.source.partition(",")[2]))))


@pytest.fixture
def labels():
    return np.array([0, 1, 1, 2], np.uint8)


@pytest.fixture
def images():
    return np.arange(16, dtype=np.uint8).reshape(4, 2, 2)


@pytest.fixture
def measured():
    """Rows of a table of measures, from what varies and a value; intervals are -0.1 to +0.2."""

    def make(value, **names):
        return names | {"value": value, "low": value - 0.1, "high": value + 0.2, "images": 6}

    return make


@pytest.fixture
def measures(measured):
    """Of one network with two layers explained, and a baseline for both."""
    rows = [
        measured(value, layer=layer, method="Grad-CAM", measure="pointing_game")
        for layer, value in (("conv2", 0.6), ("conv3", 0.7))
    ]
    rows.append(measured(0.5, layer="any", method="chance", measure="pointing_game"))
    name = {"layer": "conv3", "method": "Grad-CAM"}
    for down_to, value in (("logits", 0.4), ("dense", 0.3)):
        rows.append(measured(value, **name, measure="randomised", down_to=down_to))
    rows.append(measured(0.2, **name, measure="another_image"))
    return pd.DataFrame(rows).assign(model="cnn")
