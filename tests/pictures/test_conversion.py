import numpy as np
import pytest

from fashion_mnist.pictures import conversion
from fashion_mnist.pictures.conversion import Box
from fashion_mnist.pictures.decoding import UnreadablePictureError

PLACE = Box(10, 5, 20, 40)


def opaque(colours):
    return np.dstack([colours, np.full(colours.shape[:2], 255, np.uint8)])


def paint(background, item, height=40, width=60, place=PLACE):
    """A rectangle of one colour on another."""
    picture = np.full((height, width, 3), background, np.uint8)
    picture[place.slices] = item
    return opaque(picture)


def to_grey(picture):
    return conversion.convert(picture, 28)["grey"]


def test_subsampling_leaves_out_rows_and_columns():
    picture = np.arange(24, dtype=np.uint8).reshape(4, 6, 1).repeat(3, axis=2)
    # The middles of three equal parts of six columns are 1, 3, 5; of two parts of four rows 1, 3.
    np.testing.assert_array_equal(
        conversion.subsample(picture, 3)[..., 0], [[7, 9, 11], [19, 21, 23]]
    )


def test_a_line_keeps_one_pixel_of_breadth():
    assert conversion.subsample(np.zeros((1, 200, 3), np.uint8), 28).shape == (1, 28, 3)


def test_sharpening_follows_imagemagick():
    flat = np.full((3, 3, 3), 100, np.uint8)
    np.testing.assert_array_equal(conversion.sharpen(flat), flat)
    point = np.zeros((5, 5, 3), np.uint8)
    point[2, 2] = 100
    # Gaussian weights 1, 0.6065 and 0.3679 add up to 4.8976; the centre becomes 2 * 4.8976, and
    # all is divided by 4.8976 + 1: 1.6609 at the centre, at the others less than nothing.
    assert conversion.sharpen(point)[2, 2].tolist() == [166, 166, 166]
    assert conversion.sharpen(255 - point)[2, 2].tolist() == [89, 89, 89]
    # A neighbour beside it gains 0.6065 / 5.8976 of its 100, one across 0.3679 / 5.8976.
    gained = conversion.sharpen(200 - point)[1:3, 1, 0]
    assert gained.tolist() == [206, 210]


def test_a_picture_is_centred():
    canvas, box = conversion.centre(np.zeros((10, 28, 3), np.uint8), 255, 28)
    assert box == Box(9, 0, 10, 28)
    assert canvas.shape == (28, 28, 3)
    assert (canvas[9:19] == 0).all()
    assert (canvas[:9] == 255).all()
    assert (canvas[19:] == 255).all()


def test_a_box_bounds_the_item():
    item = np.zeros((6, 8), bool)
    item[2, 3] = item[4, 6] = True
    assert conversion.bound(item) == Box(top=2, left=3, height=3, width=4)


@pytest.mark.parametrize(
    ("background", "item", "brightness"),
    [
        (250, 50, 205),
        (20, 200, 200),  # light on dark stays as it is
        (20, 60, 195),  # dark on dark is negated: the data set has dark items bright
        ((0, 0, 200), (0, 230, 0), 164),
        (20, 4, 251),
        (240, 255, 255),  # white on white is not
    ],
)
def test_an_item_is_bright_on_black_whatever_it_lies_on(background, item, brightness):
    pixels = to_grey(paint(background, item)).pixels
    assert pixels.shape == (28, 28)
    assert pixels.dtype == np.uint8
    # Seven rows are free above and below, but for a pixel of 60 where the colours blur.
    assert (pixels[:6] == 0).all()
    assert (pixels[22:] == 0).all()
    assert pixels[12:16, 10:18].mean() == pytest.approx(brightness, abs=2)


def test_the_item_is_located_in_picture_and_pixels():
    found = to_grey(paint(250, 50))
    np.testing.assert_allclose(found.source, PLACE, atol=2)
    np.testing.assert_allclose(found.target, Box(7, 0, 14, 28), atol=1)


def test_the_steps_are_shown_in_order():
    steps = to_grey(paint(250, 50)).steps
    assert next(iter(steps)) == "the item found"
    assert list(steps)[-1] == "negated, in grey"
    assert list(to_grey(paint(20, 200)).steps)[-1] == "in grey"
    assert [max(image.shape[:2]) for image in steps.values()][2:] == [28] * 4


def test_what_is_transparent_is_background():
    picture = paint(50, 50)
    picture[..., 3] = 0
    picture[10:30, 5:45, 3] = 255
    found = to_grey(picture)
    assert found.source == PLACE
    assert (found.pixels[:7] == 0).all()
    assert found.pixels[14, 14] == 205


def test_colours_are_kept_with_the_surroundings_of_the_item():
    found = conversion.convert(paint((0, 0, 200), (0, 230, 0)), 28)["colour"]
    # The item is 20 x 40: the square around it has edges of 48, and begins 14 above and 4 before.
    np.testing.assert_allclose(found.source, Box(-4, 1, 48, 48), atol=3)
    assert found.target == Box(0, 0, 28, 28)
    assert found.pixels.shape == (28, 28, 3)
    assert found.pixels[14, 14].tolist() == [0, 230, 0]
    assert found.pixels[0, 14].tolist() == [0, 0, 200]  # above the picture, as its edge is


def test_beyond_its_edges_a_picture_goes_on():
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    cut = conversion.cut(picture, Box(-1, 1, 4, 3))[..., 0]
    assert cut.tolist() == [[1, 2, 2], [1, 2, 2], [4, 5, 5], [4, 5, 5]]


def test_transparent_parts_are_white_in_colour():
    picture = paint(50, 50)
    picture[..., 3] = 0
    picture[10:30, 5:45, 3] = 255
    pixels = conversion.convert(picture, 28)["colour"].pixels
    assert pixels[14, 14].tolist() == [50, 50, 50]
    assert pixels[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (30, 40)])
def test_one_colour_throughout_is_refused(shape):
    with pytest.raises(UnreadablePictureError, match="nothing stands out"):
        conversion.convert(np.full((*shape, 4), 255, np.uint8), 28)


def test_full_transparency_is_refused():
    with pytest.raises(UnreadablePictureError, match="nothing stands out"):
        conversion.convert(np.zeros((5, 5, 4), np.uint8), 28)
