"""What stands in a bank file: a credit transfer, and who pays by the file. A value that no bank can read is not built.

Names are brought into the EPC character set here (é→e, &→+); what cannot be, or takes more than 70 characters, is
refused and never cut. Whoever registers a payee asks `account_name` first, so that no file fails on a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from services.clock import in_utc
from services.epc_text import epc_text
from services.errors import Fault, InvalidInput
from services.iban import Iban
from services.payment_reference import PaymentReference
from services.schedule.bank.identifiers import LONGEST, LONGEST_MESSAGE_ID, is_identifier

Totals: TypeAlias = Mapping[date, tuple[int, int]]
"""For each day of execution the number of items and their sum in cents."""

LONGEST_NAME = 70
MOST_CENTS = 99_999_999_999
"""€ 999,999,999.99, the most that one SEPA credit transfer carries."""

_ALWAYS_IN_SEPA = "NL"


def account_name(text: str) -> str:
    """The name of an account's holder as it goes to the bank; `InvalidInput` if that takes more than 70 characters or
    cannot be done."""
    return epc_text(text, LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """One payment: `amount` in cents from one cent up, sent on `execute_on`: a bank day, or any if it is instant.

    `name` may be given as a person writes it and stands here as it goes to the bank. `InvalidInput` names each field
    that a bank would not take.
    """

    end_to_end_id: str
    amount: int
    name: str
    iban: Iban
    reference: PaymentReference | None
    execute_on: date

    def __post_init__(self) -> None:
        faults = []
        if not is_identifier(self.end_to_end_id):
            faults.append(_no_identifier("end_to_end_id", LONGEST))
        if not 1 <= self.amount <= MOST_CENTS:
            faults.append(Fault("amount", "no bank sends this amount", "from 1 to 99,999,999,999 cents"))
        if self.iban.country != _ALWAYS_IN_SEPA and not self.iban.in_sepa:
            faults.append(Fault("iban", f"no credit transfer reaches {self.iban.country}", "pay it in another way"))
        try:
            object.__setattr__(self, "name", account_name(self.name))
        except InvalidInput as refusal:
            faults += refusal.under("name")
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, slots=True)
class FileHeader:
    """Which file this is, when it was made, and from whose account it pays. `InvalidInput` as for a transfer.

    What is `instant` goes as instant credit transfers, which are executed within seconds on any day of the year
    (Regulation (EU) 260/2012 art. 5a).
    """

    message_id: str
    created_at: datetime
    debtor_name: str
    debtor_iban: Iban
    instant: bool = False

    def __post_init__(self) -> None:
        faults = []
        if not is_identifier(self.message_id, LONGEST_MESSAGE_ID):
            faults.append(_no_identifier("message_id", LONGEST_MESSAGE_ID))
        try:
            object.__setattr__(self, "debtor_name", account_name(self.debtor_name))
        except InvalidInput as refusal:
            faults += refusal.under("debtor_name")
        if faults:
            raise InvalidInput(faults)
        object.__setattr__(self, "created_at", in_utc(self.created_at))


def _no_identifier(where: str, longest: int) -> Fault:
    return Fault(where, "no bank takes this as an identifier", f"at most {longest} letters, digits and hyphens between")
