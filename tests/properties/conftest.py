"""Few examples, the same in each run.

`pytest tests/properties --hypothesis-profile=long` has many.
"""

import resource

import pytest
from hypothesis import settings

MEMORY = 500_000  # KiB that no input of these tests, all of which are small, may need

settings.register_profile("default", derandomize=True, deadline=2000, max_examples=100)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=5000)
settings.load_profile("default")


@pytest.fixture(scope="module", autouse=True)
def _bounded_memory():
    before = _largest_memory()
    yield
    assert _largest_memory() - before < MEMORY


def _largest_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A file to be written over by each example."""
    return tmp_path_factory.mktemp("examples") / "file"
