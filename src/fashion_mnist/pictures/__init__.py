"""People's own pictures: from a file to what a model takes, and from its answer to a table."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
