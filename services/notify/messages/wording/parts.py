"""What the wording of every kind is made of: what is said, and the rows of its lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.notify.messages.facts import Bill, Income, Leefgeld
from services.notify.messages.kinds import Cost
from services.notify.messages.message import Block, Row
from services.notify.messages.phrase import Phrase
from services.notify.messages.pictograms import Pictogram
from services.notify.messages.text import NOTHING, Text, alone
from services.notify.messages.voice import Voice
from services.notify.messages.wording import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one kind of message says of its own: no `action` means that nothing has to be done.

    `in_short` is what a text message has to add to the title, and `if_room` what it adds where it can. Where there is
    `only_to_call`, it says no more of that than it does anyway: whom.
    """

    title: Text
    body: tuple[Text, ...] = ()
    blocks: tuple[Block, ...] = ()
    action: tuple[Text, ...] = ()
    by: date | None = None
    in_short: tuple[Text, ...] = ()
    if_room: tuple[Text, ...] = ()
    has_ended: bool = False
    only_to_call: bool = False


def listed(voice: Voice, heading: Phrase, rows: Iterable[Row]) -> tuple[Block, ...]:
    """The rows under a heading, or nothing where there are none."""
    found = tuple(rows)
    return (Block(voice.say(heading), found),) if found else ()


def bill_row(voice: Voice, bill: Bill, each: Text = NOTHING) -> Row:
    """A bill: its name and drawing, the amount, the day on which it is paid or how often, and to whom."""
    return Row(
        words.PICTOGRAMS.get(bill.cost, Pictogram.ENVELOPE),
        cost(voice, bill.cost),
        voice.amount(bill.amount),
        each if bill.on is None else voice.day(bill.on),
        NOTHING if bill.payee is None else voice.say(words.TO_PAYEE, payee=alone(bill.payee)),
    )


def bills(voice: Voice, all_bills: tuple[Bill, ...], each: Text = NOTHING) -> tuple[Row, ...]:
    """The bills, and under two or more what they come to together."""
    rows = tuple(bill_row(voice, one, each) for one in all_bills)
    if len(rows) < 2:
        return rows
    together = voice.count(words.TOGETHER, len(rows))
    return (*rows, Row(None, together, voice.amount(sum(one.amount for one in all_bills))))


def leefgeld_row(voice: Voice, leefgeld: Leefgeld, often: Text = NOTHING) -> Row:
    """Leefgeld, how much and when; `often` tells that it comes again."""
    day = voice.day(leefgeld.on)
    return Row(Pictogram.BASKET, voice.say(words.LEEFGELD), voice.amount(leefgeld.amount), day, often)


def you_get(voice: Voice, leefgeld: Leefgeld) -> Text:
    """Leefgeld as a sentence."""
    return voice.say(words.YOU_GET_LEEFGELD, amount=voice.amount(leefgeld.amount), day=voice.day(leefgeld.on))


def income_row(voice: Voice, income: Income) -> Row:
    """A toeslag that came."""
    return Row(Pictogram.ENVELOPE, voice.say(words.TOESLAGEN[income.toeslag]), voice.amount(income.amount))


def cost(voice: Voice, kind: Cost) -> Text:
    """The name of a bill."""
    return voice.say(words.COSTS[kind])
