"""The names of models and architectures, listed nowhere else."""

CLASSICAL: tuple[str, ...] = ("logistic_regression", "svm", "random_forest", "knn", "mlp")
NETWORKS: tuple[str, ...] = ("cnn", "resnet", "compact")
ROBUST = "robust"
ENSEMBLE = "ensemble"
MEMBERS = CLASSICAL + NETWORKS  # of the ensemble
ALL_NETWORKS = (*NETWORKS, ROBUST)
TRAINED = (*MEMBERS, ROBUST)
NAMES = (*MEMBERS, ENSEMBLE, ROBUST)  # in the order in which the study reports the models

RELEASED = "released"  # the network for pictures that comes with the package

TRAININGS = 3  # of each network, with consecutive seeds, in pipelines that repeat trainings
KINDS: tuple[str, ...] = ("plain", "residual")
DEPTHS = (8, 20, 32, 56)  # 6n + 2
BY_DEPTH: tuple[str, ...] = tuple(f"{kind}_{depth}" for kind in KINDS for depth in DEPTHS)

LARGER = ("compact_wide", "compact_fine", "compact_deep", "resnet18", "resnet34")
ARCHITECTURES: tuple[str, ...] = (*NETWORKS, *LARGER, *BY_DEPTH)


def parse_depth(name: str) -> tuple[str, int]:
    """Split the name of a depth architecture, such as `plain_20`, into its kind and depth."""
    kind, _, depth = name.partition("_")
    return kind, int(depth)
