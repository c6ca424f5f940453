import pytest

pytest.importorskip("distributed")

from fashion_mnist.runtime.dask.agreement import (
    digest_sources,
    find_differences,
    find_libraries,
    find_other_threads,
)

HERE = {
    "code": {"shop": "a1"},
    "version": {"python": "3.11.7", "numpy": "2.4.6", "keras": "3.15.1"},
    "threads": {"OMP_NUM_THREADS": "8", "MKL_NUM_THREADS": "8"},
}


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ({}, []),
        ({"code": {"shop": "b2"}}, ["other code of shop"]),
        (
            {"version": {"python": "3.12.1", "numpy": "2.4.6"}},
            ["keras none, here 3.15.1", "python 3.12.1, here 3.11.7"],
        ),
        ({"threads": {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "8"}}, []),
    ],
)
def test_differences_are_named(there, named):
    assert find_differences(HERE, HERE | there) == named


def test_other_numbers_of_threads_are_named():
    there = HERE | {"threads": {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "8"}}
    assert find_other_threads(HERE, there) == ["OMP_NUM_THREADS=1, here 8"]


def test_every_file_of_a_package_counts_but_for_what_python_makes(tmp_path, monkeypatch):
    package = tmp_path / "shop_of_test"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "templates/page.html").write_text("<p>")
    monkeypatch.syspath_prepend(tmp_path)
    digests = [digest_sources("shop_of_test")]
    (package / "__init__.pyc").write_text("made by Python")
    assert digest_sources("shop_of_test") == digests[0]
    (package / "templates/page.html").write_text("<p>!")
    digests.append(digest_sources("shop_of_test"))
    (package / "templates/page.html").rename(package / "templates/other.html")
    digests.append(digest_sources("shop_of_test"))
    assert len({*digests}) == 3


def test_a_package_that_is_not_there_is_named():
    with pytest.raises(ModuleNotFoundError, match="shop_of_nobody"):
        digest_sources("shop_of_nobody")


def test_libraries_are_those_that_are_required_and_what_these_require():
    found = find_libraries("fashion_mnist")
    assert {"kedro", "distributed", "tensorflow"} <= found.keys()
    assert {"keras", "numpy"} <= found.keys()  # required by others
    assert "pydantic" in found  # by an extra
    assert not {"fashion-mnist", "pytest", "ruff"} & found.keys()


def test_a_package_that_is_not_installed_requires_kedro_and_dask():
    assert {"kedro", "distributed"} <= find_libraries("shop_of_nobody").keys()
