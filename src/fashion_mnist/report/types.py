"""Types that name what this package makes without importing pandas."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fashion_mnist.report.summary import Summary as Summary
else:
    Summary = Any
