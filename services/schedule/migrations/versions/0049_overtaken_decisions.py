"""What waits for a second person about an exception that ends otherwise is overtaken, and ends with it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0049"
down_revision = "0048"

op = cast("Operations", alembic_op)

_ENDS = ["approved", "refused", "withdrawn", "overtaken"]


def upgrade() -> None:
    """What waits already about an exception that has ended is overtaken too, since the day on which that ended."""
    op.execute("alter table booking_decision drop constraint booking_decision_ended_as_check")
    check = one_of("ended_as", _ENDS)
    op.execute(f"alter table booking_decision add constraint booking_decision_ended_as_check check ({check})")
    for table in ("booking_decision", "bank_exception"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(
        """
        update booking_decision as asked set ended_as = 'overtaken', ended_by = odd.closed_by, ended_at = odd.closed_at
        from bank_exception as odd where odd.organisation_id = asked.organisation_id
        and (odd.statement_id, odd.entry, odd.part) = (asked.statement_id, asked.entry, asked.part)
        and asked.ended_at is null and odd.closed_at is not null and asked.what <> 'take_back'
        """
    )
    for table in ("booking_decision", "bank_exception"):
        op.execute(f"alter table {table} force row level security")
