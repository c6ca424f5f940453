import pytest

from fashion_mnist.images.class_folders import list_classes, list_images
from fashion_mnist.parameters.errors import InputError


def touch(folder, *paths):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()


def test_classes_are_the_folders_that_are_not_hidden(tmp_path):
    touch(tmp_path, "靴/1.png", "boot/1.png", "Äpfel/1.png", ".cache/1.png", "notes.txt")
    assert list_classes(tmp_path) == ["boot", "Äpfel", "靴"]


def test_images_are_found_by_their_suffix_below_the_folder_of_their_class(tmp_path):
    touch(tmp_path, "b/2.JPG", "b/more/1.png", "b/.hidden.png", "b/notes.txt", "a/1.jpeg")
    assert [(name, path.name) for name, path in list_images(tmp_path)] == [
        ("a", "1.jpeg"),
        ("b", "2.JPG"),
        ("b", "1.png"),
    ]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputError, match=r"Expected a folder .*flowers, with a folder of images"):
        list_classes(tmp_path / "flowers")


def test_files_without_folders_are_refused(tmp_path):
    touch(tmp_path, "1.png")
    with pytest.raises(InputError, match=r"Expected a folder for each class in .* Received none"):
        list_classes(tmp_path)


def test_the_parts_of_a_set_are_no_classes(tmp_path):
    touch(tmp_path, "Train/a/1.png", "test/a/1.png")
    with pytest.raises(InputError, match="Received Train, test: name the folder that holds the"):
        list_classes(tmp_path)


def test_a_class_without_images_is_named(tmp_path):
    touch(tmp_path, "a/1.png", "b/1.txt", "c/1.png")
    (tmp_path / "d").mkdir()
    with pytest.raises(InputError, match="Received none of b, d: add some, or remove"):
        list_images(tmp_path)
