"""What the report says of networks: training, depth, techniques, heat maps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.explanation.assessment import repeat_for_layers
from fashion_mnist.explanation.measures import CURVES
from fashion_mnist.figures.explanation import SCORES
from fashion_mnist.parameters import model_names
from fashion_mnist.report.render import Row, Tables, nest, rows_of

Parameters = Mapping[str, Any]  # those of a fit, as its provenance keeps them
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "muon": "Muon"}
FUNCTIONS = {
    "numpy.sqrt": "square roots of the pixels",
    "fashion_mnist.classical.edges.pixels_and_edges": "local brightness and edge directions",
    "fashion_mnist.classical.edges.hog": "histograms of oriented gradients",
}
UNIMPORTANT = {"type", "n_jobs"}  # of a step's arguments: they change nothing in what is learned
CORRELATIONS = ("mirror_image", "another_image", "randomised")
# Whom a map has to beat, and by what: the image lies on the item by definition.
OPPONENTS = {
    "noise": (("chance", "random"), tuple(SCORES)),
    "centre": (("centre",), tuple(SCORES)),
    "image": (("image",), CURVES),
}

PLACE = ["model", "layer", "method"]
Place = tuple[str, str, str]  # whose map it is; a baseline is a method too
Cells = Mapping[Place, Mapping[str, Row]]  # a row of the table for each measure


def describe_trainings(models: Iterable[Parameters]) -> dict[str, dict[str, dict[str, str]]]:
    """What was chosen for each fit, by model, of the networks and of the classical models.

    Args:
        models: a summary of each, with its `name`; the ensemble is no fit.
    """
    told: dict[str, dict[str, dict[str, str]]] = {"networks_trained": {}, "classical_trained": {}}
    for model in models:
        if (name := model["name"]) != model_names.ENSEMBLE:
            kind = "networks" if name in model_names.networks() else "classical"
            facts = describe_training(model["provenance"]["parameters"], model["layers"])
            told[f"{kind}_trained"][name] = facts
    return told


def describe_training(parameters: Parameters, layers: Sequence[Parameters]) -> dict[str, str]:
    """What was chosen for a fit, by what it is: a network's training, or a classical model's steps.

    Args:
        parameters: a block of `parameters.Network` or `parameters.ClassicalModel`, as plain data.
        layers: the rows of the table of the fitted model, which tell the number of features.
    """
    if "steps" in parameters:
        sampled = parameters.get("train_on")
        images = f"a stratified sample of {sampled:,}" if sampled else "all"
        steps = _describe_steps(parameters["steps"], layers)
        calibration = parameters["calibration"]
        by = f"by {calibration}, fitted on validation" if calibration else "its own"
        return steps | {"probabilities": by, "images": images}
    training, batch = parameters["training"], parameters["training"]["batch_size"]
    facts = {
        "architecture": parameters["architecture"],
        "optimizer": _describe_optimizer(training["optimizer"]),
        "learning rate": _describe_rate(training["optimizer"], training["schedule"]),
        "epochs": f"{training['epochs']}, in batches of {batch}; the best on validation is kept",
        "augmentation": _describe_augmentation(training["augmentation"]),
        "label smoothing": f"{training['label_smoothing'] or 'none'}",
        "precision": training["precision"],
        "averaged at prediction": _describe_views(parameters),
    }
    if "randomisation" in parameters:
        facts["backgrounds"] = _describe_backgrounds(parameters["randomisation"])
    return facts


def _describe_optimizer(optimizer: Parameters) -> str:
    parts = [OPTIMIZERS[optimizer["name"]]]
    if optimizer["name"] in ("sgd", "muon"):
        parts.append(f"Nesterov momentum {optimizer['momentum']:g}")
    if optimizer["weight_decay"]:
        parts.append(f"weight decay {optimizer['weight_decay']:g}")
    return ", ".join(parts)


def _describe_rate(optimizer: Parameters, schedule: Parameters) -> str:
    rate = f"{optimizer['learning_rate']:g}"
    if schedule["name"] == "constant":
        return f"{rate}, constant"
    if not schedule["warmup"]:
        return f"{rate} at first, by a cosine down to 0"
    return f"up to {rate} in the first {schedule['warmup']:.0%} of the steps, by a cosine down to 0"


def _describe_augmentation(augmentation: Parameters) -> str:
    cutmix = augmentation.get("cutmix")  # which networks trained by version 1.0 lack
    parts = [
        "mirrored at random" if augmentation["flip"] else "",
        f"moved by up to {_pixels(augmentation['shift'])}" if augmentation["shift"] else "",
        f"a square erased in {augmentation['random_erasing']:.0%}"
        if augmentation["random_erasing"]
        else "",
        f"mixed by CutMix in {cutmix:.0%}" if cutmix else "",
    ]
    return ", ".join(filter(None, parts)) or "none"


def _describe_views(network: Parameters) -> str:
    flip, shift = network["tta_flip"], network["tta_shift"]
    parts = ["the image as it is", "its mirror image" if flip else ""]
    parts.append(f"{'both' if flip else 'it'} moved by {_pixels(shift)} four ways" if shift else "")
    return ", ".join(filter(None, parts)) if flip or shift else "nothing"


def _pixels(n: int) -> str:
    return f"{n} pixel{'s' if n > 1 else ''}"


def _describe_backgrounds(randomisation: Parameters) -> str:
    kinds = ", ".join(randomisation["kinds"])
    return f"in colour on {randomisation['share']:.0%} of the images: {kinds}"


def _describe_steps(steps: Sequence[Parameters], layers: Sequence[Parameters]) -> dict[str, str]:
    sizes = [layer["output_shape"] for layer in layers[1:]]  # the first is what the model takes
    sizes += [None] * (len(steps) - len(sizes))
    *before, classifier = map(_describe_step, steps, sizes)
    return {"features": "; ".join(before) or "the pixels", "classifier": classifier}


def _describe_step(step: Parameters, size: int | None) -> str:
    """A step's class with its arguments, or what its function gives, and how many numbers."""
    if "func" in step:
        function = FUNCTIONS.get(step["func"], step["func"].rpartition(".")[2].replace("_", " "))
        return f"{function} ({size} numbers)" if size else function
    arguments = [f"{name} {_show(step[name])}" for name in step if name not in UNIMPORTANT]
    name = step["type"].rpartition(".")[2]
    return f"{name}, {', '.join(arguments)}" if arguments else name


def _show(value: object) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list) else str(value)


def describe_depth(tables: Tables) -> dict[str, object] | None:
    """What depth and shortcuts do; None where it has not been measured.

    Returns:
        `rows`, the losses at each depth; the `shallowest` and the `deepest` of them; and
        `gradients`: by kind and state the norm in the first layer of the deepest network over that
        of the shallowest.
    """
    if "depth_effects" not in tables or "depth_gradients" not in tables:
        return None
    rows = list_rows(tables["depth_effects"].sort_values("depth"))
    shallowest, deepest = rows[0], rows[-1]
    return {
        "rows": rows,
        "shallowest": shallowest,
        "deepest": deepest,
        "gradients": _compare_gradients(
            tables["depth_gradients"], shallowest["depth"], deepest["depth"]
        ),
    }


def _compare_gradients(
    gradients: pd.DataFrame, shallowest: int, deepest: int
) -> dict[str, dict[str, float]]:
    first = gradients[gradients["layer"] == 1]
    norms = first.set_index(["kind", "state", "depth"])["norm"]
    ratios = norms.xs(deepest, level="depth") / norms.xs(shallowest, level="depth")
    return {
        str(kind): {str(state): float(ratio) for state, ratio in part.droplevel("kind").items()}
        for kind, part in ratios.groupby(level="kind")
    }


def describe_techniques(tables: Tables) -> dict[str, object] | None:
    """What raises the accuracy of the network; None where it has not been measured.

    Returns:
        `rows` and `classical`, the effects; `whole`, the recipe against the plain network; `n`, how
        many comparisons were tested together; and `verdicts`: for each comparison the techniques
        that by the corrected test `raise` the accuracy or `lower` it, those of which only the
        interval does not cover zero (`hint`), and the rest (`open`), the largest effect first.
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
        "verdicts": {name: _sort_out(group) for name, group in each.groupby("comparison")},
    }


def _sort_out(effects: pd.DataFrame) -> dict[str, list[Row]]:
    ranked = effects.sort_values("difference", ascending=False, kind="stable")
    differ, rises = ranked["differ"], ranked["difference"] > 0
    hints = ~differ & ((ranked["low"] > 0) | (ranked["high"] < 0))
    groups = {
        "raise": differ & rises,
        "lower": differ & ~rises,
        "hint": hints,
        "open": ~differ & ~hints,
    }
    return {name: list_rows(ranked[group]) for name, group in groups.items()}


def describe_heat_maps(tables: Tables) -> dict[str, object] | None:
    """What the report says of the heat maps; None where they have not been measured.

    Args:
        tables: `explanation_measures`, by name.

    Returns:
        `rows`: the measures of every map and baseline, by their names; of the networks randomised
        step by step the last. `images`: how many test images were explained, and how many followed.
        `wins`: for each map and each of `OPPONENTS` the measures by which it is better. `best`: for
        each opponent, the maps that are by all measures. `ranges`: the lowest and the highest of
        each correlation. `retained`: the maps which the last randomised network leaves more like
        the original ones than the maps of two images are.
    """
    if "explanation_measures" not in tables:
        return None
    measures = tables["explanation_measures"]
    cells = nest(list_rows(repeat_for_layers(measures)), PLACE, "measure")
    maps = [place for place, row in cells.items() if "randomised" in row]
    wins = {place: {name: _find_wins(cells, place, name) for name in OPPONENTS} for place in maps}
    images = measures.groupby("measure")["images"].max()
    return {
        "rows": list(nest(list_rows(measures), PLACE, "measure").items()),
        "images": {"all": int(images["pointing_game"]), "some": int(images["deletion"])},
        "wins": list(wins.items()),
        "best": {
            name: [place for place in maps if wins[place][name] == list(by)]
            for name, (_, by) in OPPONENTS.items()
        },
        "ranges": {name: _range(cells[place][name] for place in maps) for name in CORRELATIONS},
        "retained": [place for place in maps if _is_retained(cells[place])],
    }


def _find_wins(cells: Cells, place: Place, opponent: str) -> list[str]:
    baselines, by = OPPONENTS[opponent]
    return [name for name in by if all(_beats(cells, place, one, name) for one in baselines)]


def _beats(cells: Cells, place: Place, baseline: str, measure: str) -> bool:
    """Whether the 95% intervals lie apart, the map's on the better side."""
    one, other = cells[place][measure], cells[(*place[:2], baseline)].get(measure)
    if other is None:  # chance has no curves
        return True
    return bool(one["high"] < other["low"] if measure == "deletion" else one["low"] > other["high"])


def _range(rows: Iterable[Row]) -> tuple[float, float]:
    values = pd.Series([row["value"] for row in rows])
    return float(values.min()), float(values.max())


def _is_retained(row: Mapping[str, Row]) -> bool:
    return bool(row["randomised"]["low"] > row["another_image"]["high"])
