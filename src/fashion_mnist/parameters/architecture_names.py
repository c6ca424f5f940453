"""The architectures: the only list of them.

Each is a function of that name in `networks.architectures`; those of growing depth, with and
without shortcuts, are named by their kind and depth.
"""

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


def parse_depth(name: str) -> tuple[str, int]:
    """Kind and depth, from the name of an architecture of growing depth."""
    kind, _, depth = name.partition("_")
    return kind, int(depth)
