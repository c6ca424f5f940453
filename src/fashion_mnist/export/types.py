"""Types that name what this package makes without importing its libraries."""

from typing import Any, TypeAlias

About: TypeAlias = dict[str, Any]  # of an exported model, as `formats.describe` gives it
