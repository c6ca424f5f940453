"""Build the page that classifies pictures in the browser, as one file that needs no server.

`make site` builds it with the site; `python docs/try_page.py FILE` builds it alone. The page
contains the network in the package and ONNX Runtime Web, which npm downloads at the first build. No
run is needed. Its steps from a picture to the network's input are in templates/try_pixels.js and
try_page.js.
"""

import base64
import gzip
import hashlib
import logging
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import quote

import numpy as np

from fashion_mnist.datasets.idx import read_idx
from fashion_mnist.evaluation.predictions import SMALLEST
from fashion_mnist.figures.style import heat_overlay
from fashion_mnist.images.arrays import encode_data_uri
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import TOP
from fashion_mnist.pictures.released import FILE, load_released
from fashion_mnist.report.render import make_environment

PROJECT = Path(__file__).parents[1]
RAW = PROJECT / "data/01_raw"
TEMPLATES = make_environment(Path(__file__).with_name("templates"))
PACKAGES = PROJECT / "build/npm"  # keeps the package for later builds
NAME, VERSION = "onnxruntime-web", "1.30.0"
INTEGRITY = (  # sha512, as npm publishes it
    "q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ=="
)
SCRIPT = "ort.wasm.min.js"
LOADER, RUNTIME = "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"
HELP = "Install Node.js, which contains npm, and connect to its registry for the first build."

# Items drawn on 240 x 240 pixels: the colour of the background, and paths with their colours.
DRAWN = {
    "T-shirt/top": (
        "#efe6d8",
        [("#2f6f73", "M88 48 40 76l18 40 20-10v92h84v-92l20 10 18-40-48-28q-32 24-64 0z")],
    ),
    "Trouser": ("#e3e8ee", [("#2b3f63", "M84 28h72l14 186h-38l-12-120-12 120H70z")]),
    "Dress": ("#f2f2f2", [("#b3314f", "M94 24h12q14 16 28 0h12l8 66 38 122H48L86 90z")]),
    "Bag": (
        "#dfe7da",
        [
            ("#4a2f1d", "M84 104q0-62 36-62t36 62h-14q0-46-22-46t-22 46z"),
            ("#8a5a33", "M48 98h144l12 104H36z"),
        ],
    ),
    "Sneaker": (
        "#f4efe6",
        [
            ("#c8452f", "M30 96q24 16 48-6l52 42q30 16 76 20l6 26H30z"),
            ("#3a3a3a", "M28 176h186v16H28z"),
        ],
    ),
    "Ankle boot": (
        "#e8e4ef",
        [
            ("#4b3426", "M66 36h70v76q4 26 40 32 34 6 36 44H66z"),
            ("#1f1a17", "M64 188h150v16h-92v-4H98v4H64z"),
        ],
    ),
}
log = logging.getLogger("site")


def main() -> None:
    """Build the page alone, at the path that the command names."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", force=True)
    if len(sys.argv) != 2:
        sys.exit("Expected a path for the page: python docs/try_page.py FILE")
    try:
        size = write_try_page(Path(sys.argv[1]))
    except InputError as error:
        sys.exit(str(error))
    log.info("%.1f MB; open %s", size / 1e6, sys.argv[1])


def write_try_page(path: Path, home: str = "") -> int:
    """Write the page, with a link to the site's front page if `home` names it; return its size.

    Raises:
        InputError: npm is missing, or cannot download the package.
    """
    content = FILE.read_bytes()
    runtime = read_runtime()
    card = load_released().card
    edge = card["classifier"]["input_spec"]["shape"][0]
    text = TEMPLATES.get_template("try_page.html.j2").render(
        home=home,
        card=card,
        edge=edge,
        examples=draw_examples() | find_test_images(card["classes"]),
        facts=tell_facts(card),
        packed={
            "model": pack(content),
            "runtime": pack(runtime[RUNTIME]),
            "loader": pack(runtime[LOADER]),
        },
        runtime_script=runtime[SCRIPT].decode(),
        runtime_version=VERSION,
    )
    return path.write_bytes(text.encode())


def tell_facts(card: dict) -> dict[str, object]:
    """Return the part of the network's card that the scripts need, and the heat map's colours."""
    classifier = card["classifier"]
    return {
        "classes": card["classes"],
        "levels": card["levels"],
        "relative_threshold": classifier["relative_threshold"],
        "largest_ood_score": classifier["largest_ood_score"],
        "input_edge": classifier["input_spec"]["shape"][0],
        "smallest": SMALLEST,
        "top": TOP,
        "tints": heat_overlay(np.linspace(0, 1, 256, dtype=np.float32)[np.newaxis])[0].tolist(),
    }


def read_runtime() -> dict[str, bytes]:
    """Return the files of ONNX Runtime Web by their names, from npm or the earlier download.

    Raises:
        InputError: npm is missing, or fails.
        ValueError: the package is not the expected one.
    """
    archive = PACKAGES / f"{NAME}-{VERSION}.tgz"
    if not archive.exists():
        download_package(NAME, VERSION, PACKAGES)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        archive.unlink()
        raise ValueError(
            f"Expected {NAME} {VERSION} with the digest sha512-{INTEGRITY}. Received sha512-"
            f"{digest}: the download was removed; check the registry that npm uses."
        )
    wanted = {f"package/dist/{name}": name for name in (SCRIPT, LOADER, RUNTIME)}
    with tarfile.open(archive) as package:  # forwards once: a step back would unpack it again
        return {
            wanted[member.name]: package.extractfile(member).read()
            for member in package
            if member.name in wanted
        }


def download_package(name: str, version: str, folder: Path) -> None:
    """Download a package with npm into a folder, as an archive.

    Raises:
        InputError: npm is missing, or fails.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise InputError(f"Expected npm, which downloads {name}. Received none: {HELP}")
    folder.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", f"{name}@{version}", "--ignore-scripts", "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise InputError(f"Expected {name} from npm. Received {done.stderr.strip()}: {HELP}")


def pack(content: bytes) -> str:
    """Compress bytes to text."""
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()


def draw_examples() -> dict[str, str]:
    """Return the drawn examples, as addresses of SVG images by their captions."""
    drawn = {}
    for name, (background, paths) in DRAWN.items():
        shapes = "".join(f'<path d="{path}" fill="{colour}"/>' for colour, path in paths)
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240">'
            f'<rect width="240" height="240" fill="{background}"/>{shapes}</svg>'
        )
        drawn[f"{name}, drawn"] = f"data:image/svg+xml,{quote(svg)}"
    return drawn


def find_test_images(classes: list[str]) -> dict[str, str]:
    """Return the first test image of each class, if the run has the dataset's files."""
    paths = [RAW / f"t10k-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1")]
    if not all(path.exists() for path in paths):
        return {}
    (images, _), (labels, _) = map(read_idx, paths)
    found, places = np.unique(labels, return_index=True)
    return {
        f"{classes[label]}, test image": encode_data_uri(images[place])
        for label, place in zip(found, places, strict=True)
    }


if __name__ == "__main__":
    main()
