import os
import signal

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock
from kedro.framework.project import configure_project
from projects import KEDRO, copy_project, run


def pytest_configure():
    """Handle interrupts, and let OpenBLAS use one thread; commands that tests start inherit both.

    A shell ignores interrupts in tests that it starts in the background. Parallel test workers
    have no cores to spare for the threads of OpenBLAS, which wait in busy loops.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def predictions():
    """Predictions of six images; one `coat` is taken for a `boot`, and one `boot` for a `coat`."""
    return pd.DataFrame(
        {
            "y_true": np.array([0, 0, 1, 1, 2, 2], np.uint8),
            "y_pred": np.array([0, 0, 1, 2, 2, 1], np.uint8),
            "bag": np.array([0.9, 0.8, 0.2, 0.1, 0.0, 0.1], np.float32),
            "coat": np.array([0.1, 0.1, 0.7, 0.3, 0.4, 0.5], np.float32),
            "boot": np.array([0.0, 0.1, 0.1, 0.6, 0.6, 0.4], np.float32),
        }
    )


@pytest.fixture
def classes():
    return ["bag", "coat", "boot"]


@pytest.fixture(scope="session")
def configured():
    """Kedro, configured for this project."""
    configure_project("fashion_mnist")


@pytest.fixture(scope="session")
def smoke_project(tmp_path_factory, worker_id):
    """A copy of the project after a full run in the smoke environment.

    Parallel test workers share one copy.
    """
    place = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        place = place.parent
    folder = place / "smoke_project"
    printed = folder / "printed.txt"
    with FileLock(place / "smoke_project.lock"):
        if not printed.exists():
            copy_project(folder)
            printed.write_text(run([KEDRO, "run", "--env=smoke"], folder))
    return folder


def pytest_terminal_summary(terminalreporter):
    """Print how many tests of each kind of fault have passed, for `make faults`."""
    passed = [report for report in terminalreporter.getreports("passed") if report.when == "call"]
    for marker, what in (
        ("bad_input", "bad inputs"),
        ("fault", "kills and faults"),
        ("hostile_picture", "hostile pictures"),
    ):
        if n := sum(marker in report.keywords for report in passed):
            terminalreporter.write_line(f"{n} tests of {what} passed")
