"""Real photographs, which the network for colour pictures is also trained on."""

import logging
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from PIL import Image
from pydantic import Field

from fashion_mnist.images.arrays import Floats, Images
from fashion_mnist.parameters.blocks import Block, Share
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.lazy import sklearn
from fashion_mnist.pictures.foreground import Box, bounding_box, crop_to, find_item, square_around
from fashion_mnist.pictures.reading import UnreadablePictureError

log = logging.getLogger(__name__)
LOG_EVERY = 500  # photographs
FOLDS = 5
ID_LENGTH = 8  # characters of an id in the table of parts

Reader = Callable[[], Images]
# Edges of the square crops around an item, relative to the item's longest edge.
FRAMES = (1.2, 1.0, 1.35)
# Random crops to train on are taken from a square around the item. Its edge is as in `FRAMES`, and
# a crop that just contains the item shows `DETAIL` pixels of the square with each of its pixels.
AROUND, DETAIL = 2.4, 1.8
# Limits of random crops: the edge as in `FRAMES`, the logarithm of the stretch, the shear, the
# rotation in degrees, and the shift per edge.
WIDEST, STRETCH, SHEAR, TILT, OFF_CENTRE = 1.6, 0.15, 0.15, 20, 0.08


class Photographs(Block):
    """Real photographs; see `parameters_photographs.yml`."""

    kinds: dict[str, list[str]]
    adults_only: list[str] = Field(default_factory=list)
    share: Share = 0.25
    colour_jitter: Share = 0


def select_part(
    photographs: pd.DataFrame, parts: pd.DataFrame, part: str, options: Photographs
) -> pd.DataFrame:
    """Select the photographs of one part that show one of the kinds in `options`.

    Of the kinds `adults_only`, photographs of children's garments are left out. The part is
    `train`, `final`, `sealed` or `shop`; photographs that are not in `parts` belong to `train`.

    Returns:
        A table with `image`, `sender`, `kind` and `read`, a function that decodes the photograph.
    """
    ids, listed = photographs["image"].str[:ID_LENGTH], parts.set_index("image")
    kind = ids.map(listed["kind"]).fillna(photographs["label"])
    is_left_out = photographs["kids"] & kind.isin(options.adults_only)
    part_of_product = photographs.get("part", np.nan)
    is_of_part = ids.map(listed["part"]).fillna(part_of_product).fillna("train") == part
    senders = photographs["sender_id"].astype(str)
    table = photographs[["image", "read"]].assign(sender=senders, kind=kind)
    return table[is_of_part & kind.isin(options.kinds) & ~is_left_out]


def assign_folds(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Add a column `fold`: all photographs of a sender are in one, and kinds spread evenly."""
    splitter = sklearn.model_selection.StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    fold_of = np.empty(len(table), np.intp)
    for fold, (_, rows) in enumerate(splitter.split(table, table["kind"], table["sender"])):
        fold_of[rows] = fold
    return table.assign(fold=fold_of)


def label(photographs: pd.DataFrame, classes: Sequence[str], options: Photographs) -> Floats:
    """Encode the classes that each photograph may show as 1: (n, n_classes).

    If it shows none of them, each class is 1 / n_classes.
    """
    kinds = photographs["kind"]
    candidates = np.array([[name in options.kinds[kind] for name in classes] for kind in kinds])
    has_no_class = ~candidates.any(axis=1, keepdims=True)
    return np.where(has_no_class, 1 / len(classes), candidates).astype(np.float32)


def cut_photographs(photographs: pd.DataFrame, size: int) -> tuple[pd.DataFrame, Images, Images]:
    """Cut the item out of each photograph, to train on and to predict.

    Returns:
        The rows of photographs in which an item was found, without `read`; the squares around
        their items, from which `crop_at_random` crops, (n_photographs, edge, edge, 3) with an edge
        of `AROUND` * `DETAIL` * `size`; and the crops that users' pictures get too, (n_photographs,
        4, size, size, 3). `size` is the edge of a network's input.

    Raises:
        InputError: no photograph shows an item.
    """
    from joblib import Parallel, delayed

    work = (delayed(_cut)(read, size) for read in photographs["read"])
    kept = {}
    done = Parallel(n_jobs=-1, batch_size=16, return_as="generator")(work)
    for row, cut_out in enumerate(done):
        if cut_out is not None:
            kept[row] = cut_out
        if (row + 1) % LOG_EVERY == 0:
            log.info("Cut %d of %d photographs", row + 1, len(photographs))
    log.info("Found an item in %d of %d photographs", len(kept), len(photographs))
    if not kept:
        raise InputError("Expected photographs. Received files that show no item or are damaged.")
    table = photographs.drop(columns="read").iloc[list(kept)].reset_index(drop=True)
    squares, crops = map(np.stack, zip(*kept.values(), strict=True))
    return table, squares, crops


def _cut(read: Reader, size: int) -> tuple[Images, Images] | None:
    try:
        picture = read()
    except UnreadablePictureError:
        return None
    item = find_item(picture)
    if not item.any():
        return None
    colours, box = picture[..., :3], bounding_box(item)
    return cut_around(colours, box, round(AROUND * DETAIL * size)), cut_views(colours, box, size)


def cut_views(picture: Images, box: Box, size: int) -> Images:
    """Crop the item of a picture (h, w, 3) in each of `FRAMES`, then whole: (4, size, size, 3)."""
    height, width = picture.shape[:2]
    whole = square_around(Box(0, 0, height, width), 1)
    squares = [*(square_around(box, frame) for frame in FRAMES), whole]
    return np.stack([_scale(Image.fromarray(crop_to(picture, each)), size) for each in squares])


def cut_around(picture: Images, box: Box, edge: int) -> Images:
    """Cut a square around the item of a picture (h, w, 3), reduced or enlarged to `edge` pixels."""
    factor = min(1, edge / (AROUND * max(box.height, box.width)))
    height, width = (max(1, round(factor * length)) for length in picture.shape[:2])
    reduced = Image.fromarray(picture).resize((width, height), Image.Resampling.BOX)
    top, left, *edges = (round(factor * length) for length in box)
    around = square_around(Box(top, left, *(max(1, length) for length in edges)), AROUND)
    return _scale(Image.fromarray(crop_to(np.asarray(reduced), around)), edge)


def crop_at_random(squares: Images, size: int, rng: np.random.Generator) -> Images:
    """Crop squares around items (n, edge, edge, 3) at random, to (n, size, size, 3).

    The crops are scaled, stretched, sheared, turned, shifted, and one half of them mirrored.
    """
    n, edge = len(squares), squares.shape[1]
    scale = edge / AROUND * np.exp(rng.uniform(0, np.log(WIDEST), n))  # the crops' edges
    stretch, shear = np.exp(rng.uniform(-STRETCH, STRETCH, n)), rng.uniform(-SHEAR, SHEAR, n)
    angle, mirror = np.radians(rng.uniform(-TILT, TILT, n)), rng.choice([-1, 1], n)
    sine, cosine, none = np.sin(angle), np.cos(angle), np.zeros(n)
    # Matrices (n, 2, 2) from positions (x, y) in a crop to those in its square.
    turned = np.array([[cosine, -sine], [sine, cosine]]).transpose(2, 0, 1)
    shaped = np.array([[mirror * stretch, shear], [none, 1 / stretch]]).transpose(2, 0, 1)
    middles = edge / 2 + rng.uniform(-OFF_CENTRE, OFF_CENTRE, (n, 2)) * scale[:, None]
    fine = 2 * size  # the crops are reduced by two at the end, against aliasing
    matrices = turned @ shaped * (scale / fine)[:, None, None]
    corners = middles - matrices.sum(axis=2) * fine / 2
    affine, cubic = Image.Transform.AFFINE, Image.Resampling.BICUBIC
    crops = np.empty((n, size, size, 3), np.uint8)
    for crop, square, matrix, corner in zip(crops, squares, matrices, corners, strict=True):
        backwards = np.column_stack([matrix, corner]).ravel().tolist()
        moved = Image.fromarray(square).transform((fine, fine), affine, backwards, cubic)
        crop[:] = np.asarray(moved.reduce(2))
    return crops


def _scale(square: Image.Image, size: int) -> Images:
    return np.asarray(square.resize((size, size), Image.Resampling.BOX))
