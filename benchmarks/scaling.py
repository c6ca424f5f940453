"""Time, memory and disk space of a run by the number of synthetic 28x28 images."""

import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from PIL import Image

from benchmarks.commands import KEDRO, PROJECT

SIZES = (70_000, 280_000, 814_000)  # the last is the size of EMNIST
CLASSES = 10
ONE_EPOCH = "--params=compact.training.epochs=1,compact.training.min_steps=0"
COMMANDS = {
    "data_engineering": ["--pipelines=data_engineering"],
    "an epoch of compact": ["--nodes=compact.fit", ONE_EPOCH],
    "predictions and heat maps of compact": ["--namespaces=compact", ONE_EPOCH],
    "logistic_regression, on a sample at most": ["--namespaces=logistic_regression"],
    "evaluation, reporting": ["--pipelines=evaluation,reporting", ONE_EPOCH],
}
FILES = 100_000  # photographs of 64x64 pixels in colour, a folder for each class


class Cost(NamedTuple):
    """The cost of a command: seconds, peak memory and disk space of the outputs, both in GiB."""

    seconds: float
    memory: float
    disk: float


def run() -> Iterator[tuple[str, ...]]:
    """Run the commands on sets of each size; estimate the exponent of cost ~ images^exponent."""
    costs: dict[str, list[Cost]] = {name: [] for name in COMMANDS}
    for n in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            project = make_project(Path(folder, "project"), n)
            for name, options in COMMANDS.items():
                costs[name].append(measure(project, options))
            report = project / "data/08_reporting/report.html"
            yield f"report of {n:,} images", f"{report.stat().st_size / 1e6:.1f} MB", "", "", ""
    raw = [n * 28 * 28 / 2**30 for n in SIZES]
    for name, found in costs.items():
        for kind, unit in (("seconds", "s"), ("memory", "GiB"), ("disk", "GiB")):
            values = [getattr(cost, kind) for cost in found]
            exponent = np.polyfit(np.log(SIZES), np.log(values), 1)[0]
            growth = (values[-1] - values[0]) / (raw[-1] - raw[0])
            per_byte = f"{growth:.2f} per raw byte" if unit == "GiB" else ""
            listed = ", ".join(f"{value:.2f}" for value in values)
            yield f"{name}: {kind}", f"{listed} {unit}", "", f"exponent {exponent:.2f}", per_byte

    with tempfile.TemporaryDirectory() as folder:
        project = make_project_of_files(Path(folder, "project"))
        cost = measure(project, ["--to-nodes=compact.fit", ONE_EPOCH])
    result = f"{cost.seconds:.0f} s, {cost.memory:.2f} GiB, {cost.disk:.2f} GiB on disk"
    yield f"{FILES:,} JPEG files of 64x64 in colour to an epoch of compact", result, "", "", ""


def copy_project(project: Path) -> Path:
    """Copy the project; return the folder of its new environment."""
    for name in ("conf", "src"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("pyproject.toml", ".telemetry"):
        shutil.copy(PROJECT / name, project / name)
    environment = project / "conf/made_up"
    environment.mkdir()
    parameters = {"image_set": "Squares", "classes": [f"class {n}" for n in range(CLASSES)]}
    (environment / "parameters.yml").write_text(yaml.safe_dump(parameters))
    return environment


def make_project_of_files(project: Path) -> Path:
    """Create a copy of the project with image files: noise with a square placed by class."""
    environment, rng = copy_project(project), np.random.default_rng(0)
    for label in range(CLASSES):
        folder = project / f"data/01_raw/made_up/class {label}"
        folder.mkdir(parents=True)
        for number in range(FILES // CLASSES):
            image = rng.integers(0, 60, (64, 64, 3), np.uint8)
            image[5 * label : 5 * label + 18, 10:50] += 150
            Image.fromarray(image).save(folder / f"{number}.jpg")
    entry = {
        "type": "fashion_mnist.datasets.ImageFolderDataset",
        "filepath": "data/01_raw/made_up",
        "channels": 3,
    }
    catalog = {
        f"{part}_{content}": entry | {"content": content, "part": part}
        for part in ("train", "test")
        for content in ("images", "labels")
    }
    (environment / "catalog.yml").write_text(yaml.safe_dump(catalog))
    return project


def make_project(project: Path, n: int) -> Path:
    """Create a copy of the project with IDX files: noise with a square placed by class."""
    environment = copy_project(project)
    (project / "data/01_raw").mkdir(parents=True)
    catalog, rng = {}, np.random.default_rng(0)
    for part, size in (("train", n - n // 7), ("test", n // 7)):
        labels = rng.integers(0, CLASSES, size, np.uint8)
        images = rng.integers(0, 60, (size, 28, 28), np.uint8)
        for label in range(CLASSES):
            images[labels == label, 2 * label : 2 * label + 8, 5:20] += 150
        for kind, array in (("images", images), ("labels", labels)):
            path = f"data/01_raw/{part}_{kind}.idx"
            header = struct.pack(f">HBB{array.ndim}I", 0, 0x08, array.ndim, *array.shape)
            (project / path).write_bytes(header + array.tobytes())  # 0x08 stands for uint8
            catalog[f"{part}_{kind}"] = {
                "type": "fashion_mnist.datasets.IDXDataset",
                "filepath": path,
            }
    (environment / "catalog.yml").write_text(yaml.safe_dump(catalog))
    return project


def measure(project: Path, options: list[str]) -> Cost:
    """Run `kedro run` with options and measure its cost."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [KEDRO, "run", "--env=made_up", *options],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"kedro run {' '.join(options)} failed in {project}")
    made = [path for path in (project / "data").glob("0[2-8]_*/**/*") if path.is_file()]
    disk = sum(path.stat().st_size for path in made) / 2**30
    return Cost(time.perf_counter() - start, used.ru_maxrss / 2**20, disk)
