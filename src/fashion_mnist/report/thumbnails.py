"""Small pictures for a page."""

import numpy as np
import plotly.colors
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.figures.style import HEAT, HEAT_OPACITY
from fashion_mnist.images.arrays import Floats, Images

LARGEST = (340, 112)  # width and height of what a page holds, in pixels


def shrink(pixels: Images) -> Images:
    """Grey (h, w) or coloured (h, w, 3) pixels, fewer where there are more than a page needs."""
    image = Image.fromarray(pixels)
    image.thumbnail(LARGEST)
    return np.asarray(image)


def triptych(image: Images, heat: Floats) -> Images:
    """Original, heat map and both superimposed, side by side: (h, 3 * w + 2, 3).

    Args:
        image: (h, w) or (h, w, 3), 0 to 255.
        heat: (h, w), 0 to 1.
    """
    original = np.asarray(Image.fromarray(image).convert("RGB"), float)
    coloured = _heat_colours()[np.rint(heat * 255).astype(int)]
    gap = np.full((len(image), 1, 3), 255)
    overlay = (1 - HEAT_OPACITY) * original + HEAT_OPACITY * coloured
    strip: Images = np.rint(np.hstack([original, gap, coloured, gap, overlay])).astype(np.uint8)
    return strip


def tint(heat: Floats) -> Images:
    """A heat map (h, w) in [0, 1] as colours to lay over a picture, (h, w, 4): none where cold."""
    coloured = _heat_colours()[np.rint(heat * 255).astype(int)]
    tinted: Images = np.rint(np.dstack([coloured, 255 * HEAT_OPACITY * heat])).astype(np.uint8)
    return tinted


def _heat_colours() -> NDArray[np.floating]:
    """From cold to hot, (256, 3), 0 to 255."""
    colours = plotly.colors.sample_colorscale(HEAT, np.linspace(0, 1, 256), colortype="tuple")
    return 255 * np.array(colours)
