"""How a model was trained, in words, from the parameters of its fit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fashion_mnist.parameters import model_names

Parameters = Mapping[str, Any]  # those of a fit, as its provenance keeps them
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "muon": "Muon"}
FUNCTIONS = {
    "numpy.sqrt": "square roots of the pixels",
    "fashion_mnist.classical.edges.pixels_and_edges": "local brightness and edge directions",
    "fashion_mnist.classical.hog.describe_edges": "histograms of oriented gradients",
}
UNIMPORTANT = {"type", "n_jobs"}  # of a step's arguments: they change nothing in what is learned


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
        f"a square erased in {augmentation['erase']:.0%}" if augmentation["erase"] else "",
        f"mixed by CutMix in {cutmix:.0%}" if cutmix else "",
    ]
    return ", ".join(filter(None, parts)) or "none"


def _describe_views(network: Parameters) -> str:
    flip, shift = network["flip_average"], network["shift_average"]
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
