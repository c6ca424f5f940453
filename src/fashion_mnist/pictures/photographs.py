"""Real photographs, which the network for colour pictures is also trained on."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated

import numpy as np
import pandas as pd
from PIL import Image
from pydantic import Field

from fashion_mnist.images.arrays import Images
from fashion_mnist.images.splitting import split_indices
from fashion_mnist.parameters.blocks import Block, Count, Number, Share
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.pictures.foreground import Box, bound, cut, find_item, surround

log = logging.getLogger(__name__)
LOG_EVERY = 500  # photographs

Reader = Callable[[], Images]
Readers = Mapping[str, Reader]
Cutter = Callable[[Images, Box], Images]
# Edges of the square crops around an item, relative to the item's longest edge.
FRAMES = (1.2, 1.0, 1.35)
# Limits of random crops: the edge as in `FRAMES`, degrees of rotation, the shift per edge.
WIDEST, TILT, OFF_CENTRE = 1.6, 15, (-0.08, 0.08)
FINE = 4  # larger items are first reduced to this multiple of the crops' size


class Photographs(Block):
    """Real photographs, in a folder for each kind; see `parameters_photographs.yml`."""

    folders: dict[str, list[str]]
    held_out: Annotated[Number, Field(gt=0, lt=1)] = 0.2
    crops: Count = 16
    share: Share = 0.25


def split(photographs: Readers, part: float, seed: int) -> tuple[Readers, Readers]:
    """Split photographs into those for training and a held-out part of each folder."""
    names = list(photographs)
    parts = split_indices(np.array([*map(folder_of, names)]), part, seed)
    train, held_out = (
        {names[index]: photographs[names[index]] for index in indices} for indices in parts
    )
    return train, held_out


def cut_for_training(
    photographs: Readers, n: int, size: int, seed: int
) -> tuple[pd.DataFrame, Images]:
    """Crop the item of each photograph `n` times at random.

    Return a table with the `file` and `folder` of each photograph in which an item was found, and
    their crops (n_photographs, n, size, size, 3).
    """
    seeds = np.random.SeedSequence(seed).spawn(len(photographs))
    cutters = [partial(cut_at_random, n=n, size=size, seed=own) for own in seeds]
    return _cut_all(photographs, cutters)


def cut_for_answers(photographs: Readers, size: int) -> tuple[pd.DataFrame, Images]:
    """Crop the item of each photograph as in users' pictures; return the same as for training."""
    return _cut_all(photographs, [partial(cut_views, size=size)] * len(photographs))


def _cut_all(photographs: Readers, cutters: Sequence[Cutter]) -> tuple[pd.DataFrame, Images]:
    from joblib import Parallel, delayed

    pairs = zip(photographs.values(), cutters, strict=True)
    work = (delayed(_cut)(read, cutter) for read, cutter in pairs)
    kept = {}
    done = Parallel(n_jobs=-1, batch_size=16, return_as="generator")(work)
    for number, (name, squares) in enumerate(zip(photographs, done, strict=True), 1):
        if squares is not None:
            kept[name] = squares
        if number % LOG_EVERY == 0:
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
    """Return the folder in the name of a photograph, such as `shoes` in `shoes/1.jpg`."""
    return name.partition("/")[0]


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
