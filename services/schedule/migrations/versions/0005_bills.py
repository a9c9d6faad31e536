"""The same bill at two households: found by supplier and reference, and told as a task of both."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.migration import one_of

revision = "0005"
down_revision = "0004"

op = cast("Operations", alembic_op)

_TASKS = (
    "facts_missing",
    "payee_missing",
    "bill_paid_twice",
    "b12_expected",
    "toeslag_application",
    "toeslag_decision",
    "toeslag_arrival",
    "toeslag_account_back",
    "youth_top_up",
    "review",
    "self_reliance_check",
    "hand_back",
    "end_of_relief",
    "aftercare",
)


def upgrade() -> None:
    """`bill` is a column of its own: an index on the expression would not be used under row-level security."""
    op.execute(
        """
        alter table cost_payee add column bill text generated always as (
            case when cost = 'leefgeld' then '' else lower(replace(coalesce(reference_text, ''), ' ', '')) end
        ) stored
        """
    )
    op.execute("drop index cost_payee_of_payee")
    op.execute("create index cost_payee_of_payee on cost_payee (organisation_id, payee_id, bill)")
    op.execute("alter table task drop constraint task_kind_check")
    op.execute(f"alter table task add constraint task_kind_check check ({one_of('kind', _TASKS)})")
    op.execute(
        "create index task_of_bill on task (organisation_id, household_id)"
        " where kind = 'bill_paid_twice' and outcome is null"
    )
