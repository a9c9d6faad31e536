"""Emergency payments: living money today for one household, each in a run of its own."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0016"
down_revision = "0017"

op = cast("Operations", alembic_op)

_REASONS = [
    "no_income_yet", "benefit_late", "leefgeld_held", "too_little_leefgeld", "paid_to_wrong_account", "money_lost",
    "unforeseen_cost",
]  # fmt: skip


def upgrade() -> None:
    """The key begins with the day, so that years of them cost the next one nothing."""
    kinds = one_of("kind", ["monthly", "supplementary", "emergency"])
    op.execute("alter table payment_run drop constraint payment_run_kind_check")
    op.execute(f"alter table payment_run add constraint payment_run_kind_check check ({kinds})")
    op.execute(
        f"""
        create table emergency_payment (
            organisation_id uuid not null,
            day date not null,
            household_id uuid not null,
            number integer not null check (number > 0),
            run_id uuid not null,
            form text not null check ({one_of("form", ["advance", "grant"])}),
            amount bigint not null check (amount > 0),
            reason text not null check ({one_of("reason", _REASONS)}),
            asked_by text not null,
            asked_at timestamptz not null,
            primary key (organisation_id, day, household_id, number),
            unique (organisation_id, run_id),
            foreign key (organisation_id, household_id) references household,
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id)
        )
        """
    )
    secure_table(op, "emergency_payment")
    append_only(op, "emergency_payment")
