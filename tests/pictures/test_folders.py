import numpy as np
import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.folders import check_folders, label

CLASSES = ["coat", "boot", "sandal"]
FOLDERS = {"coats": ["coat"], "shoes": ["boot", "sandal"], "hats": []}


def test_a_folder_says_what_its_pictures_may_be_of():
    labels = label(["shoes", "coats", "hats"], FOLDERS, CLASSES)
    assert labels.dtype == np.float32
    np.testing.assert_allclose(labels, [[0, 1, 1], [1, 0, 0], [1 / 3] * 3])


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("found", "folders", "message"),
    [
        (["ties", "hats"], FOLDERS, "Received 'ties': add what is in there to `a.folders`"),
        (["coats"], FOLDERS | {"coats": ["Coat"]}, "Received in `a.folders`: Coat"),
    ],
)
def test_unknown_folders_and_classes_are_told(found, folders, message):
    with pytest.raises(InputError, match=message):
        check_folders(found, folders, CLASSES, "a.folders")


def test_classes_of_folders_that_were_not_found_do_not_matter():
    check_folders(["hats"], FOLDERS | {"ties": ["Tie"]}, CLASSES, "a.folders")
