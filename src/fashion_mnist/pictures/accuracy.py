"""Accuracy on labelled pictures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from fashion_mnist.evaluation.intervals import wilson
from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.parameters.blocks import Block
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import confidence_label

Folders = Mapping[str, Sequence[str]]  # class names by folder name


class PictureAccuracy(Block):
    """The classes that the pictures in each folder may show, if it does not have a class's name."""

    folders: dict[str, list[str]]


def judge_answers(answers: pd.DataFrame, classes: Sequence[str], folders: Folders) -> pd.DataFrame:
    """Mark each prediction as right or wrong.

    Each `file` is a path `KIND/FILE` or `GROUP/KIND/FILE` below the folder with all pictures. A
    kind is a class, up to case and punctuation, or one of `folders`, which lists the classes that
    its pictures may show, or none; else InputError is raised.

    Returns:
        `answers` with the columns `group`, `kind`, `is_known` (the kind has a class), `verdict`
        (one of `VERDICTS`) and `right`, which is False for unread pictures.
    """
    kinds = find_kinds(answers["file"], classes, folders)
    candidates = [folders.get(kind, [kind]) for kind in kinds]
    groups = [PurePosixPath(name).parent.parent for name in answers["file"]]
    return answers.assign(
        group=[str(group) if group.name else "" for group in groups],
        kind=kinds,
        is_known=[bool(names) for names in candidates],
        verdict=list(map(confidence_label, list_rows(answers))),
        right=[name in names for name, names in zip(answers["class"], candidates, strict=True)],
    )


def find_kinds(files: Iterable[str], classes: Sequence[str], folders: Folders) -> list[str]:
    """Return each picture's folder, as spelled in `classes` or `folders`, or raise InputError."""
    all_folders = {name: [name] for name in classes} | dict(folders)
    kinds = [match_folder(PurePosixPath(file).parent.name, all_folders) for file in files]
    if "" in kinds:
        raise InputError("Expected pictures in folders named after classes. Received some outside.")
    check_folders(kinds, all_folders, classes, "picture_accuracy.folders")
    return kinds


def tabulate_accuracies(judged: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the accuracy on all pictures, each group and each kind.

    `by` (all, group, kind or no class) and `name` identify the subset of pictures in a row.
    `images` counts its pictures; `sure`, `unlike` and `unread` are the fractions with these
    verdicts. `accuracy` and `accuracy_when_sure` have 95% intervals (Wilson, 1927) in columns that
    end in `_low` and `_high`; all are NaN for pictures of no class.
    """
    known, others = (judged[judged["is_known"] == is_known] for is_known in (True, False))
    subsets = (
        ("group", known[known["group"] != ""].groupby("group")),
        ("kind", known.groupby("kind")),
        ("no class", others.groupby("kind")),
    )
    parts = [("all", "all", known)]
    parts += [(by, str(name), part) for by, groups in subsets for name, part in groups]
    return pd.DataFrame(
        {"model": part["model"].iloc[0], "by": by, "name": name, "images": len(part)}
        | _score("accuracy", part)
        | {word: (part["verdict"] == word).mean() for word in ("sure", "unlike", "unread")}
        | _score("accuracy_when_sure", part[part["verdict"] == "sure"])
        for by, name, part in parts
        if len(part)
    )


def _score(name: str, part: pd.DataFrame) -> dict[str, float]:
    if not len(part) or not part["is_known"].all():
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"), np.nan)
    low, high = wilson(part["right"].sum(), len(part))
    return {name: part["right"].mean(), f"{name}_low": low, f"{name}_high": high}


def tabulate_confusions(judged: pd.DataFrame) -> pd.DataFrame:
    """Count in `images` how many pictures of each `kind` were predicted as each `class`."""
    read = judged[judged["verdict"] != "unread"]
    counts = read.groupby(["kind", "class"]).size().reset_index(name="images")
    return counts.sort_values(["kind", "images"], ascending=[True, False], ignore_index=True)


def find_mistakes(judged: pd.DataFrame) -> list[int]:
    """Return the row numbers of mistakes, sure ones first.

    For a picture of no class, only a sure prediction is a mistake. An unread picture is not one.
    """
    is_sure = judged["verdict"] == "sure"
    is_wrong = ~judged["right"] & (judged["is_known"] | is_sure) & (judged["verdict"] != "unread")
    return sorted(np.flatnonzero(is_wrong).tolist(), key=lambda row: not is_sure.iloc[row])


def check_folders(
    found: Iterable[str], folders: Folders, classes: Sequence[str], parameter: str
) -> None:
    """Raise InputError unless every folder found is listed in a parameter, with known classes."""
    found = {*found}
    unknown = found - {*folders}
    if unknown:
        raise InputError(
            f"Expected pictures in the folders {', '.join(sorted(folders))}. Received "
            f"{', '.join(map(repr, sorted(unknown)))}: add their classes to `{parameter}`."
        )
    unknown_classes = {name for folder in found for name in folders[folder]} - {*classes}
    if unknown_classes:
        raise InputError(
            f"Expected classes: {', '.join(classes)}. Received in `{parameter}`: "
            f"{', '.join(sorted(unknown_classes))}."
        )


def match_folder(name: str, folders: Folders) -> str:
    """Return the folder of this name, or else one that differs only in case and punctuation.

    It is the name itself if no folder matches, or if matching folders have different classes.
    """
    words = {each: re.findall(r"[^\W_]+", each.casefold()) for each in (*folders, name)}
    matches = [folder for folder in folders if words[folder] == words[name]]
    is_clear = matches and all(folders[match] == folders[matches[0]] for match in matches)
    return matches[0] if is_clear and name not in folders else name
