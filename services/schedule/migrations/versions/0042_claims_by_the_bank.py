"""What came back of a claim on toeslag can be taken back: a row against it, for none is ever rewritten."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0042"
down_revision = "0041"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """A row of nothing says nothing, still."""
    op.execute("alter table toeslag_repayment drop constraint toeslag_repayment_amount_check")
    op.execute("alter table toeslag_repayment add constraint toeslag_repayment_amount_check check (amount <> 0)")
