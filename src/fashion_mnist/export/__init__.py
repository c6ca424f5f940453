"""Models for use elsewhere: written, opened, and compared with their originals."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
