"""A supporter's session sees the households that he is named for, and no row about any other."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import narrow_to_households

revision = "0062"
down_revision = "0061"

op = cast("Operations", alembic_op)

_ABOUT_HOUSEHOLDS = (
    "allocation_answer",
    "arrears",
    "bank_exception",
    "bank_share",
    "bridging_decision",
    "bridging_history",
    "cost_payee",
    "emergency_payment",
    "expected_income",
    "fact",
    "held_payment",
    "household_key",
    "instruction_line",
    "ledger_account",
    "ledger_limit",
    "letter_photo",
    "payable_look",
    "payment",
    "payment_came_back",
    "payment_recall",
    "payment_release",
    "payment_run_left_out",
    "payment_settled",
    "plan_version",
    "proceeding",
    "registry_duty",
    "registry_payee",
    "registry_version",
    "remembered_payer",
    "surplus",
    "task",
    "toeslag_account_request",
    "toeslag_account_request_step",
    "toeslag_arrival",
    "toeslag_arrival_taken_back",
    "toeslag_claim",
    "toeslag_claim_step",
    "toeslag_repayment",
    "toeslag_standing",
    "told_payee",
)


def upgrade() -> None:
    narrow_to_households(op, "household", "id")
    for table in _ABOUT_HOUSEHOLDS:
        narrow_to_households(op, table)
