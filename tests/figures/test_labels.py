from fashion_mnist.figures.labels import place_labels

SIZE = (300, 300)


def test_a_name_stands_to_the_right_where_there_is_room():
    assert place_labels([(0.2, 0.5)], ["svm"], SIZE) == ["middle right"]


def test_a_name_at_the_right_edge_stands_to_the_left():
    assert place_labels([(0.99, 0.5)], ["a_long_name"], SIZE) == ["middle left"]


def test_names_of_points_beside_each_other_cover_neither_points_nor_names():
    # The second point is where the name of the first would be.
    positions = place_labels([(0.5, 0.5), (0.58, 0.5)], ["cnn", "compact"], SIZE)
    assert positions == ["middle left", "middle right"]


def test_a_name_does_not_stand_on_a_bar():
    point, bar_to_its_right = [(0.5, 0.5)], [(0.55, 0.4, 0.6)]
    assert place_labels(point, ["svm"], SIZE, bar_to_its_right) == ["middle left"]


def test_names_go_above_and_below_where_both_sides_are_taken():
    row = [(0.4, 0.5), (0.5, 0.5), (0.6, 0.5)]
    positions = place_labels(row, ["left", "mid", "right"], SIZE)
    assert positions == ["middle left", "top center", "middle right"]
