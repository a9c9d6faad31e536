"""What an account of our books is for a general ledger."""

from enum import StrEnum


class AccountGroup(StrEnum):
    """Claims on households, grants, what is held for them, their income that is to come, and what is on its way through
    the bank."""

    CLAIMS = "claims"
    GRANTS = "grants"
    HELD = "held"
    INCOME = "income"
    CLEARING = "clearing"
