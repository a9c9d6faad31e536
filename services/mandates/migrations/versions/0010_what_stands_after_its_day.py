"""Alarms stand after the day of their harm, leefgeld has days of its own, and a paper may be a fact elsewhere."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0010"
down_revision = "0009"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """`cost_month.seen_at` is when the rules last looked at a month that was due by then; empty where they never did,
    or where it is due on another day, or paid by another, than when they did. `paper.by_fact` marks what was delivered
    because the schedule service says that it came, and goes when it no longer says so.
    """
    op.execute(
        "alter table household add column leefgeld_days date[] not null default '{}', add column b12_received_on date"
    )
    op.execute("alter table cost_month add column seen_at timestamptz")
    op.execute("alter table paper add column by_fact boolean not null default false")
