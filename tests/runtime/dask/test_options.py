import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.options import check_options

GIVEN = {"scheduler": "tcp://a:1", "workers": 2, "timeout": 5, "resources": {"networks": "GPU"}}


def test_options_are_kept():
    assert check_options(GIVEN).model_dump() == GIVEN


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"scheduler": 8786}, "scheduler: Input should be a valid string"),
        ({"workers": 0}, "workers: Input should be greater than 0"),
        ({"timeout": "soon"}, "timeout: Input should be a valid number"),
        ({"resources": {"networks": {"GPU": 1}}}, "resources.networks: Input should be a valid"),
    ],
)
def test_what_cannot_be_asked_for_is_named(given, problem):
    with pytest.raises(InputError, match=problem):
        check_options(GIVEN | given)
