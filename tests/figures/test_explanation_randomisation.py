import pytest

from fashion_mnist.figures.explanation_randomisation import randomisation


def test_randomisation_begins_with_the_trained_network(measures):
    decay, reference = randomisation(measures).data
    assert list(decay.x) == ["trained", "logits", "dense"]
    assert list(decay.y) == [1, 0.4, 0.3]
    assert list(decay.error_y.array) == pytest.approx([0, 0.2, 0.2])
    assert (list(reference.x), list(reference.y)) == (["two images"], [0.2])
