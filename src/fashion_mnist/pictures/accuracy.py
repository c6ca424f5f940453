"""How often the answers to labelled pictures are right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from fashion_mnist.evaluation.intervals import wilson
from fashion_mnist.evaluation.predictions import list_rows, tabulate_rows
from fashion_mnist.images.arrays import Floats
from fashion_mnist.parameters.blocks import Block
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import confidence_label

PARAMETER = "picture_accuracy.folders"
Folders = Mapping[str, Sequence[str]]  # names of classes by the name of a folder


class PictureAccuracy(Block):
    """The classes that the pictures in the folders of each name may be of, none: of no class.

    A folder with the name of a class need not be among them.
    """

    folders: dict[str, list[str]]


def judge_answers(answers: pd.DataFrame, classes: Sequence[str], folders: Folders) -> pd.DataFrame:
    """Say of each answer whether it is right.

    Args:
        answers: what `tabulate_answers` gives; a picture is named `KIND/FILE`, or
            `GROUP/KIND/FILE`, by its path in the folder of all.
        classes: the names of the classes; a kind of such a name, whatever its case and
            punctuation, is of that class.
        folders: what other kinds may be of; none: they are of no class.

    Returns:
        `answers` with the `group` and the `kind` of each, whether it `is_known`, that is of some
        class, its `verdict`, and whether it is `right`. An unread picture is not.

    Raises:
        InputError: a kind is not known.
    """
    kinds = find_kinds(answers["file"], classes, folders)
    candidates = [folders.get(kind, [kind]) for kind in kinds]
    groups = [PurePosixPath(name).parent.parent for name in answers["file"]]
    return answers.assign(
        group=[str(group) if group.name else "" for group in groups],
        kind=kinds,
        is_known=[bool(names) for names in candidates],
        verdict=list(map(confidence_label, list_rows(answers))),
        right=[given in names for given, names in zip(answers["class"], candidates, strict=True)],
    )


def find_kinds(files: Iterable[str], classes: Sequence[str], folders: Folders) -> list[str]:
    """The kind of each picture, as `classes` or `folders` write the name of its folder.

    Raises:
        InputError: a kind is not known.
    """
    all_folders = {name: [name] for name in classes} | dict(folders)
    kinds = [match_folder(PurePosixPath(file).parent.name, all_folders) for file in files]
    check_folders(kinds, all_folders, classes, PARAMETER)
    return kinds


def tabulate_accuracies(judged: pd.DataFrame) -> pd.DataFrame:
    """Accuracy for all pictures, each group and each kind, with 95% intervals (Wilson, 1927).

    Returns:
        A row for each, by which it is (`by`: all, group or kind) and its `name`: the number of
        `images`; of those of a class the `accuracy` from `accuracy_low` to `accuracy_high`; the
        share that is `sure` and how accurate it is; the shares called `unlike` and `unread`.
    """
    known = judged[judged["is_known"]]
    parts = [
        ("all", "all", known),
        *(("group", str(name), part) for name, part in known.groupby("group") if name),
        *(("kind", str(name), part) for name, part in known.groupby("kind")),
        *(
            ("no class", str(name), part)
            for name, part in judged[~judged["is_known"]].groupby("kind")
        ),
    ]
    return tabulate_rows(
        {"model": part["model"].iloc[0], "by": by, "name": name} | _measure(part)
        for by, name, part in parts
        if len(part)
    )


def _measure(part: pd.DataFrame) -> dict[str, float]:
    sure = part[part["verdict"] == "sure"]
    shares = {name: (part["verdict"] == name).mean() for name in ("sure", "unlike", "unread")}
    return {
        "images": len(part),
        **_score("accuracy", part),
        **shares,
        **_score("accuracy_when_sure", sure),
    }


def _score(name: str, part: pd.DataFrame) -> dict[str, float]:
    if not len(part) or not part["is_known"].all():
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"), np.nan)
    low, high = wilson(part["right"].sum(), len(part))
    return {name: part["right"].mean(), f"{name}_low": low, f"{name}_high": high}


def tabulate_confusions(judged: pd.DataFrame) -> pd.DataFrame:
    """How many pictures of each `kind` were said to be of each `class`: `images`, most first."""
    read = judged[judged["verdict"] != "unread"]
    counts = read.groupby(["kind", "class"]).size().rename("images").reset_index()
    return counts.sort_values(["kind", "images"], ascending=[True, False], ignore_index=True)


def find_mistakes(judged: pd.DataFrame) -> list[int]:
    """The places of what was answered wrongly, or surely though it is of no class; sure ones first.

    Where a kind is of no class, an answer that is not sure is no mistake.
    """
    is_sure = judged["verdict"] == "sure"
    is_wrong = ~judged["right"] & (judged["is_known"] | is_sure) & (judged["verdict"] != "unread")
    order = np.argsort(~is_sure.to_numpy(), kind="stable")
    return [int(place) for place in order if is_wrong.iloc[place]]


def check_folders(
    found: Iterable[str], folders: Folders, classes: Sequence[str], parameter: str
) -> None:
    """Raise InputError unless each folder that was found is known, and each of its classes.

    Args:
        found: the folders' names.
        folders: what the `parameter` of that name says.
        classes: the names of the classes.
        parameter: its name.
    """
    found = {*found}
    unknown = found - {*folders}
    if unknown:
        raise InputError(
            f"Expected pictures in the folders {', '.join(sorted(folders))}. Received "
            f"{', '.join(map(repr, sorted(unknown)))}: add what is in there to `{parameter}`."
        )
    strange = {name for folder in found for name in folders[folder]} - {*classes}
    if strange:
        raise InputError(
            f"Expected classes: {', '.join(classes)}. Received in `{parameter}`: "
            f"{', '.join(sorted(strange))}."
        )


def match_folder(name: str, folders: Folders) -> str:
    """The folder of this name, else the one whose name differs in case and punctuation alone.

    Returns:
        The name itself if there is none, or if several that are not of the same classes are alike.
    """
    alike = [folder for folder in folders if _plain(folder) == _plain(name)]
    if name in folders or not alike or any(folders[each] != folders[alike[0]] for each in alike):
        return name
    return alike[0]


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold().replace("_", " ")))


def label(kinds: Iterable[str], folders: Folders, classes: Sequence[str]) -> Floats:
    """A one for each class that a picture may be of, or equal parts of all: (n, n_classes)."""
    names = list(classes)
    candidates = np.array([[name in folders[kind] for name in names] for kind in kinds])
    is_none = ~candidates.any(axis=1, keepdims=True)
    return np.where(is_none, 1 / len(names), candidates).astype(np.float32)
