"""The report's parts on training, depth, techniques and heat maps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.explanation.assessment import repeat_for_layers
from fashion_mnist.explanation.measures import CURVES
from fashion_mnist.figures.explanation import SCORES
from fashion_mnist.parameters import model_names
from fashion_mnist.report.render import Row, Tables, nest, rows_of

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


def describe_trainings(models: Iterable[Parameters]) -> dict[str, dict[str, dict[str, str]]]:
    """Describe how each model was trained, separately for networks and classical models.

    Args:
        models: the summary of each model with its `name`. The ensemble is skipped.
    """
    described: dict[str, dict[str, dict[str, str]]] = {
        "networks_trained": {},
        "classical_trained": {},
    }
    for model in models:
        if (name := model["name"]) != model_names.ENSEMBLE:
            kind = "networks" if name in model_names.networks() else "classical"
            facts = describe_training(model["provenance"]["parameters"], model["layers"])
            described[f"{kind}_trained"][name] = facts
    return described


def describe_training(parameters: Parameters, layers: Sequence[Parameters]) -> dict[str, str]:
    """Describe the settings of a network's training or of a classical model's steps, by name.

    Args:
        parameters: a `Network` or `ClassicalModel` block as plain data.
        layers: rows of the fitted model's table of layers, for the numbers of features.
    """
    if "steps" in parameters:
        sampled = parameters.get("train_on")
        images = f"a stratified sample of {sampled:,}" if sampled else "all"
        steps = _describe_steps(parameters["steps"], layers)
        calibration = parameters["calibration"]
        probabilities = (
            f"{calibration} calibration, on validation" if calibration else "not calibrated"
        )
        return steps | {"probabilities": probabilities, "images": images}
    training, batch = parameters["training"], parameters["training"]["batch_size"]
    facts = {
        "architecture": parameters["architecture"],
        "optimizer": _describe_optimizer(training["optimizer"]),
        "learning rate": _describe_rate(training["optimizer"], training["schedule"]),
        "epochs": f"{training['epochs']}, batch size {batch}; the best on validation is kept",
        "augmentation": _describe_augmentation(training["augmentation"]),
        "label smoothing": f"{training['label_smoothing'] or 'none'}",
        "precision": training["precision"],
        "test-time averaging": _describe_views(parameters),
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
        return f"{rate} at the start, then cosine decay to 0"
    return f"up to {rate} in the first {schedule['warmup']:.0%} of steps, then cosine decay to 0"


def _describe_augmentation(augmentation: Parameters) -> str:
    cutmix = augmentation.get("cutmix")  # missing in networks trained by version 1.0
    parts = [
        "random flips" if augmentation["flip"] else "",
        f"shifts of up to {_pixels(augmentation['shift'])}" if augmentation["shift"] else "",
        f"random erasing in {augmentation['random_erasing']:.0%}"
        if augmentation["random_erasing"]
        else "",
        f"CutMix in {cutmix:.0%}" if cutmix else "",
    ]
    return ", ".join(filter(None, parts)) or "none"


def _describe_views(network: Parameters) -> str:
    flip, shift = network["tta_flip"], network["tta_shift"]
    if not (flip or shift):
        return "none"
    parts = ["the image", "its mirror image" if flip else ""]
    parts.append(f"four shifts of {'each' if flip else 'it'} by {_pixels(shift)}" if shift else "")
    return ", ".join(filter(None, parts))


def _pixels(n: int) -> str:
    return f"{n} pixel{'s' if n > 1 else ''}"


def _describe_backgrounds(randomisation: Parameters) -> str:
    kinds = ", ".join(randomisation["kinds"])
    return f"coloured, for {randomisation['share']:.0%} of the images: {kinds}"


def _describe_steps(steps: Sequence[Parameters], layers: Sequence[Parameters]) -> dict[str, str]:
    sizes = [layer["output_shape"] for layer in layers[1:]]  # the first is the input
    sizes += [None] * (len(steps) - len(sizes))
    *transformers, classifier = map(_describe_step, steps, sizes)
    return {"features": "; ".join(transformers) or "the pixels", "classifier": classifier}


def _describe_step(step: Parameters, size: int | None) -> str:
    """Return a step's class with its arguments, or its features and their number."""
    if "func" in step:
        function = FUNCTIONS.get(step["func"], step["func"].rpartition(".")[2].replace("_", " "))
        return f"{function} ({size} features)" if size else function
    arguments = [f"{name} {_show(step[name])}" for name in step if name not in UNIMPORTANT]
    name = step["type"].rpartition(".")[2]
    return f"{name}, {', '.join(arguments)}" if arguments else name


def _show(value: object) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list) else str(value)


def describe_depth(tables: Tables) -> dict[str, object] | None:
    """Describe the effect of depth and shortcuts; None if it has not been measured.

    Returns:
        `rows`: the losses at each depth. `shallowest` and `deepest`: the first and the last row.
        `gradients`: by kind and state, the ratio of the gradient norms in the first layer, deepest
        to shallowest network.
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
    """Describe the effects of the techniques; None if they have not been measured.

    Returns:
        `rows` and `classical`: the effects on the network and on classical models. `whole`: the
        recipe against the plain network. `n`: the number of comparisons in Holm's correction.
        `verdicts`: for each comparison, the techniques that significantly `raise` or `lower` the
        accuracy, those that are not significant although the interval excludes zero (`hint`), and
        the others (`open`), the largest effect first.
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
    groups = {
        "raise": differ & rises,
        "lower": differ & ~rises,
        "hint": hints,
        "open": ~differ & ~hints,
    }
    return {name: list_rows(ranked[group]) for name, group in groups.items()}


def describe_heat_maps(tables: Tables) -> dict[str, object] | None:
    """Describe the measures of the heat maps; None if they have not been measured.

    Args:
        tables: `explanation_measures`, by name.

    Returns:
        `rows`: the measures of every map and baseline; `randomised` is that of the last step, with
        all layers re-initialised. `images`: the numbers of test images in the pointing game (`all`)
        and in the deletion curves (`some`). `wins`: for each map and each of `OPPONENTS`, the
        measures by which the map is better. `best`: for each opponent, the maps that are better by
        all measures. `ranges`: the lowest and the highest value of each correlation. `retained`:
        the maps that remain, with all layers re-initialised, more similar to the original than the
        maps of two images are to each other.
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
            name: [place for place in maps if wins[place][name] == list(names)]
            for name, (_, names) in OPPONENTS.items()
        },
        "ranges": {name: _range(cells[place][name] for place in maps) for name in CORRELATIONS},
        "retained": [place for place in maps if _is_retained(cells[place])],
    }


def _find_wins(cells: Cells, place: Place, opponent: str) -> list[str]:
    baselines, names = OPPONENTS[opponent]
    return [name for name in names if all(_beats(cells, place, one, name) for one in baselines)]


def _beats(cells: Cells, place: Place, baseline: str, measure: str) -> bool:
    """Return whether the map is better than the baseline with disjoint 95% intervals."""
    one, other = cells[place][measure], cells[(*place[:2], baseline)].get(measure)
    if other is None:  # chance has no curves
        return True
    return bool(one["high"] < other["low"] if measure == "deletion" else one["low"] > other["high"])


def _range(rows: Iterable[Row]) -> tuple[float, float]:
    values = pd.Series([row["value"] for row in rows])
    return float(values.min()), float(values.max())


def _is_retained(row: Mapping[str, Row]) -> bool:
    return bool(row["randomised"]["low"] > row["another_image"]["high"])
