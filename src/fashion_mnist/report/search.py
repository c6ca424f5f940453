"""What a search of parameters found: the facts behind the report's sentences."""

from fashion_mnist.report.render import Json
from fashion_mnist.report.tables import Tables, rows_of

OF_TRIALS = (
    *("model", "trial", "selection_accuracy", "selection_log_loss", "accuracy", "low", "high"),
    *("seconds", "best", "p_value", "p_holm", "differ", "failed"),
)


def describe_search(tables: Tables) -> Json | None:
    """What was tried and found; None where no parameters were searched.

    Returns:
        The `model`; the `paths` of the parameters tried; the trials in `rows`, the best on the
        selection half first and the failed ones last; the `best`; that with the values of the
        `study`, None if it failed; how many of the others are `worse` or `better` than the best by
        the corrected test on the assessment half, and how many `tie`; how many `failed`; and the
        `seconds` of all.
    """
    rows = rows_of(tables, "search_trials")
    if not rows:
        return None
    whole = [row for row in rows if not isinstance(row["failed"], str)]
    ranked = sorted(whole, key=lambda row: (-row["selection_accuracy"], row["selection_log_loss"]))
    best, *others = ranked
    return {
        "model": best["model"],
        "paths": [name for name in rows[0] if name not in OF_TRIALS],
        "rows": [*ranked, *(row for row in rows if row not in whole)],
        "best": best,
        "study": next((row for row in whole if row["trial"] == 1), None),
        "worse": sum(row["differ"] and row["accuracy"] < best["accuracy"] for row in others),
        "better": sum(row["differ"] and row["accuracy"] > best["accuracy"] for row in others),
        "tie": sum(not row["differ"] for row in others),
        "failed": len(rows) - len(whole),
        "seconds": sum(row["seconds"] for row in whole),
    }
