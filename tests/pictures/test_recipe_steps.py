import numpy as np

from fashion_mnist.pictures import recipe_steps


def test_subsampling_leaves_out_rows_and_columns():
    picture = np.arange(24, dtype=np.uint8).reshape(4, 6, 1).repeat(3, axis=2)
    # The middles of three equal parts of six columns are 1, 3, 5; of two parts of four rows 1, 3.
    np.testing.assert_array_equal(
        recipe_steps.subsample(picture, (3, 3))[..., 0], [[7, 9, 11], [19, 21, 23]]
    )


def test_a_line_keeps_one_pixel_of_breadth():
    assert recipe_steps.subsample(np.zeros((1, 200, 3), np.uint8), (28, 28)).shape == (1, 28, 3)


def test_sharpening_follows_imagemagick():
    flat = np.full((3, 3, 3), 100, np.uint8)
    np.testing.assert_array_equal(recipe_steps.sharpen(flat), flat)
    point = np.zeros((5, 5, 3), np.uint8)
    point[2, 2] = 100
    # Gaussian weights 1, 0.6065 and 0.3679 add up to 4.8976; the centre becomes 2 * 4.8976, and
    # all is divided by 4.8976 + 1: 1.6609 at the centre, at the others less than nothing.
    assert recipe_steps.sharpen(point)[2, 2].tolist() == [166, 166, 166]
    assert recipe_steps.sharpen(255 - point)[2, 2].tolist() == [89, 89, 89]
    # A neighbour beside it gains 0.6065 / 5.8976 of its 100, one across 0.3679 / 5.8976.
    gained = recipe_steps.sharpen(200 - point)[1:3, 1, 0]
    assert gained.tolist() == [206, 210]
