"""What is over in a household's month by the policy's rule: looked at once, and never rewritten."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0044"
down_revision = "0043"

op = cast("Operations", alembic_op)

_ENDS = ["released", "nothing_over", "falls_short", "not_looked_at"]


def upgrade() -> None:
    """No more goes to the client than is above the buffer, now and on every day to come."""
    op.execute(
        f"""
        create table surplus (
            organisation_id uuid not null,
            month integer not null,
            household_id uuid not null,
            looked_on date not null,
            here bigint not null,
            lowest bigint not null,
            buffer bigint not null check (buffer >= 0),
            amount bigint not null check (amount >= 0),
            pays_on date not null,
            ended_as text not null check ({one_of("ended_as", _ENDS)}),
            looked_at timestamptz not null,
            primary key (organisation_id, month, household_id),
            foreign key (organisation_id, household_id) references household,
            constraint above_the_buffer check (amount = 0 or amount <= least(here, lowest) - buffer),
            constraint released_is_something check ((ended_as = 'released') = (amount > 0))
        )
        """
    )
    secure_table(op, "surplus")
    append_only(op, "surplus")
