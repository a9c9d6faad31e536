"""Customer numbers in what suppliers are told, and what became of our payments to them."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of, secure_table

revision = "0013"
down_revision = "0012"

op = cast("Operations", alembic_op)

_STEPS = ("filed", "executed", "returned", "cancelled")


def upgrade() -> None:
    _bodies()
    _runs()
    _payments()


def _bodies() -> None:
    """`about` is by what the registry knows the number; `body_sealed` what is sent with it, from the first attempt on.
    What was owed before is sent as it was announced.
    """
    op.execute(
        """
        alter table delivery
            add column about jsonb,
            add column body_sealed bytea,
            add constraint delivery_body_check check (body_sealed is null or about is not null)
        """
    )


def _runs() -> None:
    """Of which runs the payments are to be asked for: all of them (the household is nil), or those of a household.

    `marks` counts what was heard, so that what comes while somebody asks is asked for again.
    """
    op.execute(
        """
        create table payments_to_ask (
            organisation_id uuid not null references organisation,
            run_id uuid not null,
            household_id uuid not null,
            marks bigint not null check (marks > 0),
            primary key (organisation_id, run_id, household_id)
        )
        """
    )
    secure_table(op, "payments_to_ask")


def _payments() -> None:
    """What a supplier was told last of a payment, by its name at the bank; `changes` counts what it was told."""
    op.execute(
        f"""
        create table supplier_payment (
            organisation_id uuid not null references organisation,
            end_to_end_id text collate "C" not null,
            supplier_id uuid not null,
            step text not null check ({one_of("step", _STEPS)}),
            on_day date not null,
            changes integer not null check (changes > 0),
            primary key (organisation_id, end_to_end_id, supplier_id)
        )
        """
    )
    secure_table(op, "supplier_payment")
