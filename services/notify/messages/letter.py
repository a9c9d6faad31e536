"""A message as a letter: PDF on A4, for a window envelope, tagged so that it can be read aloud (PDF/UA-1, EN 301 549).

Typst sets it: it joins Arabic letters, turns lines from right to left and knows Ge'ez. The fonts lie
beside this file, so that a letter is the same bytes on every machine. Words go in as data, never as markup.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from services.errors import Fault, InvalidInput, Problem
from services.notify.messages.catalogue import catalogue_of
from services.notify.messages.colours import DO_PAPER, INK, MARK_PAPER, QUIET_INK, RULE
from services.notify.messages.language import Language
from services.notify.messages.message import Block, Message
from services.notify.messages.pictograms import Pictogram, svg_of
from services.notify.messages.printable import unprintable
from services.notify.messages.text import Text, plain, words_of
from services.notify.messages.voice import Voice

MOST_LINES = 6
"""How many lines of an address the window shows."""

_HERE = Path(__file__).parent
_LATIN, _ARABIC, _ETHIOPIC = "Noto Sans", "Noto Naskh Arabic", "Noto Sans Ethiopic"
_FONTS = {
    Language.ARABIC: [_ARABIC, _LATIN, _ETHIOPIC],
    Language.PERSIAN: [_ARABIC, _LATIN, _ETHIOPIC],
    Language.TIGRINYA: [_ETHIOPIC, _LATIN, _ARABIC],
}


class LetterCannotBeSet(Problem):
    """This message cannot be set as a letter; tell it by another channel, and report the kind and language of it."""


def letter_of(message: Message, recipient: Sequence[str], dated: date) -> bytes:
    """The letter, the same bytes for the same values.

    `InvalidInput` for what the window or the fonts cannot show, `LetterCannotBeSet` where a page cannot be made of it.
    """
    if faults := [*_faults(message, recipient)]:
        raise InvalidInput(faults)
    compiler = typst.Compiler(_template(), font_paths=_fonts(), ignore_system_fonts=True)
    made_at = datetime.combine(dated, time(), UTC)
    words = {"message": json.dumps(_words(message, recipient, dated))}
    try:
        written = compiler.compile(format="pdf", sys_inputs=words, pdf_standards="ua-1", timestamp=made_at)
    except typst.TypstError:  # what it says quotes the words of the letter, which are nobody's business
        raise LetterCannotBeSet from None
    if not isinstance(written, bytes):
        raise TypeError(f"a PDF is one piece of bytes, and this is {type(written)}")
    return written


def _faults(message: Message, recipient: Sequence[str]) -> list[Fault]:
    faults = []
    if not 1 <= len(recipient) <= MOST_LINES:
        faults.append(Fault("recipient", f"has {len(recipient)} lines", f"write 1 to {MOST_LINES}"))
    for where, words in (*((f"recipient[{at}]", line) for at, line in enumerate(recipient)), *_names(message)):
        if strange := unprintable(words):
            faults.append(Fault(where, f"has letters that cannot be printed: {' '.join(strange)}", "write it in Latin"))
    return faults


def _names(message: Message) -> list[tuple[str, str]]:
    remarks = [words_of(row.remark) for block in message.blocks for row in block.rows]
    return [("organisation", message.sender), ("contact", message.call.name), *(("payee", one) for one in remarks)]


@cache
def _template() -> bytes:
    return _HERE.joinpath("letter.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Read once: they are most of the work of a letter."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")])


def _words(message: Message, recipient: Sequence[str], dated: date) -> dict[str, Any]:
    """What the template prints, as it asks for it."""

    def said(text: Text) -> str:
        return plain(text, message.language.direction)

    return {
        "language": message.language,
        "direction": message.language.direction,
        "fonts": _FONTS.get(message.language, [_LATIN, _ARABIC, _ETHIOPIC]),
        "colours": {
            "ink": INK,
            "quiet_ink": QUIET_INK,
            "rule": RULE,
            "do_paper": DO_PAPER,
            "mark_paper": MARK_PAPER,
        },
        "drawings": {"calendar": _drawn(Pictogram.CALENDAR), "phone": _drawn(Pictogram.PHONE)},
        "sender": message.sender,
        "recipient": list(recipient),
        "dated": said(Voice(catalogue_of(message.language)).day(dated)),
        "unreviewed": said(message.unreviewed),
        "title": said(message.title),
        "body": [said(text) for text in message.body],
        "blocks": [_block(block, message) for block in message.blocks],
        "action_heading": said(message.action_heading),
        "action": [said(text) for text in message.action],
        "by": said(message.by),
        "call_heading": said(message.call.heading),
        "call": said(message.call.sentence),
        "ends": said(message.ends),
    }


def _block(block: Block, message: Message) -> dict[str, Any]:
    direction = message.language.direction
    return {
        "heading": plain(block.heading, direction),
        "rows": [
            {
                "drawing": "" if row.pictogram is None else _drawn(row.pictogram),
                "label": plain(row.label, direction),
                "small": " · ".join(plain(text, direction) for text in (row.when, row.remark) if text),
                "amount": plain(row.amount, direction),
            }
            for row in block.rows
        ],
    }


def _drawn(pictogram: Pictogram) -> str:
    return svg_of(pictogram, colour=INK)
