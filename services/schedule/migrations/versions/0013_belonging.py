"""To whom payments and expected money belong is asked once a statement, and no more once for each of its rows.

A foreign key looks every row up by itself, which was nearly half of storing a proposal. What they are about stays: runs
and households are never deleted, a municipality is held by its households, and no row moves to another.
"""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

from services.database import service_role

revision = "0013"
down_revision = "0012"

op = cast("Operations", alembic_op)


def upgrade() -> None:
    op.execute(f"revoke delete on payment_run from {service_role('schedule')}")
    _guard("payment", "payment_run (organisation_id, id)", "run_id")
    _guard("payment", "municipality (organisation_id, code)", "municipality")
    _guard("expected_income", "household (organisation_id, id)", "household_id")


def _guard(table: str, owner: str, column: str) -> None:
    """New rows of a table name an owner that is there, and keep it; in place of the foreign key that said so."""
    owners, key = owner.split(" ", 1)
    name = f"{table}_{column}_is_there"
    op.execute(f"alter table {table} drop constraint {table}_organisation_id_{column}_fkey")
    op.execute(
        f"""
        create function {name}() returns trigger language plpgsql set search_path from current as $$
        begin
            if exists (
                select organisation_id, {column} from added except select {key.strip("()")} from {owners}
                where {key} in (select organisation_id, {column} from added)
            ) then
                raise exception '% names a {column} that is not there', tg_table_name
                    using errcode = 'foreign_key_violation';
            end if;
            return null;
        end $$
        """
    )
    op.execute(
        f"create trigger {name} after insert on {table} referencing new table as added"
        f" for each statement execute function {name}()"
    )
    op.execute(
        f"create trigger {table}_{column}_stays before update of organisation_id, {column} on {table}"
        " for each row execute function refuse_rewriting()"
    )
