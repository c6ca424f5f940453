import numpy as np

from fashion_mnist.pictures.boxes import Box, bound, centre, cut, find_middle, fit, surround


def test_a_box_bounds_the_item():
    item = np.zeros((6, 8), bool)
    item[2, 3] = item[4, 6] = True
    assert bound(item) == Box(top=2, left=3, height=3, width=4)


def test_the_square_around_a_box_has_the_same_middle():
    # 1.2 times the longer edge of 40 is 48: 28 more than the height, 8 more than the width.
    assert surround(Box(top=10, left=5, height=20, width=40)) == Box(-4, 1, 48, 48)


def test_beyond_its_edges_a_picture_goes_on():
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    part = cut(picture, Box(-1, 1, 4, 3))[..., 0]
    assert part.tolist() == [[1, 2, 2], [1, 2, 2], [4, 5, 5], [4, 5, 5]]


def test_a_picture_is_centred():
    canvas, box = centre(np.zeros((10, 28, 3), np.uint8), 255, (28, 28))
    assert box == Box(9, 0, 10, 28)
    assert canvas.shape == (28, 28, 3)
    assert (canvas[9:19] == 0).all()
    assert (canvas[:9] == 255).all()
    assert (canvas[19:] == 255).all()


def test_the_edge_that_decides_how_small_a_picture_must_be():
    assert fit((20, 40), (28, 28)) == (40, 28)
    assert fit((40, 20, 3), (28, 28)) == (40, 28)
    assert fit((20, 40), (16, 28)) == (40, 28)  # which leaves 14 of the 20
    assert fit((20, 40), (12, 28)) == (20, 12)  # for which 14 are too many


def test_the_middle_of_a_picture_has_the_proportions_asked_for():
    assert find_middle(40, 60, (8, 8)) == Box(0, 10, 40, 40)
    assert find_middle(40, 60, (8, 16)) == Box(5, 0, 30, 60)
    assert find_middle(60, 40, (12, 16)) == Box(15, 0, 30, 40)
    assert find_middle(1, 100, (8, 8)) == Box(0, 49, 1, 1)
