import numpy as np
import pytest
from kedro.io import DatasetError
from PIL import Image

from fashion_mnist.datasets import image_files
from fashion_mnist.datasets.image_files import read_images

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)


def save(path, pixels, **options):
    Image.fromarray(np.array(pixels, np.uint8)).save(path, **options)
    return path


def read(*paths, channels=3, size=None, resize="crop"):
    return read_images(paths, channels, size, resize)


@pytest.fixture
def paths(tmp_path):
    """A grey, a blue and a red picture."""
    pictures = {"grey": 100, "blue": BLUE, "red": RED}
    return [save(tmp_path / f"{name}.png", [[p] * 3] * 2) for name, p in pictures.items()]


def test_one_channel_is_grey(paths):
    grey = read(*paths, channels=1)
    # The luma of ITU-R 601: 0.299 of red, 0.114 of blue.
    assert grey.shape == (3, 2, 3)
    assert grey[:, 0, 0].tolist() == [100, 29, 76]


@pytest.mark.parametrize(
    ("resize", "row"),
    [("crop", [RED, BLUE]), ("stretch", [RED, BLUE]), ("pad", [BLACK, BLACK])],
)
def test_images_are_resized(tmp_path, resize, row):
    """Eight pixels wide, two high: red and blue halves."""
    path = save(tmp_path / "1.png", [[RED] * 4 + [BLUE] * 4] * 2)
    (image,) = read(path, size=[4, 4], resize=resize)
    assert image.shape == (4, 4, 3)
    assert image[0, [0, 3]].tolist() == [list(pixel) for pixel in row]
    assert image[2, 0].tolist() == pytest.approx(list(RED), abs=30)


def test_many_images_are_read_in_their_order_and_progress_is_told(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(image_files, "AT_ONCE", 2)
    monkeypatch.setattr(image_files, "TOLD", 4)
    caplog.set_level("INFO")
    paths = [save(tmp_path / f"{n}.png", [[[n] * 3] * 2] * 2) for n in range(9)]
    assert read(*paths, channels=1)[:, 0, 0].tolist() == [*range(9)]
    assert [record.getMessage() for record in caplog.records] == [
        "Read 4 of 9 images",
        "Read 8 of 9 images",
    ]


@pytest.mark.bad_input
def test_a_damaged_file_in_the_middle_of_many_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(image_files, "AT_ONCE", 2)
    paths = [save(tmp_path / f"{n}.png", [[RED] * 2] * 2) for n in range(7)]
    paths[4].write_bytes(paths[4].read_bytes()[:40])
    with pytest.raises(DatasetError, match=r"These cannot be read(.|\n)*4\.png: ") as raised:
        read(*paths)
    assert len(str(raised.value).splitlines()) == 2  # the other files are not named


@pytest.mark.bad_input
def test_unequal_sizes_need_a_size(tmp_path, paths):
    larger = save(tmp_path / "larger.png", [[RED] * 5] * 4)
    with pytest.raises(DatasetError, match=r"Received 2 x 3 .*larger.png, 4 x 5: give `size:"):
        read(*paths, larger)
    assert read(*paths, larger, size=[6, 4]).shape == (4, 6, 4, 3)


def test_a_photograph_is_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90 degrees clockwise
    path = save(tmp_path / "1.png", [[RED, RED], [RED, RED], [BLUE, BLUE]], exif=exif)
    (image,) = read(path)
    assert image[:, :, 2].tolist() == [[255, 0, 0], [255, 0, 0]]


def test_what_is_transparent_becomes_black(tmp_path):
    path = save(tmp_path / "1.png", [[(255, 0, 0, 255), (255, 255, 255, 0)]])
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
    path = save(tmp_path / f"1.{suffix}", noise)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DatasetError, match=rf"1.{suffix}: \w+"):
        read(path)


@pytest.mark.bad_input
def test_no_program_is_run_for_an_image(tmp_path):  # as Pillow does for PostScript
    (tmp_path / "1.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EOF\n")
    with pytest.raises(DatasetError, match=r"1.png: cannot identify"):
        read(tmp_path / "1.png")
