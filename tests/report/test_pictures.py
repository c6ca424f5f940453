import pandas as pd

from fashion_mnist.report.pictures import describe_pictures


def row(by, name, images):
    return {"model": "robust", "by": by, "name": name, "images": images}


ACCURACIES = pd.DataFrame(
    [
        row("all", "all", 50),
        row("group", "home", 40),
        row("kind", "shoes", 30),
        row("no class", "hats", 20),
    ]
)
CONFUSIONS = pd.DataFrame(
    [("hats", "coat", 20), ("shoes", "boot", 29), ("shoes", "coat", 1)],
    columns=["kind", "class", "images"],
)


def test_pictures_are_told_by_parts_with_the_frequent_answers():
    told = describe_pictures({"picture_accuracies": ACCURACIES, "picture_confusions": CONFUSIONS})
    assert told["all"]["images"] == 50
    assert [part["name"] for part in told["parts"]] == ["home", "shoes"]
    assert [part["name"] for part in told["no_class"]] == ["hats"]
    assert told["answers"] == {"hats": [("coat", 1)], "shoes": [("boot", 29 / 30)]}


def test_without_labelled_pictures_nothing_is_told():
    assert describe_pictures({}) is None
