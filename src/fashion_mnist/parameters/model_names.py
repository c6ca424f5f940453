"""The models of the study: the only list of them.

A model's name is its namespace in the pipelines, its block in the parameters and its
folder under `data/`. The ensemble combines the others and has no block. The robust network is for
coloured pictures with any background, and trained on request.
"""

CLASSICAL: tuple[str, ...] = ("logistic_regression", "svm", "random_forest", "knn", "mlp")
NETWORKS: tuple[str, ...] = ("cnn", "resnet", "compact")
ROBUST = "robust"
ENSEMBLE = "ensemble"

PARTNER = "compact"  # which answers people's pictures together with the robust network

TRAININGS = 3  # of each network in all, with consecutive seeds, where other seeds are asked for


def members() -> tuple[str, ...]:
    """The models that the ensemble combines."""
    return CLASSICAL + NETWORKS


def networks() -> tuple[str, ...]:
    """Every network."""
    return (*NETWORKS, ROBUST)


def trained() -> tuple[str, ...]:
    """Every model that learns from the images."""
    return (*members(), ROBUST)


def names() -> tuple[str, ...]:
    """Every model, in the order in which the study reports them."""
    return (*members(), ENSEMBLE, ROBUST)
