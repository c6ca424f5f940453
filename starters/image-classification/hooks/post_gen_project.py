"""Checks the answers, removes models that are not wanted, and sets the address of the plugin."""

import os
import re
import shutil
import sys
from pathlib import Path

TEMPLATE = "{{ cookiecutter._template }}"
MODELS = "{{ cookiecutter.models }}"
PACKAGE = "{{ cookiecutter.python_package }}"
SOURCE = f"src/{PACKAGE}"
PLUGIN = "packages/kedro-incremental"  # in the repository of this starter

# A package of one of these names would hide a library that the project imports.
TAKEN = {
    *("fsspec", "jinja2", "kedro", "kedro_datasets", "kedro_incremental", "kedro_viz", "keras"),
    *("numpy", "pandas", "pillow", "plotly", "pydantic", "pytest", "scipy", "sklearn"),
    *("statsmodels", "tensorflow", "tests"),
}

# By answer, the files to remove.
UNWANTED_FILES = {
    "networks": [
        f"{SOURCE}/pipelines/classical_ml",
        f"{SOURCE}/classical.py",
        "conf/base/catalog_classical_ml.yml",
        "conf/base/parameters_classical_ml.yml",
        "tests/test_classical.py",
    ],
    "classical": [
        f"{SOURCE}/pipelines/deep_learning",
        f"{SOURCE}/networks.py",
        f"{SOURCE}/gradcam.py",
        "conf/base/catalog_deep_learning.yml",
        "conf/base/parameters_deep_learning.yml",
        "tests/test_networks.py",
    ],
    "both": [],
}

# By answer, the files of which lines are removed, with the words of these lines.
UNWANTED_LINES = {
    "networks": {
        f"{SOURCE}/pipelines/data_engineering/pipeline.py": ("flatten",),
        "README.md": ("classical_ml", "classical.py"),
    },
    "classical": {
        f"{SOURCE}/pipelines/data_engineering/pipeline.py": ("reshape",),
        "README.md": ("deep_learning", "networks.py", "gradcam.py"),
        "pyproject.toml": ("keras", "tensorflow"),
    },
    "both": {},
}

# By answer, the name of the list in parameters.py that becomes empty.
EMPTY = {"networks": "CLASSICAL", "classical": "NETWORKS"}


def main() -> None:
    """Check the answers and adapt the project; cookiecutter runs this in its folder."""
    check_answers()
    for name in UNWANTED_FILES[MODELS]:
        path = Path(name)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, words in UNWANTED_LINES[MODELS].items():
        lines = read(name).splitlines(keepends=True)
        kept = [line for line in lines if not any(word in line for word in words)]
        write(name, "".join(kept))
    if MODELS in EMPTY:
        name = f"{SOURCE}/parameters.py"
        declared = rf"^({EMPTY[MODELS]}: .* = )\(.+\)$"
        write(name, re.sub(declared, r"\1()", read(name), flags=re.M))
    write("Makefile", read("Makefile").replace("ADDRESS", find_plugin()))


def find_plugin() -> str:
    """Return the address of the plugin in the clone or Git repository that holds this starter.

    Its `#` is escaped, since it would begin a comment in a Makefile.
    """
    folder = Path(os.environ.get("PWD", ""), TEMPLATE, PLUGIN)  # PWD is where `kedro new` runs
    if folder.is_dir():
        return folder.resolve().as_uri()
    return rf"git+{TEMPLATE.removeprefix('git+')}\#subdirectory={PLUGIN}"


def read(name: str) -> str:
    """Return the text of a file."""
    return Path(name).read_text(encoding="utf-8")


def write(name: str, text: str) -> None:
    """Replace the text of a file."""
    Path(name).write_text(text, encoding="utf-8")


def check_answers() -> None:
    """End with a message unless the answers make a project that runs."""
    if MODELS not in UNWANTED_FILES:
        sys.exit(f"Expected models: networks, classical or both. Received: {MODELS!r}.")
    if not re.fullmatch("[a-z]([a-z0-9_]*[a-z0-9])?", PACKAGE):
        sys.exit(
            "Expected a name of letters, digits, spaces, hyphens and underscores that starts with "
            f"a letter and doesn't end with a hyphen. Received the package {PACKAGE!r}."
        )
    if PACKAGE in TAKEN:
        sys.exit(f"Expected a name that no library has. Received {PACKAGE!r}: add a word to it.")


if __name__ == "__main__":
    main()
