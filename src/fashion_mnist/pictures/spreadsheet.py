"""Text that a spreadsheet shows instead of computing it.

A cell that begins with one of a few characters is a formula to a spreadsheet, which may open pages
or start programs. OWASP (https://owasp.org/www-community/attacks/CSV_Injection) advises to put an
apostrophe before it.
"""

import re

# The signs have wide forms, which some spreadsheets take for the same.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def protect(text: str) -> str:
    """A text with an apostrophe before it if it begins like a formula, or is one so protected."""
    return f"'{text}" if FORMULA.match(text) else text


def restore(text: str) -> str:
    """The text that `protect` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
