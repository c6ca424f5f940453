"""Compare the answers of the page in the browser with those of the Python package.

`python docs/try_agreement.py FOLDER` classifies each picture in a folder both ways with the network
in the package, and prints how many answers are equal. It needs Chromium and npm.
"""

import json
import logging
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from chromium import CHROMIUM, FLAGS
from playwright.sync_api import Page, sync_playwright
from try_page import write_try_page

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.pictures.answers import confidence_label, describe_pictures
from fashion_mnist.pictures.reading import read_picture
from fashion_mnist.pictures.released import load_released

PATIENCE = 600_000  # milliseconds
ADD_INPUT = """() => {
  const input = Object.assign(document.createElement("input"), { type: "file", id: "compared" });
  document.body.append(input);
  return network.then(() => null);
}"""
ANSWER = """async (withMask) => {
  const start = performance.now(), file = find("compared").files[0];
  const found = await answer(file).catch(() => null);
  const { mask, box, probabilities, verdict, crops } = found ?? {};
  return JSON.stringify({
    verdict: verdict ?? "unread", probabilities, box, milliseconds: performance.now() - start,
    crops: (crops ?? []).map((crop) => [...crop.data]),
    mask: withMask && mask ? [...mask.data] : null,
  });
}"""  # as text, since Playwright takes seconds for the numbers of a mask
Answer = dict[str, Any]
log = logging.getLogger("agreement")


def main() -> None:
    """Print the agreement on the pictures of a folder."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", force=True)
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir() or not CHROMIUM:
        sys.exit("Expected Chromium and a folder: python docs/try_agreement.py FOLDER")
    paths = [path for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file()]
    expected = ask_python(paths)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "try.html")
        write_try_page(file)
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(file.as_uri())
        received = ask_page(page, paths)
    log.info("%s", describe_agreement(paths, expected, received))


def ask_python(paths: Iterable[Path]) -> list[Answer]:
    """Classify pictures with the package.

    Returns:
        For each picture its row of the table of predictions; its `verdict`; and the `crops` that
        the network saw, (n_crops, height, width, 3).
    """
    network = load_released()
    readers = {str(path): partial(read_picture, path) for path in paths}
    described, seen = describe_pictures(readers, network.classifier)
    reasons = {row["file"]: row["reason"] for row in described}
    rows = list_rows(network.classify(reasons, seen)[0])
    return [
        row | {"verdict": confidence_label(row), "crops": crops}
        for row, crops in zip(rows, seen, strict=True)
    ]


def ask_page(page: Page, paths: Iterable[Path], with_mask: bool = False) -> list[Answer]:
    """Classify pictures with the page that is open.

    Returns:
        For each picture its `verdict`, `class`, `probability` and `crops`, as `ask_python` does;
        all `probabilities`; the `box` of the item and, if wanted, its `mask` as a list; and the
        `milliseconds` from the file to the answer.
    """
    page.evaluate(ADD_INPUT)
    classes, answers = page.evaluate("CARD.classes"), []
    for path in paths:
        page.locator("#compared").set_input_files(path)
        answer = json.loads(page.evaluate(ANSWER, with_mask))
        if answer["verdict"] != "unread":
            answer["probability"] = max(answer["probabilities"])
            colours = np.reshape(answer["crops"], (-1, 4))[:, :3]  # without the opacity
            edge = round((len(colours) / len(answer["crops"])) ** 0.5)
            answer["crops"] = colours.reshape(-1, edge, edge, 3)
            answer["class"] = classes[answer["probabilities"].index(answer["probability"])]
        answers.append(answer)
    return answers


def describe_agreement(
    paths: Sequence[Path], expected: Sequence[Answer], received: Sequence[Answer]
) -> str:
    """Say how many answers are equal, and name the pictures with others."""
    pairs = list(zip(expected, received, strict=True))
    is_read = [all(answer["verdict"] != "unread" for answer in pair) for pair in pairs]
    both = [pair for pair, read in zip(pairs, is_read, strict=True) if read]
    lines = [
        f"{path.name}: {one['verdict']} {one['class']} in Python, "
        f"{other['verdict']} {other.get('class')} on the page"
        for path, (one, other) in zip(paths, pairs, strict=True)
        if one["verdict"] != other["verdict"]
        or (one["verdict"] != "unread" and one["class"] != other["class"])
    ]
    same = sum(one["class"] == other["class"] for one, other in both)
    same_verdict = sum(one["verdict"] == other["verdict"] for one, other in pairs)
    pixels = [np.abs(np.subtract(one["crops"], other["crops"], dtype=int)) for one, other in both]
    equal = sum(difference.max() == 0 for difference in pixels)
    furthest = max((difference.max() for difference in pixels), default=0)
    n_classes = len({one["class"] for one, _ in both})
    largest = max(
        (abs(one["probability"] - other["probability"]) for one, other in both), default=0
    )
    return "\n".join(
        [
            *lines,
            f"{len(pairs)} pictures, of which both classify {len(both)}",
            f"same class: {percent(same / max(1, len(both)))}, of {n_classes} classes in Python",
            f"same word (sure, not sure, unlike, unread): {percent(same_verdict / len(pairs))}",
            f"largest difference of probabilities: {largest:.4f}",
            f"equal in every pixel of the crops: {percent(equal / max(1, len(both)))}",
            f"largest difference of such a pixel: {furthest} of 255",
            f"median time on the page: {median(one['milliseconds'] for one in received):.0f} ms",
        ]
    )


if __name__ == "__main__":
    main()
