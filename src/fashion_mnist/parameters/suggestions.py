"""What a wrong name may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(name: str, known: Iterable[str]) -> str:
    """A question after the known name that this one is most like; empty if it is like none."""
    by_lower_case = {each.lower(): each for each in known}
    alike = get_close_matches(name.lower(), by_lower_case, n=1)
    return f" Did you mean {by_lower_case[alike[0]]!r}?" if alike else ""
