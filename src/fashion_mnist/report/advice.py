"""Which model to take for what."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from fashion_mnist.parameters import model_names
from fashion_mnist.report.tables import Row

KEPT = 0.9  # the share of the images that a model keeps where people look at the others


def advise(
    comparison: Sequence[Row], ties: Sequence[str], coverage: Mapping[str, Mapping[float, Row]]
) -> dict[str, Row | None]:
    """Which models to take, each a row of the comparison.

    Args:
        comparison: a row for each model, the most accurate first.
        ties: the models that the test does not tell from the first.
        coverage: by model and the share that it is to keep, a row of `measure_coverage`.

    Returns:
        The most `accurate`; the most accurate `single` model, and the `fastest` to predict of those
        that tie with the first, None if it is that; of all models the `smallest` on disk, the
        `quickest` to train and the one that predicts in the least `time`; and what the most
        accurate one gets right of the images that it is to keep (`kept`), None if that was not
        measured.
    """
    best = comparison[0]
    single = next((row for row in comparison if row["model"] != model_names.ENSEMBLE), best)
    rivals = [row for row in comparison if row is best or row["model"] in ties]
    fastest = min(rivals, key=itemgetter("predict_seconds"))
    aims = coverage.get(best["model"], {})
    return {
        "accurate": best,
        "single": None if single is best else single,
        "fastest": None if fastest is best else fastest,
        "smallest": min(comparison, key=itemgetter("bytes")),
        "quickest": min(comparison, key=itemgetter("fit_seconds")),
        "time": min(comparison, key=itemgetter("predict_seconds")),
        "kept": aims[min(aims, key=lambda aim: abs(aim - KEPT))] if aims else None,
    }
