import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.arrays import NumpyDataset
from fashion_mnist.datasets.pixel_view import PixelViewDataset

PIXELS = np.arange(0, 240, 10, dtype=np.uint8).reshape(2, 3, 4)


@pytest.fixture(params=["{}", "memory://{}"])
def path(request, tmp_path):
    path = request.param.format(tmp_path / "pixels.npy")
    NumpyDataset(filepath=path).save(PIXELS)
    return path


@pytest.mark.parametrize(
    ("shape", "expected"),
    [("as_they_are", (2, 3, 4)), ("with_channels", (2, 3, 4, 1)), ("flat", (2, 12))],
)
def test_pixels_are_given_in_the_shape_and_scale_that_is_asked_for(path, shape, expected):
    floats = PixelViewDataset(filepath=path, shape=shape).load()
    assert floats.dtype == np.float32
    np.testing.assert_array_equal(floats, (PIXELS / np.float32(255)).reshape(expected))
    pixels = PixelViewDataset(filepath=path, shape=shape, dtype="uint8").load()
    np.testing.assert_array_equal(pixels, PIXELS.reshape(expected), strict=True)


def test_colours_have_their_channels_already(tmp_path):
    path = str(tmp_path / "pixels.npy")
    NumpyDataset(filepath=path).save(np.zeros((2, 4, 4, 3), np.uint8))
    assert PixelViewDataset(filepath=path, shape="with_channels").load().shape == (2, 4, 4, 3)
    assert PixelViewDataset(filepath=path, shape="flat").load().shape == (2, 48)


def test_pixels_of_a_local_file_are_not_read_into_memory(tmp_path):
    path = str(tmp_path / "pixels.npy")
    NumpyDataset(filepath=path).save(PIXELS)
    pixels = PixelViewDataset(filepath=path, shape="flat", dtype="uint8").load()
    assert isinstance(pixels.base, np.memmap)
    assert not pixels.flags.writeable


def test_saving_the_same_writes_nothing(tmp_path):
    path = tmp_path / "pixels.npy"
    NumpyDataset(filepath=str(path)).save(PIXELS)
    before = path.stat()
    view = PixelViewDataset(filepath=str(path), shape="flat")
    view.save(view.load())
    assert path.stat() == before
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "other",
    [
        PIXELS / np.float32(254),
        PIXELS / 255,
        (PIXELS / np.float32(255)).reshape(2, 12),
        (PIXELS / np.float32(255))[:1],
    ],
    ids=["otherwise scaled", "float64", "of another shape", "fewer"],
)
def test_anything_else_is_refused_with_what_to_do(path, other):
    with pytest.raises(DatasetError, match=r"lie on disk once(.|\n)*by fashion_mnist\S+NumpyData"):
        PixelViewDataset(filepath=path).save(other)


def test_a_difference_late_in_a_large_set_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("fashion_mnist.datasets.pixel_view.AT_ONCE", 2)
    path = str(tmp_path / "pixels.npy")
    NumpyDataset(filepath=path).save(np.zeros((5, 2, 2), np.uint8))
    view = PixelViewDataset(filepath=path)
    other = view.load()
    view.save(other)
    other[4, 1, 1] = 1
    with pytest.raises(DatasetError, match="Received others"):
        view.save(other)


def test_without_pixels_there_is_nothing(tmp_path):
    view = PixelViewDataset(filepath=str(tmp_path / "pixels.npy"))
    assert not view.exists()
    with pytest.raises(DatasetError, match="there is no such file"):
        view.load()
