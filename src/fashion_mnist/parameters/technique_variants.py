"""The techniques whose worth is measured, and the variants of a network that measure them.

Variants: the `recipe` has every technique and the `plain` network none; `only_X` is the plain one
with the technique X, `without_X` the recipe without it.
"""

TRAINED: tuple[str, ...] = ("one_cycle", "mirror", "shift", "erasing", "label_smoothing")
PREDICTED: tuple[str, ...] = ("tta_flip", "tta_shift")  # the same network predicts
NAMES = TRAINED + PREDICTED

# Of classical models: each is one more fit, against the model of the study.
CLASSICAL: tuple[tuple[str, str], ...] = (
    ("svm", "edges"),
    ("svm", "pca"),
    ("svm", "hog"),
    ("svm", "mirrored_copies"),
    ("svm", "tuned_c"),
    ("svm", "tuned_gamma"),
    ("logistic_regression", "edges"),
    ("logistic_regression", "pca"),
    ("logistic_regression", "hog"),
    ("logistic_regression", "mirrored_copies"),
    ("random_forest", "mirrored_copies"),
)


def variants(names: tuple[str, ...] = NAMES) -> tuple[str, ...]:
    """Every variant that measures these techniques."""
    return ("recipe", "plain", *(f"{way}_{name}" for name in names for way in ("only", "without")))


def left_out(variant: str) -> tuple[str, ...]:
    """The techniques that a variant lacks."""
    way, _, technique = variant.partition("_")
    if way in ("recipe", "plain"):
        return NAMES if way == "plain" else ()
    return (technique,) if way == "without" else tuple(n for n in NAMES if n != technique)


def training_of(variant: str) -> str:
    """The variant whose trained network predicts for this one."""
    way, _, technique = variant.partition("_")
    if technique in PREDICTED:
        return "plain" if way == "only" else "recipe"
    return variant


def comparisons() -> list[tuple[str, str, str, str]]:
    """Technique, comparison, the variant that has it, the one that is alike but for it."""
    pairs = [("all", "all", "recipe", "plain")]
    for name in NAMES:
        pairs.append((name, "added alone", f"only_{name}", "plain"))
        pairs.append((name, "left out", "recipe", f"without_{name}"))
    return pairs
