import hashlib
import os

import fsspec
import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.arrays import NpzDataset, NumpyDataset, ScaledImagesDataset
from fashion_mnist.images.arrays import BRIGHTNESS, ScaledImages
from fashion_mnist.parameters.errors import InputError

ARRAY = np.array([[1, 2], [3, 5]], np.float32)


def test_a_local_array_is_memory_mapped_and_read_only(tmp_path):
    dataset = NumpyDataset(filepath=str(tmp_path / "new" / "a.npy"))
    assert not dataset.exists()
    dataset.save(ARRAY)
    loaded = dataset.load()
    assert isinstance(loaded, np.memmap)
    assert not loaded.flags.writeable
    np.testing.assert_array_equal(loaded, ARRAY)


def test_an_array_in_another_file_system(tmp_path):
    dataset = NumpyDataset(filepath="memory://arrays/a.npy")
    dataset.save(ARRAY)
    np.testing.assert_array_equal(dataset.load(), ARRAY)


@pytest.mark.bad_input
def test_objects_are_refused(tmp_path):
    with pytest.raises(DatasetError, match="Object arrays cannot be saved"):
        NumpyDataset(filepath=str(tmp_path / "a.npy")).save(np.array([{}]))


@pytest.mark.bad_input
@pytest.mark.parametrize("place", ["{}", "memory://{}"])
@pytest.mark.parametrize("content", [b"", b"text", b"PK\3\4 of .npz", "objects", "half"])
def test_a_damaged_file_is_named(tmp_path, place, content):
    dataset = NumpyDataset(filepath=place.format(tmp_path / "a.npy"))
    if content == "objects":
        np.save(tmp_path / "a.npy", np.array([{}]))
        content = (tmp_path / "a.npy").read_bytes()
    elif content == "half":
        np.save(tmp_path / "a.npy", ARRAY)
        content = (tmp_path / "a.npy").read_bytes()[:-1]
    with fsspec.open(place.format(tmp_path / "a.npy"), "wb") as file:
        file.write(content)
    with pytest.raises(DatasetError, match=r"Expected an array in the file .*a.npy. .*Delete the"):
        dataset.load()


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pipe.npy", "it is not a regular file. Delete the file, and run its node"),
        ("folder.npy", "it is not a regular file. Delete the file, and run its node"),
        ("none.npy", "There is no such file. Run its node"),
    ],
)
def test_what_is_no_file_is_not_read(tmp_path, name, message):
    os.mkfifo(tmp_path / "pipe.npy")
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(DatasetError, match=rf"{name}\. .*{message}"):
        NumpyDataset(filepath=str(tmp_path / name)).load()


def test_preview_summarises(tmp_path):
    dataset = NumpyDataset(filepath=str(tmp_path / "a.npy"))
    dataset.save(ARRAY)
    assert dataset.preview()["data"] == [
        ("shape", "2 x 2"),
        ("data type", "float32"),
        ("minimum", "1.0"),
        ("maximum", "5.0"),
    ]


def dataset(folder, array, **options):
    np.savez(folder / "set.npz", x=array, y=np.array([1]))
    return NpzDataset(filepath=str(folder / "set.npz"), key="x", **options)


def test_an_array_is_loaded_by_its_key(tmp_path):
    images = np.arange(8, dtype=np.uint8).reshape(2, 2, 2)
    loaded = dataset(tmp_path, images).load()
    assert loaded.dtype == np.uint8
    np.testing.assert_array_equal(loaded, images)


@pytest.mark.parametrize("shape", [(2, 2, 2), (4, 2)])
def test_a_last_axis_of_one_is_left_out(tmp_path, shape):
    assert dataset(tmp_path, np.zeros((*shape, 1))).load().shape == shape


def test_white_becomes_255(tmp_path):
    loaded = dataset(tmp_path, np.array([[0, 8, 16]], float), white=16).load()
    assert loaded.dtype == np.uint8
    np.testing.assert_array_equal(loaded, [[0, 128, 255]])


@pytest.mark.bad_input
@pytest.mark.parametrize("wrong", [-1, 17, np.nan])
def test_pixels_outside_the_range_are_refused(tmp_path, wrong):
    with pytest.raises(DatasetError, match=r"Expected pixels from 0 to 16. Received"):
        dataset(tmp_path, np.array([[wrong, 1]], float), white=16).load()


@pytest.mark.bad_input
def test_a_wrong_key_is_refused_with_those_that_there_are(tmp_path):
    dataset(tmp_path, np.zeros(2))
    file = NpzDataset(filepath=str(tmp_path / "set.npz"), key="x_train")
    with pytest.raises(
        DatasetError, match=r"Expected an array 'x_train' .* Received x, y: correct"
    ):
        file.load()


@pytest.mark.bad_input
def test_another_file_is_refused(tmp_path):
    (tmp_path / "set.npz").write_text("text")
    file = NpzDataset(filepath=str(tmp_path / "set.npz"), key="x")
    with pytest.raises(DatasetError, match=r"Expected an .npz file.*Received .*set.npz"):
        file.load()


@pytest.mark.bad_input
def test_a_missing_file(tmp_path):
    file = NpzDataset(filepath=str(tmp_path / "set.npz"), key="x")
    assert not file.exists()
    with pytest.raises(DatasetError, match="There is no file"):
        file.load()


@pytest.mark.bad_input
def test_it_is_read_only_and_summarised(tmp_path):
    file = dataset(tmp_path, np.array([[1, 2]], np.uint8))
    assert file.exists()
    assert file.preview()["data"][0] == ("shape", "1 x 2")
    with pytest.raises(DatasetError, match="read-only"):
        file.save(np.zeros(1))


def test_a_key_may_have_a_slash(tmp_path):
    np.savez(tmp_path / "set.npz", **{"train/x": np.array([1, 2])})
    file = NpzDataset(filepath=str(tmp_path / "set.npz"), key="train/x")
    np.testing.assert_array_equal(file.load(), [1, 2])


@pytest.mark.bad_input
@pytest.mark.parametrize("white", [0, -1, np.nan, np.inf, "16"])
def test_white_is_a_number_above_0(tmp_path, white):
    with pytest.raises(InputError, match=r"Expected white to be a number above 0.*Received: "):
        dataset(tmp_path, np.zeros(1), white=white)


@pytest.mark.bad_input
@pytest.mark.parametrize("array", [np.array(["bag"]), np.zeros((0, 8, 8))])
def test_what_has_no_pixels_cannot_be_scaled(tmp_path, array):
    with pytest.raises(DatasetError, match=r"Expected pixels from 0 to 1. Received .* of shape"):
        dataset(tmp_path, array, white=1).load()


PIXELS = np.arange(0, 240, 10, dtype=np.uint8).reshape(2, 3, 4)
LEVELS = np.sqrt(np.linspace(0, 1, 256, dtype=np.float32))


@pytest.fixture(params=["{}", "memory://{}"])
def scaled(request, tmp_path):
    """A dataset of which the pixels are there already."""
    pixels, path = (request.param.format(tmp_path / name) for name in ("pixels.npy", "flat.json"))
    NumpyDataset(filepath=pixels).save(PIXELS)
    return ScaledImagesDataset(filepath=path, pixels={"filepath": pixels})


def test_scaled_images_are_loaded_as_they_were_saved(scaled):
    assert not scaled.exists()
    scaled.save(ScaledImages(PIXELS.reshape(2, 12), LEVELS))
    assert scaled.exists()
    images = scaled.load()
    np.testing.assert_array_equal(images[:], LEVELS[PIXELS].reshape(2, 12), strict=True)
    np.testing.assert_array_equal(images.levels, LEVELS, strict=True)
    assert scaled.preview()["data"][0] == ("shape", "2 x 12")


def test_levels_of_any_digits_are_kept(scaled):
    rng = np.random.default_rng(0)
    levels = (rng.normal(size=256) * 10.0 ** rng.integers(-30, 30, 256)).astype(np.float32)
    scaled.save(ScaledImages(PIXELS, levels))
    np.testing.assert_array_equal(scaled.load().levels, levels, strict=True)


def test_pixels_stay_in_their_file_and_out_of_memory(tmp_path):
    pixels, path = tmp_path / "pixels.npy", tmp_path / "images.json"
    NumpyDataset(filepath=str(pixels)).save(PIXELS)
    before = pixels.stat()
    dataset = ScaledImagesDataset(filepath=str(path), pixels={"filepath": str(pixels)})
    dataset.save(ScaledImages(PIXELS, BRIGHTNESS))
    assert pixels.stat() == before
    assert path.stat().st_size < 4096
    loaded = dataset.load().pixels
    assert isinstance(loaded.base, np.memmap)
    assert not loaded.flags.writeable


@pytest.mark.bad_input
@pytest.mark.parametrize("other", [PIXELS[:1], PIXELS + 1, np.zeros((5, 2, 2), np.uint8)])
def test_other_pixels_than_those_on_disk_are_refused_with_what_to_do(scaled, other):
    with pytest.raises(DatasetError, match=r"Received other pixels: save .*NumpyDataset"):
        scaled.save(ScaledImages(other, LEVELS))
    assert not scaled.exists()


@pytest.mark.bad_input
@pytest.mark.parametrize("place", [(0, 0, 0), (1, 2, 3)])
def test_pixels_that_were_changed_since_are_refused_with_what_to_do(scaled, place):
    scaled.save(ScaledImages(PIXELS, LEVELS))
    changed = PIXELS.copy()
    changed[place] += 1
    scaled._pixels.save(changed)
    with pytest.raises(DatasetError, match=r"changed since: run `data_engineering` again"):
        scaled.load()


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "header",
    ["", "[]", "{}", '{"digest": 1}', "\x00", '{"digest": "DIGEST", "shape": [7], "levels": [1]}'],
)
def test_a_damaged_header_is_refused_with_what_to_do(tmp_path, header):
    pixels, path = tmp_path / "pixels.npy", tmp_path / "images.json"
    NumpyDataset(filepath=str(pixels)).save(PIXELS)
    path.write_text(header.replace("DIGEST", hashlib.sha256(PIXELS).hexdigest()))
    with pytest.raises(DatasetError, match=r"Received (content|pixels) that (.|\n)*again"):
        ScaledImagesDataset(filepath=str(path), pixels={"filepath": str(pixels)}).load()


def test_without_pixels_nothing_is_loaded_or_saved(tmp_path):
    dataset = ScaledImagesDataset(
        filepath=str(tmp_path / "images.json"), pixels={"filepath": str(tmp_path / "pixels.npy")}
    )
    for use in (dataset.load, lambda: dataset.save(ScaledImages(PIXELS, LEVELS))):
        with pytest.raises(DatasetError, match="There is no such file"):
            use()
