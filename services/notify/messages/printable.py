"""Which letters the fonts of a letter have. Pure."""

import re

_PRINTABLE = re.compile(
    "[ -~\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f€"
    "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u1200-\u139f]"
)
"""The letters that the fonts were cut down to: Latin of all of Europe, Arabic, Ge'ez."""


def unprintable(words: str) -> list[str]:
    """The letters among these that no font has, each once."""
    return sorted({letter for letter in words if not _PRINTABLE.match(letter)})
