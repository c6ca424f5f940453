"""Draw pictograms of garments from public icon sets, to measure the accuracy of a network on them.

`python docs/pictograms.py FOLDER` writes each icon in `KINDS` to `FOLDER/SET/KIND/NAME.png`, on
white. It needs Chromium, and npm, which downloads the sets (Iconify's packages).

    kedro run --pipelines=inference,picture_accuracy --params=pictures=FOLDER

measures the accuracy on all of them, in each set and of each kind.
"""

import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chromium import CHROMIUM, FLAGS
from playwright.sync_api import sync_playwright
from try_page import download_package

from fashion_mnist.parameters.errors import InputError

SETS = {  # versions; licences: Apache 2.0, CC BY 4.0, CC BY-SA 4.0, MIT, MIT, CC BY 4.0, CC BY 4.0
    "noto": "1.2.9",
    "twemoji": "1.2.5",
    "openmoji": "1.2.29",
    "fluent-emoji": "1.2.7",
    "fluent-emoji-flat": "1.2.6",
    "emojione": "1.2.3",
    "streamline-emojis": "1.2.4",
}
KINDS = {  # icons by the kind that they show; see `photographs.kinds` and the classes
    "T-Shirt": ["t-shirt"],
    "Undershirt": ["running-shirt"],
    "Pants": ["jeans"],
    "Dress": ["dress"],
    "Outwear": ["coat", "lab-coat"],
    "Sandal": ["womans-sandal", "thong-sandal"],
    "Sneaker": ["running-shoe"],
    "Ankle boot": ["hiking-boot", "womans-boot"],
    "Shoes": ["high-heeled-shoe", "mans-shoe", "flat-shoe", "ballet-shoes"],
    "Bag": ["handbag", "clutch-bag", "briefcase", "backpack", "purse", "shopping-bags"],
    "Hat": ["top-hat", "womans-hat", "billed-cap"],
    "Shorts": ["shorts"],
}
EDGE, MARGIN = 256, 22  # pixels
PAGE = '<body style="margin: 0; background: white">{}</body>'


def main() -> None:
    """Draw all icons."""
    if len(sys.argv) != 2 or Path(sys.argv[1]).exists() or not CHROMIUM:
        sys.exit("Expected Chromium and a new folder: python docs/pictograms.py FOLDER")
    folder = Path(sys.argv[1])
    try:
        sets = {name: read_icons(name, version) for name, version in SETS.items()}
    except InputError as error:
        sys.exit(str(error))
    size = {"width": EDGE + 2 * MARGIN, "height": EDGE + 2 * MARGIN}
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_page()
        page.set_viewport_size(size)
        for name, icons in sets.items():
            for kind, icon, drawing in draw(icons):
                path = folder / name / kind / f"{icon}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                page.set_content(PAGE.format(drawing))
                page.screenshot(path=path)


def read_icons(name: str, version: str) -> dict[str, Any]:
    """Return the icon set in a package of Iconify, from npm."""
    with TemporaryDirectory() as folder:
        download_package(f"@iconify-json/{name}", version, Path(folder))
        [archive] = Path(folder).iterdir()
        with tarfile.open(archive) as content:
            return dict(json.load(content.extractfile("package/icons.json")))


def draw(icons: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, the name and the SVG of each icon in `KINDS` that a set has."""
    for kind, names in KINDS.items():
        for name in names:
            if icon := icons["icons"].get(name):
                left, top, width, height = (
                    icon.get(key, icons.get(key, default))
                    for key, default in (("left", 0), ("top", 0), ("width", 16), ("height", 16))
                )
                yield (
                    kind,
                    name,
                    f'<svg width="{EDGE}" height="{EDGE}" style="margin: {MARGIN}px" '
                    f'viewBox="{left} {top} {width} {height}">{icon["body"]}</svg>',
                )


if __name__ == "__main__":
    main()
