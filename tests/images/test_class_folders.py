from pathlib import Path

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


@pytest.mark.bad_input
def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputError, match=r"Expected a folder .*flowers, with a folder of images"):
        list_classes(tmp_path / "flowers")


@pytest.mark.bad_input
def test_files_without_folders_are_refused(tmp_path):
    touch(tmp_path, "1.png")
    with pytest.raises(InputError, match=r"Expected a folder for each class in .* Received none"):
        list_classes(tmp_path)


@pytest.mark.bad_input
def test_the_parts_of_a_set_are_no_classes(tmp_path):
    touch(tmp_path, "Train/a/1.png", "test/a/1.png")
    with pytest.raises(InputError, match="Received Train, test: name the folder that holds the"):
        list_classes(tmp_path)


@pytest.mark.bad_input
def test_a_class_without_images_is_named(tmp_path):
    touch(tmp_path, "a/1.png", "b/1.txt", "c/1.png")
    (tmp_path / "d").mkdir()
    with pytest.raises(InputError, match="Received none of b, d: add some, or remove"):
        list_images(tmp_path)


def test_what_is_in_hidden_folders_is_no_image(tmp_path):
    touch(tmp_path, "a/1.png", "a/.ipynb_checkpoints/1.png", "a/more/.cache/more/1.png")
    touch(tmp_path, "__MACOSX/a/._1.png", "a/__MACOSX/1.png")
    assert list_classes(tmp_path) == ["a"]
    assert list_images(tmp_path) == [("a", tmp_path / "a/1.png")]


def test_the_set_itself_may_lie_in_a_hidden_folder(tmp_path):
    touch(tmp_path, ".cache/set/a/1.png")
    assert len(list_images(tmp_path / ".cache/set")) == 1


def test_links_are_followed_to_files_and_to_the_folders_of_classes(tmp_path):
    touch(tmp_path, "elsewhere/1.png", "elsewhere/b/2.png", "set/a/3.png")
    (tmp_path / "set/a/1.png").symlink_to(tmp_path / "elsewhere/1.png")
    (tmp_path / "set/b").symlink_to(tmp_path / "elsewhere/b")
    (tmp_path / "set/a/circle").symlink_to(tmp_path / "set")
    (tmp_path / "set/a/broken.png").symlink_to(tmp_path / "none.png")
    found = [(name, path.name) for name, path in list_images(tmp_path / "set")]
    assert found == [("a", "1.png"), ("a", "3.png"), ("b", "2.png")]


@pytest.mark.bad_input
@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
@pytest.mark.parametrize("second", ["a/2.png", "b/1.png"])
def test_a_file_that_is_there_twice_is_refused(tmp_path, link, second):
    touch(tmp_path, "a/1.png", "b/3.png")
    link(tmp_path / second, tmp_path / "a/1.png")
    with pytest.raises(InputError, match=rf"Received .*a/1.png and .*{second}, which are one file"):
        list_images(tmp_path)


@pytest.mark.bad_input
def test_a_class_that_links_to_the_set_is_refused(tmp_path):
    touch(tmp_path, "a/1.png")
    (tmp_path / "circle").symlink_to(tmp_path)
    with pytest.raises(InputError, match=r"a/1.png and .*circle/a/1.png, which are one file"):
        list_images(tmp_path)


@pytest.mark.bad_input
@pytest.mark.parametrize("folder", ["/", "//", "/usr/..", "link"])
def test_all_that_is_on_the_machine_is_no_folder_of_images(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("/")
    with pytest.raises(InputError, match="holds everything on this machine"):
        list_images(Path(folder))
