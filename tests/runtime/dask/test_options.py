import pytest

pytest.importorskip("distributed")

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.options import check_options


def test_options_are_few():
    options = check_options({"scheduler": "tcp://a:1", "resources": {"networks": "GPU"}})
    assert (options.scheduler, options.workers, options.timeout) == ("tcp://a:1", 2, 5)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"schedular": "tcp://a:1"}, "schedular: Extra inputs are not permitted"),
        ({"workers": 0}, "workers: Input should be greater than 0"),
        ({"timeout": "soon"}, "timeout: Input should be a valid number"),
        ({"resources": {"networks": {"GPU": 1}}}, "resources.networks: Input should be a valid"),
    ],
)
def test_what_cannot_be_asked_for_is_named(given, problem):
    with pytest.raises(InputError, match=problem):
        check_options(given)
