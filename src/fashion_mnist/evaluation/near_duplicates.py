"""Which test images are nearly the same as a training image."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fashion_mnist.images.arrays import Floats, Labels


def find_neighbours(
    train: tuple[Floats, Labels], test: tuple[Floats, Labels], classes: Sequence[str]
) -> pd.DataFrame:
    """The training image nearest to each test image, the nearest first.

    Args:
        train: images (n, n_features) in [0, 1] and their labels (n,).
        test: likewise.
        classes: the names of the classes.

    Returns:
        `index` of the test image, `neighbour` (index of the training image), their Euclidean
        `distance`, the `label` of each, and whether all pixels are the same (`exact`).
    """
    from sklearn.neighbors import NearestNeighbors

    (images, labels), (others, other_labels) = train, test
    finder = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(images)
    distances, found = (column[:, 0] for column in finder.kneighbors(others))
    names = np.asarray(classes, dtype=object)
    table = pd.DataFrame(
        {
            "index": np.arange(len(others)),
            "neighbour": found,
            "distance": distances,
            "label": names[other_labels],
            "label_of_neighbour": names[labels[found]],
            "exact": (others == images[found]).all(axis=1),
        }
    )
    return table.sort_values("distance", kind="stable", ignore_index=True)
