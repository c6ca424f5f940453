"""The project's settings for Kedro."""

from kedro_incremental import IncrementalSession, VerifyingContext

from .example import DrawExample

SESSION_CLASS = IncrementalSession  # a run skips the nodes that are up to date
CONTEXT_CLASS = VerifyingContext  # notebooks load only pickles that a run has saved
HOOKS = (DrawExample(),)  # draws the example if the folder of images is missing
