"""Households of tests: one where nothing is wrong, and the one thing that goes wrong in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.clock import MovableClock
from tests.mandates.arrangements.builders import rows
from tests.mandates.authorisations.clients import an_arrangement
from tests.superuser import as_superuser

COSTS = ("rent", "energy", "water", "health_premium")


def all_is_arranged(
    admin_url: str,
    organisation: UUID,
    household: UUID,
    supplier: UUID,
    new_id: Callable[[], UUID],
    payer: str = "we_push",
) -> None:
    """Four costs with one supplier from February 2026 on, which has an approved account, and so has the client."""
    for cost in COSTS:
        an_arrangement(admin_url, organisation, household, new_id(), cost, supplier, payer)
    an_account(admin_url, organisation, supplier, new_id())
    an_account(admin_url, organisation, household, new_id(), of="household_id")


def an_account(
    admin_url: str, organisation: UUID, owner: UUID, account: UUID, state: str = "approved", of: str = "supplier_id"
) -> UUID:
    """An account of a supplier or of a household's client, proposed by anna and decided by bram."""
    decided = ("2026-01-05T09:00Z", "bram") if state != "proposed" else (None, None)
    with as_superuser(admin_url) as connection:
        connection.execute(
            f"""
            insert into mandates.account (
                organisation_id, id, {of}, name_sealed, iban_sealed, lookup, iban_lookup, state, changes,
                valid_from, verification, verified_at, proposed_at, proposed_by, decided_at, decided_by
            ) values (%s, %s, %s, '', '', %s, '', %s, 1, '2026-01-01', 'match', '2026-01-05T08:00Z',
                '2026-01-05T08:00Z', 'anna', %s, %s)
            """,
            [organisation, account, owner, account.bytes, state, *decided],
        )
    return account


def otherwise(admin_url: str, statement: str, *arguments: Any) -> None:
    """Something is otherwise than it was; by SQL, where another room of the registry or the plan would have done it."""
    with as_superuser(admin_url, "mandates") as connection:
        connection.execute(statement, arguments)


def moved_to(clock: MovableClock, day: date) -> None:
    """Nine in the morning of a day, if that has not passed."""
    clock.move_to(max(clock.now(), datetime(day.year, day.month, day.day, 8, tzinfo=UTC)))


def standing(admin_url: str) -> list[tuple[Any, ...]]:
    """The alarms that stand: kind, cost, month, state, act by, harms on, owner."""
    return [
        (kind, about, month, state, act_by.isoformat(), harms_on.isoformat(), owner)
        for kind, about, month, state, act_by, harms_on, owner in rows(
            admin_url,
            "select kind, about, month, state, act_by, harms_on, owner from alarm where state <> 'closed'"
            " order by kind, about, month",
        )
    ]


def closed(admin_url: str) -> list[tuple[Any, ...]]:
    """The alarms that are over, by what."""
    return rows(
        admin_url, "select kind, about, closed_by from alarm where state = 'closed' order by kind, about, number"
    )
