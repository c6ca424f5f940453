"""The answers to pictures, as a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from fashion_mnist.evaluation.calibration import select_risk_controlled_threshold
from fashion_mnist.evaluation.predictions import Table, list_rows, score_predictions
from fashion_mnist.images.arrays import Floats, Images, encode_data_uri
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.blocks import Block, Number, one_of
from fashion_mnist.pictures.conversion import take_pixels, try_to_convert
from fashion_mnist.pictures.types import Conversion, InputSpec

TOP = 3
TEXTS = ("file", "class", "class_2", "class_3", "model", "seen", "reason")  # columns
VERDICTS = ("sure", "not sure", "unlike", "unread")
SHOWN, SHOWN_STEP = 256, 128  # pixels of the longest edge of what people see
# The signs have wide forms, which some spreadsheets take for the same.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class Inference(Block):
    """Who answers people's own pictures, and when an answer is sure.

    The model, by default the robust network or, if it has not been trained, the network that is
    most accurate on the validation images; the accuracy that is promised, at a nominal confidence
    of 95%, of the answers that are called sure, on validation images or, where a model is judged by
    them, on photographs; the share of what is held out and of a class that is to look familiar.
    """

    model: Annotated[str, AfterValidator(one_of(model_names.names()))] | None = None
    accuracy_when_sure: Annotated[Number, Field(gt=0, le=1)] = 0.98
    accuracy_when_sure_on_photographs: Annotated[Number, Field(gt=0, le=1)] = 0.96
    familiar: Annotated[Number, Field(gt=0, lt=1)] = 0.95


def describe_classifier(
    model: str, predictions: pd.DataFrame, classes: Sequence[str], accuracy_when_sure: float
) -> dict[str, Any]:
    """How good a model is, and the probability from which it is sure.

    Args:
        model: its name.
        predictions: its predictions of the validation images.
        classes: the names of the classes.
        accuracy_when_sure: as `set_threshold` takes it.

    Returns:
        `model`, its `accuracy` on validation, and what `set_threshold` gives.
    """
    threshold = set_threshold(predictions, classes, accuracy_when_sure)
    return {"model": model, "accuracy": score_predictions(predictions)["accuracy"]} | threshold


def set_threshold(
    predictions: pd.DataFrame, classes: Sequence[str], accuracy: float
) -> dict[str, float | None]:
    """The probability from which predictions are promised to be as accurate as asked.

    Returns:
        `threshold`, the `accuracy_when_sure` of the predictions whose probability reaches it, with
        its 95% interval from `accuracy_when_sure_low` to `accuracy_when_sure_high`, and their share
        `share_sure`. The threshold is None if `select_risk_controlled_threshold` gives none. As
        the same predictions chose it, their accuracy flatters.
    """
    threshold = select_risk_controlled_threshold(predictions, classes, accuracy)
    confidence = predictions[list(classes)].max(axis=1)
    sure = predictions[confidence >= (np.inf if threshold is None else threshold)]
    scores = score_predictions(sure) if len(sure) else {}
    accuracies = {
        f"accuracy_when_sure{end}": scores.get(f"accuracy{end}") for end in ("", "_low", "_high")
    }
    return {"threshold": threshold} | accuracies | {"share_sure": len(sure) / len(predictions)}


def tabulate_answers(
    reasons: Mapping[str, str | None],
    probabilities: Floats,
    is_in_distribution: NDArray[np.bool_],
    classes: Sequence[str],
    classifier: Mapping[str, Any],
    seen: str,
) -> pd.DataFrame:
    """A row for each picture.

    Args:
        reasons: why a picture could not be read, None if it could, by the name of its file.
        probabilities: (n, n_classes), the rows of unreadable pictures being of no account.
        is_in_distribution: (n,), whether it looks like the training images.
        classes: the names of the classes.
        classifier: what `describe_classifier` gives.
        seen: what the model saw of the pictures, "grey" or "colour".

    Returns:
        `file`; `class`, `probability`, and likewise `class_2`, `class_3` of the next probable ones;
        `model` and what it has `seen`; whether it is `sure`, for which the picture must be
        `familiar`; `reason`. Those in `TEXTS` are of pandas' type str, with NaN for the class of a
        picture that could not be read and for the reason of one that could.
    """
    is_read = np.array([reason is None for reason in reasons.values()])
    ranked = _rank(probabilities, is_read, classes)
    threshold = classifier["threshold"]
    is_sure = probabilities.max(axis=1) >= (np.inf if threshold is None else threshold)
    table = pd.DataFrame({"file": list(reasons), **ranked}).assign(
        model=classifier["model"],
        seen=seen,
        sure=is_sure & is_in_distribution & is_read,
        familiar=is_in_distribution & is_read,
        reason=np.array(list(reasons.values()), object),
    )
    return table.astype({name: "str" for name in TEXTS if name in table})


def _rank(
    probabilities: Floats, is_read: NDArray[np.bool_], classes: Sequence[str]
) -> dict[str, NDArray[np.generic]]:
    """Columns of the most probable classes, which of an unreadable picture hold nothing."""
    columns = {}
    ranked = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
    names = np.array([*classes, None], object)  # the last is that of no class
    for place, labels in enumerate(ranked.T, start=1):
        suffix = f"_{place}" if place > 1 else ""
        of_place = probabilities[np.arange(len(labels)), labels]
        columns[f"class{suffix}"] = names[np.where(is_read, labels, len(classes))]
        columns[f"probability{suffix}"] = np.where(is_read, of_place, np.nan)
    return columns


def confidence_label(answer: Mapping[str, object]) -> str:
    """The verdict on a row of what `tabulate_answers` gives, one of `VERDICTS`.

    An answer is sure if its probability reaches the threshold from which the accuracy is promised,
    at a nominal confidence (see `evaluation.calibration`). An answer to a picture unlike
    what the model learned from means little, however probable it is.
    """
    if isinstance(answer["reason"], str):
        return "unread"
    if not answer["familiar"]:
        return "unlike"
    return "sure" if answer["sure"] else "not sure"


def count_confidence_labels(answers: Table) -> dict[str, int]:
    """The number of pictures with each of `VERDICTS`, in their order."""
    counts = Counter(map(confidence_label, list_rows(answers)))
    return {verdict: counts[verdict] for verdict in VERDICTS}


def summarise(counts: Mapping[str, int]) -> str:
    """What `count_confidence_labels` gives, as `3 pictures: 2 sure, 1 unread`."""
    total = sum(counts.values())
    parts = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    return f"{total} picture{'' if total == 1 else 's'}: {', '.join(parts)}"


def describe_pictures(
    pictures: Mapping[str, Callable[[], Images]], spec: InputSpec
) -> tuple[list[dict[str, object]], Images, Images]:
    """Describe several pictures, one at a time, as `describe_picture` does each."""
    described, seen, like_training = zip(
        *(describe_picture(name, read, spec) for name, read in pictures.items()), strict=True
    )
    return list(described), np.stack(seen), np.stack(like_training)


def describe_picture(
    name: str, read: Callable[[], Images], spec: InputSpec
) -> tuple[dict[str, object], Images, Images]:
    """Convert a picture and describe how, as JSON can hold it; or say why that is not possible.

    Args:
        name: of the file.
        read: gives the picture (h, w, 4), or raises UnreadablePictureError.
        spec: what images the model takes.

    Returns:
        The description; what the model sees, (height, width) or (height, width, 3); and likewise
        what is like the training images. Of a picture that cannot be used they are all 0.
    """
    attempt = try_to_convert(read, spec)
    described: dict[str, object] = {"file": name, "reason": attempt.reason, "picture": None}
    if attempt.picture is not None:
        described["height"], described["width"] = attempt.picture.shape[:2]
        described["picture"] = encode_data_uri(attempt.picture, "WEBP", SHOWN)
        for view, conversion in attempt.views.items():
            described[view] = _describe_conversion(conversion, attempt.picture.shape)
    return described, *take_pixels(attempt, spec)


def _describe_conversion(conversion: Conversion, shape: Sequence[int]) -> dict[str, object]:
    steps = [
        {"caption": caption, "source": encode_step(image, len(conversion.pixels))}
        for caption, image in conversion.steps.items()
    ]
    height, width = shape[:2]
    top, left, item_height, item_width = conversion.source
    place = {
        "top": top / height,
        "left": left / width,
        "height": item_height / height,
        "width": item_width / width,
    }
    return {"steps": steps, "place": place, "target": list(conversion.target)}


def encode_step(image: Images, size: int) -> str:
    """Every pixel of what has the size of the model's images, or less; else enough to look at."""
    is_small = max(image.shape[:2]) <= size
    return encode_data_uri(image) if is_small else encode_data_uri(image, "WEBP", SHOWN_STEP)


def protect(text: str) -> str:
    """A text with an apostrophe before it if it begins like a formula, or is one so protected."""
    return f"'{text}" if FORMULA.match(text) else text


def restore(text: str) -> str:
    """The text that `protect` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
