"""A small set of images to try the project with, drawn before the first run.

Each of 90 objects (circles, squares and triangles) appears in four images, which differ in
position, rotation and light. The file names start with the object, such as `object007_2.png`, so
that the split can keep the images of an object together.
"""

import logging
from pathlib import Path
from typing import Any

import numpy as np
from kedro.framework.hooks import hook_impl
from PIL import Image, ImageDraw, ImageFilter

FOLDER = "data/01_raw/images"
CORNERS = {"circle": 40, "square": 4, "triangle": 3}
OBJECTS, VIEWS = 30, 4  # objects of each class, and images of each object
SCALE = 4  # shapes are drawn larger, and scaled down to smooth their edges

log = logging.getLogger(__name__)


class DrawExample:
    """Draws the example images before a run if the folder of images does not exist."""

    @hook_impl
    def before_pipeline_run(self, run_params: dict[str, Any]) -> None:
        """Draw the images; a folder that exists is never changed."""
        folder = Path(run_params["project_path"], FOLDER)
        if not folder.exists():
            log.info("Drawing example images in %s", folder)
            draw_example(folder)


def draw_example(folder: Path, seed: int = 0) -> None:
    """Draw the images in a folder for each class."""
    rng, n_drawn = np.random.default_rng(seed), 0
    for name, corners in CORNERS.items():
        (folder / name).mkdir(parents=True)
        for _ in range(OBJECTS):
            light, dark = rng.integers(100, 255, 3), rng.integers(0, 100, 3)
            size, radius = int(rng.integers(28, 49)), rng.uniform(0.22, 0.37)
            for view in range(VIEWS):
                image = _draw_shape(corners, size, radius, light, dark, rng)
                image.save(folder / name / f"object{n_drawn:03}_{view}.png")
            n_drawn += 1


def _draw_shape(
    corners: int, size: int, radius: float, light: Any, dark: Any, rng: np.random.Generator
) -> Image.Image:
    """Draw a shape of `radius` (a share of the image), the colours `light` on `dark`."""
    angles = rng.uniform(-0.35, 0.35) + 2 * np.pi * (np.arange(corners) / corners - 0.25)
    if corners == 4:
        angles += np.pi / 4  # squares stand on a side
    centre = 0.5 + rng.uniform(-0.08, 0.08, 2)
    points = centre + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    image = Image.new("RGB", (size * SCALE, size * SCALE), tuple(dark))
    outline = [(float(x), float(y)) for x, y in points * size * SCALE]
    ImageDraw.Draw(image).polygon(outline, fill=tuple(light))
    smooth = image.filter(ImageFilter.BoxBlur(SCALE / 2)).resize((size, size))
    noisy = np.asarray(smooth) * rng.uniform(0.7, 1.1) + rng.normal(0, 18, (size, size, 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
