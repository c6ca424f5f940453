from contextlib import suppress
from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st
from kedro.config import OmegaConfigLoader
from projects import PROJECT

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.parameter_check import check_parameters
from fashion_mnist.settings import CONFIG_LOADER_ARGS

VALID = OmegaConfigLoader(str(PROJECT / "conf"), env="base", **CONFIG_LOADER_ARGS)["parameters"]


def find_paths(value, path=()):
    """The keys and indices that lead to each value in nested dictionaries and lists."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from find_paths(inner, (*path, key))


def get(value, path):
    for key in path:
        value = value[key]
    return value


PATHS = [*find_paths(VALID)]
BLOCKS = [path for path in [(), *PATHS] if isinstance(get(VALID, path), dict)]
KEYS = st.text(max_size=5) | st.integers() | st.booleans() | st.none()
LEAVES = KEYS | st.floats() | st.sampled_from(PATHS).map(lambda path: get(VALID, path))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)
PLACES = st.sampled_from(PATHS) | st.builds(
    lambda path, key: (*path, key), st.sampled_from(BLOCKS), KEYS
)


@given(st.lists(st.tuples(PLACES, VALUES), min_size=1, max_size=3))
def test_values_of_any_kind_are_valid_or_refused(changes):
    parameters = deepcopy(VALID)
    for (*path, key), value in changes:
        with suppress(LookupError, TypeError):  # of what an earlier change has replaced
            get(parameters, path)[key] = deepcopy(value)
    check(parameters)


@given(st.sampled_from(PATHS))
def test_what_is_missing_is_valid_or_refused(path):
    parameters = deepcopy(VALID)
    del get(parameters, path[:-1])[path[-1]]
    check(parameters)


def check(parameters):
    with suppress(InputError):
        check_parameters(parameters)
