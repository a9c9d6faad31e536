"""Households that a run could not plan: left out of it, and told to whoever approves it."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, one_of, secure_table

revision = "0006"
down_revision = "0005"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute(
        f"""
        create table payment_run_left_out (
            organisation_id uuid not null,
            run_id uuid not null,
            household_id uuid not null,
            municipality text not null,
            plan_version integer not null,
            fault text not null check ({one_of("fault", ["case_unreadable", "norm_missing", "not_computable"])}),
            primary key (organisation_id, run_id, household_id),
            foreign key (organisation_id, run_id) references payment_run (organisation_id, id),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    secure_table(op, "payment_run_left_out")
    append_only(op, "payment_run_left_out")
