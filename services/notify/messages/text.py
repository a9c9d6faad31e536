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
    """The words with isolates where they matter: in a text from right to left, and around words that run so."""
    return "".join(_isolated(piece.words) if _needs_it(piece, direction) else piece.words for piece in text)


def sentences(texts: Iterable[Text], direction: Direction) -> str:
    """The texts after each other with a space between, those that say nothing left out."""
    return " ".join(plain(text, direction) for text in texts if text)


def _needs_it(piece: Piece, direction: Direction) -> bool:
    return piece.alone and (direction is Direction.RIGHT_TO_LEFT or _runs_right_to_left(piece.words))


def _runs_right_to_left(words: str) -> bool:
    return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in words)


def _isolated(words: str) -> str:
    return f"{FIRST_STRONG_ISOLATE}{words}{POP_DIRECTIONAL_ISOLATE}"
