"""Fixtures with copies of the demo project, which run in the process of the tests."""

import shutil
import signal
import sys
from pathlib import Path

import pytest
from kedro.framework.project import pipelines
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

from kedro_incremental import IncrementalRunner
from kedro_incremental.code import find_root
from kedro_incremental.kedro_internals import make_catalog
from kedro_incremental.plan import AFTER_OTHERS, IF_NEEDED, NEEDED, plan

DEMO = Path(__file__).with_name("demo")


def pytest_configure():
    """Handle interrupts, which a shell ignores in tests that it starts in the background.

    Commands that the tests interrupt would inherit this.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Demo:
    """A copy of the demo project."""

    def __init__(self, folder):
        self.folder = folder

    def edit(self, path, old, new):
        """Replace the only occurrence of a text in a file."""
        file = self.folder / path
        text = file.read_text()
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new))

    def write(self, path, text):
        """Write a file of the project."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def give_files(self):
        """Give each dataset a file, since workers share no memory."""
        self.edit(
            "conf/base/catalog.yml",
            "totals: {type",
            "priced: {type: json.JSONDataset, filepath: data/priced.json}\n"
            "discounted: {type: json.JSONDataset, filepath: data/discounted.json}\ntotals: {type",
        )

    def reload(self):
        """Bootstrap the project again without the modules that this process has imported."""
        for name in [name for name in sys.modules if name.partition(".")[0] in ("demo", "other")]:
            del sys.modules[name]
        sys.path[:] = [p for p in sys.path if not p.endswith(("project/src", "moved/src"))]
        find_root.cache_clear()
        sys.path_importer_cache.clear()
        bootstrap_project(self.folder)

    def run(self, runner=None, params=None, **options):
        """Run the project in a new session, and return the outputs."""
        self.reload()
        with KedroSession.create(self.folder, runtime_params=params) as session:
            return session.run(runner=runner or IncrementalRunner(), **options)

    def plan(self, params=None):
        """Return the plan of a run."""
        self.reload()
        with KedroSession.create(self.folder, runtime_params=params) as session:
            catalog = make_catalog(session.load_context())
            return plan(pipelines["__default__"], catalog)

    def changed(self, params=None):
        """Return the nodes that have changed, without those that only depend on other nodes."""
        others = {AFTER_OTHERS, NEEDED, IF_NEEDED}
        return {name for name, why in self.plan(params).reasons.items() if {*why} - others}

    def read(self):
        """Return the content of all data files by relative path."""
        files = sorted((self.folder / "data").rglob("*"))
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in files
            if path.is_file() and ".records" not in path.parts and not path.name.startswith(".")
        }


@pytest.fixture
def new_demo(monkeypatch):
    """Return a function that copies the demo project to a folder."""
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def copy(folder):
        shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("__pycache__"))
        monkeypatch.chdir(folder)
        return Demo(folder)

    return copy


@pytest.fixture
def bare(new_demo, tmp_path):
    """Return the demo project before its first run."""
    return new_demo(tmp_path / "project")


@pytest.fixture
def demo(bare):
    """Return the demo project after one run."""
    bare.run()
    return bare
