"""What may be asked for: the types of the parameter blocks, and the names of models."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
