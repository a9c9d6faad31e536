"""What a bank answers to the recall of a payment, as the reader of its format gives it. Pure."""

from enum import StrEnum
from typing import NamedTuple


class RecallStatus(StrEnum):
    """What the bank says of a recall: it accepts it, it rejects it, or it is still at it (ISO 20022,
    CancellationIndividualStatus1Code)."""

    ACCEPTED = "ACCR"
    REJECTED = "RJCR"
    PENDING = "PDCR"


class RecallAnswer(NamedTuple):
    """The answer about the payment with this EndToEndId, and the code of why: NOAS (no answer of the payee), ARDT (it
    was returned before), CUST (the payee does not want to), LEGL, NOOR, …"""

    end_to_end_id: str
    status: RecallStatus
    code: str | None = None
