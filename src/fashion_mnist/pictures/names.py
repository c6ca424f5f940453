"""Names of files: one line each, that anything can show, and no two the same."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, count

# Control characters and line breaks; what Python makes of bytes that are not UTF-8.
UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def show(name: str) -> str:
    r"""A name on one line that every file and terminal takes.

    Line breaks, other control characters and bytes that are not UTF-8 become escapes, such as `\n`
    or `\udce9`; nearly all names stay as they are.
    """
    return UNSHOWABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), name)


def tell_apart(short: Sequence[str], full: Sequence[str]) -> list[str]:
    """A name for each file, all of them different.

    Args:
        short: a name for each file.
        full: a longer one for each, which takes the place of a short one that several files have.

    Returns:
        In the order of the files; equal names have a number behind them from the second on.
    """
    times = Counter(short)
    names = (long if times[name] > 1 else name for name, long in zip(short, full, strict=True))
    return list(_number(names))


def _number(names: Iterator[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        numbered = chain([name], (f"{name} ({n})" for n in count(2)))
        free = next(candidate for candidate in numbered if candidate not in taken)
        taken.add(free)
        yield free
