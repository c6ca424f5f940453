"""The statistics of tables that kedro-viz shows in its graph."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl


class VizStatistics:
    """Keeps the rows and columns of earlier runs, as kedro-viz writes down those of the last alone.

    Each environment has its own, as it has its own tables.
    """

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Remember where kedro-viz writes them, and where they are kept."""
        folder = Path(context.project_path, ".viz")
        self._shown = folder / "stats.json"
        self._kept = folder / "stats" / f"{context.env or 'default'}.json"

    @hook_impl(trylast=True)
    def after_pipeline_run(self) -> None:
        """Add what kedro-viz has written of this run."""
        if not self._shown.is_file():  # as where the package runs without its project
            return
        together = json.dumps(_read(self._kept) | _read(self._shown))
        with suppress(OSError):  # the run has ended well, whatever becomes of them
            for path in (self._kept, self._shown):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(together, encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, TypeError, ValueError):
        return dict(json.loads(path.read_text(encoding="utf-8")))
    return {}
