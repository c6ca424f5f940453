"""Models of users' pictures, tables of their predictions, and when a prediction is sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from fashion_mnist.evaluation.calibration import (
    ood_score,
    relative_confidence,
    select_risk_controlled_threshold,
)
from fashion_mnist.evaluation.predictions import Table, list_rows, score_predictions
from fashion_mnist.images.arrays import Floats, Images, Labels, encode_data_uri
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Block, Number, one_of
from fashion_mnist.pictures.conversion import (
    Conversion,
    InputSpec,
    in_threads,
    try_to_convert,
    view_of,
)

MODELS = (*model_names.NAMES, model_names.RELEASED)
TOP = 3
TEXTS = ("file", "class", "class_2", "class_3", "model", "seen", "reason")  # text columns
VERDICTS = ("sure", "not sure", "unlike", "classified", "unread")
PHOTOGRAPHS = "photographs"  # only predictions for these images give thresholds
PREVIEW_EDGE, STEP_EDGE = 256, 128  # pixels of the longest edge of the pictures on the page
# Some spreadsheets treat the full-width forms of these signs like the signs themselves.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
ModelName = Annotated[str, AfterValidator(one_of(MODELS))]


class Inference(Block):
    """The model of users' pictures, and when it is sure; `parameters_inference.yml` explains it."""

    model: ModelName | None = None
    accuracy_when_sure: Annotated[Number, Field(gt=0, le=1)] = 0.96
    in_distribution_rate: Annotated[Number, Field(gt=0, lt=1)] = 0.95


def describe_classifier(
    model: str,
    predictions: pd.DataFrame,
    judged_on: str,
    classes: Sequence[str],
    options: Inference,
) -> dict[str, Any]:
    """Describe a model by its accuracy and the thresholds of its predictions.

    The predictions are for the held-out images `judged_on`. Only `PHOTOGRAPHS` give thresholds:
    those from other images do not hold for photographs.

    Returns:
        `model` and `judged_on`; the `accuracy` of the predictions; the `relative_threshold`, of
        `relative_confidence`, and the `largest_ood_score`, both None if there is none;
        `share_sure`, the fraction of sure predictions; and the `accuracy_when_sure` of these, with
        its 95% interval from `accuracy_when_sure_low` to `accuracy_when_sure_high`. This accuracy
        is optimistic, because the thresholds were selected on the same predictions.
    """
    probabilities, minimum = predictions[list(classes)].to_numpy(), options.accuracy_when_sure
    thresholds: dict[str, float | None] = {"relative_threshold": None, "largest_ood_score": None}
    if judged_on == PHOTOGRAPHS:
        threshold = select_risk_controlled_threshold(predictions, classes, minimum)
        largest = float(np.quantile(ood_score(probabilities), options.in_distribution_rate))
        thresholds = {"relative_threshold": threshold, "largest_ood_score": largest}
    is_sure, _ = apply_thresholds(probabilities, thresholds)
    sure = predictions[is_sure]
    scores = score_predictions(sure) if len(sure) else {}
    return {
        "model": model,
        "judged_on": judged_on,
        "accuracy": score_predictions(predictions)["accuracy"],
        **thresholds,
        "accuracy_when_sure": scores.get("accuracy"),
        "accuracy_when_sure_low": scores.get("accuracy_low"),
        "accuracy_when_sure_high": scores.get("accuracy_high"),
        "share_sure": len(sure) / len(predictions),
    }


class PictureModel(NamedTuple):
    """A model that is ready to classify users' pictures.

    It takes the crops of pictures, uint8 (n, n_crops, height, width) or (..., 3).
    """

    classifier: Mapping[str, Any]  # as `choose_classifier` returns it
    classes: list[str]  # in the order of the probabilities
    predict: Callable[[Images], Floats]  # from crops to probabilities (n, n_classes)
    # From crops and classes (n,) to heat maps (n, height, width): their support in the first crop.
    explain: Callable[[Images, Labels], Floats]
    card: Mapping[str, Any] = {}  # see `load_released`

    def classify(
        self, reasons: Mapping[str, str | None], crops: Images
    ) -> tuple[pd.DataFrame, Labels]:
        """Return the table of `tabulate_answers`, and the most probable classes (n,)."""
        probabilities = self.predict(crops)
        table = tabulate_answers(reasons, probabilities, self.classes, self.classifier)
        return table, probabilities.argmax(axis=1)


def tabulate_answers(
    reasons: Mapping[str, str | None],
    probabilities: Floats,
    classes: Sequence[str],
    classifier: Mapping[str, Any],
) -> pd.DataFrame:
    """Tabulate the predictions, with a row for each picture.

    Args:
        reasons: for each file name the reason why it could not be read, or None if it was read.
        probabilities: (n, n_classes); the rows of unread pictures are ignored.
        classifier: the result of `describe_classifier`, with the model's `input_spec`.

    Returns:
        The columns `file`; `class` and `probability`, also of the second and third most probable
        class, with the suffixes `_2` and `_3`; `model`; `seen`, grey or colour, as the model got
        the picture; `sure` and `in_distribution`, as `apply_thresholds` returns them, both False
        for unread pictures; and `reason`. The columns in `TEXTS` have pandas' dtype str, with NaN
        for the class of an unread picture and for the reason of any other.
    """
    is_read = np.array([reason is None for reason in reasons.values()])
    columns = {}
    ranked = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
    names = np.array([*classes, None], object)  # None is the class of unread pictures
    for rank, labels in enumerate(ranked.T, start=1):
        suffix = f"_{rank}" if rank > 1 else ""
        confidence = probabilities[np.arange(len(labels)), labels]
        columns[f"class{suffix}"] = names[np.where(is_read, labels, len(classes))]
        columns[f"probability{suffix}"] = np.where(is_read, confidence, np.nan)
    is_sure, is_in_distribution = apply_thresholds(probabilities, classifier)
    table = pd.DataFrame({"file": list(reasons), **columns}).assign(
        model=classifier["model"],
        seen=view_of(InputSpec.of(classifier).shape),
        sure=is_sure & is_read,
        in_distribution=is_in_distribution & is_read,
        reason=np.array(list(reasons.values()), object),
    )
    return table.astype({name: "str" for name in TEXTS if name in table})


def apply_thresholds(
    probabilities: Floats, classifier: Mapping[str, Any]
) -> tuple[NDArray[np.bool_], pd.api.extensions.ExtensionArray]:
    """Return whether each prediction is sure, and whether its picture is in distribution, (n,).

    A sure prediction is also in distribution. Without thresholds no prediction is sure, and whether
    a picture is in distribution is NA.
    """
    threshold, largest = classifier["relative_threshold"], classifier["largest_ood_score"]
    if largest is None:
        n = len(probabilities)
        return np.zeros(n, bool), pd.array([pd.NA] * n, dtype="boolean")
    is_in_distribution = ood_score(probabilities) <= largest
    minimum = np.inf if threshold is None else threshold
    is_sure = is_in_distribution & (relative_confidence(probabilities) >= minimum)
    return is_sure, pd.array(is_in_distribution, dtype="boolean")


def confidence_label(answer: Mapping[str, Any]) -> str:
    """Return the label of a row from `tabulate_answers`, one of `VERDICTS`.

    A prediction is sure if its class is so much more probable than the second that the accuracy is
    controlled at a nominal confidence (see `evaluation.calibration`). A picture unlike the training
    images may show none of the classes. A picture is only classified, without such a remark, if the
    model was not judged on photographs.
    """
    if isinstance(answer["reason"], str):
        return "unread"
    if pd.isna(answer["in_distribution"]):
        return "classified"
    if not answer["in_distribution"]:
        return "unlike"
    return "sure" if answer["sure"] else "not sure"


def count_confidence_labels(answers: Table) -> dict[str, int]:
    """Count the pictures with each label that occurs, in the order of `VERDICTS`."""
    counts = Counter(map(confidence_label, list_rows(answers)))
    return {verdict: counts[verdict] for verdict in VERDICTS if verdict in counts}


def summarise(counts: Mapping[str, int]) -> str:
    """Format the result of `count_confidence_labels`, as in `3 pictures: 2 sure, 1 unread`."""
    total = sum(counts.values())
    parts = [f"{count} {verdict}" for verdict, count in counts.items()]
    return f"{total} picture{'' if total == 1 else 's'}: {', '.join(parts)}"


def describe_pictures(
    pictures: dict[str, Callable[[], Images]], classifier: dict[str, Any]
) -> tuple[list[dict[str, Any]], Images]:
    """Apply `describe_picture` to each picture, in threads, and stack the crops."""
    describe = partial(describe_picture, spec=InputSpec.of(classifier))
    described, crops = zip(*in_threads(describe, pictures, pictures.values()), strict=True)
    return list(described), np.stack(crops)


def describe_picture(
    name: str, read: Callable[[], Images], spec: InputSpec
) -> tuple[dict[str, Any], Images]:
    """Describe a picture's conversion to a model's input in JSON types, with its crops.

    There is a `reason` if the picture cannot be used.
    """
    attempt = try_to_convert(read, spec)
    described: dict[str, Any] = {"file": name, "reason": attempt.reason, "picture": None}
    if attempt.picture is not None:
        height, width = attempt.picture.shape[:2]
        picture = encode_data_uri(attempt.picture, "WEBP", PREVIEW_EDGE)
        described |= {"picture": picture, "height": height, "width": width}
        if (conversion := attempt.conversion) is not None:
            relative = np.divide(conversion.source, (height, width, height, width)).tolist()
            described["steps"] = encode_steps(conversion)
            described["place"] = dict(zip(conversion.source._fields, relative, strict=True))
            described["target"] = list(conversion.target)
    return described, attempt.crops


def encode_steps(conversion: Conversion) -> list[dict[str, str]]:
    """Return the `caption` of each step and, as its `source`, the picture as a data URI.

    Pictures no larger than the model's input are exact; larger ones are reduced.
    """
    size, steps = len(conversion.pixels), []
    for caption, image in conversion.steps.items():
        is_small = max(image.shape[:2]) <= size
        source = encode_data_uri(image) if is_small else encode_data_uri(image, "WEBP", STEP_EDGE)
        steps.append({"caption": caption, "source": source})
    return steps


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that begins like a formula, or like a protected one."""
    return f"'{text}" if FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
