"""Fashion-MNIST: deep networks against classical models, as a Kedro project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

__all__ = ["classify"]
__version__ = "0.1.0"


def classify(
    paths: str | Path | Sequence[str | Path],
    model: str | None = None,
    project: str | Path = ".",
) -> pd.DataFrame:
    """Classify pictures with a trained model, and write nothing.

    What the models find familiar is the one thing that is kept, once it has been made.

    Args:
        paths: a folder, a picture, or several of them.
        model: the name of a model that has been trained, by default that for coloured pictures, or
            else another network.
        project: the folder with the project's `conf` and `data`.

    Returns:
        The table that the pipeline `inference` makes: a row for each `file`, which is its path in
        the folder that was given, or the whole path where several have the same; what cannot be
        shown in it is escaped. `class` and `probability`, and `class_2`, `class_3` with theirs;
        `model` and whether it has `seen` the picture in grey or colour; whether it is `sure`;
        whether the picture looks `familiar`; or the `reason` why it could not be read.

    Raises:
        DatasetError: there are no pictures, or no model has been trained.
        InputError: there is no such model, or it has not been trained.
    """
    from fashion_mnist.runtime.classify import classify  # which imports Kedro

    return classify(paths, model, project)
