"""The values of MT940's fields: accounts, numbers, days, balances and the lines of entries (SWIFT MT940, category 9).

`InvalidInput` says what is wrong with one and how to mend it, without a sign of its text. Amounts are whole cents: the
comma is required, what stands behind it may be two digits, one or none.
"""

import re
from datetime import date
from typing import NamedTuple

from services.errors import Fault, InvalidInput
from services.schedule.statements.formats.mt940_faults import ASK_ANEW
from services.schedule.statements.statement import Account, Balance, Direction

_CENTURY = 2000
_AMOUNT = r"(\d{1,14}),(\d{0,2})"
_BALANCE = re.compile(rf"([CD])(\d{{6}})([A-Z]{{3}}){_AMOUNT}\s*", re.ASCII)
_CURRENCY = re.compile(r"(.*\d) ?/? ?([A-Z]{3})", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_NUMBER = re.compile(r"\s*(\d{1,9})(?:\s*/\s*(\d{1,9}))?\s*", re.ASCII)
_DAYS = re.compile(r"(\d{6})(\d{4}| {4})?", re.ASCII)
_MARK = re.compile(r"(RC|RD|C|D)([A-Z])?(?=\d)", re.ASCII)
_SUM = re.compile(rf"{_AMOUNT}(?![\d.,])", re.ASCII)
_TYPE = re.compile(r"[NSF][A-Z0-9]{3}", re.ASCII)
_EURO_LETTER = "R"
"""Field 61's funds code is the third letter of the currency."""
_NO_REFERENCE = frozenset({"NONREF", "EREF", "PREF", "MARF", "CREF", "IREF", "KREF"})
"""In place of the account holder's reference: there is none, or the named one stands in field 86."""
_BANKS_OWN_CODE = "/TRCD/"


class StatementNumber(NamedTuple):
    """Field 28C: the number of the statement, None where the bank does not count (`0`), and the page of it, from 1."""

    sequence: int | None
    page: int


class Booking(NamedTuple):
    """Field 61: one entry as its line tells it.

    `is_reversal` for the marks RC and RD, which take back an earlier credit or debit: RC is money that goes out, RD
    money that comes in (SWIFT MT940, field 61, subfield 3, Debit/Credit Mark). `was_credit` is about what is taken back
    then. `supplement` is all that stands behind the references.
    """

    value_on: date
    booked_on: date | None
    direction: Direction
    is_reversal: bool
    was_credit: bool
    amount: int
    type: str
    reference: str | None
    servicer_reference: str | None
    supplement: str


def account(lines: tuple[str, ...]) -> Account:
    """Field 25 or 25P: an IBAN, an IBAN with its currency, `BIC/number`, or the number that the bank knows it by."""
    text, *behind = (line.strip() for line in lines)
    with_currency = _CURRENCY.fullmatch(text)
    number, currency = with_currency.groups() if with_currency else (text, None)
    if currency not in (None, "EUR"):
        raise _broken("this account is held in another currency than the euro", "we keep accounts in euros only")
    bic, parted, of_bank = number.partition("/")
    if not (parted and _BIC.fullmatch(bic)):
        bic, of_bank = next(filter(_BIC.fullmatch, behind), ""), number
    named = named_account(of_bank, bic)
    if named == Account():
        raise _broken("there is no account number in it")
    return named._replace(currency=currency)


def named_account(number: str, bic: str = "") -> Account:
    """An account by its number, which is an IBAN if it is written like one; blanks in it are none of it."""
    number, bic = number.replace(" ", ""), bic.replace(" ", "")
    if _IBAN.fullmatch(number):
        return Account(iban=number, bic=bic or None)
    return Account(other=number or None, bic=bic or None)


def is_iban(text: str) -> bool:
    """Whether a text is written like an IBAN; whether there is such an account is not asked."""
    return _IBAN.fullmatch(text) is not None


def reference(lines: tuple[str, ...]) -> str:
    """Field 20."""
    text = lines[0].strip()
    if not text:
        raise _broken("there is no reference in it")
    return text


def statement_number(lines: tuple[str, ...]) -> StatementNumber:
    """Field 28C (28 at ABN AMRO)."""
    found = _NUMBER.fullmatch(lines[0])
    if found is None:
        raise _broken("this is no number of a statement")
    return StatementNumber(int(found[1]) or None, int(found[2] or 1) or 1)


def balance(lines: tuple[str, ...]) -> Balance:
    """Field 60a or 62a: below zero if the bank is owed (D)."""
    found = _BALANCE.fullmatch(lines[0])
    if found is None:
        raise _broken("this is no balance: C or D, a day, EUR and an amount with a comma")
    mark, on, currency, euros, rest = found.groups()
    if currency != "EUR":
        raise _broken("this balance is in another currency than the euro", "we keep accounts in euros only")
    amount = cents(euros, rest)
    return Balance(amount if mark == "C" else -amount, day(on))


def cents(euros: str, rest: str) -> int:
    """Whole cents from what stands before and behind the comma."""
    return int(euros) * 100 + int(rest.ljust(2, "0"))


def day(text: str) -> date:
    """A day that is written YYMMDD; banks did not write MT940 before 2000."""
    return _date(_CENTURY + int(text[:2]), text[2:])


def booking(lines: tuple[str, ...]) -> Booking:
    """Field 61, from its first line and those behind it."""
    text = lines[0].rstrip()
    days = _part(_DAYS, text, 0, "it does not begin with the day of value (YYMMDD)")
    mark = _part(_MARK, text, days.end(), "behind its days there is no mark (C, D, RC or RD)")
    if mark[2] not in (None, _EURO_LETTER):
        raise _broken("this entry is in another currency than the euro", "we keep accounts in euros only")
    amount = _part(_SUM, text, mark.end(), "there is no amount with a comma and at most two digits behind it")
    kind = _part(_TYPE, text, amount.end(), "behind its amount there is no type of transaction (as in NTRF)")
    value_on = day(days[1])
    ours, banks, behind = _references(text[kind.end() :])
    return Booking(
        value_on=value_on,
        booked_on=_entry_day(days[2], value_on),
        direction=Direction.CREDIT if mark[1] in ("C", "RD") else Direction.DEBIT,
        is_reversal=mark[1] in ("RC", "RD"),
        was_credit=mark[1] in ("C", "RC"),
        amount=cents(amount[1], amount[2]),
        type=kind[0],
        reference=ours,
        servicer_reference=banks,
        supplement=" ".join(filter(None, (behind, *(line.strip() for line in lines[1:])))),
    )


def _part(pattern: re.Pattern[str], text: str, at: int, otherwise: str) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise _broken(otherwise)
    return found


def _references(text: str) -> tuple[str | None, str | None, str]:
    """The account holder's reference, the bank's, and what some put behind them in the same line."""
    told, code, code_behind = text.partition(_BANKS_OWN_CODE)
    ours, _, banks = told.partition("//")
    ours = ours.strip()
    if not ours:
        raise _broken("it ends before the reference (NONREF where there is none)")
    return None if ours in _NO_REFERENCE else ours, banks.strip() or None, code + code_behind


def _entry_day(text: str | None, value_on: date) -> date | None:
    """The day of booking (MMDD), in that year in which it lies nearest to the day of value."""
    if text is None or not text.strip():
        return None
    found = []
    for year in (value_on.year - 1, value_on.year, value_on.year + 1):
        try:
            found.append(_date(year, text))
        except InvalidInput:
            continue  # 29 February has only some of them
    if not found:
        raise _no_day()
    return min(found, key=lambda on: abs(on - value_on))


def _date(year: int, month_and_day: str) -> date:
    try:
        return date(year, int(month_and_day[:2]), int(month_and_day[2:]))
    except ValueError:
        raise _no_day() from None


def _no_day() -> InvalidInput:
    return _broken("there is no such day in the calendar")


def _broken(what: str, cure: str = ASK_ANEW) -> InvalidInput:
    return InvalidInput([Fault("", what, cure)])
