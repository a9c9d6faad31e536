"""What field 86 says, in the ways in which four Dutch banks write it, and as free text where it is none of them.

- In code words (ABN AMRO, Rabobank, ING, BNG's MT940S); lines are cut anywhere, so they are joined as they are. ING
  ends each value with a further `/` and puts account, BIC, name and town into `/CNTP/`.
- In BNG's columns.
- Anything else is text (also the 65 signs of older files); its lines are joined by a blank.
"""

import re
from typing import NamedTuple

from services.schedule.statements.formats.mt940_code_words import CodeWords, are_code_words, code_words
from services.schedule.statements.formats.mt940_columns import Columns, columns
from services.schedule.statements.formats.mt940_values import cents, is_iban, named_account
from services.schedule.statements.statement import (
    Batch,
    Counterparty,
    Detail,
    Return,
    Totals,
    TransactionCode,
)

_INGS_TEXT = re.compile(r"(?P<kind>USTD|STRD)/[^/]*/(?P<value>.*?)/?", re.DOTALL)
_REFERENCE = re.compile(r"(?:.*/)?CDTRREF/([^/]+)/?|(?:/REMI/)?Issuer: \S+ Ref: (\S+)", re.DOTALL)
"""The creditor's reference in a text: Rabobank's way, ABN AMRO's way."""
_ISO_REASON = re.compile(r"[A-Z]{2}\d{2}|[A-Z]{4}", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_NONE_PROVIDED = frozenset({"", "NOTPROVIDED", "NONREF"})
_CODE_OF_ING = re.compile(r"/TRCD/([^/]+)/?")
_TOTALS = (
    re.compile(r"/SUM/(\d{1,9})/(\d{1,9})/(\d{1,14}),(\d{0,2})/(\d{1,14}),(\d{0,2})/?", re.ASCII),
    re.compile(r"D(\d{6})C(\d{6})D(\d{1,14}),(\d{0,2})C(\d{1,14}),(\d{0,2})", re.ASCII),
)
"""Debits, credits, the sum of each: ING's structured and its older way."""


class Information(NamedTuple):
    """What field 86 says of an entry: its one transaction, whether it stands for many, and what has no other place."""

    detail: Detail = Detail()
    batch: Batch | None = None
    additional: str = ""


def information(lines: tuple[str, ...], *, was_credit: bool) -> Information:
    """Field 86 of an entry; `was_credit` tells which of the parties that it names is the other one."""
    if are_code_words(lines[0]):
        return _of_code_words(code_words("".join(lines)), was_credit)
    if in_columns := columns(lines):
        return Information(_of_columns(in_columns))
    return Information(Detail(remittance=" ".join(filter(None, (line.strip() for line in lines)))))


def totals(lines: tuple[str, ...]) -> Totals:
    """Field 86 behind the closing balance, where ING counts and sums the entries; other text says nothing of them."""
    found = next(filter(None, (way.fullmatch(lines[0].strip()) for way in _TOTALS)), None)
    if found is None:
        return Totals()
    debited, credited, debit, debit_rest, credit, credit_rest = found.groups()
    return Totals(
        debit_entries=int(debited),
        debit_amount=cents(debit, debit_rest),
        credit_entries=int(credited),
        credit_amount=cents(credit, credit_rest),
    )


def with_supplement(given: Information, supplement: str) -> Information:
    """Take the other account, or the bank's code, from behind field 61's references where field 86 does not tell it.

    Rabobank writes the account there, ING its code of the transaction. What is neither is kept as it was told.
    """
    detail, account = given.detail, given.detail.counterparty.account
    if is_iban(supplement) and account.iban is None and account.other is None:
        other = detail.counterparty._replace(account=account._replace(iban=supplement))
        return given._replace(detail=detail._replace(counterparty=other))
    if (code := _CODE_OF_ING.fullmatch(supplement)) and detail.code.proprietary is None:
        return given._replace(detail=detail._replace(code=TransactionCode(proprietary=code[1])))
    further = "" if supplement == account.iban else supplement
    return given._replace(additional=" ".join(filter(None, (further, given.additional))))


def _of_columns(said: Columns) -> Detail:
    return Detail(
        end_to_end_id=_provided(said.reference),
        remittance=said.text,
        counterparty=Counterparty(said.name or None, named_account(said.iban, said.bic)),
    )


def _of_code_words(said: CodeWords, was_credit: bool) -> Information:
    reference, text = _remittance(said.text)
    code = said.value("TRCD") or said.value("TRTP") or said.value("RTYP")
    detail = Detail(
        end_to_end_id=_provided(said.value("EREF")),
        instruction_id=_provided(said.value("IREF")),
        payment_information_id=_provided(said.value("PREF")),
        mandate_reference=_provided(said.value("MARF")),
        creditor_id=said.value("CSID").replace(" ", "") or None,
        structured_reference=reference,
        remittance=text,
        counterparty=_counterparty(said, was_credit),
        code=TransactionCode(proprietary=code or None),
        returned=_returned(said.value("RTRN")),
    )
    return Information(detail, _batch(said.value("NRTX"), detail), said.further())


def _remittance(text: str) -> tuple[str | None, str]:
    """The creditor's reference, and the text: there is one of them."""
    if ings := _INGS_TEXT.fullmatch(text.strip()):
        value = ings["value"].strip()
        return (value or None, "") if ings["kind"] == "STRD" else (None, value)
    if structured := _REFERENCE.fullmatch(text.strip()):
        return structured[1] or structured[2], ""
    return None, text.strip()


def _counterparty(said: CodeWords, was_credit: bool) -> Counterparty:
    """Of those who ordered and received (ORDP and BENM), the one who is not the account's holder."""
    other, own, ultimate = ("ORDP", "BENM", ("ULTD",)) if was_credit else ("BENM", "ORDP", ("ULTC", "ULTB"))
    number, bic, name = _counterparty_of_ing(said)
    return Counterparty(
        name=_party(said, other) or said.value("NAME") or name or _party(said, own) or None,
        account=named_account(said.value("IBAN") or number, said.value("BIC") or bic),
        ultimate_name=next(filter(None, (_party(said, party) for party in ultimate)), None),
    )


def _party(said: CodeWords, party: str) -> str:
    return said.value(f"{party}/NAME") or said.value(party)


def _counterparty_of_ing(said: CodeWords) -> tuple[str, str, str]:
    """Account, BIC and name, in which there may be slashes; behind it stands the town, often empty."""
    number, _, behind = said.said.get("CNTP", "").removesuffix("/").partition("/")
    bic, _, named = behind.partition("/")
    name, is_parted, _ = named.rpartition("/")
    return number.strip(), bic.strip(), (name if is_parted else named).strip()


def _returned(reason: str) -> Return | None:
    if not reason:
        return None
    return Return(code=reason) if _ISO_REASON.fullmatch(reason) else Return(proprietary=reason)


def _batch(items: str, detail: Detail) -> Batch | None:
    """Payments that were booked together have the reference of their file, and none of a payment."""
    if not items and (detail.payment_information_id is None or detail.end_to_end_id is not None):
        return None
    number = int(items) if _COUNT.fullmatch(items) else None
    return Batch(payment_information_id=detail.payment_information_id, items=number)


def _provided(reference: str) -> str | None:
    return None if reference in _NONE_PROVIDED else reference
