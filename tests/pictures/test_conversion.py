import numpy as np
import pytest

from fashion_mnist.pictures.conversion import (
    Conversion,
    InputSpec,
    convert,
    convert_each,
    sharpen,
    spread,
    subsample,
    try_to_convert,
)
from fashion_mnist.pictures.foreground import Box
from fashion_mnist.pictures.reading import UnreadablePictureError

PLACE = Box(10, 5, 20, 40)
GREY = InputSpec((28, 28, 1), cut_out=True)
COLOUR = GREY._replace(shape=(28, 28, 3))  # a network that learned from grey items put into colour


def opaque(colours):
    return np.dstack([colours, np.full(colours.shape[:2], 255, np.uint8)])


def paint(background, item, height=40, width=60, place=PLACE):
    """A rectangle of one colour on another."""
    picture = np.full((height, width, 3), background, np.uint8)
    picture[place.slices] = item
    return opaque(picture)


def to_grey(picture):
    return convert(picture, GREY)


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
    found = convert(paint((0, 0, 200), (0, 230, 0)), COLOUR)
    # The item is 20 x 40: the square around it has edges of 48, and begins 14 above and 4 before.
    np.testing.assert_allclose(found.source, Box(-4, 1, 48, 48), atol=3)
    assert found.target == Box(0, 0, 28, 28)
    assert found.pixels.shape == (28, 28, 3)
    assert found.pixels[14, 14].tolist() == [0, 230, 0]
    assert found.pixels[0, 14].tolist() == [0, 0, 200]  # above the picture, as its edge is


def test_transparent_parts_are_white_in_colour():
    picture = paint(50, 50)
    picture[..., 3] = 0
    picture[10:30, 5:45, 3] = 255
    pixels = convert(picture, COLOUR).pixels
    assert pixels[14, 14].tolist() == [50, 50, 50]
    assert pixels[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (30, 40)])
def test_one_colour_throughout_is_refused(shape):
    with pytest.raises(UnreadablePictureError, match="nothing stands out"):
        convert(np.full((*shape, 4), 255, np.uint8), GREY)


def test_full_transparency_is_refused():
    with pytest.raises(UnreadablePictureError, match="nothing stands out"):
        convert(np.zeros((5, 5, 4), np.uint8), GREY)


def test_an_item_fits_into_images_that_are_not_square():
    spec = InputSpec((12, 16, 1), cut_out=True)
    found = convert(paint(250, 50), spec)
    # 20 x 40 pixels become 8 x 16, with two rows free above and below.
    assert found.pixels.shape == (12, 16)
    np.testing.assert_allclose(found.target, Box(2, 0, 8, 16), atol=1)
    tall = paint(250, 50, height=60, width=40, place=Box(10, 10, 40, 20))
    found = convert(tall, spec)  # 6 x 12, with five columns free on each side
    np.testing.assert_allclose(found.target, Box(0, 5, 12, 6), atol=1)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_model_of_whole_pictures_takes_the_middle(channels):
    whole = InputSpec((8, 8, channels), cut_out=False)
    picture = np.full((40, 60, 3), 100, np.uint8)
    picture[:, :9] = 255  # of the 10 columns that are cut off on either side
    found = convert(opaque(picture), whole)
    assert found.source == Box(0, 10, 40, 40)
    assert found.target == Box(0, 0, 8, 8)
    assert (found.pixels == 100).all()
    assert found.pixels.shape == ((8, 8) if channels == 1 else (8, 8, 3))


def test_a_picture_of_the_models_own_size_stays_as_it_is():
    picture = np.random.default_rng(0).integers(0, 256, (32, 24, 3)).astype(np.uint8)
    found = convert(opaque(picture), InputSpec((32, 24, 3), cut_out=False))
    np.testing.assert_array_equal(found.pixels, picture)


def refuse():
    raise UnreadablePictureError("the file is empty")


def test_a_picture_that_cannot_be_used_gives_zeros_and_a_reason():
    attempt = try_to_convert(refuse, COLOUR)
    assert (attempt.picture, attempt.conversion) == (None, None)
    assert attempt.reason == "the file is empty"
    np.testing.assert_array_equal(attempt.crops, np.zeros((4, 28, 28, 3)))
    np.testing.assert_array_equal(try_to_convert(refuse, GREY).crops, np.zeros((1, 28, 28)))
    whole = try_to_convert(refuse, COLOUR._replace(cut_out=False))
    np.testing.assert_array_equal(whole.crops, np.zeros((1, 28, 28, 3)))
    blank = np.full((5, 5, 4), 255, np.uint8)
    attempt = try_to_convert(lambda: blank, GREY)
    assert attempt.picture is blank
    assert "nothing stands out" in attempt.reason


def test_the_pixels_are_the_crops_that_the_model_takes():
    attempt = try_to_convert(lambda: paint(250, 50), COLOUR)
    seen = attempt.crops
    assert seen is attempt.conversion.crops
    np.testing.assert_array_equal(seen[0], attempt.conversion.pixels)
    assert len({crop.tobytes() for crop in seen}) == len(seen)


def test_several_pictures_are_converted_as_one_is_without_those_that_show_nothing():
    shown, empty = paint(250, 50)[..., :3], np.full((40, 60, 3), 9, np.uint8)
    used, crops = convert_each(np.stack([shown, empty, shown]) / np.float32(255), COLOUR)
    assert used.tolist() == [True, False, True]
    np.testing.assert_array_equal(crops, [convert(opaque(shown), COLOUR).crops] * 2)


def test_the_input_spec_is_read_from_a_description_also_of_an_older_card():
    spec = {"shape": [28, 28, 3], "cut_out": True}
    older = {"weights": {"released": 1.0}}
    older |= {"input_spec": spec | {"training_shape": [28, 28, 1]}}
    assert InputSpec.of(older) == InputSpec.of({"input_spec": spec}) == ([28, 28, 3], True)


def test_subsampling_leaves_out_rows_and_columns():
    picture = np.arange(24, dtype=np.uint8).reshape(4, 6, 1).repeat(3, axis=2)
    # The middles of three equal parts of six columns are 1, 3, 5; of two parts of four rows 1, 3.
    np.testing.assert_array_equal(subsample(picture, (3, 3))[..., 0], [[7, 9, 11], [19, 21, 23]])


def test_a_line_keeps_one_pixel_of_breadth():
    assert subsample(np.zeros((1, 200, 3), np.uint8), (28, 28)).shape == (1, 28, 3)


def test_sharpening_follows_imagemagick():
    flat = np.full((3, 3, 3), 100, np.uint8)
    np.testing.assert_array_equal(sharpen(flat), flat)
    point = np.zeros((5, 5, 3), np.uint8)
    point[2, 2] = 100
    # Gaussian weights 1, 0.6065 and 0.3679 add up to 4.8976; the centre becomes 2 * 4.8976, and
    # all is divided by 4.8976 + 1: 1.6609 at the centre, at the others less than nothing.
    assert sharpen(point)[2, 2].tolist() == [166, 166, 166]
    assert sharpen(255 - point)[2, 2].tolist() == [89, 89, 89]
    # A neighbour beside it gains 0.6065 / 5.8976 of its 100, one across 0.3679 / 5.8976.
    gained = sharpen(200 - point)[1:3, 1, 0]
    assert gained.tolist() == [206, 210]


NOTHING = np.zeros((2, 2), np.uint8)


def lay(values, source, target, shape):
    conversion = Conversion(NOTHING, NOTHING, {}, source, target)
    return spread(np.array(values, np.float32), conversion, shape)


def test_values_lie_where_their_pixels_come_from():
    values = [[0, 0], [0.5, 0.5]]  # only the lower row of the pixels is of the picture
    laid = lay(values, Box(1, 2, 2, 3), Box(1, 0, 1, 2), (4, 6, 4))
    expected = np.zeros((4, 6))
    expected[1:3, 2:5] = 0.5
    np.testing.assert_allclose(laid, expected)


def test_what_reaches_over_the_edges_is_cut_off():
    values = [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
    laid = lay(values, Box(-1, -1, 3, 3), Box(0, 0, 3, 3), (5, 2))
    np.testing.assert_allclose(laid[:2], [[1, 0], [0, 0]])
    assert laid.shape == (5, 2)
    assert not laid[2:].any()
