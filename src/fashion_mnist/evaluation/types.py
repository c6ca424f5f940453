"""Types that name what this package takes and makes without importing statistics."""

from typing import TypeAlias

import pandas as pd

Table: TypeAlias = pd.DataFrame
