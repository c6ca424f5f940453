"""What the report says of labelled pictures."""

from fashion_mnist.report.tables import Row, Tables, rows_of

LEAST = 0.05  # the share of a kind from which an answer is told


def describe_pictures(tables: Tables) -> dict[str, object] | None:
    """Arrange the tables of the pipeline `picture_accuracy`; None if it has not been run.

    Returns:
        The rows of `picture_accuracies` that are of `all` pictures, of `parts` of them, and of
        pictures of `no_class`; and the `answers` to each kind, as classes with their shares.
    """
    if "picture_accuracies" not in tables:
        return None
    rows = rows_of(tables, "picture_accuracies")
    images = {row["name"]: row["images"] for row in rows if row["by"] in ("kind", "no class")}
    return {
        "all": next((row for row in rows if row["by"] == "all"), None),
        "parts": [row for row in rows if row["by"] in ("group", "kind")],
        "no_class": [row for row in rows if row["by"] == "no class"],
        "answers": _list_answers(rows_of(tables, "picture_confusions"), images),
    }


def _list_answers(rows: list[Row], images: dict[str, int]) -> dict[str, list[tuple[str, float]]]:
    shares: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        share = row["images"] / images[row["kind"]]
        if share >= LEAST:
            shares.setdefault(row["kind"], []).append((row["class"], share))
    return shares
