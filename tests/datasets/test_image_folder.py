import numpy as np
import pytest
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets import image_folder
from fashion_mnist.datasets.image_folder import ImageFolderDataset, read_images
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


BLACK = (0, 0, 0)


def save_image(path, pixels, **options):
    Image.fromarray(np.array(pixels, np.uint8)).save(path, **options)
    return path


def read(*paths, channels=3, size=None, resize="crop"):
    return read_images(paths, channels, size, resize)


@pytest.fixture
def paths(tmp_path):
    """A grey, a blue and a red picture."""
    pictures = {"grey": 100, "blue": BLUE, "red": RED}
    return [save_image(tmp_path / f"{name}.png", [[p] * 3] * 2) for name, p in pictures.items()]


def test_one_channel_is_grey(paths):
    grey = read(*paths, channels=1)
    # The luma of ITU-R 601: 0.299 of red, 0.114 of blue.
    assert grey.shape == (3, 2, 3)
    assert grey[:, 0, 0].tolist() == [100, 29, 76]


@pytest.mark.parametrize(
    ("resize", "row"),
    [
        ("crop", [RED, BLUE]),
        ("stretch", [RED, BLUE]),
        ("pad", [BLACK, BLACK]),
    ],
)
def test_images_are_resized(tmp_path, resize, row):
    """Eight pixels wide, two high: red and blue halves."""
    path = save_image(tmp_path / "1.png", [[RED] * 4 + [BLUE] * 4] * 2)
    (image,) = read(path, size=[4, 4], resize=resize)
    assert image.shape == (4, 4, 3)
    assert image[0, [0, 3]].tolist() == [list(pixel) for pixel in row]
    assert image[2, 0].tolist() == pytest.approx(list(RED), abs=30)


def test_many_images_are_read_in_their_order_and_progress_is_told(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(image_folder, "READ_AHEAD", 2)
    monkeypatch.setattr(image_folder, "LOG_EVERY", 4)
    caplog.set_level("INFO")
    paths = [save_image(tmp_path / f"{n}.png", [[[n] * 3] * 2] * 2) for n in range(9)]
    assert read(*paths, channels=1)[:, 0, 0].tolist() == [*range(9)]
    assert [record.getMessage() for record in caplog.records] == [
        "Read 4 of 9 images",
        "Read 8 of 9 images",
    ]


@pytest.mark.bad_input
def test_a_damaged_file_in_the_middle_of_many_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "READ_AHEAD", 2)
    paths = [save_image(tmp_path / f"{n}.png", [[RED] * 2] * 2) for n in range(7)]
    paths[4].write_bytes(paths[4].read_bytes()[:40])
    with pytest.raises(DatasetError, match=r"These cannot be read(.|\n)*4\.png: ") as raised:
        read(*paths)
    assert len(str(raised.value).splitlines()) == 2  # the other files are not named


@pytest.mark.bad_input
def test_unequal_sizes_need_a_size(tmp_path, paths):
    larger = save_image(tmp_path / "larger.png", [[RED] * 5] * 4)
    with pytest.raises(DatasetError, match=r"Received 2 x 3 .*larger.png, 4 x 5: give `size:"):
        read(*paths, larger)
    assert read(*paths, larger, size=[6, 4]).shape == (4, 6, 4, 3)


def test_a_photograph_is_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90 degrees clockwise
    path = save_image(
        tmp_path / "1.png",
        [
            [RED, RED],
            [RED, RED],
            [BLUE, BLUE],
        ],
        exif=exif,
    )
    (image,) = read(path)
    assert image[:, :, 2].tolist() == [[255, 0, 0], [255, 0, 0]]


def test_a_rotated_uncompressed_tiff_is_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = save_image(tmp_path / "1.tiff", [[3, 1], [4, 2], [5, 0]], exif=exif)
    (image,) = read(path, channels=1)
    assert image.tolist() == [[5, 4, 3], [0, 2, 1]]


def test_what_is_transparent_becomes_black(tmp_path):
    path = save_image(tmp_path / "1.png", [[(255, 0, 0, 255), (255, 255, 255, 0)]])
    assert read(path).tolist() == [[[list(RED), list(BLACK)]]]


@pytest.mark.bad_input
def test_files_that_are_no_images_are_listed(tmp_path, paths):
    text, damaged = tmp_path / "3.jpg", tmp_path / "4.png"
    text.write_text("text")
    damaged.write_bytes(paths[0].read_bytes()[:45])
    with pytest.raises(DatasetError, match=r"(?s)3.jpg: cannot identify.*4.png: .*"):
        read(*paths, text, damaged)


@pytest.mark.bad_input
def test_a_long_list_of_files_is_cut_off(tmp_path):
    paths = [tmp_path / f"{number}.jpg" for number in range(13)]
    for path in paths:
        path.touch()
    with pytest.raises(DatasetError, match=r"  and 3 more$") as error:
        read(*paths)
    assert len(str(error.value).splitlines()) == 12


@pytest.mark.bad_input
def test_more_than_8_bits_are_refused(tmp_path):
    Image.fromarray(np.array([[0, 65535]], np.uint16)).save(tmp_path / "1.png")
    with pytest.raises(
        DatasetError, match="expected 8 bits a channel, received Pillow's mode I;16"
    ):
        read(tmp_path / "1.png")


@pytest.mark.bad_input
@pytest.mark.parametrize("suffix", ["gif", "png", "webp", "tiff"])
def test_an_animation_is_refused(tmp_path, suffix):
    frames = [Image.new("RGB", (2, 3), colour) for colour in ("red", "blue")]
    path = tmp_path / f"1.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    with pytest.raises(DatasetError, match=rf"1.{suffix}: expected one picture, received an anim"):
        read(path)
    frames[0].save(path)
    assert read(path).shape == (1, 3, 2, 3)


def test_the_preview_that_a_camera_adds_does_no_harm(tmp_path):
    image = Image.new("RGB", (2, 3), "red")
    image.save(tmp_path / "1.jpg", format="MPO", save_all=True, append_images=[image])
    assert read(tmp_path / "1.jpg").shape == (1, 3, 2, 3)


@pytest.mark.bad_input
def test_a_huge_image_is_refused_before_it_is_decoded(tmp_path):
    image = Image.new("1", (10_000, 10_000))
    image.save(tmp_path / "1.png")
    with pytest.raises(DatasetError, match=r"1.png: Image size \(100000000 pixels\) exceeds limit"):
        read(tmp_path / "1.png", size=[28, 28])


@pytest.mark.bad_input
@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "bmp", "tiff", "webp", "ppm"])
def test_a_truncated_image_is_named(tmp_path, suffix):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    path = save_image(tmp_path / f"1.{suffix}", noise)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DatasetError, match=rf"1.{suffix}: \w+"):
        read(path)


@pytest.mark.bad_input
def test_no_program_is_run_for_an_image(tmp_path):  # as Pillow does for PostScript
    (tmp_path / "1.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EOF\n")
    with pytest.raises(DatasetError, match=r"1.png: cannot identify"):
        read(tmp_path / "1.png")
