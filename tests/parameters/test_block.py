import math

import pytest
from pydantic import ValidationError

from fashion_mnist.parameters.block import LARGEST, Block, Count, NonNegative, Share, Whole


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
