"""Where the chain of an account begins, so that a statement from before its first can be taken in before that."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0050"
down_revision = "0049"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    """The first statement with balances says what stood on the account before all that were taken in until then."""
    op.execute("alter table statement add column precedes boolean not null default false")
    op.execute("alter table statement_account add column begins bigint, add column begins_on date")
    op.execute(
        "alter table statement_account add constraint begins_as_a_whole check ((begins is null) = (begins_on is null))"
    )
    for table in ("statement", "statement_account"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(
        """
        update statement_account as stands set begins = first.begins, begins_on = first.as_of from (
            select organisation_id, account, as_of, opening - coalesce((
                select sum(came_in - went_out) from statement as before
                where before.organisation_id = one.organisation_id and before.account = one.account
                and before.kind = one.kind and before.state = one.state and before.place < one.place
            ), 0) as begins
            from (
                select distinct on (organisation_id, account) * from statement
                where kind = 'statement' and state = 'taken' and proof <> 'unproven'
                order by organisation_id, account, place
            ) as one
        ) as first where first.organisation_id = stands.organisation_id and first.account = stands.account
        """
    )
    for table in ("statement", "statement_account"):
        op.execute(f"alter table {table} force row level security")
