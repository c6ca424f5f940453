"""A small set of images to try the project with, drawn before the first run.

Each object appears in four images, which differ in position, rotation and light. The file names
start with the object, such as `object007_2.png`, so that the split can keep its images together.
"""

from pathlib import Path
from typing import Any

import numpy as np
from kedro.framework.hooks import hook_impl
from PIL import Image, ImageDraw

FOLDER = "data/01_raw/images"
CORNERS = {"circle": 40, "square": 4, "triangle": 3}
OBJECTS, VIEWS = 30, 4  # objects of each class, and images of each object
SCALE = 4  # shapes are drawn larger, and scaled down to smooth their edges


class DrawExample:
    """Draws the images before a run if their folder does not exist."""

    @hook_impl
    def before_pipeline_run(self, run_params: dict[str, Any]) -> None:
        """Draw the images; a folder that exists is never changed."""
        folder = Path(run_params["project_path"], FOLDER)
        if not folder.exists():
            draw_example(folder, np.random.default_rng(0))


def draw_example(folder: Path, rng: np.random.Generator) -> None:
    """Draw the images in a folder for each class."""
    for place, (name, corners) in enumerate(CORNERS.items()):
        (folder / name).mkdir(parents=True)
        for number in range(place * OBJECTS, (place + 1) * OBJECTS):
            behind, colour = tuple(rng.integers(0, 100, 3)), tuple(rng.integers(100, 255, 3))
            size, radius = int(rng.integers(28, 49)), rng.uniform(0.25, 0.38)
            for view in range(VIEWS):
                turn = rng.uniform(-0.35, 0.35) + 2 * np.pi * (np.arange(corners) + 0.5) / corners
                points = radius * np.stack([np.sin(turn), np.cos(turn)], axis=1)
                outline = (points + 0.5 + rng.uniform(-0.08, 0.08, 2)) * size * SCALE
                image = Image.new("RGB", (size * SCALE, size * SCALE), behind)
                ImageDraw.Draw(image).polygon(outline.ravel().tolist(), fill=colour)
                pixels = np.asarray(image.reduce(SCALE)) * rng.uniform(0.7, 1.1)
                noisy = (pixels + rng.normal(0, 16, pixels.shape)).clip(0, 255).astype(np.uint8)
                Image.fromarray(noisy).save(folder / name / f"object{number:03}_{view}.png")
