"""{{ cookiecutter.project_name }}: image classification with Kedro."""

__version__ = "0.1.0"
