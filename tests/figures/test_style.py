from base64 import b64decode
from io import BytesIO

import numpy as np
from PIL import Image

from fashion_mnist.figures import style
from fashion_mnist.parameters import model_names


def test_colour_pictures_are_drawn_in_colour():
    image = np.array([[[1, 0, 0]], [[0, 0, 0.2]]], np.float32)
    file = BytesIO(b64decode(style.picture(image).source.partition(",")[2]))
    # Its first row is on top, as that of a grey one: in a figure, rows are counted from below.
    np.testing.assert_array_equal(Image.open(file), [[[0, 0, 51]], [[255, 0, 0]]])
    np.testing.assert_array_equal(style.picture(image[..., :1]).z, [[0], [1]])


def test_classes_have_a_colour_each():
    names = [f"class {number}" for number in range(12)]
    assert len(set(style.distinct_colours(len(names)))) == 12


def test_long_class_names_break_into_lines():
    assert style.label_axis(["T-shirt/top", "Ankle boot"])["ticktext"] == [
        "T-shirt/<br>top",
        "Ankle<br>boot",
    ]


def test_each_model_has_a_colour_of_its_own(monkeypatch):
    colours = style.model_colours()
    assert len(set(colours.values())) == len(model_names.names())
    more = (*model_names.CLASSICAL, "one_more", "and_another")
    monkeypatch.setattr(model_names, "CLASSICAL", more)
    assert len(style.model_colours()) == len(model_names.names()) == len(colours) + 2


def test_each_kind_of_model_has_a_symbol():
    symbols = style.model_symbols()
    assert set(symbols) == set(model_names.names())
    assert symbols["svm"] != symbols["cnn"] == symbols["robust"] != symbols["ensemble"]
