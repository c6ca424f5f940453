import pytest
from pydantic import TypeAdapter, ValidationError

from fashion_mnist.parameters.model_names import TRAININGS
from fashion_mnist.parameters.study import ClassNames, Seed


@pytest.mark.bad_input
def test_every_training_has_a_seed_that_numpy_takes():
    largest = 2**32 - TRAININGS
    assert TypeAdapter(Seed).validate_python(largest) + TRAININGS - 1 == 2**32 - 1
    for seed in (largest + 1, -1, True, 0.5):
        with pytest.raises(ValidationError):
            TypeAdapter(Seed).validate_python(seed)


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["", " "])
def test_a_class_without_a_name_is_refused(name):
    with pytest.raises(ValidationError, match="Expected a name for each class"):
        TypeAdapter(ClassNames).validate_python(["bag", name])
