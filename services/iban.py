"""Bank account numbers (ISO 13616): an `Iban` that exists is valid, and nothing prints it whole by accident."""

import re
from dataclasses import dataclass

from schwifty import IBAN
from schwifty.exceptions import (
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    SchwiftyException,
)

from services.errors import Fault, InvalidInput

_GAP = "[ .\N{NO-BREAK SPACE}]"
_LOOKS_LIKE_IBAN = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z]{{2}}\d{{2}}(?:[A-Za-z0-9]{{11,30}}|(?:{_GAP}[A-Za-z0-9]{{4}}){{2,7}}(?:{_GAP}[A-Za-z0-9]{{1,3}})?)"
    r"(?![A-Za-z0-9])"
)
_SHORTEST = 15
_SHOWN_AT_THE_END = 4


@dataclass(frozen=True, slots=True, repr=False)
class Iban:
    """A valid bank account number, in capitals and without spaces.

    `str` and `repr` are masked, because a value ends up in logs and messages sooner or later; whoever needs the number
    itself, for a bank file or an encrypted column, asks for `number`. `InvalidInput` says which check failed.
    """

    number: str

    def __post_init__(self) -> None:
        _check(self.number)

    @classmethod
    def parse(cls, text: str) -> "Iban":
        """Read a number as people write it, with spaces, dots or small letters."""
        return cls(re.sub(r"[\s.\-]", "", text).upper())

    @property
    def country(self) -> str:
        """The two letters of the country that issued it."""
        return self.number[:2]

    @property
    def bic(self) -> str | None:
        """The bank's BIC where the bank code tells it, as it does for every Dutch bank; None where unknown."""
        found = IBAN(self.number).bic
        return None if found is None else str(found)

    @property
    def in_sepa(self) -> bool:
        """Whether a SEPA credit transfer can reach it."""
        return IBAN(self.number).in_sepa_zone

    def masked(self) -> str:
        """Country, check digits and the last four; enough to recognise, too little to use."""
        hidden = "*" * (len(self.number) - 4 - _SHOWN_AT_THE_END)
        return f"{self.number[:4]}{hidden}{self.number[-_SHOWN_AT_THE_END:]}"

    def grouped(self) -> str:
        """The whole number in groups of four, for the one screen or letter where its owner reads it."""
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))

    def __str__(self) -> str:
        return self.masked()

    def __repr__(self) -> str:
        return f"Iban({self.masked()})"


def mask_ibans(text: str) -> str:
    """The text with all that looks like an account number masked, valid or not: a typing error is personal too."""
    return _LOOKS_LIKE_IBAN.sub(lambda found: found[0][:4] + "*" * 10 + found[0][-_SHOWN_AT_THE_END:], text)


def _check(number: str) -> None:
    try:
        written = str(IBAN(number))
    except SchwiftyException as refusal:
        raise InvalidInput([_fault(number, refusal)]) from None
    if written != number:
        raise InvalidInput([Fault("", "the IBAN is not in its electronic form", "write capitals and no spaces")])


def _fault(number: str, refusal: SchwiftyException) -> Fault:
    if isinstance(refusal, InvalidCountryCode):
        return Fault("", f"{number[:2]} is no country with IBANs", "begin with the country's two letters, as in NL")
    if isinstance(refusal, InvalidLength) or len(number) < _SHORTEST:
        return Fault("", f"an IBAN does not have {len(number)} characters", _cure_for_length(number))
    if isinstance(refusal, InvalidChecksumDigits):
        return Fault("", "the check digits of the IBAN do not fit", "compare it with the bank card or the statement")
    return Fault("", "the IBAN has characters that do not belong there", "copy it anew from the statement")


def _cure_for_length(number: str) -> str:
    if number.startswith("NL"):
        return "a Dutch one has 18: NL, two digits, four letters, ten digits"
    return "copy it anew from the statement"
