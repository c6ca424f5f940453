"""The rows of the index of artifacts: what is on disk, and what made it."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pandas as pd


class Artifact(NamedTuple):
    """A file of the catalog, and the node that wrote it."""

    name: str
    type: str
    path: str
    pipeline: str
    node: str


def update_index(index: pd.DataFrame | None, artifacts: Iterable[Artifact]) -> pd.DataFrame:
    """Describe artifacts anew, and keep the rows of the others whose files are still there.

    Returns:
        A row for each artifact, sorted by path: its fields, `bytes` and `sha256`.
    """
    with ThreadPoolExecutor() as pool:
        rows = pd.DataFrame(pool.map(_describe, artifacts))
    if index is not None and len(index):
        is_kept = ~index["name"].isin(rows.get("name", [])) & index["path"].map(_exists)
        rows = pd.concat([index[is_kept], rows], ignore_index=True)
    return rows.sort_values("path", ignore_index=True) if len(rows) else rows


def _describe(artifact: Artifact) -> dict[str, str | int]:
    path = Path(artifact.path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {**artifact._asdict(), "bytes": path.stat().st_size, "sha256": digest}


def _exists(path: str) -> bool:
    return Path(path).exists()
