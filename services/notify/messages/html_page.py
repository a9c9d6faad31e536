"""A message as one HTML document: no script, nothing fetched; for telephone, e-mail and paper, and to be read aloud.

WCAG 2.2 AA (EN 301 549): the language and direction of the document are said, headings follow each other, rows have
their heads, pictograms are silent beside words, colours differ enough. Lists are tables, for those are what e-mail
programs agree on; many of them take the drawings out, and the words stay.
"""

from collections.abc import Iterable, Iterator
from html import escape

from services.notify.messages.colours import DO_PAPER, INK, MARK_PAPER, PAPER, QUIET_INK, RULE
from services.notify.messages.language import Language
from services.notify.messages.message import Block, Call, Message, Row
from services.notify.messages.pictograms import Pictogram, svg_of
from services.notify.messages.text import Text, words_of

_FONTS = '"Noto Sans", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_FONTS_OF = {
    Language.ARABIC: f'"Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro", "Segoe UI", Tahoma, {_FONTS}',
    Language.PERSIAN: f'"Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro", "Segoe UI", Tahoma, {_FONTS}',
    Language.TIGRINYA: f'"Noto Sans Ethiopic", Kefa, Ebrima, Nyala, "Abyssinica SIL", {_FONTS}',
}
"""Families that telephones and computers bring along for each script, and then whatever there is."""


def html_of(message: Message) -> str:
    """The document, encoded as UTF-8 when it is written."""
    language, direction = message.language, message.language.direction
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}" dir="{direction}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(words_of(message.title))}</title>",
            f"<style>{_style(language)}</style>",
            "</head>",
            "<body>",
            *_header(message),
            "<main>",
            *_mark(message),
            f"<h1>{_html(message.title)}</h1>",
            *(f"<p>{_html(text)}</p>" for text in message.body),
            *_lines(_block(one) for one in message.blocks),
            *_action(message),
            *_call(message.call),
            f'<p class="line">{svg_of(Pictogram.CALENDAR)} <span>{_html(message.ends)}</span></p>',
            "</main>",
            "</body>",
            "</html>",
            "",
        )
    )


def _header(message: Message) -> Iterator[str]:
    """Who writes. A name of the organisation is Dutch in every language."""
    yield f'<header><p lang="nl"><bdi>{escape(message.sender)}</bdi></p></header>'


def _mark(message: Message) -> Iterator[str]:
    if message.unreviewed:
        yield f'<p class="mark">{_html(message.unreviewed)}</p>'


def _block(block: Block) -> Iterator[str]:
    yield f"<h2>{_html(block.heading)}</h2>"
    yield "<table>"
    for row in block.rows:
        yield from _row(row)
    yield "</table>"


def _row(row: Row) -> Iterator[str]:
    small = " · ".join(_html(text) for text in (row.when, row.remark) if text)
    yield "<tr>"
    yield f'<th scope="row"><div class="line">{_drawn(row)} <span>{_html(row.label)}'
    if small:
        yield f"<br><small>{small}</small>"
    yield f"</span></div></th><td>{_html(row.amount)}</td>"
    yield "</tr>"


def _drawn(row: Row) -> str:
    return '<span class="none"></span>' if row.pictogram is None else svg_of(row.pictogram)


def _action(message: Message) -> Iterator[str]:
    yield '<section class="do">'
    yield f"<h2>{_html(message.action_heading)}</h2>"
    yield from (f"<p>{_html(text)}</p>" for text in message.action)
    if message.by:
        yield f'<p class="line">{svg_of(Pictogram.CALENDAR)} <strong>{_html(message.by)}</strong></p>'
    yield "</section>"


def _call(call: Call) -> Iterator[str]:
    yield f"<h2>{_html(call.heading)}</h2>"
    yield f'<p class="line">{svg_of(Pictogram.PHONE)} <span>{_html(call.sentence)}</span></p>'


def _html(text: Text) -> str:
    """The words, those that stand by themselves in an element that keeps their direction."""
    return "".join(
        f"<bdi>{escape(piece.words)}</bdi>" if piece.alone else escape(piece.words, quote=False) for piece in text
    )


def _lines(parts: Iterable[Iterable[str]]) -> Iterator[str]:
    for part in parts:
        yield from part


def _style(language: Language) -> str:
    """Sizes in rem, so that whoever enlarges the letters enlarges all; on paper in points."""
    return f"""
body {{ margin: 0 auto; max-width: 40rem; padding: 1rem; color: {INK}; background: {PAPER};
  font: 1.125rem/1.6 {_FONTS_OF.get(language, _FONTS)}; overflow-wrap: break-word; }}
header p {{ margin: 0 0 1.5rem; color: {QUIET_INK}; }}
h1 {{ margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.35; }}
h2 {{ margin: 1.5rem 0 .5rem; font-size: 1.2rem; line-height: 1.4; }}
p {{ margin: 0 0 .75rem; }}
table {{ width: 100%; border-collapse: collapse; }}
th, td {{ padding: .6rem 0; border-bottom: 1px solid {RULE}; vertical-align: top; }}
th {{ text-align: start; font-weight: normal; }}
td {{ padding-inline-start: 1rem; text-align: end; white-space: nowrap; font-weight: bold; }}
small {{ color: {QUIET_INK}; font-size: 1rem; }}
svg, .none {{ flex: none; width: 1.75rem; height: 1.75rem; }}
.line {{ display: flex; gap: .6rem; align-items: flex-start; }}
.do {{ margin: 1.5rem 0; padding: .75rem 1rem; background: {DO_PAPER}; border-inline-start: .4rem solid {INK}; }}
.do h2 {{ margin-top: 0; }}
.mark {{ padding: .75rem 1rem; background: {MARK_PAPER}; }}
@media print {{ body {{ max-width: none; padding: 0; font-size: 12pt; }} tr, .do {{ break-inside: avoid; }} }}
"""
