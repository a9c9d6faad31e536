"""What a bank says of a file of payments after it came in, before or beside any statement (ISO 20022 pain.002). Pure.

A report is advice: that money moved is proved by a statement alone. It is read as a stream: its heading, then for each
block of payments what became of it, and behind it what became of single payments of that block.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class PaymentStatus(StrEnum):
    """What became of a file, a block or a payment, by the codes of ISO 20022.

    ExternalPaymentGroupStatus1Code and ExternalPaymentTransactionStatus1Code, of which 001.03 has a part.
    """

    RECEIVED = "RCVD"
    IS_SOUND = "ACTC"
    CUSTOMER_ACCEPTED = "ACCP"
    FUNDS_CHECKED = "ACFC"
    WITH_CHANGE = "ACWC"
    WITHOUT_POSTING = "ACWP"
    SETTLING = "ACSP"
    SETTLED = "ACSC"
    CREDITED = "ACCC"
    PENDING = "PDNG"
    PARTLY_ACCEPTED = "PART"
    PARTLY_CHECKED = "PATC"
    PRESENTED = "PRES"
    BLOCKED = "BLCK"
    CANCELLED = "CANC"
    REJECTED = "RJCT"


class StatusReason(NamedTuple):
    """Why: a code of ISO 20022 (ExternalStatusReason1Code, as in AC01 and AM04) or the bank's own, and its words."""

    code: str | None = None
    proprietary: str | None = None
    said: str = ""


class ReportHeading(NamedTuple):
    """Which file a report is of: `original_message_id` is the MsgId that we gave it.

    `status` is None where the bank judges its blocks or its payments alone.
    """

    id: str
    original_message_id: str
    created_at: datetime | None = None
    original_message_name: str | None = None
    status: PaymentStatus | None = None
    reasons: tuple[StatusReason, ...] = ()


class BlockStatus(NamedTuple):
    """What became of a block of payments, by the PmtInfId that we gave it; None where the bank judges its payments."""

    payment_information_id: str
    status: PaymentStatus | None = None
    reasons: tuple[StatusReason, ...] = ()


class TransactionStatus(NamedTuple):
    """What became of one payment, by the EndToEndId that we gave it.

    Its status is its own, or that of its block, or that of the file. `amount` is the instructed one, in cents, if the
    bank repeats it in euros.
    """

    end_to_end_id: str
    status: PaymentStatus
    payment_information_id: str
    reasons: tuple[StatusReason, ...] = ()
    accepted_at: datetime | None = None
    instruction_id: str | None = None
    servicer_reference: str | None = None
    amount: int | None = None


ReportPart = ReportHeading | BlockStatus | TransactionStatus
"""What a reader yields: one heading, and for each block its status and those of its payments that the bank names."""
