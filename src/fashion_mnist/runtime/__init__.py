"""The project's extensions of Kedro: session, hooks, checks, classifier and app."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submod_attrs={"dask_runner": ["DaskRunner"]}
)
