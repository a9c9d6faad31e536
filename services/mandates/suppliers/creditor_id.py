"""The SEPA creditor identifier: by what a bank knows who collects a direct debit (EPC262-08). Pure.

NL 69 ZZZ 123456780000
│  │  │   └ what the country knows the creditor by; in the Netherlands the KvK number and four digits
│  │  └ the creditor's own business code, which says nothing about who it is
│  └ check digits over country and national part, ISO 7064 mod 97-10
└ country
"""

import re
from dataclasses import dataclass

from services.errors import Fault, InvalidInput

_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}", re.ASCII)
_DUTCH_LENGTH = 19
_DUTCH_PART = re.compile(r"\d{12}", re.ASCII)
_COPY_ANEW = "copy it anew from the bank statement or the mandate"


@dataclass(frozen=True, slots=True)
class CreditorId:
    """A valid creditor identifier, in capitals and without spaces; `InvalidInput` says which check failed."""

    number: str

    def __post_init__(self) -> None:
        fault = _fault(self.number)
        if fault:
            raise InvalidInput([fault])

    @classmethod
    def parse(cls, text: str) -> "CreditorId":
        """Read one as people write it, with spaces or small letters."""
        return cls(re.sub(r"[\s.\-]", "", text).upper())

    @property
    def business_code(self) -> str:
        """By which the creditor tells its own departments apart; `ZZZ` where it does not."""
        return self.number[4:7]

    def is_same_creditor(self, other: "CreditorId") -> bool:
        """Whether both are one creditor's, whatever the business codes."""
        return self._creditor == other._creditor

    @property
    def _creditor(self) -> str:
        return self.number[:4] + self.number[7:]

    def __str__(self) -> str:
        return self.number


def _fault(number: str) -> Fault | None:
    if not _SHAPE.fullmatch(number):
        cure = "country, two check digits, three characters, and up to 28 more: NL69ZZZ123456780000"
        return Fault("", "this is no SEPA creditor identifier", cure)
    if number.startswith("NL") and not (len(number) == _DUTCH_LENGTH and _DUTCH_PART.fullmatch(number[7:])):
        return Fault("", "a Dutch creditor identifier ends in twelve digits", _COPY_ANEW)
    digits = "".join(str(int(letter, 36)) for letter in number[7:] + number[:4])
    if int(digits) % 97 != 1:
        return Fault("", "the check digits of the creditor identifier do not fit", _COPY_ANEW)
    return None
