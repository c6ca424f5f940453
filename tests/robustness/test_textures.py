import numpy as np
import pytest

from fashion_mnist.robustness import textures


@pytest.mark.parametrize("family", [textures.gradient, *textures.FAMILIES.values()])
def test_fields_are_in_range_and_vary(family):
    field = family(20, 28, np.random.default_rng(0))
    assert field.shape == (20, 28, 28)
    assert field.dtype == np.float32
    assert field.min() >= 0
    assert field.max() <= 1
    assert np.std(field, axis=(1, 2)).mean() > 0.05


def test_noise_that_is_drawn_out_is_linear_between_its_cells():
    np.testing.assert_allclose(textures.interpolation(2, 3) @ [0, 1], [0, 0.5, 1])
