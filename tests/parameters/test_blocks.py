import math

import pytest
from pydantic import TypeAdapter, ValidationError

from fashion_mnist.parameters.blocks import (
    LARGEST,
    Block,
    ClassNames,
    Count,
    NonNegative,
    Seed,
    Share,
    Whole,
)
from fashion_mnist.parameters.model_names import TRAININGS


class Example(Block):
    count: Count = 1
    whole: Whole = 0
    real: NonNegative = 0
    share: Share = 0


def test_numbers_are_taken_as_they_are():
    block = Example(count=LARGEST, whole=0, real=1, share=0.5)
    assert block.model_dump() == {"count": LARGEST, "whole": 0, "real": 1, "share": 0.5}


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("real", math.inf, "finite number"),
        ("real", math.nan, "finite number"),
        ("share", math.nan, "finite number"),
        ("count", math.inf, "valid integer"),
        ("count", True, "valid integer"),
        ("share", True, "valid number"),
        ("count", "3", "valid integer"),
        ("count", 2.5, "valid integer"),
        ("count", 0, "greater than 0"),
        ("count", LARGEST + 1, "less than or equal to 2147483647"),
        ("whole", -1, "greater than or equal to 0"),
    ],
)
def test_what_is_no_number_to_compute_with_is_refused(name, value, message):
    with pytest.raises(ValidationError, match=message):
        Example(**{name: value})


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
