"""Words in which some pieces stand by themselves: an amount, a day, a name.

Such a piece keeps its own direction, whatever stands around it: a Dutch telephone number in an Arabic sentence would
otherwise be read from its end. In HTML it is a `bdi`; in plain text it stands between the isolates of Unicode (UAX 9).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import NamedTuple

from services.notify.messages.language import Direction

FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}


class Piece(NamedTuple):
    """Some words; `alone` if they are to be kept apart from what stands around them."""

    words: str
    alone: bool = False


Text = tuple[Piece, ...]

NOTHING: Text = ()


def alone(words: str) -> Text:
    """A text of one piece that stands by itself."""
    return (Piece(words, alone=True),)


def filled(template: str, values: Mapping[str, Text]) -> Text:
    """The template with the values in the places of its braces; `KeyError` for a place that has no value."""
    pieces: list[Piece] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            pieces.append(Piece(literal))
        if name is not None:
            pieces.extend(values[name])
    return tuple(pieces)


def places(template: str) -> frozenset[str]:
    """The names between the braces of a template; `ValueError` for braces that are not closed."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def words_of(text: Text) -> str:
    """The bare words."""
    return "".join(piece.words for piece in text)


def plain(text: Text, direction: Direction) -> str:
    """The words, with isolates around those pieces that do not run in the direction of the text all the way."""
    return "".join(_isolated(piece.words) if _needs_it(piece, direction) else piece.words for piece in text)


def sentences(texts: Iterable[Text], direction: Direction) -> str:
    """The texts after each other with a space between, those that say nothing left out."""
    return " ".join(plain(text, direction) for text in texts if text)


def _needs_it(piece: Piece, direction: Direction) -> bool:
    """Whether it holds a letter of the other direction; or, from right to left, none of this one: digits alone turn."""
    if not piece.alone:
        return False
    runs = {unicodedata.bidirectional(letter) for letter in piece.words}
    if direction is Direction.LEFT_TO_RIGHT:
        return bool(runs & _RIGHT_TO_LEFT)
    return "L" in runs or not runs & _RIGHT_TO_LEFT


def _isolated(words: str) -> str:
    return f"{FIRST_STRONG_ISOLATE}{words}{POP_DIRECTIONAL_ISOLATE}"
