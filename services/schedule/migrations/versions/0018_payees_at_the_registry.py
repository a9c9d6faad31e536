"""Names and account numbers of payees are the registry's: here stays what they are known again by, keyed."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import append_only, secure_table

revision = "0018"
down_revision = "0016"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """What was kept before was handed over when it was told, so nothing has to be carried along."""
    op.execute("drop table cost_payee")
    op.execute("drop table payee")
    op.execute(
        """
        create table cost_payee (
            organisation_id uuid not null,
            household_id uuid not null,
            sequence integer not null,
            cost text not null,
            valid_from date not null,
            account_lookup bytea not null,
            bill_lookup bytea,
            recorded_at timestamptz not null,
            recorded_by text not null,
            primary key (organisation_id, household_id, sequence),
            foreign key (organisation_id, household_id) references household
        )
        """
    )
    op.execute("create index cost_payee_of_account on cost_payee (organisation_id, account_lookup)")
    op.execute("create index cost_payee_of_bill on cost_payee (organisation_id, bill_lookup)")
    secure_table(op, "cost_payee")
    append_only(op, "cost_payee")
