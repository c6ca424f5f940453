"""Which model to take for what."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from fashion_mnist.evaluation.intervals import adjusted_wald_difference
from fashion_mnist.report.tables import Row

KEPT = 0.9  # the share of the images that a model keeps where people look at the others
MARGIN = 0.01  # of accuracy: a model that loses less than this is as good (non-inferiority)


def advise(
    comparison: Sequence[Row],
    best: Row,
    single: Row,
    tests: Sequence[Row],
    coverage: Mapping[str, Mapping[float, Row]],
) -> dict[str, Row | float | None]:
    """Which models to take, each a row of the comparison.

    Args:
        comparison: a row for each model.
        best: the row of the model that is most accurate on the validation images.
        single: the row of the one that is so among single models.
        tests: the rows of `compare_pairs`.
        coverage: by model and the share that it is to keep, a row of `measure_coverage`.

    Returns:
        The most `accurate`; the `single` one, and the `fastest` to predict of those whose 95%
        interval excludes a loss of the `margin` against the most accurate, None if it is that; of
        all models the `smallest` on disk, the `quickest` to train and the one that predicts in the
        least `time`; and what the most accurate one gets right of the images that it is to keep
        (`kept`), None if that was not measured.
    """
    losses = _bound_losses(best, tests)
    rivals = [row for row in comparison if losses.get(row["model"], 1) < MARGIN]
    fastest = min([best, *rivals], key=itemgetter("predict_seconds"))
    aims = coverage.get(best["model"], {})
    return {
        "accurate": best,
        "single": None if single["model"] == best["model"] else single,
        "fastest": None if fastest is best else fastest,
        "margin": MARGIN,
        "smallest": min(comparison, key=itemgetter("bytes")),
        "quickest": min(comparison, key=itemgetter("fit_seconds")),
        "time": min(comparison, key=itemgetter("predict_seconds")),
        "kept": aims[min(aims, key=lambda aim: abs(aim - KEPT))] if aims else None,
    }


def _bound_losses(best: Row, tests: Sequence[Row]) -> dict[str, float]:
    """How much less accurate than the best each model may be, by the end of the 95% interval."""
    bounds = {}
    for row in tests:
        counts = row["only_model"], row["only_other"]
        low, high = adjusted_wald_difference(*counts, best["images"])
        if row["model"] == best["model"]:
            bounds[row["other"]] = high
        elif row["other"] == best["model"]:
            bounds[row["model"]] = -low
    return bounds
