"""A message as a text message (SMS): the fact, what to do, the last day of the relief, and whom to call. Never a link.

Telephones send 160 letters of their own alphabet (3GPP TS 23.038), or 70 of any other, and in parts 153 or 67 each.
Three parts is the most that arrives in one piece on old telephones and old networks.
"""

import re
from typing import NamedTuple

from services.errors import Refused
from services.notify.messages.message import Message
from services.notify.messages.text import Text, sentences

MOST_SEGMENTS = 3

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
"""Letters of the extension table; each takes the place of two."""

_ONE_BASIC, _PART_BASIC = 160, 153
_ONE_OTHER, _PART_OTHER = 70, 67
_LIKE_A_HOST = re.compile(r"(?<=\w)\.(?=[^\W\d_])")
_PLAIN_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " "})


class TextMessageIsTooLong(Refused):
    """This takes more than three text messages; `./ontzorg check` measures every wording with the longest names."""


class TextMessage(NamedTuple):
    """The words, and in how many parts a telephone sends them."""

    words: str
    segments: int


def sms_of(message: Message) -> TextMessage:
    """The text message; `TextMessageIsTooLong` beyond three parts."""
    words = sms_words(message)
    needed = segments(words)
    if needed > MOST_SEGMENTS:
        raise TextMessageIsTooLong(f"{message.kind} in {message.language.own_name} takes {needed} text messages.")
    return TextMessage(words, needed)


def sms_words(message: Message) -> str:
    """The words, however many they are; what asks nothing does not say so.

    Where it would take one part more than is sent, who writes is left out first (the telephone shows whom it comes
    from), then what need not be said, and last the name of who is called.
    """
    short = message.short
    tries = (
        _words(message, message.sender, short.if_room, short.call),
        _words(message, "", short.if_room, short.call),
        _words(message, "", (), short.call),
        _words(message, "", (), short.call_number),
    )
    return next((words for words in tries if segments(words) <= MOST_SEGMENTS), tries[-1])


def segments(words: str) -> int:
    """In how many parts a telephone sends the words."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in words):
        return _parts([2 if letter in _EXTENDED else 1 for letter in words], _ONE_BASIC, _PART_BASIC)
    return _parts([len(letter.encode("utf-16-be")) // 2 for letter in words], _ONE_OTHER, _PART_OTHER)


def _parts(widths: list[int], alone: int, part: int) -> int:
    """How many parts; a letter that is wide is never cut in two."""
    if sum(widths) <= alone:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > part:
            parts, used = parts + 1, 0
        used += width
    return parts


def _words(message: Message, sender: str, if_room: tuple[Text, ...], call: Text) -> str:
    short = message.short
    said = (message.title, *short.action, *short.added, *if_room, short.ends, call, short.unreviewed)
    words = sentences(said, message.language.direction)
    return _not_clickable(f"{sender}: {words}" if sender else words).translate(_PLAIN_SPACES)


def _not_clickable(words: str) -> str:
    """With a space where a telephone would see an address: `Wonen.nl` is the name of a firm, and no place to go."""
    return _LIKE_A_HOST.sub(". ", words.replace("://", ": "))
