"""The round looks at a household on the day that can bring something, or when anything changed that its rules see."""

from typing import cast

from alembic import op as alembic_op
from alembic.operations import Operations

revision = "0017"
down_revision = "0016"

op = cast("Operations", alembic_op)

_OF_HOUSEHOLDS = (
    "arrangement",
    "payer_of_record",
    "handshake",
    "direct_debit",
    "authorisation",
    "paper",
    "watched_month",
    "alarm",
    "expected_use",
    "cost_month",
    "team_member",
)
"""Tables that the rules look at, each row of which is of a household."""


def upgrade() -> None:
    """`look_on` is the day on which the round has to look again; without one it does so the next time.

    Who changed something need not think of it: it is the row that brings its household back. A supplier, or an account
    of its, brings all back with whom it is arranged, in the order of their ids, as the round writes.
    """
    op.execute("alter table alarm_look add column look_on date")
    _function("of_household", "select organisation_id, household_id from written")
    _function("household_itself", "select organisation_id, id from written")
    supplied = """
        select arranged.organisation_id, arranged.household_id from arrangement as arranged join written
        on written.organisation_id = arranged.organisation_id and written.{supplier} = arranged.supplier_id
    """
    _function("of_supplier", supplied.format(supplier="id"))
    _function(
        "of_account",
        f"select organisation_id, household_id from written union all {supplied.format(supplier='supplier_id')}",
    )
    for table in _OF_HOUSEHOLDS:
        _triggers(table, "of_household", ("insert", "update", "delete"))
    _triggers("account", "of_account", ("insert", "update", "delete"))
    _triggers("supplier", "of_supplier", ("update",))
    _triggers("household", "household_itself", ("update",))


def _function(name: str, whose: str) -> None:
    """Let the round look again at whom the rows of a statement (`written`) are of."""
    op.execute(
        f"""
        create function look_again_{name}() returns trigger language plpgsql set search_path from current as $$
        begin
            with theirs as materialized (
                select look.household_id from alarm_look as look where look.look_on is not null
                and (look.organisation_id, look.household_id) in ({whose})
                order by look.household_id for no key update
            )
            update alarm_look as look set look_on = null from theirs where look.household_id = theirs.household_id;
            return null;
        end $$
        """
    )


def _triggers(table: str, function: str, events: tuple[str, ...]) -> None:
    for event in events:
        rows = "old" if event == "delete" else "new"
        op.execute(
            f"""
            create trigger look_again_after_{event} after {event} on {table} referencing {rows} table as written
            for each statement execute function look_again_{function}()
            """
        )
