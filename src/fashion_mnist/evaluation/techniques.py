"""How the worth of each technique is measured, and what a model is without it."""

from typing import Any

from pydantic import Field, model_validator

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters import technique_variants
from fashion_mnist.parameters.blocks import Block, Count
from fashion_mnist.parameters.errors import InputError

Values = dict[str, Any]


class Ablation(Block):
    """How the worth of each technique is measured.

    The epochs of each training, and for each technique what the block of the network is without it.
    """

    epochs: Count
    without: dict[str, Values]

    @model_validator(mode="after")
    def _know_the_techniques(self) -> "Ablation":
        if set(self.without) != set(technique_variants.NAMES):
            raise ValueError(
                f"Expected the techniques {', '.join(technique_variants.NAMES)}. "
                f"Received: {', '.join(self.without)}"
            )
        return self


class ClassicalVariant(Block):
    """A model of the study but for one technique.

    What becomes of its steps, by the name of their class: other arguments, or null for a step that
    is left out; whether mirror images are added to the training images; whether it is the study's
    model that has the technique.
    """

    steps: dict[str, Values | None] = Field(default_factory=dict)
    in_study: bool
    mirrored: bool = False


def make_variant(recipe: Network, options: Ablation, variant: str) -> Network:
    """The network of the recipe without the techniques that the variant lacks."""
    block = merge(recipe.model_dump(), {"training": {"epochs": options.epochs}})
    for technique in technique_variants.left_out(variant):
        block = merge(block, options.without[technique])
    return Network.model_validate(block)


def merge(block: Values, change: Values) -> Values:
    """A nested block with some of its values changed."""
    inner = {
        key: merge(block[key], value)
        for key, value in change.items()
        if isinstance(value, dict) and isinstance(block.get(key), dict)
    }
    return {**block, **change, **inner}


def make_classical_variant(model: ClassicalModel, variant: ClassicalVariant) -> ClassicalModel:
    """The model of the study with some of its steps changed or left out.

    Raises:
        InputError: the model has no step of a class that the variant names.
        ValidationError: the changed steps are none that a model can have.
    """
    names = [step.class_name for step in model.steps]
    unknown = sorted(set(variant.steps) - set(names))
    if unknown:
        raise InputError(
            f"Expected changes of the steps {', '.join(names)}. Received {', '.join(unknown)}: "
            "correct `classical_ablation` in conf/."
        )
    changed = [
        step.model_dump() | (variant.steps.get(step.class_name) or {})
        for step in model.steps
        if variant.steps.get(step.class_name, {}) is not None
    ]
    return ClassicalModel.model_validate({"steps": changed, "calibration": model.calibration})
