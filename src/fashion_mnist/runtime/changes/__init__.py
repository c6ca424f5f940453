"""What has changed since a node was run: its code, its parameters, its inputs or its outputs.

Nothing here knows this project's models: the package serves any Kedro project whose datasets are
files.
"""
