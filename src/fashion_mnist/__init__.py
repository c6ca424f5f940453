"""Fashion-MNIST: deep networks against classical models, as a Kedro project."""

__version__ = "0.1.0"
