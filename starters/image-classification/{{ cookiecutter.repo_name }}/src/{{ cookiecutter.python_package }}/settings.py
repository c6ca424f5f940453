"""The project's settings for Kedro."""

from kedro_incremental import IncrementalSession, VerifyingCatalog

from .example import DrawExample

SESSION_CLASS = IncrementalSession  # a run skips the nodes that are up to date
DATA_CATALOG_CLASS = VerifyingCatalog  # notebooks load only pickles that a run has saved
HOOKS = (DrawExample(),)  # remove it once the project has images of its own
