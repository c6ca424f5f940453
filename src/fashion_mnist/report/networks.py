"""The report's parts on training, depth, techniques and heat maps."""

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import pandas as pd

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.explanation.assessment import CURVES, repeat_for_layers
from fashion_mnist.figures.explanation import SCORES
from fashion_mnist.report.render import Row, Tables, nest, plural, rows_of

Parameters = Mapping[str, Any]  # of a fit, as recorded in its provenance
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "muon": "Muon"}
FUNCTIONS = {
    "numpy.sqrt": "square roots of the pixels",
    "fashion_mnist.classical.edges.pixels_and_edges": "local brightness and edge directions",
    "fashion_mnist.classical.edges.hog": "histograms of oriented gradients",
}
UNIMPORTANT = {"type", "n_jobs"}  # keys of a step that do not affect what it learns
CORRELATIONS = ("mirror_image", "another_image", "randomised")
# The baselines that a map is compared with, and by which measures. The image itself is compared
# only by the curves, since all its heat is on the item by definition.
OPPONENTS = {
    "noise": (("chance", "random"), tuple(SCORES)),
    "centre": (("centre",), tuple(SCORES)),
    "image": (("image",), CURVES),
}

PLACE = ["model", "layer", "method"]
Place = tuple[str, str, str]  # model, layer and method; a baseline is a method too
Cells = Mapping[Place, Mapping[str, Row]]  # the inner keys are the measures


def describe_training(parameters: Parameters, layers: Sequence[Parameters]) -> dict[str, str]:
    """Describe the settings of a network's training or of a classical model's steps, by name.

    Args:
        parameters: a `Network` or `ClassicalModel` block as plain data.
        layers: rows of the fitted model's table of layers, for the numbers of features.
    """
    if "steps" not in parameters:
        return _describe_network(parameters)
    # The first layer is the input; no layers are known of a model that was not fitted.
    sizes = chain((layer["output_shape"] for layer in layers[1:]), repeat(None))
    *transformers, classifier = map(_describe_step, parameters["steps"], sizes)
    calibration, sampled = parameters["calibration"], parameters.get("train_on")
    calibrated = f"{calibration} calibration, on validation" if calibration else "not calibrated"
    return {
        "features": "; ".join(transformers) or "the pixels",
        "classifier": classifier,
        "probabilities": calibrated,
        "images": f"a stratified sample of {sampled:,}" if sampled else "all",
    }


def _describe_network(parameters: Parameters) -> dict[str, str]:
    training, size = parameters["training"], parameters["training"]["batch_size"]
    optimizer, augmentation = training["optimizer"], training["augmentation"]
    has_momentum, decay = optimizer["name"] in ("sgd", "muon"), optimizer["weight_decay"]
    optimized = (
        OPTIMIZERS[optimizer["name"]],
        f"Nesterov momentum {optimizer['momentum']:g}" if has_momentum else "",
        f"weight decay {decay:g}" if decay else "",
    )
    shift, erasing = augmentation["shift"], augmentation["random_erasing"]
    # Missing in networks trained by earlier versions.
    cutmix, easy_rate = augmentation.get("cutmix"), training.get("easy_rate", 1)
    augmented = (
        "random flips" if augmentation["flip"] else "",
        f"shifts of up to {plural(shift, 'pixel')}" if shift else "",
        f"random erasing in {erasing:.0%}" if erasing else "",
        f"CutMix in {cutmix:.0%}" if cutmix else "",
    )
    facts = {
        "architecture": parameters["architecture"],
        "optimizer": ", ".join(filter(None, optimized)),
        "learning rate": _describe_rate(optimizer, training["schedule"]),
        "epochs": f"{training['epochs']}, batch size {size}; the best on validation is kept",
        "augmentation": ", ".join(filter(None, augmented)) or "none",
        "label smoothing": f"{training['label_smoothing'] or 'none'}",
        "precision": training["precision"],
        "test-time averaging": _describe_views(parameters["tta_flip"], parameters["tta_shift"]),
    }
    if easy_rate < 1:
        rate = f"easy ones are drawn {easy_rate:g} times as often"
        facts["preference for hard images"] = f"{rate}, except in the first two epochs and the last"
    if "randomisation" in parameters:
        share, kinds = parameters["randomisation"]["share"], parameters["randomisation"]["kinds"]
        facts["backgrounds"] = f"coloured, for {share:.0%} of the images: {', '.join(kinds)}"
    if "photographs" in parameters:
        facts["photographs"] = f"{parameters['photographs']['share']:.0%} of each batch"
    return facts


def _describe_step(step: Parameters, size: int | None) -> str:
    """Return a step's class with its arguments, or its features and their number."""
    if "func" in step:
        function = FUNCTIONS.get(step["func"], step["func"].rpartition(".")[2].replace("_", " "))
        return f"{function} ({size} features)" if size else function
    arguments = (
        f"{name} {' and '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in step.items()
        if name not in UNIMPORTANT
    )
    return ", ".join([step["type"].rpartition(".")[2], *arguments])


def _describe_rate(optimizer: Parameters, schedule: Parameters) -> str:
    rate = f"{optimizer['learning_rate']:g}"
    if schedule["name"] == "constant":
        return f"{rate}, constant"
    if not schedule["warmup"]:
        return f"{rate} at the start, then cosine decay to 0"
    return f"up to {rate} in the first {schedule['warmup']:.0%} of steps, then cosine decay to 0"


def _describe_views(flip: bool, shift: int) -> str:
    if not (flip or shift):
        return "none"
    mirrored = ", its mirror image" if flip else ""
    shifted = (
        f", four shifts of {'each' if flip else 'it'} by {plural(shift, 'pixel')}" if shift else ""
    )
    return f"the image{mirrored}{shifted}"


def describe_depth(tables: Tables) -> dict[str, object] | None:
    """Describe the effect of depth and shortcuts; None if it has not been measured.

    `gradients` holds, by kind and state, the ratio of the gradient norms in the first layer,
    deepest to shallowest network.
    """
    if "depth_effects" not in tables or "depth_gradients" not in tables:
        return None
    rows = list_rows(tables["depth_effects"].sort_values("depth"))
    gradients = tables["depth_gradients"]
    norms = gradients[gradients["layer"] == 1].set_index(["depth", "kind", "state"])["norm"]
    ratios = norms.xs(rows[-1]["depth"]) / norms.xs(rows[0]["depth"])
    by_kind = {kind: part.droplevel("kind").to_dict() for kind, part in ratios.groupby("kind")}
    return {"rows": rows, "shallowest": rows[0], "deepest": rows[-1], "gradients": by_kind}


def describe_techniques(tables: Tables) -> dict[str, object] | None:
    """Describe the effects of the techniques; None if they have not been measured.

    `whole` is the recipe against the plain network, `n` the number of comparisons in Holm's
    correction. `verdicts` holds for each comparison the techniques that significantly `raise` or
    `lower` the accuracy, those that are not significant although the interval excludes zero
    (`hint`), and the others (`open`), the largest effect first.
    """
    if "technique_effects" not in tables:
        return None
    effects = tables["technique_effects"]
    is_whole = effects["comparison"] == "all"
    each = effects[~is_whole]
    return {
        "rows": list_rows(each),
        "classical": rows_of(tables, "classical_effects"),
        "whole": list_rows(effects[is_whole])[0],
        "n": len(effects),
        "verdicts": {name: _group_by_verdict(group) for name, group in each.groupby("comparison")},
    }


def _group_by_verdict(effects: pd.DataFrame) -> dict[str, list[Row]]:
    ranked = effects.sort_values("difference", ascending=False, kind="stable")
    differ, rises = ranked["differ"], ranked["difference"] > 0
    hints = ~differ & ((ranked["low"] > 0) | (ranked["high"] < 0))
    groups = {"raise": differ & rises, "lower": differ & ~rises, "hint": hints}
    groups["open"] = ~differ & ~hints
    return {name: list_rows(ranked[group]) for name, group in groups.items()}


def describe_heat_maps(tables: Tables) -> dict[str, object] | None:
    """Describe the measures of the heat maps; None if they have not been measured.

    Returns:
        `rows`: the measures of every map and baseline; `randomised` holds the last step, in which
        all layers are re-initialised. `wins`: for each map and each of `OPPONENTS`, the measures by
        which the map is better. `best`: for each opponent, the maps that are better by all
        measures. `retained`: the maps that remain, with all layers re-initialised, more similar to
        the original than the maps of two images are. `chance`: the item's share of the pixels.
    """
    if "explanation_measures" not in tables:
        return None
    measures = tables["explanation_measures"]
    cells = nest(list_rows(repeat_for_layers(measures)), PLACE, "measure")
    maps = {place: row for place, row in cells.items() if "randomised" in row}
    wins = {place: {name: _find_wins(cells, place, name) for name in OPPONENTS} for place in maps}
    found = {name: [row[name]["value"] for row in maps.values()] for name in CORRELATIONS}
    images = measures.groupby("measure")["images"].max()
    return {
        "rows": nest(list_rows(measures), PLACE, "measure"),
        "images": {"all": int(images["pointing_game"]), "some": int(images["deletion"])},
        "chance": measures.loc[measures["method"] == "chance", "value"].max(),
        "wins": wins,
        "best": {
            name: [place for place in maps if wins[place][name] == list(names)]
            for name, (_, names) in OPPONENTS.items()
        },
        "ranges": {name: (part.min(), part.max()) for name, part in pd.DataFrame(found).items()},
        "retained": [
            place
            for place, row in maps.items()
            if row["randomised"]["low"] > row["another_image"]["high"]
        ],
    }


def _find_wins(cells: Cells, place: Place, opponent: str) -> list[str]:
    """Return the measures by which a map's 95% interval is better than all of an opponent's."""
    baselines, names = OPPONENTS[opponent]
    rows = [cells[(*place[:2], baseline)] for baseline in baselines]

    def is_better(name: str) -> bool:
        one, others = cells[place][name], [row[name] for row in rows if name in row]
        if name == "deletion":  # low is good; chance has no curves
            return all(one["high"] < other["low"] for other in others)
        return all(one["low"] > other["high"] for other in others)

    return [name for name in names if is_better(name)]
