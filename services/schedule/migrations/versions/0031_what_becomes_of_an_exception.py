"""What becomes of an exception: each step is kept, for a person may match it, and take that back again."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0031"
down_revision = "0030"

op = cast("Operations", alembic_op)

_STEPS = ["explained", "matched", "split", "mirrored", "found_otherwise"]


def upgrade() -> None:
    """Those that have ended get their one step, and the reason goes there with it."""
    op.execute(
        f"""
        create table bank_exception_step (
            organisation_id uuid not null,
            statement_id uuid not null,
            entry integer not null,
            part integer not null,
            number integer not null check (number > 0),
            step text not null check ({one_of("step", _STEPS)}),
            oddity text not null,
            at timestamptz not null,
            by text not null,
            why_sealed bytea,
            primary key (organisation_id, statement_id, entry, part, number),
            foreign key (organisation_id, statement_id, entry, part) references bank_exception
        )
        """
    )
    op.execute("alter table bank_exception drop constraint closed_as_a_whole")
    op.execute("alter table bank_exception no force row level security")
    op.execute("update bank_exception set ended_as = 'explained' where closed_at is not null and ended_as is null")
    op.execute(
        """
        insert into bank_exception_step
        select organisation_id, statement_id, entry, part, 1, ended_as, oddity, closed_at, closed_by, why_sealed
        from bank_exception where closed_at is not null
        """
    )
    op.execute("alter table bank_exception force row level security")
    op.execute("alter table bank_exception drop column why_sealed")
    op.execute(
        "alter table bank_exception add constraint closed_as_a_whole check"
        " (num_nulls(closed_at, closed_by, ended_as) in (0, 3))"
    )
    op.execute(
        "create index bank_exception_stands on bank_exception (organisation_id, household_id)"
        " where closed_at is null and in_suspense"
    )
    secure_table(op, "bank_exception_step")
    append_only(op, "bank_exception_step")
