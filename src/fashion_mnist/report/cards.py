"""Model cards in the form of Hugging Face (Mitchell et al., 2019, arXiv:1810.03993)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fashion_mnist import models
from fashion_mnist.report import findings
from fashion_mnist.report.render import render


def write_model_card(
    name: str,
    classes: Sequence[str],
    environment: Mapping[str, Any],
    profile: Mapping[str, Any],
    results: Mapping[str, Any],
) -> str:
    """Write a model's card in Markdown: what it is, is for, was measured to do, and cost.

    `results` holds the model's `metrics`, `classification_report`, `confused_pairs`, `confusions`
    and, where they exist, `layers` and `learning`.
    """
    report = results["classification_report"]
    return render(
        "model_card.md.j2",
        name=name,
        is_network=name in models.NETWORKS,
        classes=classes,
        environment=environment,
        profile=profile,
        metrics=results["metrics"],
        report=report.to_dict("records"),
        pairs=results["confused_pairs"].head(5).to_dict("records"),
        ranked=findings.rank_classes(report, len(classes)),
        never=findings.never_predicted(report, results["confusions"]),
        layers=results["layers"].to_dict("records") if "layers" in results else [],
        learning=results.get("learning"),
    )
