"""The loader of conf/, which reports the file and line of a mistake."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kedro.config import MissingConfigException, OmegaConfigLoader
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import MarkedYAMLError, YAMLError

from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.errors import InputError, suggest
from kedro_incremental.places import SCHEME, find_place, is_remote

# Kedro finds the files of conf/ with a glob pattern that begins with its path, and reads braces in
# a dataset's path as placeholders of a dataset factory.
PATTERNS = set("*?[{}")
START = {
    "type": "fashion_mnist.datasets.NetworkDataset",
    "metadata": {"kedro-viz": {"layer": "raw"}},
}


class PlainConfigLoader(OmegaConfigLoader):
    """Loads conf/ as Kedro does, and reports the file and line of a mistake.

    Raises:
        InputError: the folder or the environment does not exist, or a file cannot be read.
    """

    def __init__(
        self,
        conf_source: str,
        env: str | None = None,
        runtime_params: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Check the files of the folder and the environment, and load their globals."""
        environments = (options["base_env"], env or options["default_run_env"])
        self._folders = [Path(conf_source, name) for name in environments]
        is_elsewhere = "://" in str(conf_source) or Path(conf_source).is_file()  # an archive
        if not is_elsewhere:
            _check_place(Path(conf_source), *self._folders)
            with _naming_the_place(self._folders):
                for path in _list_files(self._folders):
                    if b"???" in path.read_bytes():  # parse only the files that need it
                        _check_values(OmegaConf.load(path), os.path.relpath(path))
        _check_values(OmegaConf.create(runtime_params or {}), "the parameters given to the run")
        super().__init__(conf_source, env, runtime_params, **options)

    def __getitem__(self, key: str) -> dict[str, Any]:
        """Load and merge the files of a kind; add pretrained networks to the catalog."""
        with _naming_the_place(self._folders):
            loaded: dict[str, Any] = super().__getitem__(key)
            parameters = self["parameters"] if key == "catalog" else {}
            for name in model_names.ALL_NETWORKS:
                training = parameters.get(name, {}).get("training")
                path = training.get("pretrained") if isinstance(training, dict) else None
                if isinstance(path, str):
                    loaded[f"{name}.start"] = START | {"filepath": path}
            return loaded


def _check_place(conf: Path, base: Path, env: Path) -> None:
    if PATTERNS & set(str(conf)):
        raise InputError(
            f"Expected a path without {' '.join(sorted(PATTERNS))}, which Kedro reads as a "
            f"pattern. Received {conf}: rename or move the project."
        )
    if not base.is_dir():
        raise InputError(
            f"Expected the configuration of a project, a folder with {base.name}/ in it. Received "
            f"{conf}: change to the project's folder, or name it."
        )
    if not env.is_dir():
        known = sorted(path.name for path in conf.iterdir() if path.is_dir())
        raise InputError(
            f"Expected an environment, a folder of {os.path.relpath(conf)}: {', '.join(known)}. "
            f"Received: {env.name!r}.{suggest(env.name, known)}"
        )


def _check_values(config: Any, place: str) -> None:
    """Raise InputError at `???`, which OmegaConf silently replaces with the value of base."""
    if keys := OmegaConf.missing_keys(config):
        raise InputError(
            f"Expected a value for each name in {place}. Received ??? for "
            f"{', '.join(sorted(keys))}: give one, or leave the name out."
        )


@contextmanager
def _naming_the_place(folders: list[Path]) -> Iterator[None]:
    """Turn errors in the files of these folders into an InputError that names the first one."""
    try:
        yield
    except MissingConfigException:  # Kedro handles it: some kinds of files are optional
        raise
    except Exception as error:
        faults = map(_find_fault, _list_files(folders))
        message = next(filter(None, faults), None)
        cause: BaseException | None = error  # such as an error of the resolver `class_folders`
        while cause and not isinstance(cause, InputError):
            cause = cause.__cause__ or cause.__context__
        if not (message or cause or isinstance(error, OmegaConfBaseException)):
            raise
        raise InputError(message or str(cause or error)) from error


def _list_files(folders: list[Path]) -> list[Path]:
    files = (path for folder in folders for path in sorted(folder.rglob("*.*")))
    return [path for path in files if path.suffix in {".json", ".yaml", ".yml"} and path.is_file()]


def _find_fault(path: Path) -> str | None:
    try:
        content = OmegaConf.load(path)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line = f", line {mark.line + 1}" if mark else ""
        return f"{_expect_yaml(path)}{line}: {error.problem or error}."
    except (OmegaConfBaseException, OSError, RecursionError, ValueError, YAMLError) as error:
        return f"{_expect_yaml(path)}: {error}."
    return None if isinstance(content, DictConfig) else f"{_expect_yaml(path)}: a list."


def _expect_yaml(path: Path) -> str:
    return f"Expected names and values in YAML. Received in {os.path.relpath(path)}"


def find_data_folder(given: object, project: Path) -> Path:
    """Return the absolute path of the folder that runs write to, or its place in a store.

    It must be a folder for results alone that exists or can be made, else raise InputError.
    """
    if fault := _find_folder_fault(given, project):
        raise InputError(
            "Expected `data` in conf/*/globals.yml to name a folder for results alone: data, "
            "data/NAME, another path, or an address in a store, such as s3://BUCKET/FOLDER. "
            f"Received {given!r}: {fault}."
        )
    return find_place(given) if is_remote(given) else project / str(given)


def _find_folder_fault(given: object, project: Path) -> str | None:
    if not isinstance(given, str) or not given or given != given.strip():
        return "give its name as a text without spaces around it"
    if not given.isprintable():
        return "leave out characters that cannot be shown"
    if given.startswith("~"):
        return f"write the whole path, {os.path.expanduser(given)}"
    if SCHEME in given:
        protocol, _, inside = given.partition(SCHEME)
        if "::" in given:
            return "name a single store"
        if protocol == "memory":
            return "its contents are gone when the run ends, so name a store that keeps them"
        if protocol in {"file", "local"}:
            return f"write {inside}, without {protocol}{SCHEME}"
        return None if inside.strip("/") else f"name a bucket or folder after {protocol}{SCHEME}"
    if re.match(r"\w{2,}:", given):
        return f"write {SCHEME} in an address"
    path, project = project / given, Path(os.path.realpath(project))
    place = Path(os.path.realpath(path))
    if project.is_relative_to(place):
        return f"{place} holds the project itself, so name a folder in it, such as data"
    nearest = next(folder for folder in (place, *place.parents) if folder.exists())
    if not nearest.is_dir():
        return f"{nearest} is not a folder, so remove it or name another"
    needed = place if path.is_symlink() else place.parent  # the target of a link is never made
    if not needed.is_dir() and (path.is_symlink() or not place.is_relative_to(project)):
        return f"there is no folder {needed}, so make it, or mount its disk"
    return None
