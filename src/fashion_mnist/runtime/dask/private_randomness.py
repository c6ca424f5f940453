"""Random numbers of Dask's own, so that it draws none of those that a node has seeded."""

import random
import sys
from types import BuiltinMethodType, MethodType

LIBRARIES = {"dask", "distributed", "tornado"}


class PrivateRandom(random.Random):
    """Stands in for the module `random`."""

    Random = random.Random


def give_private_randomness() -> None:
    """Have Dask's modules draw from another generator than Python's global one.

    They draw while a node runs, for instance to estimate the size of a list.
    """
    own, shared = PrivateRandom(), random.random.__self__  # type: ignore[attr-defined]
    for module in [m for name, m in sys.modules.items() if name.partition(".")[0] in LIBRARIES]:
        for name, value in list(vars(module).items()):
            if value is random:
                setattr(module, name, own)
            elif isinstance(value, BuiltinMethodType | MethodType) and value.__self__ is shared:
                setattr(module, name, getattr(own, value.__name__))
