"""How far the answers to people's pictures may be relied on: one word for each picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from fashion_mnist import evaluation

VERDICTS = ("sure", "not sure", "unlike", "unread")


def judge(answer: Mapping[str, object]) -> str:
    """The verdict on a row of what `tabulate_answers` gives, one of `VERDICTS`.

    An answer is sure if its probability reaches the threshold from which the accuracy is promised,
    at a nominal confidence (see `evaluation.selective_accuracy`). An answer to a picture unlike
    what the model learned from means little, however probable it is.
    """
    if isinstance(answer["reason"], str):
        return "unread"
    if not answer["familiar"]:
        return "unlike"
    return "sure" if answer["sure"] else "not sure"


def count_verdicts(answers: evaluation.Table) -> dict[str, int]:
    """The number of pictures with each of `VERDICTS`, in their order."""
    counts = Counter(map(judge, evaluation.rows.list_rows(answers)))
    return {verdict: counts[verdict] for verdict in VERDICTS}


def summarise(counts: Mapping[str, int]) -> str:
    """What `count_verdicts` gives, as `3 pictures: 2 sure, 1 unread`."""
    total = sum(counts.values())
    parts = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    return f"{total} picture{'' if total == 1 else 's'}: {', '.join(parts)}"
