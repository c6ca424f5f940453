"""The pipelines, one folder each with `create_pipeline`."""
