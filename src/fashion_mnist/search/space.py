"""Search spaces: which parameters of a model to try, and which values."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Block, Integer, Number, one_of
from fashion_mnist.parameters.errors import InputError

ROUNDS, TRIALS = 10, 4  # the most rounds, and the trials per round, which can run in parallel

# Parameters by path in the model's block, such as `training.optimizer.learning_rate`. A path names
# a step of a classical model by its class, as in `steps.SVC.C`.
Params = dict[str, Any]


class Range(Block):
    """A range of numbers, of integers if `low` and `high` are, optionally on a `log` scale."""

    low: Integer | Number
    high: Integer | Number
    log: bool = False

    @model_validator(mode="after")
    def _check_bounds(self) -> "Range":
        if not self.low < self.high:
            raise ValueError(f"Expected low < high. Received: {self.low}, {self.high}")
        if self.log and self.low <= 0:
            raise ValueError(f"Expected low > 0 for a logarithmic range. Received: {self.low}")
        return self


Choices = Annotated[list[Any], Field(min_length=1)]
Options = Annotated[
    Annotated[Range, Tag("range")] | Annotated[Choices, Tag("choices")],
    Discriminator(lambda options: "choices" if isinstance(options, list) else "range"),
]
Space = dict[str, Options]  # keyed by path, like `Params`
Member = Annotated[str, AfterValidator(one_of(model_names.members()))]


class Search(Block):
    """The model to search, the number of rounds of trials, and the search space of each model."""

    model: Member
    rounds: Annotated[Integer, Field(ge=1, le=ROUNDS)]
    spaces: dict[Member, Annotated[Space, Field(min_length=1)]]

    @model_validator(mode="after")
    def _check_space(self) -> "Search":
        if self.model not in self.spaces:
            raise ValueError(
                f"Expected a space for {self.model} in `spaces`. Received some for "
                f"{', '.join(self.spaces) or 'none'}"
            )
        if len(self.fixed) == len(self.space):
            raise ValueError(
                f"Expected something to choose in `spaces.{self.model}`. Received single choices: "
                f"{', '.join(self.space)}"
            )
        return self

    @property
    def space(self) -> Space:
        """The search space of the model to search."""
        return self.spaces[self.model]

    @property
    def fixed(self) -> Params:
        """The parameters with a single choice, such as fewer epochs than in the study."""
        return {
            path: options[0]
            for path, options in self.space.items()
            if isinstance(options, list) and len(options) == 1
        }


def make_model(model: str, block: Mapping[str, Any]) -> Network | ClassicalModel:
    """Validate a model's block and return its typed parameters."""
    kind = Network if model in model_names.NETWORKS else ClassicalModel
    return kind.model_validate(block)


def get_params(block: Mapping[str, Any], paths: Iterable[str]) -> Params:
    """Read parameters of a model's block by path; parameters that the block omits are skipped."""
    parts = {path: _find_part(block, path) for path in paths}
    return {path: part[name] for path, (part, name) in parts.items() if name in part}


def set_params(block: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a model's block and set parameters by path.

    Raises:
        InputError: the block has no part that a path names.
    """
    changed = deepcopy(dict(block))
    for path, value in params.items():
        part, name = _find_part(changed, path)
        part[name] = value
    return changed


def _find_part(block: Any, path: str) -> tuple[Any, str]:
    """Return the dictionary that holds a parameter, and the parameter's name in it."""
    *parents, name = path.split(".")
    for parent in parents:
        if isinstance(block, list):
            block = {step["type"].rpartition(".")[2]: step for step in block}
        known = block if isinstance(block, dict) else {}
        if parent not in known:
            raise InputError(
                f"Expected a part of {', '.join(known) or 'none'}. Received {parent!r}."
            )
        block = known[parent]
    if not isinstance(block, dict):
        raise InputError(f"Expected the path of a parameter. Received {path!r}.")
    return block, name
