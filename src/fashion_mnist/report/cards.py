"""Model cards in the form of Hugging Face (Mitchell et al., 2019, arXiv:1810.03993)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fashion_mnist import models
from fashion_mnist.report.render import render


def write_model_card(
    name: str,
    classes: Sequence[str],
    environment: Mapping[str, Any],
    shape: Sequence[int],
    summary: Mapping[str, Any],
) -> str:
    """Write a model's card in Markdown: what it is, is for, was measured to do, and cost.

    Args:
        name: of the model.
        classes: the names of the classes.
        environment: what `describe_environment` gives, and the seed.
        shape: of the training images: (n, h, w).
        summary: what `describe_model` gives.
    """
    return render(
        "model_card.md.j2",
        name=name,
        kind=_kind(name),
        classes=classes,
        environment=environment,
        shape=shape,
        **summary,
    )


def _kind(name: str) -> str:
    if name == models.ENSEMBLE:
        return "ensemble"
    return "network" if name in models.networks() else "classical"
