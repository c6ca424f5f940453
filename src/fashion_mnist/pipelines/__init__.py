"""The Kedro pipelines of the project."""
