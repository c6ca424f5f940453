"""The depths at which networks with and without shortcuts are compared."""

DEPTHS: tuple[int, ...] = (8, 20, 32, 56)  # 6n + 2
KINDS: tuple[str, ...] = ("plain", "residual")


def names() -> list[str]:
    """The architectures that are compared."""
    return [f"{kind}_{depth}" for kind in KINDS for depth in DEPTHS]


def parse(name: str) -> tuple[str, int]:
    """Kind and depth, from an architecture's name."""
    kind, _, depth = name.partition("_")
    return kind, int(depth)
