"""What the report lacks, and which pipelines would add it."""

from collections.abc import Collection
from typing import NamedTuple


class More(NamedTuple):
    """What a pipeline adds: what it `tells`, and the `minutes` that it took once on two cores."""

    tells: str
    minutes: int
    made: str  # the table or the model by which its results are known


PIPELINES = {
    "evaluation": More(
        "which models differ, and what their probabilities are worth", 1, "coverage"
    ),
    "explanation": More("whether the heat maps mean anything", 3, "explanation_measures"),
    "robustness": More(
        "how the models do on other backgrounds, places and sizes, and under corruptions",
        4,
        "robustness_ranking",
    ),
    "data_quality": More(
        "near-duplicates and likely label errors, and the accuracies without them",
        6,
        "accuracy_on_clean_data",
    ),
    "seeds": More("what another seed changes", 10, "seeds"),
    "robust": More("a further network, for coloured pictures with any background", 18, "robust"),
    "search": More("whether other parameters do better", 25, "search_trials"),
    "depth": More("what depth and shortcuts do to gradients and losses", 29, "depth_effects"),
    "ablation": More("what each technique is worth", 75, "technique_effects"),
}


def list_more(made: Collection[str]) -> dict[str, More]:
    """By pipeline, the fastest first, what can be added to what was `made`: tables and models."""
    return {name: more for name, more in PIPELINES.items() if more.made not in made}
