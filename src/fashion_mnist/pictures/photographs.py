"""Real photographs, which the network for colour pictures is also trained on."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

import numpy as np
import pandas as pd
from PIL import Image
from pydantic import Field, model_validator

from fashion_mnist.images.arrays import Images
from fashion_mnist.parameters.blocks import Block, Count, Share
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.foreground import Box, bound, cut, find_item, surround
from fashion_mnist.pictures.reading import UnreadablePictureError

log = logging.getLogger(__name__)
LOG_EVERY = 500  # photographs
ID = 8  # the number of characters of an id in the table of parts

Reader = Callable[[], Images]
Cutter = Callable[[Images, Box], Images]
# Edges of the square crops around an item, relative to the item's longest edge.
FRAMES = (1.2, 1.0, 1.35)
# Limits of random crops: the edge as in `FRAMES`, degrees of rotation, the shift per edge.
WIDEST, TILT, OFF_CENTRE = 1.6, 15, (-0.08, 0.08)
FINE = 4  # larger items are first reduced to this multiple of the crops' size


class Photographs(Block):
    """Real photographs; see `parameters_photographs.yml`."""

    kinds: dict[str, list[str]]
    adults_only: list[str] = Field(default_factory=list)
    folds: Annotated[int, Field(ge=2)] = 5
    held_out: Annotated[int, Field(ge=0)] = 0
    crops: Count = 16
    share: Share = 0.25
    jitter: Share = 0

    @model_validator(mode="after")
    def _check_fold(self) -> "Photographs":
        if self.held_out >= self.folds:
            raise ValueError(
                f"Expected held_out below folds, {self.folds}. Received {self.held_out}"
            )
        return self


def select_part(
    photographs: pd.DataFrame, parts: pd.DataFrame, part: str, options: Photographs
) -> pd.DataFrame:
    """Select the photographs of one part that show one of the kinds in `options`.

    Args:
        photographs: the table from `PhotographsDataset`.
        parts: the table from `PhotographPartsDataset`; photographs that it lacks belong to `train`.
        part: `train`, `final` or `sealed`.
        options: `kinds` are those to select, but only adults' of `adults_only`.

    Returns:
        A table with `image`, `sender`, `kind` and `read`, a function that decodes the photograph.
    """
    ids, listed = photographs["image"].str[:ID], parts.set_index("image")
    kind = ids.map(listed["kind"]).fillna(photographs["label"])
    is_left_out = photographs["kids"] & kind.isin(options.adults_only)
    is_of_part = ids.map(listed["part"]).fillna("train") == part
    table = photographs[["image", "read"]].assign(sender=photographs["sender_id"], kind=kind)
    return table[is_of_part & kind.isin(options.kinds) & ~is_left_out]


def assign_folds(table: pd.DataFrame, folds: int, seed: int) -> pd.DataFrame:
    """Add a column `fold`: all photographs of a sender are in one, and kinds spread evenly."""
    from sklearn.model_selection import StratifiedGroupKFold

    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    fold_of = np.empty(len(table), np.intp)
    for fold, (_, rows) in enumerate(splitter.split(table, table["kind"], table["sender"])):
        fold_of[rows] = fold
    return table.assign(fold=fold_of)


def cut_for_training(
    photographs: pd.DataFrame, n: int, size: int, seed: int
) -> tuple[pd.DataFrame, Images]:
    """Crop the item of each photograph `n` times at random.

    Return the rows of photographs in which an item was found, without `read`, and their crops
    (n_photographs, n, size, size, 3).
    """
    seeds = np.random.SeedSequence(seed).spawn(len(photographs))
    cutters = [partial(cut_at_random, n=n, size=size, seed=own) for own in seeds]
    return _cut_all(photographs, cutters)


def cut_for_answers(photographs: pd.DataFrame, size: int) -> tuple[pd.DataFrame, Images]:
    """Crop the item of each photograph as in users' pictures; return the same as for training."""
    return _cut_all(photographs, [partial(cut_views, size=size)] * len(photographs))


def _cut_all(photographs: pd.DataFrame, cutters: Sequence[Cutter]) -> tuple[pd.DataFrame, Images]:
    from joblib import Parallel, delayed

    pairs = zip(photographs["read"], cutters, strict=True)
    work = (delayed(_cut)(read, cutter) for read, cutter in pairs)
    kept = {}
    done = Parallel(n_jobs=-1, batch_size=16, return_as="generator")(work)
    for row, squares in enumerate(done):
        if squares is not None:
            kept[row] = squares
        if (row + 1) % LOG_EVERY == 0:
            log.info("Cut %d of %d photographs", row + 1, len(photographs))
    log.info("Found an item in %d of %d photographs", len(kept), len(photographs))
    if not kept:
        raise InputError("Expected photographs. Received files that show no item or are damaged.")
    table = photographs.drop(columns="read").iloc[list(kept)].reset_index(drop=True)
    return table, np.stack(list(kept.values()))


def _cut(read: Reader, cut: Cutter) -> Images | None:
    try:
        picture = read()
    except UnreadablePictureError:
        return None
    item = find_item(picture)
    return cut(picture[..., :3], bound(item)) if item.any() else None


def cut_views(picture: Images, box: Box, size: int) -> Images:
    """Crop the item of a picture (h, w, 3) in each of `FRAMES`, then whole: (4, size, size, 3)."""
    height, width = picture.shape[:2]
    whole = surround(Box(0, 0, height, width), 1)
    squares = [*(surround(box, frame) for frame in FRAMES), whole]
    return np.stack([_scale(Image.fromarray(cut(picture, square)), size) for square in squares])


def cut_at_random(
    picture: Images, box: Box, n: int, size: int, seed: np.random.SeedSequence
) -> Images:
    """Crop the item of a picture to random, slightly turned squares (n, size, size, 3)."""
    factor = FINE * size / max(box.height, box.width)
    if factor < 1:
        height, width = (max(1, round(factor * edge)) for edge in picture.shape[:2])
        reduced = Image.fromarray(picture).resize((width, height), Image.Resampling.BOX)
        top, left, *edges = (round(factor * length) for length in box)
        picture, box = np.asarray(reduced), Box(top, left, *(max(1, edge) for edge in edges))
    rng = np.random.default_rng(seed)
    crops = []
    for _ in range(n):
        square = surround(box, float(np.exp(rng.uniform(0, np.log(WIDEST)))))
        down, right = (round(square.height * shift) for shift in rng.uniform(*OFF_CENTRE, 2))
        wide = surround(square._replace(top=square.top + down, left=square.left + right), 1.5)
        angle, bilinear = rng.uniform(-TILT, TILT), Image.Resampling.BILINEAR
        turned = Image.fromarray(cut(picture, wide)).rotate(angle, bilinear)
        rim = (wide.height - square.height) // 2
        inside = turned.crop((rim, rim, rim + square.width, rim + square.height))
        crops.append(_scale(inside, size))
    return np.stack(crops)


def _scale(square: Image.Image, size: int) -> Images:
    return np.asarray(square.resize((size, size), Image.Resampling.BOX))
