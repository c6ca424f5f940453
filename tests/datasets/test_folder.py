import numpy as np
import pytest
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets import ImageFolderDataset

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)


def save(folder, path, pixels, **options):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.array(pixels, np.uint8)).save(folder / path, **options)


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


def test_one_channel_is_grey(folder):
    grey = images(folder, channels=1).load()
    # The luma of ITU-R 601: 0.299 of red, 0.114 of blue.
    assert grey.shape == (3, 2, 3)
    assert grey[:, 0, 0].tolist() == [100, 29, 76]


@pytest.mark.parametrize(
    ("resize", "row"),
    [("crop", [RED, BLUE]), ("stretch", [RED, BLUE]), ("pad", [BLACK, BLACK])],
)
def test_images_are_resized(tmp_path, resize, row):
    """Eight pixels wide, two high: red and blue halves."""
    save(tmp_path, "a/1.png", [[RED] * 4 + [BLUE] * 4] * 2)
    (image,) = images(tmp_path, size=[4, 4], resize=resize).load()
    assert image.shape == (4, 4, 3)
    assert image[0, [0, 3]].tolist() == [list(pixel) for pixel in row]
    assert image[2, 0].tolist() == pytest.approx(list(RED), abs=30)


def test_unequal_sizes_need_a_size(folder):
    save(folder, "靴/2.png", [[RED] * 5] * 4)
    with pytest.raises(DatasetError, match=r"Received 2 x 3 .*2.png, 4 x 5: give `size:"):
        images(folder).load()
    assert images(folder, size=[6, 4]).load().shape == (4, 6, 4, 3)


def test_a_photograph_is_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90 degrees clockwise
    save(tmp_path, "a/1.png", [[RED, RED], [RED, RED], [BLUE, BLUE]], exif=exif)
    (image,) = images(tmp_path).load()
    assert image[:, :, 2].tolist() == [[255, 0, 0], [255, 0, 0]]


def test_what_is_transparent_becomes_black(tmp_path):
    save(tmp_path, "a/1.png", [[(255, 0, 0, 255), (255, 255, 255, 0)]])
    assert images(tmp_path).load().tolist() == [[[list(RED), list(BLACK)]]]


def test_files_that_are_no_images_are_listed(folder):
    (folder / "boot" / "3.jpg").write_text("text")
    content = (folder / "boot" / "2.png").read_bytes()
    (folder / "boot" / "4.png").write_bytes(content[:45])
    with pytest.raises(DatasetError, match=r"(?s)3.jpg: cannot identify.*4.png: .*"):
        images(folder).load()


def test_a_long_list_of_files_is_cut_off(tmp_path):
    (tmp_path / "a").mkdir()
    for number in range(13):
        (tmp_path / "a" / f"{number}.jpg").touch()
    with pytest.raises(DatasetError, match=r"  and 3 more$") as error:
        images(tmp_path).load()
    assert len(str(error.value).splitlines()) == 12


def test_more_than_8_bits_are_refused(tmp_path):
    (tmp_path / "a").mkdir()
    Image.fromarray(np.array([[0, 65535]], np.uint16)).save(tmp_path / "a" / "1.png")
    with pytest.raises(
        DatasetError, match="expected 8 bits a channel, received Pillow's mode I;16"
    ):
        images(tmp_path).load()


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


def test_a_class_with_one_image_cannot_be_split(folder):
    with pytest.raises(DatasetError, match=r"Expected 5 or more .* Received 2 of boot, 1 of 靴"):
        labels(folder, part="train").load()


@pytest.mark.parametrize("option", [{"channels": 4}, {"resize": "squeeze"}, {"part": "validation"}])
def test_unknown_options_are_refused(tmp_path, option):
    (name,) = option
    with pytest.raises(ValueError, match=rf"Expected {name} to be one of .* Received: "):
        images(tmp_path, **option)


def test_it_exists_is_read_only_and_counts_its_classes(folder):
    assert not images(folder / "none").exists()
    assert images(folder).exists()
    assert labels(folder).preview()["data"] == [("boot", 2), ("靴", 1)]
    with pytest.raises(DatasetError, match="read-only"):
        images(folder).save(np.zeros(1))
