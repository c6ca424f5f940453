"""A classifier whose model answers by brightness; whole commands load a trained one."""

import os

import numpy as np
import pytest
from PIL import Image

from fashion_mnist import Classifier
from fashion_mnist.images.arrays import to_brightness
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import PictureModel

SHAPE = [4, 4, 3]
BRIGHT, DARK = (np.full((6, 6, 3), value, np.uint8) for value in (200, 20))


def predict(crops):
    brightness = to_brightness(crops).mean(axis=(1, 2, 3, 4))
    return np.stack([1 - brightness, brightness], axis=1)


def explain(crops, labels):
    return np.where(labels[:, None, None] == 1, to_brightness(crops[:, 0, ..., 0]), 0)


@pytest.fixture(scope="module")
def classifier():
    return Classifier(
        PictureModel(
            {
                "model": "brightness",
                "judged_on": "validation images",
                "relative_threshold": None,
                "largest_ood_score": None,
                "input_spec": {"shape": SHAPE, "cut_out": False},
            },
            ["dark", "bright"],
            predict,
            explain,
        )
    )


@pytest.fixture
def folder(tmp_path):
    Image.fromarray(BRIGHT).save(tmp_path / "bright.png")
    (tmp_path / "none.png").touch()
    return tmp_path


def test_paths_images_and_arrays_are_answered_together(classifier, folder):
    image = Image.fromarray(BRIGHT[..., 0])
    table = classifier([folder, DARK, image, str(folder / "bright.png")])
    assert table["file"].tolist() == [
        *("bright.png", "none.png", "picture 2", "picture 3"),
        str(folder / "bright.png"),
    ]
    assert table["class"].fillna("").tolist() == ["bright", "", "dark", "bright", "bright"]
    assert table["probability"][2] == pytest.approx(1 - 20 / 255)
    assert table["reason"][1] == "the file is empty"
    assert classifier(DARK)["class"].tolist() == ["dark"]
    assert image.size == (6, 6)


def test_an_image_is_left_as_it_is(classifier):
    large = Image.new("RGB", (600, 900), "white")
    assert classifier(large)["class"].tolist() == ["bright"]
    assert large.size == (600, 900)


def test_an_answer_does_not_depend_on_the_others(classifier):
    together = classifier([BRIGHT, DARK])
    assert together["probability"].tolist() == [
        classifier(picture)["probability"][0] for picture in (BRIGHT, DARK)
    ]


def test_a_picture_is_explained(classifier):
    found = classifier.explain(BRIGHT)
    assert found.answer["class"] == "bright"
    assert found.picture.shape == (6, 6, 4)
    assert (found.conversion.pixels == 200).all()
    np.testing.assert_allclose(found.heat, np.full((4, 4), 200 / 255))
    np.testing.assert_allclose(found.heat_on_picture, np.full((6, 6), 200 / 255), rtol=1e-6)


def test_what_cannot_be_read_is_explained_by_its_reason(classifier, folder):
    found = classifier.explain(folder / "none.png")
    assert found.answer["reason"] == "the file is empty"
    assert found[1:] == (None, None, None, None)


def test_what_it_is(classifier):
    assert classifier.description["model"] == "brightness"
    assert classifier.classes == ["dark", "bright"]


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "array", [BRIGHT[None], BRIGHT / 255, np.zeros((3, 3, 2), np.uint8), BRIGHT[:0]]
)
def test_an_array_that_is_no_picture_is_refused(classifier, array):
    with pytest.raises(InputError, match=r"Expected a picture as an array .* of uint8"):
        classifier(array)


@pytest.mark.bad_input
@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "I"])
@pytest.mark.parametrize("size", [(0, 0), (0, 5)])
def test_an_image_without_pixels_gets_a_reason(classifier, mode, size):
    table = classifier([Image.new(mode, size), BRIGHT])
    assert table["reason"].fillna("").tolist() == ["it has no pixels", ""]
    assert classifier.explain(Image.new(mode, size)).answer["reason"] == "it has no pixels"


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"env": 3}, r"Expected env to be a name\. Received: 3\."),
        ({"model": ["cnn"]}, r"Expected model to be a name\. Received: \['cnn'\]\."),
        ({"project": None}, r"Expected project to be a folder's path\. Received: None\."),
    ],
)
def test_what_is_no_name_is_refused(options, message):
    with pytest.raises(InputError, match=message):
        Classifier.load(**options)


@pytest.mark.bad_input
def test_no_picture_and_several_to_explain_are_refused(classifier, folder):
    with pytest.raises(InputError, match="Expected a folder with pictures"):
        classifier([])
    with pytest.raises(InputError, match=r"Expected one picture to explain\. Received 2"):
        classifier.explain(folder)


@pytest.mark.fault
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # as it should
@pytest.mark.parametrize("use", ["__call__", "explain", "load"])
def test_a_fork_of_a_process_that_has_loaded_a_model_is_told(classifier, use):
    read, write = os.pipe()
    child = os.fork()
    if not child:  # which must not return to the tests
        try:
            getattr(classifier, use)(DARK)
        except InputError as error:
            os.write(write, str(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with open(read, encoding="utf-8") as told:
        assert f"Received a fork of process {os.getpid()}, which has loaded" in told.read()
    assert len(classifier(DARK)) == 1
