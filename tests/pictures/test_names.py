import os

import pytest

from fashion_mnist.pictures.names import show, tell_apart


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
    assert show(name) == shown
    show(name).encode()  # which lone surrogates do not allow


def test_equal_names_are_replaced_by_longer_ones_and_others_are_not():
    names = tell_apart(["a.jpg", "b.jpg", "a.jpg"], ["one/a.jpg", "one/b.jpg", "two/a.jpg"])
    assert names == ["one/a.jpg", "b.jpg", "two/a.jpg"]


def test_names_that_stay_equal_are_numbered_with_numbers_that_are_free():
    assert tell_apart(["a"] * 3, ["one/a"] * 3) == ["one/a", "one/a (2)", "one/a (3)"]
    names = tell_apart(["a", "a", "x"], ["y", "y (2)", "y"])
    assert names == ["y", "y (2)", "x"]
    assert tell_apart(["y (2)", "a", "a"], ["-", "y", "y"]) == ["y (2)", "y", "y (3)"]
