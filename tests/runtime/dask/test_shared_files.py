import threading

import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.shared_files import await_files, find_states


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("whole")
    return path


@pytest.fixture
def configs(path):
    return [{"filepath": str(path)}]


@pytest.fixture
def states(configs):
    return find_states(configs)


def test_a_file_that_is_the_same_is_there(path, configs, states):
    path.write_text("whole")  # at another time
    await_files(configs, states, "anna", patience=0)


@pytest.mark.parametrize("kind", ["none", "another file"])
def test_storage_that_is_not_shared_is_told(path, configs, states, kind):
    path.unlink() if kind == "none" else path.write_text("other")
    with pytest.raises(InputError, match=f"worker anna has saved it. Received {kind}"):
        await_files(configs, states, "anna", patience=0.2)


def test_a_file_that_comes_late_is_awaited(path, configs, states):
    path.unlink()
    threading.Timer(0.3, path.write_text, ["whole"]).start()
    await_files(configs, states, "anna", patience=10)
    assert path.exists()
