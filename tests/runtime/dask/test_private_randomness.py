import random

import pytest

pytest.importorskip("distributed")

from dask import sizeof as dask_sizeof
from distributed.protocol import compression

from fashion_mnist.runtime.dask.private_randomness import give_private_randomness

DRAWS = {
    "through the module": lambda: dask_sizeof.sizeof([str(number) for number in range(1000)]),
    "by a function of its own": lambda: compression.randint(0, 9),
}


@pytest.mark.parametrize("draw", DRAWS)
def test_dask_draws_none_of_the_seeded_numbers(monkeypatch, draw):
    monkeypatch.setattr(dask_sizeof, "random", random)
    monkeypatch.setattr(compression, "randint", random.randint)
    state = random.getstate()
    DRAWS[draw]()
    assert random.getstate() != state  # so that it matters
    give_private_randomness()
    state = random.getstate()
    DRAWS[draw]()
    assert random.getstate() == state
