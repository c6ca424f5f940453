"""What CITATION.cff, CHANGELOG.md and docs/template.md say of the package holds."""

import re

import yaml
from projects import PROJECT

from fashion_mnist import __version__


def test_the_citation_is_of_this_version():
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    assert citation["license"] == "MIT"
    assert {"cff-version", "message", "title", "authors"} <= set(citation)


def test_the_last_release_in_the_changelog_is_this_version():
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", changelog, re.MULTILINE)
    assert released[0] == __version__
    kinds = set(re.findall(r"^### (.*)$", changelog, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_patterns_to_copy_are_where_the_page_says():
    page = (PROJECT / "docs/template.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w.]+/)+[\w.]*)`", page))
    starter = PROJECT / "starters/image-classification/{{ cookiecutter.repo_name }}"
    folders = (PROJECT, PROJECT / "src/fashion_mnist", starter)
    missing = {path for path in named if not any((folder / path).exists() for folder in folders)}
    assert not missing
    assert len(named) > 15


def read_lock(name):
    """The lines of a lock by package and marker."""
    blocks = re.split(r"\n(?=\S)", (PROJECT / name).read_text(encoding="utf-8").strip())
    return {block.partition("==")[0]: block for block in blocks}


def test_the_lock_of_a_run_is_a_part_of_that_of_everything():
    everything, run = read_lock("requirements.lock"), read_lock("requirements-run.lock")
    assert {"kedro", "tensorflow", "uv"} <= set(run)
    assert "pytest" not in run
    different = [name for name, block in run.items() if pins(block) != pins(everything[name])]
    assert different == []


def pins(block):
    """Version and hashes; a package may be asked for on more platforms than for a run."""
    return block.split(" ")[0].split(";")[0], re.findall(r"sha256:\w+", block)
