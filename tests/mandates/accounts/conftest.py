"""What tests of accounts stand on besides the rest: the desk, a supplier, and households that it delivers to."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from tests.mandates.accounts.desk import Desk
from tests.mandates.conftest import DEN_HAAG, a_household
from tests.superuser import as_superuser

Delivers = Callable[..., None]


@pytest.fixture
def desk(registry: Database, organisation: UUID, clock: MovableClock) -> Desk:
    return Desk(registry, organisation, clock)


@pytest.fixture
def supplier(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> UUID:
    """A supplier of ours that nobody has an arrangement with yet."""
    supplier_id = ids.new_id(clock.now())
    with as_superuser(admin_url) as connection:
        connection.execute(
            "insert into mandates.supplier (organisation_id, id, kind, name, reference_scheme, collection_days,"
            " procedures, answer_days, version, registered_at, registered_by) values"
            " (%s, %s, 'water', 'Water van Elders', 'free_text', '{}', '{email}', 5, 1, '2026-01-05T08:00Z', 'anna')",
            [organisation, supplier_id],
        )
    return supplier_id


@pytest.fixture
def neighbours(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> list[UUID]:
    """Two more households of ours."""
    return [
        a_household(admin_url, organisation, ids.new_id(clock.now()), f"ZAAK-{number}", DEN_HAAG) for number in (2, 3)
    ]


@pytest.fixture
def delivers(admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock) -> Delivers:
    """`delivers(supplier, household)`: as if the room of arrangements had written it."""

    def write(supplier: UUID, *households: UUID) -> None:
        with as_superuser(admin_url) as connection:
            for household in households:
                connection.execute(
                    "insert into mandates.arrangement (organisation_id, id, household_id, cost, supplier_id,"
                    " from_month, bills_to, made_at, made_by)"
                    " values (%s, %s, %s, 'water', %s, 24313, 'client', '2026-01-05T08:00Z', 'anna')",
                    [organisation, ids.new_id(clock.now()), household, supplier],
                )

    return write
