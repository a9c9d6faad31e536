"""What tells a payee which bill was paid: a Dutch betalingskenmerk, an ISO 11649 reference, or free text.

A payment with the wrong one arrives and is not booked, and the letters go on although the money has gone; hence the
check digits are verified here and not by the supplier's bank.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from services.epc_text import epc_text
from services.errors import Fault, InvalidInput

_LONGEST_FREE_TEXT = 140
_UNCHECKED = 7
_WITH_LENGTH_DIGIT = range(9, 15)
_FULL = 16
_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
_COPY_ANEW = "copy it anew from the bill"


class ReferenceKind(StrEnum):
    """The scheme that the payee asks for."""

    BETALINGSKENMERK = "betalingskenmerk"
    CREDITOR_REFERENCE = "creditor_reference"
    FREE_TEXT = "free_text"


@dataclass(frozen=True, slots=True)
class PaymentReference:
    """A valid reference, written as it goes into a payment.

    In pain.001 a structured one stands in `RmtInf/Strd/CdtrRefInf` with type code `SCOR` and the `issuer` below, free
    text in `RmtInf/Ustrd`; never both. `InvalidInput` says which check failed.
    """

    kind: ReferenceKind
    text: str

    def __post_init__(self) -> None:
        faults = _CHECKS[self.kind](self.text)
        if faults:
            raise InvalidInput(faults)

    @classmethod
    def read(cls, kind: ReferenceKind, text: str) -> "PaymentReference":
        """Read a reference as it stands on a bill; which kind it is, the payee says and nobody guesses."""
        if kind is ReferenceKind.FREE_TEXT:
            return cls(kind, epc_text(text, _LONGEST_FREE_TEXT))
        return cls(kind, re.sub(r"[\s.\-]", "", text).upper())

    @property
    def issuer(self) -> str | None:
        """Who rules the scheme, `Issr` in pain.001: `CUR` (Currence) or `ISO`; None for free text."""
        return _ISSUERS.get(self.kind)

    @property
    def is_structured(self) -> bool:
        """Whether it goes into `Strd` (True) or `Ustrd`."""
        return self.kind in _ISSUERS


def check_digit(digits: str) -> str:
    """The check digit in front of `digits`: weights 2, 4, 8, 5, 10, 9, 7, 3, 6, 1 from the right, modulo 11.

    Source: Betaalvereniging Nederland, specifications of the betalingskenmerk.
    """
    total = sum(int(digit) * _WEIGHTS[place % 10] for place, digit in enumerate(reversed(digits)))
    return {10: "1", 11: "0"}.get(remainder := 11 - total % 11, str(remainder))


def _betalingskenmerk_faults(digits: str) -> list[Fault]:
    if not re.fullmatch(r"\d+", digits, re.ASCII):
        return [Fault("", "a betalingskenmerk has digits only", "choose free text if the payee asks for letters")]
    length = len(digits)
    if length == _UNCHECKED:
        return []
    if length != _FULL and length not in _WITH_LENGTH_DIGIT:
        return [Fault("", f"a betalingskenmerk does not have {length} digits", "it has 7, 9 to 14, or 16")]
    if digits[0] != check_digit(digits[1:]):
        return [Fault("", "the check digit of the betalingskenmerk does not fit", _COPY_ANEW)]
    if length != _FULL and int(digits[1]) != (length - 2) % 10:
        return [Fault("", "the length digit of the betalingskenmerk does not fit", _COPY_ANEW)]
    return []


def _creditor_reference_faults(text: str) -> list[Fault]:
    if not re.fullmatch(r"RF\d{2}[A-Z0-9]{1,21}", text, re.ASCII):
        return [
            Fault("", "this is no ISO 11649 reference", "it begins with RF and two digits, and has 5 to 25 characters")
        ]
    number = "".join(str(int(letter, 36)) for letter in text[4:] + text[:4])
    if int(number) % 97 != 1:
        return [Fault("", "the check digits of the RF reference do not fit", _COPY_ANEW)]
    return []


def _free_text_faults(text: str) -> list[Fault]:
    try:
        written = epc_text(text, _LONGEST_FREE_TEXT)
    except InvalidInput as refusal:
        return list(refusal.faults)
    return (
        [] if written == text else [Fault("", "the text is not in the form that banks pass on", f"write ‘{written}’")]
    )


_CHECKS: dict[ReferenceKind, Callable[[str], list[Fault]]] = {
    ReferenceKind.BETALINGSKENMERK: _betalingskenmerk_faults,
    ReferenceKind.CREDITOR_REFERENCE: _creditor_reference_faults,
    ReferenceKind.FREE_TEXT: _free_text_faults,
}
_ISSUERS = {ReferenceKind.BETALINGSKENMERK: "CUR", ReferenceKind.CREDITOR_REFERENCE: "ISO"}
