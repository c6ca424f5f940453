"""What the report says of near-duplicates and likely label errors."""

from collections.abc import Mapping

from fashion_mnist.report.tables import Tables, nest, rows_of

DISTANCES = (1.0, 1.5, 2.0, 2.5)


def describe_data_quality(tables: Tables, parts: Mapping[str, int]) -> dict[str, object] | None:
    """Arrange the tables of the pipeline `data_quality`; None if it has not been run.

    Args:
        tables: `nearest_neighbours`, `label_errors` and `accuracy_on_clean_data`, by name.
        parts: the number of images for `train` and `test`.

    Returns:
        `exact`: how many test images are also training images. `within`: for some distances, how
        many test images have a neighbour there. `errors`: for each part how many labels are
        likely to be wrong, and their share. `accuracies`: by model and selection of test images.
    """
    if "accuracy_on_clean_data" not in tables:
        return None
    neighbours, errors = tables["nearest_neighbours"], tables["label_errors"]
    counts = {part: int((errors["part"] == part).sum()) for part in ("train", "test")}
    return {
        "exact": int(neighbours["exact"].sum()),
        "within": {d: int((neighbours["distance"] <= d).sum()) for d in DISTANCES},
        "errors": {part: (n, n / parts[part]) for part, n in counts.items()},
        "accuracies": nest(rows_of(tables, "accuracy_on_clean_data"), ["model"], "test_images"),
    }
