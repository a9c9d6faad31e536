"""One bill, two payers: by what a bill is known again, and a person's word on which of two arrangements pays it.

The schedule service hears when somebody else pays a cost, so that its plan follows what suppliers confirmed.
"""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, secure_table

revision = "0011"
down_revision = "0010"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """A reference is compared without its spaces and capitals, and a customer number by a keyed lookup of it."""
    op.execute(
        """
        alter table arrangement add column number_lookup bytea,
            add column reference_key text generated always as
                (lower(regexp_replace(reference_text, '[[:space:]]', '', 'g'))) stored
        """
    )
    for column in ("reference_key", "number_lookup"):
        op.execute(
            f"create index arrangement_by_{column} on arrangement (organisation_id, supplier_id, {column})"
            f" where {column} is not null"
        )
    _decisions()
    op.execute(
        "update door set hears = array_append(hears, 'nl.ontzorg.mandates.payer-of-record.changed')"
        " where name = 'schedule'"
    )


def _decisions() -> None:
    """That an arrangement pays a bill which another one would pay as well; the reason is sealed.

    `beside_others` says that each pays a part of its own; else the newest decision about a bill is the one that holds.
    """
    op.execute(
        """
        create table bill_decision (
            organisation_id uuid not null,
            id uuid not null,
            arrangement_id uuid not null,
            beside_others boolean not null,
            reason_sealed bytea not null,
            decided_at timestamptz not null,
            decided_by text not null,
            primary key (organisation_id, id),
            foreign key (organisation_id, arrangement_id) references arrangement
        )
        """
    )
    op.execute("create index bill_decision_of_arrangement on bill_decision (organisation_id, arrangement_id, id desc)")
    append_only(op, "bill_decision")
    secure_table(op, "bill_decision")
