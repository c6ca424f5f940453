"""How alike two heat maps are."""

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats


def rank_correlation(maps: Floats, others: Floats) -> NDArray[np.floating]:
    """Spearman's rank correlation of each map with its counterpart.

    Args:
        maps: (n, h, w).
        others: (n, h, w).

    Returns:
        Correlations (m,), of the m pairs in which neither map is the same everywhere.
    """
    from scipy.stats import pearsonr, rankdata

    varied = np.logical_and(*(np.ptp(stack, axis=(1, 2)) > 0 for stack in (maps, others)))
    if not varied.any():
        return np.empty(0)
    ranks = [rankdata(stack[varied].reshape(varied.sum(), -1), axis=1) for stack in (maps, others)]
    return np.asarray(pearsonr(*ranks, axis=1).statistic)
