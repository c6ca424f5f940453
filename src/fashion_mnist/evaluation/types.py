"""Types that name what this package takes and makes without importing pandas.

Kedro looks up the types of nodes whenever it makes them.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

    Table: TypeAlias = pd.DataFrame
else:
    Table = Any
