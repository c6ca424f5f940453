"""The space of a hyperparameter search: which parameters, and which values."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Block, Integer, Number, one_of
from fashion_mnist.parameters.errors import InputError

ROUNDS, TRIALS = 10, 4  # at most, and in each; those of a round can run side by side

Values = dict[str, Any]  # by the path of a parameter in the block of its model


class Range(Block):
    """Numbers from `low` to `high`, whole ones if both are; `log`: each order as likely."""

    low: Integer | Number
    high: Integer | Number
    log: bool = False

    @model_validator(mode="after")
    def _rise(self) -> "Range":
        if not self.low < self.high:
            raise ValueError(f"Expected low < high. Received: {self.low}, {self.high}")
        if self.log and self.low <= 0:
            raise ValueError(f"Expected low > 0 of a logarithmic range. Received: {self.low}")
        return self


def _tell_kind(options: object) -> str:
    return "choices" if isinstance(options, list) else "range"


Choices = Annotated[list[Any], Field(min_length=1)]
Options = Annotated[
    Annotated[Range, Tag("range")] | Annotated[Choices, Tag("choices")], Discriminator(_tell_kind)
]
Space = dict[str, Options]
Member = Annotated[str, AfterValidator(one_of(model_names.members()))]


class Search(Block):
    """Whose parameters are searched, in how many rounds of trials, and the space of each model.

    A parameter with a single choice has that in every trial, to make them shorter than the study.
    """

    model: Member
    rounds: Annotated[Integer, Field(ge=1, le=ROUNDS)]
    spaces: dict[Member, Annotated[Space, Field(min_length=1)]]

    @model_validator(mode="after")
    def _have_the_space(self) -> "Search":
        if self.model not in self.spaces:
            raise ValueError(
                f"Expected a space for {self.model} in `spaces`. Received some for "
                f"{', '.join(self.spaces) or 'none'}"
            )
        if not split_space(self.space)[0]:
            raise ValueError(
                f"Expected something to choose in `spaces.{self.model}`. Received single choices: "
                f"{', '.join(self.space)}"
            )
        return self

    @property
    def space(self) -> Space:
        """That of the model."""
        return self.spaces[self.model]


def split_space(space: Space) -> tuple[Space, Values]:
    """What is searched, and what is the same in all trials."""
    fixed = {
        path: options[0]
        for path, options in space.items()
        if isinstance(options, list) and len(options) == 1
    }
    return {path: options for path, options in space.items() if path not in fixed}, fixed


def make_model(model: str, block: Mapping[str, Any]) -> Network | ClassicalModel:
    """A block as the type that the model's has."""
    kind = Network if model in model_names.NETWORKS else ClassicalModel
    return kind.model_validate(block)


def change(block: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A model's block with other values.

    Args:
        block: of the model.
        values: by path, such as `training.optimizer.learning_rate`; a step of a classical model
            goes by the name of its class: `steps.SVC.C`.

    Raises:
        InputError: the block has no such part.
    """
    changed = deepcopy(dict(block))
    for path, value in values.items():
        part, name = _find_part(changed, path)
        part[name] = value
    return changed


def read(block: Mapping[str, Any], paths: Mapping[str, Any]) -> Values:
    """The values that a block has at the paths, without those of which it says nothing."""
    found = {path: _find_part(block, path) for path in paths}
    return {path: part[name] for path, (part, name) in found.items() if name in part}


def list_extremes(search: Search) -> Iterator[tuple[str, Any]]:
    """Path and value of both ends of each range, and of every choice."""
    for path, value in search.space.items():
        ends = value if isinstance(value, list) else [value.low, value.high]
        yield from ((path, end) for end in ends)


def _find_part(block: Any, path: str) -> tuple[Any, str]:
    *parents, name = path.split(".")
    part = block
    for parent in parents:
        part = _enter(part, parent)
    if not isinstance(part, dict):
        raise InputError(f"Expected the path of a parameter. Received {path!r}.")
    return part, name


def _enter(block: Any, name: str) -> Any:
    if isinstance(block, list):
        block = {step["type"].rpartition(".")[2]: step for step in block}
    if not isinstance(block, dict) or name not in block:
        known = ", ".join(block) if isinstance(block, dict) else "none"
        raise InputError(f"Expected a part of {known}. Received {name!r}.")
    return block[name]
