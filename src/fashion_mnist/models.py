"""The models of the study: the only list of them.

A model's name is its namespace in the pipelines, its block in the parameters and its
folder under `data/`.
"""

CLASSICAL: tuple[str, ...] = ("logistic_regression", "svm", "random_forest", "knn", "mlp")
NETWORKS: tuple[str, ...] = ("cnn", "resnet", "compact")


def names() -> tuple[str, ...]:
    """Every model, in the order in which the study reports them."""
    return CLASSICAL + NETWORKS
