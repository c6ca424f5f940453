"""Real photographs in folders of kinds: what a network learns from them, and is judged by."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from fashion_mnist.images.arrays import Images
from fashion_mnist.images.splitting import split_indices
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.boxes import Box, bound
from fashion_mnist.pictures.crops import cut_at_random, cut_views
from fashion_mnist.pictures.foreground import find_item
from fashion_mnist.pictures.unreadable import UnreadablePictureError

log = logging.getLogger(__name__)

TOLD = 500  # photographs after which progress is told

Reader = Callable[[], Images]
Readers = Mapping[str, Reader]
Cutter = Callable[[Images, Box], Images]


def split(photographs: Readers, part: float, seed: int) -> tuple[Readers, Readers]:
    """What is learned from, and a part of each folder that is held out."""
    names = list(photographs)
    folders = np.array([folder_of(name) for name in names])
    first, second = (
        {names[index]: photographs[names[index]] for index in indices}
        for indices in split_indices(folders, part, seed)
    )
    return first, second


def cut_for_training(
    photographs: Readers, n: int, size: int, seed: int
) -> tuple[pd.DataFrame, Images]:
    """Cut out the item of each photograph `n` times at random: (n_photographs, n, size, size, 3).

    The table has a row for each: its `file` and its `folder`. What shows no item is left out.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(photographs))
    of_each = [partial(cut_at_random, n=n, size=size, seed=own) for own in seeds]
    return _cut_all(photographs, of_each)


def cut_for_answers(photographs: Readers, size: int) -> tuple[pd.DataFrame, Images]:
    """Cut out the item of each photograph as people's pictures are, in several looks.

    The table is as `cut_for_training` gives it; the looks are (n, n_looks, size, size, 3).
    """
    return _cut_all(photographs, [partial(cut_views, size=size)] * len(photographs))


def _cut_all(photographs: Readers, cut: Sequence[Cutter]) -> tuple[pd.DataFrame, Images]:
    work = (delayed(_cut)(*both) for both in zip(photographs.values(), cut, strict=True))
    kept = {}
    done = Parallel(n_jobs=-1, batch_size=16, return_as="generator")(work)
    for number, (name, squares) in enumerate(zip(photographs, done, strict=True), 1):
        if squares is not None:
            kept[name] = squares
        if number % TOLD == 0:
            log.info("Cut %d of %d photographs", number, len(photographs))
    log.info("Found an item in %d of %d photographs", len(kept), len(photographs))
    if not kept:
        raise InputError("Expected photographs. Received files that show no item or are damaged.")
    table = pd.DataFrame({"file": list(kept), "folder": map(folder_of, kept)})
    return table, np.stack(list(kept.values()))


def _cut(read: Reader, cut: Cutter) -> Images | None:
    try:
        picture = read()
    except UnreadablePictureError:
        return None
    item = find_item(picture)
    return cut(picture[..., :3], bound(item)) if item.any() else None


def folder_of(name: str) -> str:
    """The folder that a photograph is in."""
    return name.partition("/")[0]
