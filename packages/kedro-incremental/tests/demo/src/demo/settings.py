from kedro_incremental import IncrementalSession

SESSION_CLASS = IncrementalSession
