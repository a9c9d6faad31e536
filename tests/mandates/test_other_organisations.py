"""No organisation sees another (promise I19): every route of the registry, called with the ids of somebody else.

The routes and their bodies are read from the service's own document, so that a new route is covered by being there.
"""

from typing import Any, NamedTuple
from uuid import UUID

import pytest
from fastapi import FastAPI

from services.clock import MovableClock
from services.database import Database
from services.events import HouseholdRegistered
from services.ids import SeededIds
from services.mandates.households.staleness import hear_households
from tests.mandates.callers import Caller, a_caller, an_issuer
from tests.mandates.living import AFTER_THE_DEADLINE, Life
from tests.mandates.routes import BY_TOKEN, NO_ID, Operation, instance, operations
from tests.mandates.rows import everything
from tests.processing import a_batch
from tests.schedule.rows import changed

SHOWN_TO_ALL = ("/supplier-cards",)
"""What an organisation shows to others: its cards, and nothing else."""


class Ours(NamedTuple):
    """One of everything of the first organisation: ids as parameters of a path, and as fields of a body."""

    ids: dict[str, str]

    def path(self, operation: Operation) -> str:
        """The path with our ids in it; `KeyError` for a parameter that this test has not met yet."""
        return operation.path.format(**{name: (self.ids | NO_ID)[name] for name in operation.parameters})

    def body(self, app: FastAPI, operation: Operation) -> Any:
        return None if operation.body is None else instance(app.openapi(), operation.body, self.fields)

    @property
    def fields(self) -> dict[str, str]:
        camel = {name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]): value
                 for name, value in self.ids.items()}  # fmt: skip
        many = {"householdIds": self.ids["household_id"], "supplierIds": self.ids["supplier_id"]}
        return camel | many | {"importId": self.ids["batch_id"], "id": self.ids["household_id"]}


@pytest.fixture
async def ours(registry: Database, organisation: UUID, ids: SeededIds, clock: MovableClock) -> Ours:
    household = ids.new_id(clock.now())
    async with registry.transaction(organisation) as session:
        event = HouseholdRegistered(organisation_id=organisation, household_id=household)
        await hear_households(session, [event], clock.now())
    life = Life(registry, organisation, household)
    await life.go_by()
    clock.move_to(AFTER_THE_DEADLINE)
    await a_batch(registry, organisation, clock)
    return Ours(life.ids)


def whose(app: FastAPI) -> list[Operation]:
    """The operations that are about something of one organisation, which their path names."""
    free = (BY_TOKEN, *SHOWN_TO_ALL)
    return [one for one in operations(app) if one.parameters and not one.path.startswith(free)]


async def test_with_somebody_elses_ids_every_route_says_that_there_is_no_such_thing(
    app: FastAPI, stranger: Caller, ours: Ours, admin_url: str
) -> None:
    before = everything(admin_url)
    for operation in whose(app):
        answer = await stranger.request(operation.method, ours.path(operation), json=ours.body(app, operation))
        assert answer.status_code == 404, f"{operation.method} {operation.path}: {answer.status_code} {answer.text}"
    assert len(whose(app)) >= 60
    assert changed(before, everything(admin_url)) == []


async def test_with_ones_own_ids_every_one_of_these_routes_finds_something(
    app: FastAPI, organisation: UUID, clock: MovableClock, ours: Ours
) -> None:
    """Or the test above would be about routes that never find anything."""
    anna = a_caller(app, an_issuer(clock), organisation)
    for operation in whose(app):
        answer = await anna.request(operation.method, ours.path(operation), json=ours.body(app, operation))
        assert answer.status_code != 404, f"{operation.method} {operation.path}: {answer.text}"


async def test_no_list_shows_anything_of_somebody_else(app: FastAPI, stranger: Caller, ours: Ours) -> None:
    theirs = [value for name, value in ours.ids.items() if name not in ("card_id", "household_id", "batch_id")]
    for operation in operations(app):
        if operation.parameters or operation.path.startswith(SHOWN_TO_ALL):
            continue
        answer = await stranger.request(operation.method, operation.path, json=ours.body(app, operation))
        assert not [one for one in theirs if one in answer.text], f"{operation.method} {operation.path}"


async def test_a_card_is_shown_to_all_and_names_no_person_no_account_and_no_supplier_of_ours(
    stranger: Caller, ours: Ours
) -> None:
    card = await stranger.get(f"/supplier-cards/{ours.ids['card_id']}")
    assert card.status_code == 200
    theirs = [value for name, value in ours.ids.items() if name != "card_id"]
    assert not [one for one in [*theirs, "Jans Voorbeeld", "NL91ABNA0417164300"] if one in card.text]
