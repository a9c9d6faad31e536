"""What is held and was never paid, until it is; and what somebody said was settled otherwise."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, secure_table

revision = "0010"
down_revision = "0009"

op = cast("Operations", alembic_op)

_KEY = """
    organisation_id uuid not null,
    month integer not null,
    household_id uuid not null,
    purpose text not null,
    occasion text not null,
    amount bigint not null check (amount > 0),
    due_on date not null,
    reason text not null,
    primary key (organisation_id, month, household_id, purpose, occasion),
    foreign key (organisation_id, household_id) references household
"""


def upgrade() -> None:
    op.execute(
        f"""
        create table held_payment (
            {_KEY},
            municipality text not null,
            run_id uuid not null,
            held_since date not null,
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id)
        )
        """
    )
    secure_table(op, "held_payment")
    op.execute(
        f"""
        create table payment_settled (
            {_KEY},
            why text not null,
            settled_by text not null,
            settled_at timestamptz not null
        )
        """
    )
    secure_table(op, "payment_settled")
    append_only(op, "payment_settled")
