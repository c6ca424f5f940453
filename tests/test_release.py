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
    source = PROJECT / "src/fashion_mnist"
    missing = {
        path for path in named if not ((source / path).exists() or (PROJECT / path).exists())
    }
    assert not missing
    assert len(named) > 15
