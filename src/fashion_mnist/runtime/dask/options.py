"""What may be asked of the runner: `kedro run --runner-params=NAME=VALUE`."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt, ValidationError

from fashion_mnist.parameters.errors import InputError


class Options(BaseModel):
    """Where a run takes place.

    Attributes:
        scheduler: address of a cluster; None for one that is started on this machine.
        workers: how many processes a cluster on this machine has.
        timeout: seconds after which a scheduler counts as unreachable.
        resources: which resource the nodes of a tag ask for, by tag; workers must offer it.
    """

    model_config = ConfigDict(frozen=True)

    scheduler: str | None
    workers: PositiveInt
    timeout: PositiveFloat
    resources: dict[str, str]


def check_options(given: Mapping[str, Any]) -> Options:
    """The options; raise InputError, which names each that is wrong."""
    try:
        return Options.model_validate(given)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise InputError(
            f"Expected other parameters of the runner. Received: {'; '.join(problems)}."
        ) from None
