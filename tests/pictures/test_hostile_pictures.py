"""Files that are no sound pictures: each is read or gives a reason, in little time and memory."""

import io
import os
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from fashion_mnist.pictures.reading import FORMATS, UnreadablePictureError, read_picture

pytestmark = pytest.mark.hostile_picture

SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "BMP": "bmp", "TIFF": "tif"}


def encode(kind, size=(64, 48), mode="RGB", **options):
    """A sound picture of noise."""
    shape = (size[1], size[0], 3) if mode == "RGB" else size[::-1]
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, data=b"", bits=8, colour=2):
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def flip(content, place):
    position = int(place * (len(content) - 1))
    return content[:position] + bytes([content[position] ^ 0xFF]) + content[position + 1 :]


BOMB = zlib.compress(b"\0" * 50_000_000)
CASES = {
    **{
        f"{k}, cut at {part:.0%}": encode(k)[: int(part * len(encode(k)))]
        for k in FORMATS
        for part in (0.02, 0.3, 0.6, 0.95)
    },
    **{
        f"{k}, a byte flipped at {part:.0%}": flip(encode(k), part)
        for k in FORMATS
        for part in (0.01, 0.05, 0.5, 0.9)
    },
    **{f"{k}, with rubbish after it": encode(k) + os.urandom(500) for k in FORMATS},
    **{f"{k}, only its first bytes": encode(k)[:12] for k in FORMATS},
    "nothing": b"",
    "one byte": b"\xff",
    "zeros": bytes(5000),
    "text": b"This is no picture.\n" * 100,
    "a script": b"#!/bin/sh\necho\n",
    "HTML": b"<html><script>alert(1)</script></html>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
    "SVG with an entity bomb": b'<!DOCTYPE a [<!ENTITY b "c">]><svg>&b;</svg>',
    "PostScript": b"%!PS-Adobe-3.0\n(x) run\n",
    "a zip": b"PK\x03\x04" + bytes(100),
    "a pickle": b"cos\nsystem\n(S'true'\ntR.",
    "a PNG of no width": png(0, 5),
    "a PNG of four billion pixels": png(65_000, 65_000),
    "a PNG of the largest width": png(2**31 - 1, 1),
    "a PNG that is a bomb": png(30_000, 30_000, BOMB),
    "a PNG without data": png(10, 10),
    "a PNG of unknown bits": png(10, 10, b"", bits=3),
    "a PNG of unknown colours": png(10, 10, b"", colour=9),
    "a GIF of no size": b"GIF89a" + struct.pack("<HHBBB", 0, 0, 0, 0, 0) + b"\x3b",
    "a GIF of a large screen": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b"\x3b",
    "a BMP of negative size": b"BM" + struct.pack("<IHHIIii", 54, 0, 0, 54, 40, -9, -9) + bytes(32),
    "a TIFF of a circle": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
    "a WebP of another length": b"RIFF\xff\xff\xff\x7fWEBPVP8 " + bytes(20),
    "a JPEG of no size": b"\xff\xd8\xff\xc0\0\x0b\x08\0\0\0\0\x01\x01\x11\0\xff\xd9",
    "a JPEG in CMYK": (lambda f: (Image.new("CMYK", (9, 9)).save(f, "JPEG"), f.getvalue())[1])(
        io.BytesIO()
    ),
    "a picture of one pixel": encode("PNG", (1, 1)),
    "a picture of one row": encode("PNG", (400, 1)),
    "a picture in one bit": (lambda f: (Image.new("1", (9, 9)).save(f, "PNG"), f.getvalue())[1])(
        io.BytesIO()
    ),
}


def test_there_are_as_many_as_is_said():
    assert len(CASES) >= 60


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("suffix", ["jpg"])
def test_each_file_is_read_or_gives_a_reason(tmp_path, name, suffix):
    path = tmp_path / f"picture.{suffix}"
    path.write_bytes(CASES[name])
    with suppress(UnreadablePictureError):
        picture = read_picture(path)
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 4
        assert max(picture.shape) <= 512
