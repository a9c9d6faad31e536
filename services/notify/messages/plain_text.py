"""A message as plain text: the same words in the same order, for e-mail programs and for who lets it be read aloud."""

from collections.abc import Iterator

from services.notify.messages.language import Direction
from services.notify.messages.message import Message, Row
from services.notify.messages.text import Text, plain, sentences

_RIGHT_TO_LEFT_MARK = "\u200f"


def text_of(message: Message) -> str:
    """The text in lines, the last one ended; a line from right to left says so itself, whatever word begins it."""
    direction = message.language.direction
    mark = _RIGHT_TO_LEFT_MARK if direction is Direction.RIGHT_TO_LEFT else ""
    return "".join(f"{mark}{line}\n" if line else "\n" for line in _lines(message, direction))


def _lines(message: Message, direction: Direction) -> Iterator[str]:
    def said(text: Text) -> str:
        return plain(text, direction)

    yield from (message.sender, "")
    if message.unreviewed:
        yield from (said(message.unreviewed), "")
    yield from (said(message.title), "")
    if message.body:
        yield from (*map(said, message.body), "")
    for block in message.blocks:
        yield from (said(block.heading), *(_row(row, direction) for row in block.rows), "")
    yield from (said(message.action_heading), *map(said, message.action))
    yield from (*((said(message.by),) if message.by else ()), "")
    yield from (said(message.call.heading), said(message.call.sentence), "")
    yield said(message.ends)


def _row(row: Row, direction: Direction) -> str:
    """`- Huur: € 650,00 (elke maand, aan Woonwijk)`."""
    details = ", ".join(plain(text, direction) for text in (row.when, row.remark) if text)
    behind = f" ({details})" if details else ""
    return f"- {plain(row.label, direction)}: {sentences([row.amount], direction)}{behind}"
