"""Model cards in the form of Hugging Face (Mitchell et al., 2019, arXiv:1810.03993)."""

from collections.abc import Mapping, Sequence

from fashion_mnist.parameters import model_names
from fashion_mnist.report.provenance import compare_fits
from fashion_mnist.report.render import Json, render
from fashion_mnist.report.summary import Summary
from fashion_mnist.report.training import describe_training


def write_model_card(
    name: str,
    classes: Sequence[str],
    image_set: Mapping[str, object],
    here: Json,
    licence: str,
    summary: Summary,
) -> str:
    """Write a model's card in Markdown: what it is, is for, was measured to do, and cost.

    Args:
        name: of the model.
        classes: the names of the classes.
        image_set: `name` of the images, what is known `about` them, and the `shape` of those
            to learn from: (n, h, w) or (n, h, w, 3).
        here: what `describe_environment` gives where the card is written, and the seed.
        licence: of the model, one of those that huggingface.co knows.
        summary: what `describe_model` gives.
    """
    kind, provenance = _kind(name), summary["provenance"]
    fits = provenance if kind == "ensemble" else {name: provenance}
    return render(
        "model_card.md.j2",
        name=name,
        kind=kind,
        classes=classes,
        image_set=image_set,
        licence=licence,
        training={}
        if kind == "ensemble"
        else describe_training(provenance["parameters"], summary["layers"]),
        environment=compare_fits(fits, here),
        **summary,
    )


def _kind(name: str) -> str:
    if name == model_names.ENSEMBLE:
        return "ensemble"
    return "network" if name in model_names.networks() else "classical"
