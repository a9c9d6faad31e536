"""Toeslagen that a booking brought and somebody took back: a row against each, for no arrival is ever rewritten."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, secure_table

revision = "0047"
down_revision = "0046"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """What stands of what came is asked of a view. A booking brings a toeslag once for each household that it is of,
    and once more after somebody took that back."""
    op.execute("drop index toeslag_arrival_once")
    op.execute(
        "create unique index toeslag_arrival_once on toeslag_arrival"
        " (organisation_id, statement_id, entry, part, household_id, toeslag, told) where statement_id is not null"
    )
    op.execute(
        """
        create table toeslag_arrival_taken_back (
            organisation_id uuid not null,
            household_id uuid not null,
            toeslag text not null,
            arrived_on date not null,
            told text collate "C" not null,
            by text not null,
            at timestamptz not null,
            primary key (organisation_id, household_id, toeslag, arrived_on, told),
            foreign key (organisation_id, household_id, toeslag, arrived_on, told) references toeslag_arrival
        )
        """
    )
    secure_table(op, "toeslag_arrival_taken_back")
    append_only(op, "toeslag_arrival_taken_back")
    op.execute(
        """
        create view toeslag_that_came with (security_invoker = true) as
        select came.* from toeslag_arrival as came where not exists (
            select from toeslag_arrival_taken_back as back
            where back.organisation_id = came.organisation_id and back.household_id = came.household_id
            and back.toeslag = came.toeslag and back.arrived_on = came.arrived_on and back.told = came.told
        )
        """
    )
