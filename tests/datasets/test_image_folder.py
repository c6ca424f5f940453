import numpy as np
import pytest
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets import ImageFolderDataset
from fashion_mnist.parameters.errors import InputError

RED, BLUE = (255, 0, 0), (0, 0, 255)


def save(folder, path, pixels):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.array(pixels, np.uint8)).save(folder / path)


def images(folder, **options):
    return ImageFolderDataset(filepath=str(folder), content="images", **options)


def labels(folder, **options):
    return ImageFolderDataset(filepath=str(folder), content="labels", **options)


@pytest.fixture
def folder(tmp_path):
    """A red picture of one class, and a blue and a grey one of another."""
    save(tmp_path, "靴/1.png", [[RED] * 3] * 2)
    save(tmp_path, "boot/2.png", [[BLUE] * 3] * 2)
    save(tmp_path, "boot/10.png", [[100] * 3] * 2)
    return tmp_path


def test_images_and_labels_are_in_one_order(folder):
    loaded = images(folder).load()
    assert loaded.dtype == np.uint8
    assert loaded.shape == (3, 2, 3, 3)
    assert loaded[:, 0, 0].tolist() == [[100, 100, 100], [0, 0, 255], [255, 0, 0]]
    assert labels(folder).load().tolist() == ["boot", "boot", "靴"]


def test_images_are_brought_to_the_channels_and_the_size_asked_for(folder):
    padded = images(folder, channels=1, size=[4, 3], resize="pad").load()
    assert padded.shape == (3, 4, 3)
    assert padded[0].tolist() == [[0] * 3, [100] * 3, [100] * 3, [0] * 3]


def test_one_folder_is_split_by_class_and_seed(tmp_path):
    for name in ("a", "b"):
        for number in range(10):
            save(tmp_path, f"{name}/{number}.png", [[number]])

    def load(content, part, seed=0):
        options = {"channels": 1, "part": part, "test_fraction": 0.3, "seed": seed}
        return content(tmp_path, **options).load().ravel().tolist()

    assert load(labels, "train") == ["a"] * 7 + ["b"] * 7
    assert load(labels, "test") == ["a"] * 3 + ["b"] * 3
    assert sorted(load(images, "train") + load(images, "test")) == sorted([*range(10)] * 2)
    assert load(images, "test") == load(images, "test")
    assert load(images, "test") != load(images, "test", seed=1)


@pytest.mark.bad_input
def test_a_class_with_one_image_cannot_be_split(folder):
    with pytest.raises(DatasetError, match=r"Expected 5 or more .* Received 2 of boot, 1 of 靴"):
        labels(folder, part="train").load()


@pytest.mark.bad_input
@pytest.mark.parametrize("option", [{"channels": 4}, {"resize": "squeeze"}, {"part": "validation"}])
def test_unknown_options_are_refused(tmp_path, option):
    (name,) = option
    with pytest.raises(InputError, match=rf"Expected {name} to be one of .* Received: "):
        images(tmp_path, **option)


@pytest.mark.bad_input
@pytest.mark.parametrize("size", [32, [32], [32, 0], [1.5, 2], "ab"])
def test_a_wrong_size_is_refused(tmp_path, size):
    with pytest.raises(InputError, match=r"Expected size to be \[height, width\] .* Received: "):
        images(tmp_path, size=size)


@pytest.mark.bad_input
@pytest.mark.parametrize("fraction", [0, 1, np.nan, "a fifth"])
def test_a_wrong_fraction_is_refused(tmp_path, fraction):
    with pytest.raises(InputError, match=r"Expected test_fraction to be between 0 and 1. Received"):
        images(tmp_path, part="test", test_fraction=fraction)


@pytest.mark.bad_input
def test_it_exists_is_read_only_and_counts_its_classes(folder):
    assert not images(folder / "none").exists()
    assert images(folder).exists()
    assert labels(folder).preview()["data"] == [("boot", 2), ("靴", 1)]
    with pytest.raises(DatasetError, match="read-only"):
        images(folder).save(np.zeros(1))
