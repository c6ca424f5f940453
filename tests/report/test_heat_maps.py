import pytest

from fashion_mnist.report import heat_maps


@pytest.fixture
def described(measures):
    return heat_maps.describe(measures)


CONV2, CONV3 = ("cnn", "conv2", "Grad-CAM"), ("cnn", "conv3", "Grad-CAM")


def test_maps_are_judged_by_the_measures_in_which_they_are_better(described):
    # At conv2 the interval of insertion overlaps with that of the centre, that of deletion with
    # that of the image; at conv3 all overlap with those of chance and noise.
    assert dict(described["wins"]) == {
        CONV2: {
            "noise": ["heat_on_item", "pointing_game", "deletion", "insertion"],
            "centre": ["heat_on_item", "pointing_game", "deletion"],
            "image": ["insertion"],
        },
        CONV3: {"noise": [], "centre": [], "image": []},
    }


def test_maps_that_are_better_by_every_measure_are_named(described):
    assert described["best"] == {"noise": [CONV2], "centre": [], "image": []}


def test_maps_that_outlive_what_was_learned_are_named(described):
    assert described["retained"] == [CONV3]
    assert described["ranges"]["randomised"] == (0.1, 0.6)  # after the last step
    assert described["ranges"]["mirror_image"] == (0.7, 0.8)


def test_every_map_and_baseline_has_a_row(described):
    places = [place for place, _ in described["rows"]]
    assert places == [
        CONV2,
        ("cnn", "conv2", "random"),
        CONV3,
        ("cnn", "conv3", "random"),
        ("cnn", "any", "chance"),
        ("cnn", "any", "centre"),
        ("cnn", "any", "image"),
    ]
    assert described["images"] == {"all": 10, "some": 6}
