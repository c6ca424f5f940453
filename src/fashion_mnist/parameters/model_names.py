"""The names of the models and of the architectures: the only lists of them."""

CLASSICAL: tuple[str, ...] = ("logistic_regression", "svm", "random_forest", "knn", "mlp")
NETWORKS: tuple[str, ...] = ("cnn", "resnet", "compact")
ROBUST = "robust"
ENSEMBLE = "ensemble"

PARTNER = "compact"  # which answers people's pictures together with the robust network

TRAININGS = 3  # of each network in all, with consecutive seeds, where other seeds are asked for
KINDS: tuple[str, ...] = ("plain", "residual")
DEPTHS: tuple[int, ...] = (8, 20, 32, 56)  # 6n + 2
BY_DEPTH: tuple[str, ...] = tuple(f"{kind}_{depth}" for kind in KINDS for depth in DEPTHS)

ARCHITECTURES: tuple[str, ...] = (
    "cnn",
    "resnet",
    "compact",
    "compact_wide",
    "compact_fine",
    "compact_deep",
    "resnet18",
    "resnet34",
    *BY_DEPTH,
)


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


def parse_depth(name: str) -> tuple[str, int]:
    """Kind and depth, from the name of an architecture of growing depth."""
    kind, _, depth = name.partition("_")
    return kind, int(depth)
