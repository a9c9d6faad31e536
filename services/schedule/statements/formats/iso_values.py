"""Values as ISO 20022 writes them: amounts, dates, instants, numbers, codes. Pure; an amount is never a float.

Each reads the text of one element, without the white space around it, and gives what it means. `NotInForm` says what is
wrong in words that hold nothing of the text. None is for a text that says that there is nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar

from services.clock import AMSTERDAM
from services.money import Cents

Value = TypeVar("Value")

MOST_EUROS_DIGITS = 15
"""Before the decimal point. ISO 20022 allows eighteen in all, which in cents is more than the database holds."""

_AMOUNT = re.compile(r"\+?(?P<euros>\d*)(?:\.(?P<decimals>\d*))?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_NOTHING = frozenset({"NOTPROVIDED", "NOT PROVIDED"})
_DAYS_KEPT = 512
_NO_CURRENCY = ("has no currency", "say it, as in Ccy=EUR")
_OTHER_CURRENCY = ("is in another currency than the euro", "only accounts in euros are read")
_NO_AMOUNT = ("is no amount", "write digits and a point, as in 12.50")
_NEGATIVE = ("is negative", "CdtDbtInd tells the direction, an amount never does")
_TOO_FINE = ("has a part of a cent", "an amount in euros has at most two decimals")
_TOO_MUCH = ("is more money than any account has", "ask the bank for the file anew")


class NotInForm(ValueError):  # noqa: N818 - it says what is wrong, as the refusals of the house do
    """A text is not written as its element asks: `what` is wrong, and the `cure`."""

    def __init__(self, what: str, cure: str) -> None:
        self.what = what
        self.cure = cure
        super().__init__(what)


def cents(text: str) -> Cents:
    """An amount in euros, as in `12.5` or `12.50000`; never negative, and no part of a cent."""
    if text[-3:-2] == "." and text.isascii():
        digits = text[:-3] + text[-2:]
        if digits.isdecimal() and len(digits) <= MOST_EUROS_DIGITS:
            return int(digits)
    return _cents_written_otherwise(text)


def euros(text: str, currency: str | None) -> Cents:
    """An amount of which the currency is told, and is the euro."""
    if currency != "EUR":
        raise NotInForm(*(_NO_CURRENCY if currency is None else _OTHER_CURRENCY))
    return cents(text)


def euros_if_told(text: str, currency: str | None) -> Cents | None:
    """An amount in euros, and None for one in another currency: of a payment abroad the entry alone tells the euros."""
    if currency is None:
        raise NotInForm(*_NO_CURRENCY)
    amount = cents(text)
    return amount if currency == "EUR" else None


def cents_or_nothing(text: str) -> Cents | None:
    """An amount that nothing hangs on: None if it cannot be read."""
    try:
        return cents(text)
    except NotInForm:
        return None


@lru_cache(_DAYS_KEPT)
def day(text: str) -> date:
    """A calendar day, as in `2026-03-31`; an offset behind it is nothing that a day could use."""
    found = _DAY.fullmatch(text)
    try:
        if found is not None:
            return date.fromisoformat(found[1])
    except ValueError:
        pass
    raise NotInForm("is no date", "write it as in 2026-03-31")


def moment(text: str) -> datetime:
    """An instant, as in `2026-03-31T09:30:00+02:00`; without an offset it is a time in Amsterdam.

    XML calls the end of a day 24:00:00; that is the second before, so that it stays within its day.
    """
    try:
        if _MOMENT.fullmatch(text):
            read = datetime.fromisoformat(text.replace("T24:00:00", "T23:59:59"))
            return read.replace(tzinfo=AMSTERDAM) if read.tzinfo is None else read
    except ValueError:
        pass
    raise NotInForm("is no date and time", "write it as in 2026-03-31T09:30:00+02:00")


def day_of_moment(text: str) -> date:
    """The day on a Dutch calendar at an instant."""
    try:
        return moment(text).astimezone(AMSTERDAM).date()
    except OverflowError:
        raise NotInForm("is a day that no calendar has", "ask the bank for the file anew") from None


def number(text: str) -> int:
    """A count or a number in a row, as in `0070`."""
    if not _NUMBER.fullmatch(text):
        raise NotInForm("is no whole number of at most eighteen digits", "write digits alone, as in 70")
    return int(text)


def number_or_nothing(text: str) -> int | None:
    """A count that nothing hangs on: None if it cannot be read."""
    return int(text) if _NUMBER.fullmatch(text) else None


def truth(text: str) -> bool:
    """Yes or no, as XML writes it."""
    if text not in _TRUTH:
        raise NotInForm("is neither true nor false", "write true or false")
    return _TRUTH[text]


def reference(text: str) -> str | None:
    """What something is known by; None for the word that banks write because they must write one (EPC rulebooks)."""
    return None if text in _NOTHING else text


def currency_euro(text: str) -> str:
    """The currency of an account, which is the euro."""
    if text != "EUR":
        raise NotInForm(*_OTHER_CURRENCY)
    return text


def one_of(meanings: Mapping[str, Value]) -> Callable[[str], Value]:
    """A reader of a code out of this list."""
    known = ", ".join(meanings)

    def meaning(code: str) -> Value:
        if code not in meanings:
            raise NotInForm("is a code that this element does not have", f"it has {known}")
        return meanings[code]

    return meaning


def _cents_written_otherwise(text: str) -> Cents:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise NotInForm(*(_NEGATIVE if text[:1] == "-" and _AMOUNT.fullmatch(text[1:]) else _NO_AMOUNT))
    whole, decimals = found["euros"], found["decimals"] or ""
    if not whole and not decimals:
        raise NotInForm(*_NO_AMOUNT)
    if decimals[2:].strip("0"):
        raise NotInForm(*_TOO_FINE)
    if len(whole.lstrip("0")) > MOST_EUROS_DIGITS:
        raise NotInForm(*_TOO_MUCH)
    return int((whole or "0") + f"{decimals[:2]:0<2}")
