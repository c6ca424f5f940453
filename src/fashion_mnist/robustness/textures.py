"""Random fields: gradients and families of textures, as arrays (n, size, size) in [0, 1].

Coordinates run from 0 to 1 over the image.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating]

SCALES = (2, 4, 7, 14, 28)  # cells a side, of the layers of noise
CELLS = 12


def gradient(n: int, size: int, rng: np.random.Generator) -> Field:
    """Rise from 0 to 1 along a random direction, or away from a random point."""
    u, v = turned_grid(n, size, rng)
    field = np.where(rng.random((n, 1, 1)) < 0.5, u, np.hypot(u, v))
    low, high = field.min((1, 2), keepdims=True), field.max((1, 2), keepdims=True)
    return np.asarray((field - low) / (high - low))


def noise(n: int, size: int, rng: np.random.Generator) -> Field:
    """Add layers of noise, from coarse to fine, in random proportions."""
    weights = rng.dirichlet(np.ones(len(SCALES)), n).astype(np.float32)
    field = np.zeros((n, size, size), np.float32)
    for cells, weight in zip(SCALES, weights.T, strict=True):
        rise = interpolation(cells, size)  # (size, cells)
        layer = rise @ rng.random((n, cells, cells), np.float32) @ rise.T
        field += weight[:, None, None] * layer
    return field


def stripes(n: int, size: int, rng: np.random.Generator) -> Field:
    """Parallel stripes of a random width and direction, with soft or hard edges."""
    u, _ = turned_grid(n, size, rng)
    return _wave(u, rng)


def checks(n: int, size: int, rng: np.random.Generator) -> Field:
    """A chessboard, turned."""
    u, v = turned_grid(n, size, rng)
    frequency = _frequencies(n, rng)
    return np.asarray((np.floor(u * frequency) + np.floor(v * frequency)) % 2)


def dots(n: int, size: int, rng: np.random.Generator) -> Field:
    """Discs on a square lattice, turned."""
    u, v = turned_grid(n, size, rng)
    frequency = _frequencies(n, rng)
    from_centre = np.hypot((u * frequency) % 1 - 0.5, (v * frequency) % 1 - 0.5)
    return np.asarray(from_centre < rng.uniform(0.2, 0.4, (n, 1, 1)), np.float32)


def ripples(n: int, size: int, rng: np.random.Generator) -> Field:
    """Rings around a random point."""
    return _wave(np.hypot(*turned_grid(n, size, rng)), rng)


def plaid(n: int, size: int, rng: np.random.Generator) -> Field:
    """Two sets of stripes that cross at a right angle."""
    u, v = turned_grid(n, size, rng)
    return np.asarray((_wave(u, rng) + _wave(v, rng)) / 2)


def cells(n: int, size: int, rng: np.random.Generator) -> Field:
    """Voronoi cells of random points, each of one value."""
    nearest = np.full((n, size, size), np.inf, np.float32)
    field = np.zeros((n, size, size), np.float32)
    for _ in range(CELLS):
        distance = np.hypot(*turned_grid(n, size, rng))
        field = np.where(distance < nearest, rng.random((n, 1, 1), np.float32), field)
        nearest = np.minimum(nearest, distance)
    return field


FAMILIES: dict[str, Callable[[int, int, np.random.Generator], Field]] = {
    "noise": noise,
    "stripes": stripes,
    "checks": checks,
    "dots": dots,
    "ripples": ripples,
    "plaid": plaid,
    "cells": cells,
}


def turned_grid(n: int, size: int, rng: np.random.Generator) -> tuple[Field, Field]:
    """Return the coordinates (n, size, size) seen from a random point, in a random direction."""
    points = (np.arange(size, dtype=np.float32) + 0.5) / size
    x = points - rng.random((n, 1, 1), np.float32)
    y = points[:, None] - rng.random((n, 1, 1), np.float32)
    angle = rng.uniform(0, 2 * np.pi, (n, 1, 1)).astype(np.float32)
    return np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x


def _frequencies(n: int, rng: np.random.Generator) -> Field:
    return rng.uniform(2, 9, (n, 1, 1)).astype(np.float32)


def _wave(position: Field, rng: np.random.Generator) -> Field:
    n = len(position)
    hardness = rng.uniform(1, 5, (n, 1, 1)).astype(np.float32)
    wave = np.sin(2 * np.pi * _frequencies(n, rng) * position)
    return np.asarray((np.clip(hardness * wave, -1, 1) + 1) / 2)


def interpolation(cells: int, size: int) -> Field:
    """Return the weights (size, cells) that draw cells out to size points, linearly."""
    positions = np.linspace(0, cells - 1, size)
    weights = np.maximum(1 - np.abs(positions[:, None] - np.arange(cells)), 0)
    return np.asarray(weights, np.float32)
