"""Files of every kind, also such as are made to do harm."""

import os
import struct
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from fashion_mnist.pictures import reading
from fashion_mnist.pictures.reading import (
    UnreadablePictureError,
    escape_unprintable,
    make_distinct_names,
    read_picture,
)

# 3 rows, 4 columns: red, but for a white pixel in the first row and column.
COLOURS = np.full((3, 4, 3), [200, 0, 0], np.uint8)
COLOURS[0, 0] = 255
PICTURE = Image.fromarray(COLOURS)
LOSSLESS = ("png", "gif", "bmp", "tiff")


def save(path, image=PICTURE, **options):
    image.save(path, **options)
    return path


@pytest.mark.parametrize("suffix", [*LOSSLESS, "webp", "jpg"])
def test_each_format_is_read(tmp_path, suffix):
    options = {"lossless": True} if suffix == "webp" else {}
    read = read_picture(save(tmp_path / f"a.{suffix}", **options))
    assert read.shape == (3, 4, 4)
    assert (read[..., 3] == 255).all()
    if suffix != "jpg":
        np.testing.assert_array_equal(read[..., :3], COLOURS)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I", "I;16", "F"])
def test_each_colour_mode_is_read(tmp_path, mode):
    path = tmp_path / "a.tiff"
    if mode == "I;16":
        image = Image.fromarray(np.asarray(PICTURE.convert("L"), np.uint16) * 257)
    elif mode == "YCbCr":
        path, image = path.with_suffix(".jpg"), PICTURE.convert(mode)
    elif mode in ("I", "F"):
        image = PICTURE.convert("L").convert(mode)
    else:
        image = PICTURE.convert(mode)
    read = read_picture(save(path, image)).astype(int)
    assert read.shape == (3, 4, 4)
    # The white pixel is the lightest, whatever becomes of its colour.
    assert read[0, 0, :3].sum() > read[2, 3, :3].sum() + 100


def test_16_bits_are_stretched_not_cut_off(tmp_path):
    values = np.array([[1000, 2000], [3000, 3000]], np.uint16)
    read = read_picture(save(tmp_path / "a.png", Image.fromarray(values)))
    np.testing.assert_array_equal(read[..., 0], [[0, 128], [255, 255]])


@pytest.mark.parametrize("suffix", ["png", "tiff"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_large_picture_of_16_bits_is_read(tmp_path, suffix, order):
    values = np.broadcast_to(np.linspace(0, 60_000, 3000), (3000, 3000)).astype(f"{order}u2")
    read = read_picture(save(tmp_path / f"a.{suffix}", Image.fromarray(values)))
    assert read.shape == (512, 512, 4)
    np.testing.assert_allclose(read[7, :, 0], np.linspace(0, 255, 512), atol=1)


def test_a_transparent_grey_of_16_bits_makes_no_other_grey_transparent(tmp_path):
    values = np.arange(256, dtype=np.uint16).reshape(16, 16) * 257
    read = read_picture(save(tmp_path / "a.png", Image.fromarray(values), transparency=200))
    assert (read[..., 3] == 255).all()


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff"])
def test_a_turned_picture_is_set_upright(tmp_path, suffix):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    options = (
        {"quality": 100} if suffix == "jpg" else {"lossless": True} if suffix == "webp" else {}
    )
    read = read_picture(save(tmp_path / f"a.{suffix}", exif=exif, **options))
    assert read.shape[:2] == (4, 3)
    assert np.argmax(read[..., 1].ravel()) == 2  # the white pixel is at the top right


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "P", "I;16"])
@pytest.mark.parametrize("edge", [2, 800])  # before and after scaling
def test_a_rotated_uncompressed_tiff_is_set_upright(tmp_path, mode, edge):
    values = np.zeros((edge, 2 * edge), np.uint8)
    values[: edge // 2, :edge] = 200  # becomes the top right quarter
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    image = Image.fromarray(values).convert(mode)
    read = read_picture(save(tmp_path / "a.tiff", image, exif=exif))
    height, width, _ = read.shape
    assert height == 2 * width
    assert (read[: height // 2, width // 2 :, 0] > 150).mean() > 0.99
    assert (read[..., 0] > 150).mean() < 0.26


def test_transparency_is_kept(tmp_path):
    pixels = np.dstack([COLOURS, np.zeros((3, 4), np.uint8)])
    pixels[1, 1, 3] = 255
    read = read_picture(save(tmp_path / "a.png", Image.fromarray(pixels)))
    np.testing.assert_array_equal(read[..., 3], pixels[..., 3])


def test_a_transparent_colour_of_a_palette_is_kept(tmp_path):
    image = PICTURE.quantize(2)
    white = int(np.asarray(image)[0, 0])
    read = read_picture(save(tmp_path / "a.gif", image, transparency=white))
    assert (read[..., 3] == 0).sum() == 1
    assert read[0, 0, 3] == 0


def test_the_first_frame_of_an_animation_is_read(tmp_path):
    frames = [PICTURE, Image.new("RGB", PICTURE.size, "blue")]
    for suffix in ("gif", "webp", "png", "tiff"):
        path = save(tmp_path / f"a.{suffix}", frames[0], save_all=True, append_images=frames[1:])
        read = read_picture(path)
        assert read[2, 3, 0] > read[2, 3, 2]


def test_a_jpeg_of_several_pictures_is_read(tmp_path):  # as some cameras make them
    path = save(tmp_path / "a.jpg", format="MPO", save_all=True, append_images=[PICTURE])
    assert read_picture(path).shape == (3, 4, 4)


def test_a_large_picture_is_scaled_down(tmp_path):
    for suffix in ("jpg", "png"):
        path = save(tmp_path / f"a.{suffix}", Image.new("RGB", (1500, 3000), "red"))
        assert read_picture(path).shape == (512, 256, 4)


def test_one_pixel_is_a_picture(tmp_path):
    assert read_picture(save(tmp_path / "a.png", Image.new("L", (1, 1)))).shape == (1, 1, 4)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_claims(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


TOO_LARGE = "may take more than 2 GB of memory, the limit: save it smaller"


@pytest.mark.parametrize("size", [(12_000, 11_000), (100_000, 100_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, size):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_that_claims(*size))
    with pytest.raises(UnreadablePictureError, match=TOO_LARGE):
        read_picture(path)


def jpeg_that_claims(width, height):
    """A JPEG whose header has been changed to another size."""
    file = BytesIO()
    Image.new("RGB", (16, 16)).save(file, "JPEG", progressive=True)
    frame = file.getvalue().index(b"\xff\xc2") + 5
    size = struct.pack(">HH", height, width)
    return file.getvalue()[:frame] + size + file.getvalue()[frame + 4 :]


def test_a_jpeg_whose_coefficients_would_fill_the_memory_is_refused(tmp_path):
    path = tmp_path / "bomb.jpg"
    for size in ((20_000, 20_000), (65_500, 65_500), (65_500, 2_000)):
        path.write_bytes(jpeg_that_claims(*size))
        with pytest.raises(UnreadablePictureError, match=TOO_LARGE):
            read_picture(path)


@pytest.mark.parametrize(("mode", "size"), [("RGB", (12_000, 9_000)), ("L", (16_320, 12_240))])
def test_the_largest_pictures_of_phones_are_read(tmp_path, mode, size):
    path = save(tmp_path / "a.jpg", Image.new(mode, size, "white"))
    assert read_picture(path).shape == (384, 512, 4)


def test_pillows_own_limit_is_left_as_it_was(tmp_path):
    before = Image.MAX_IMAGE_PIXELS
    read_picture(save(tmp_path / "a.png"))
    assert before == Image.MAX_IMAGE_PIXELS


def test_one_thread_at_a_time_decodes(tmp_path, monkeypatch):
    """The warnings' filters and Pillow's limit, which decoding sets, belong to the process."""
    path, active, most = tmp_path / "grey.png", [], []
    Image.new("L", (3, 2)).save(path)
    open_image = Image.open

    def note(*args, **options):
        active.append(1)
        time.sleep(0.02)
        most.append(len(active))
        active.pop()
        return open_image(*args, **options)

    monkeypatch.setattr(Image, "open", note)
    with ThreadPoolExecutor(4) as pool:
        [*pool.map(read_picture, [path] * 8)]
    assert most == [1] * 8


@pytest.mark.parametrize("suffix", ["webp", "png"])
def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, suffix):
    path = save(tmp_path / f"a.{suffix}")
    os.truncate(path, 3 * 10**9)  # all holes: it takes no room
    with pytest.raises(UnreadablePictureError, match="the file has more than 2 GB, the limit"):
        read_picture(path)


def test_a_bomb_of_text_is_refused(tmp_path):
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 10_000_000))
    content = png_that_claims(1, 1)
    path = tmp_path / "bomb.png"
    path.write_bytes(content[:33] + text + content[33:])
    with pytest.raises(UnreadablePictureError, match="too large"):
        read_picture(path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "bmp", "tiff", "webp"])
def test_a_truncated_picture_is_refused(tmp_path, suffix):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    path = save(tmp_path / f"a.{suffix}", Image.fromarray(noise))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadablePictureError, match=r"damaged|not a picture"):
        read_picture(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"not a picture", r"not a picture in a known format \(JPEG, "),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "not a picture|damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "not a picture|damaged"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path, content, reason):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(UnreadablePictureError, match=reason):
        read_picture(path)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(UnreadablePictureError, match="no such file"):
        read_picture(tmp_path / "a.jpg")


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = save(tmp_path / "a.png")
    monkeypatch.setattr(reading.Image, "open", refuse)  # to root nothing is forbidden
    with pytest.raises(UnreadablePictureError, match="no permission to read it"):
        read_picture(path)


def test_a_large_compressed_bmp_is_refused_at_once(tmp_path):
    size, rle8 = 3000, 1
    header = struct.pack("<IiiHHIIiiII", 40, size, size, 1, 8, rle8, 0, 0, 0, 1, 0) + bytes(4)
    path = tmp_path / "a.bmp"
    path.write_bytes(b"BM" + struct.pack("<IHHI", 0, 0, 0, 14 + len(header)) + header + bytes(50))
    with pytest.raises(UnreadablePictureError, match="save it as PNG"):
        read_picture(path)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ankle boot ü靴👢.jpg", "Ankle boot ü靴👢.jpg"),
        ("Screenshot at 1.00\u202fPM.png", "Screenshot at 1.00\u202fPM.png"),
        ("a\nb\tc\r.jpg", r"a\nb\tc\r.jpg"),
        ("\x1b[31mred\x9b\u2028.jpg", r"\x1b[31mred\x9b\u2028.jpg"),
        (os.fsdecode(b"caf\xe9.jpg"), r"caf\udce9.jpg"),
    ],
)
def test_what_cannot_be_shown_is_escaped_and_nothing_else(name, shown):
    assert escape_unprintable(name) == shown
    escape_unprintable(name).encode()  # which lone surrogates do not allow


def test_equal_names_are_replaced_by_longer_ones_and_others_are_not():
    names = make_distinct_names(
        ["a.jpg", "b.jpg", "a.jpg"], ["one/a.jpg", "one/b.jpg", "two/a.jpg"]
    )
    assert names == ["one/a.jpg", "b.jpg", "two/a.jpg"]


def test_names_that_stay_equal_are_numbered_with_numbers_that_are_free():
    assert make_distinct_names(["a"] * 3, ["one/a"] * 3) == ["one/a", "one/a (2)", "one/a (3)"]
    names = make_distinct_names(["a", "a", "x"], ["y", "y (2)", "y"])
    assert names == ["y", "y (2)", "x"]
    assert make_distinct_names(["y (2)", "a", "a"], ["-", "y", "y"]) == ["y (2)", "y", "y (3)"]
