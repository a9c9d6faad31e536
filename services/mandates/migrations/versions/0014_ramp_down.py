"""One cost at a time: what goes back only after a clean month of the one before it, and a person's word to go on."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, secure_table

revision = "0014"
down_revision = "0013"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """`handed_back_after` has for each such cost the one before it, `kept_until` the last month (a number) that we said
    we go on paying it for want of a clean month. The reason of a decision is sealed.
    """
    op.execute(
        """
        alter table household add column handed_back_after jsonb not null default '{}',
            add column kept_until jsonb not null default '{}'
        """
    )
    op.execute(
        """
        create table ramp_down_decision (
            organisation_id uuid not null,
            id uuid not null,
            household_id uuid not null,
            cost text not null,
            reason_sealed bytea not null,
            decided_at timestamptz not null,
            decided_by text not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    op.execute("create index ramp_down_decision_of_cost on ramp_down_decision (organisation_id, household_id, cost)")
    secure_table(op, "ramp_down_decision")
    append_only(op, "ramp_down_decision")
    op.execute(
        "update door set hears = array_append(hears, 'nl.ontzorg.mandates.handing-back.kept') where name = 'schedule'"
    )
