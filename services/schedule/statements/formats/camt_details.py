"""From the values of a TxDtls to a detail of an entry: which amount counts, and who is on the other side. Pure."""

import re
from typing import NamedTuple

from services.schedule.statements.formats.iso_values import number_or_nothing, reference
from services.schedule.statements.formats.mt940_code_words import are_code_words, code_words
from services.schedule.statements.formats.record_shapes import Values
from services.schedule.statements.statement import (
    Account,
    Batch,
    Counterparty,
    Detail,
    Direction,
    Return,
    TransactionCode,
)

_CREDITOR_ID = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Za-z0-9+?/:().,' -]{1,28}", re.ASCII)
"""EPC's identifier of a creditor (AT-02): country, check digits, business code, and what the country gave."""
_WORDS_OF_A_DETAIL = ("/EREF/", "/MARF/", "/CSID/", "/RTRN/")
_TEXT_OF_THE_PAYER = "/REMI/"
_REASON = re.compile(r"[A-Z]{2}\d{2}", re.ASCII)
_ORIGINAL_CODE = tuple(f"original_{field}" for field in TransactionCode._fields)
_RETURN = frozenset({"return_code", "return_proprietary", "return_words", *_ORIGINAL_CODE})


class _Side(NamedTuple):
    """The names under which the values of a debtor or a creditor stand."""

    name: str
    iban: str
    other: str
    bic: str
    ultimate: str


_DEBTOR = _Side(*(f"Dbtr.{field}" for field in _Side._fields))
_CREDITOR = _Side(*(f"Cdtr.{field}" for field in _Side._fields))
_SIDES = {Direction.CREDIT: (_DEBTOR, _CREDITOR), Direction.DEBIT: (_CREDITOR, _DEBTOR)}


def detail_of(values: Values, entry: Values, own_account: str | None) -> Detail:
    """The transaction of an entry whose direction is known, on the account with this number.

    The amount is that of the transaction on this account; where no bank says it, the one that was instructed. What
    the entry's free text tells is added by `told_in_text`, for that stands behind the details.
    """
    get = values.get
    direction = get("direction")
    returned = _return(values)
    comes_back = returned is not None or entry.get("is_reversal", False)
    structured = get("structured", ())
    return Detail(
        _amount(values),
        direction,
        get("end_to_end_id"),
        get("instruction_id"),
        get("payment_information_id"),
        get("message_id"),
        get("servicer_reference"),
        get("mandate_reference"),
        _creditor_id(get("creditor_ids", ())),
        structured[0] if structured else None,
        " ".join(get("remittance", ())) or get("additional_information", ""),
        _counterparty(values, direction or entry["direction"], own_account, comes_back),
        code_of(values),
        returned,
        tuple(structured[1:]),
    )


def told_in_text(detail: Detail, text: str) -> Detail:
    """The detail with what a bank tells of it in its entry's additional information alone.

    That is read if it is in code words, as in `/TRTP/…/CSID/NL…/`, and told apart from the text of whoever paid, which
    may hold the same words. Why it came back counts before that text alone: no payer makes a payment look returned.
    """
    if not are_code_words(text) or not any(word in text for word in _WORDS_OF_A_DETAIL):
        return detail
    said = code_words(text)
    reason = code_words(text.partition(_TEXT_OF_THE_PAYER)[0]).value("RTRN")
    return detail._replace(
        end_to_end_id=detail.end_to_end_id or reference(said.value("EREF")) or None,
        mandate_reference=detail.mandate_reference or said.value("MARF") or None,
        creditor_id=detail.creditor_id or said.value("CSID") or None,
        returned=detail.returned or (Return(reason) if _REASON.fullmatch(reason) else None),
    )


def batch_told_in_text(batch: Batch | None, text: str) -> Batch | None:
    """Likewise the name of a batch (`/PREF/`) and its number of payments (`/NRTX/`)."""
    if "/PREF/" not in text or not are_code_words(text):
        return batch
    said = code_words(text)
    told = batch or Batch()
    items = told.items if told.items is not None else number_or_nothing(said.value("NRTX"))
    return told._replace(payment_information_id=told.payment_information_id or said.value("PREF") or None, items=items)


def code_of(values: Values) -> TransactionCode:
    """What kind of booking the values of a BkTxCd name."""
    get = values.get
    return TransactionCode(get("domain"), get("family"), get("sub_family"), get("proprietary"), get("issuer"))


def _amount(values: Values) -> int | None:
    for name in ("amount", "transaction_amount", "instructed_amount"):
        if name in values:
            amount: int = values[name]
            return amount
    return None


def _creditor_id(given: list[str]) -> str | None:
    """The first that is one: a creditor has other numbers too, as that of the chamber of commerce."""
    return next((number for number in given if _CREDITOR_ID.fullmatch(number)), None)


def _return(values: Values) -> Return | None:
    if values.keys().isdisjoint(_RETURN):
        return None
    get = values.get
    return Return(
        get("return_code"),
        get("return_proprietary"),
        " ".join(get("return_words", ())),
        TransactionCode(*map(get, _ORIGINAL_CODE)),
    )


def _counterparty(values: Values, direction: Direction, own_account: str | None, comes_back: bool) -> Counterparty:
    """The debtor of a credit, the creditor of a debit; the other one where that is ourselves, or nobody.

    A payment that comes back may still name its first parties, and then the debtor of that credit is we. Whoever has
    our own account is never the counterparty.
    """
    nearest, other = _SIDES[direction]
    if _is_another(values, nearest, own_account) and (not comes_back or _has_account(values, nearest)):
        return _party(values, nearest)
    if _is_another(values, other, own_account) and (_has_account(values, other) or _is(values, nearest, own_account)):
        return _party(values, other)
    return Counterparty() if _is(values, nearest, own_account) else _party(values, nearest)


def _is(values: Values, side: _Side, account: str | None) -> bool:
    return account is not None and values.get(side.iban) == account


def _is_another(values: Values, side: _Side, account: str | None) -> bool:
    return (side.name in values or _has_account(values, side)) and not _is(values, side, account)


def _has_account(values: Values, side: _Side) -> bool:
    return side.iban in values or side.other in values


def _party(values: Values, side: _Side) -> Counterparty:
    get = values.get
    return Counterparty(get(side.name), Account(get(side.iban), get(side.other), get(side.bic)), get(side.ultimate))
