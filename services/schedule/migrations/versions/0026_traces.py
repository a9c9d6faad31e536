"""What the way of a euro is found by: payments that are held, withdrawn or came back, and what is odd about one."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0026"
down_revision = "0025"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """Both begin with what grows with time, and hold the few rows that are not as they should be."""
    op.execute(
        "create index payment_not_live on payment (organisation_id, month, household_id, purpose, occasion)"
        " where not live"
    )
    op.execute(
        "create index bank_exception_of_payment on bank_exception (organisation_id, run_id, end_to_end_id)"
        " where run_id is not null"
    )
