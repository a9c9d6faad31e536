"""Whatever a command touches is looked at before it ends: nobody waits for tomorrow's round to hear of it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.mandates import dependencies
from services.mandates.looking import AT_ONCE, LOOK
from services.mandates.rounds import look_at_rest
from tests.mandates.accounts.accounts import RENT, approved, proposed
from tests.mandates.alarms.conftest import Looks, looks, supplier, well, works
from tests.mandates.alarms.households import moved_to, otherwise, standing
from tests.mandates.answers import made
from tests.mandates.arrangements.builders import rows
from tests.mandates.authorisations.clients import an_arrangement
from tests.mandates.callers import KEYRING, Caller
from tests.mandates.conftest import DEN_HAAG, a_household

__all__ = ["looks", "supplier", "well", "works"]

SOON = date(2026, 2, 18)
"""From this day on the rent of March is told of."""

WRITES_NO_HOUSEHOLD = {"/households/{household_id}/_rehearse", "/releases", "/releases/_check", "/answers/{token}",
                       "/answers/{token}/page", "/events"}  # fmt: skip
"""Questions in a body, beside those that are searches by their path; and what has no caller: of an answer by a link the
test is below, and news only mark."""


def _asks_for_hand(one: Dependant) -> bool:
    return any(sub.call is dependencies._hand or _asks_for_hand(sub) for sub in one.dependencies)


def test_every_command_has_a_hand_that_is_looked_after(app: FastAPI) -> None:
    """Or a new one would have to remember it."""
    commands = [one for one in iter_route_contexts(app.routes) if "POST" in (one.methods or ())]
    without = {(one.path or "").removeprefix("/v1") for one in commands if not _asks_for_hand(one.dependant)}
    assert len(commands) >= 50
    assert {path for path in without if not path.endswith("/_search")} == WRITES_NO_HOUSEHOLD


@pytest.fixture
async def unpaid(well: UUID, looks: Looks, admin_url: str) -> UUID:
    """The plan counts on us for the rent of March, and the client is on record: an alarm."""
    otherwise(admin_url, "delete from cost_month where cost = 'rent' and month < 2026 * 12 + 2")
    otherwise(
        admin_url,
        "insert into payer_of_record (organisation_id, household_id, cost, sequence, from_month, payer,"
        " arrangement_id, cause, reason, at, by) select organisation_id, household_id, cost, 2, from_month,"
        " 'client_pays', arrangement_id, 'decision', 'so it is', at, by from payer_of_record where cost = 'rent'",
    )
    await looks(SOON)
    assert [row[:3] for row in standing(admin_url)] == [("no_payer", "rent", 2026 * 12 + 2)]
    return well


async def test_a_decision_about_the_payer_ends_the_alarm_at_once(unpaid: UUID, admin_url: str, bram: Caller) -> None:
    decision = {"cost": "rent", "payer": "we_push", "fromMonth": "2026-03", "reason": "it falls due"}
    made(await bram.post(f"/households/{unpaid}/payer-decisions", decision))
    assert standing(admin_url) == []


async def asked(unpaid: UUID, admin_url: str, anna: Caller) -> str:
    """A taking over of the rent from March, asked by telephone."""
    ((rent,),) = rows(admin_url, "select id from arrangement where cost = 'rent'")
    wish = {"payer": "we_push", "fromMonth": "2026-03", "channel": "telephone"}
    handshake = made(await anna.post(f"/arrangements/{rent}/handshakes", wish))
    assert (await anna.post(f"/handshakes/{handshake['id']}/_ask", None)).status_code == 200
    return f"/handshakes/{handshake['id']}"


async def test_so_does_a_question_to_the_supplier_and_its_no_raises_it_again(
    unpaid: UUID, admin_url: str, anna: Caller
) -> None:
    path = await asked(unpaid, admin_url, anna)
    assert standing(admin_url) == []
    no = {"answer": "refused", "channel": "email", "evidence": "9f" * 32, "reason": "no such customer"}
    assert (await anna.post(f"{path}/_answer", no)).status_code == 200
    assert [row[:3] for row in standing(admin_url)] == [("no_payer", "rent", 2026 * 12 + 2)]


async def test_a_no_by_a_link_of_somebody_without_an_account_does_as_well(
    unpaid: UUID, admin_url: str, anna: Caller
) -> None:
    link = (await anna.post(f"{await asked(unpaid, admin_url, anna)}/answer-links", None)).json()
    answer = await anna.post(f"/answers/{link['token']}", {"answer": "refused", "reason": "no such customer"})
    assert answer.status_code == 200, answer.text
    assert [row[:3] for row in standing(admin_url)] == [("no_payer", "rent", 2026 * 12 + 2)]


async def test_a_command_that_is_refused_is_not_looked_after(unpaid: UUID, admin_url: str, bram: Caller) -> None:
    decision = {"cost": "rent", "payer": "client_pays", "fromMonth": "2026-03", "reason": "as it was"}
    assert (await bram.post(f"/households/{unpaid}/payer-decisions", decision)).status_code == 409
    assert len(standing(admin_url)) == 1


def member(role: str, subject: str) -> dict[str, Any]:
    return {"role": role, "subject": subject, "fromDay": "2026-01-01"}


async def test_alarms_follow_the_people_around_a_household_at_once_but_for_what_somebody_took(
    unpaid: UUID, admin_url: str, anna: Caller
) -> None:
    team = f"/households/{unpaid}/team-members"

    def owner() -> Any:
        return standing(admin_url)[0][-1]

    made(await anna.post(team, member("regisseur", "rosa")))
    assert owner() == "rosa"
    made(await anna.post(team, member("contact", "klaas")))
    assert owner() == "klaas"
    ((alarm,),) = rows(admin_url, "select id from alarm")
    assert (await anna.post(f"/alarms/{alarm}/_own", None)).json()["owner"] == "anna"
    made(await anna.post(team, member("deputy", "anna")))
    assert owner() == "anna"
    assert (await anna.post(f"{team}/3/_end", {"untilDay": "2026-01-31"})).status_code == 200
    assert owner() == "klaas"


async def test_what_touches_too_many_to_wait_for_is_looked_at_by_a_job(
    registry: Database, admin_url: str, organisation: UUID, ids: SeededIds, clock: MovableClock, anna: Caller,
    bram: Caller, supplier: UUID,
) -> None:  # fmt: skip
    """An account of a supplier to whom more households owe something than are looked at while somebody waits."""
    for number in range(AT_ONCE + 1):
        one, arrangement = ids.new_id(clock.now()), ids.new_id(clock.now())
        a_household(admin_url, organisation, one, f"ZAAK-{number}", DEN_HAAG)
        an_arrangement(admin_url, organisation, one, arrangement, "rent", supplier, "we_push")
    moved_to(clock, SOON)
    unverified = "select count(*) from alarm where kind = 'account_not_verified' and about = 'rent' and state = 'open'"
    assert await look_at_rest(registry, organisation, clock, KEYRING) == AT_ONCE + 1
    assert rows(admin_url, unverified) == [(AT_ONCE + 1,)]
    await approved(bram, await proposed(anna, f"suppliers/{supplier}", RENT))
    assert rows(admin_url, unverified) == [(AT_ONCE + 1,)]
    assert rows(admin_url, "select task_name, args ->> 'organisation_id' from procrastinate_jobs") == [
        (LOOK, str(organisation))
    ]
    assert await look_at_rest(registry, organisation, clock, KEYRING) == AT_ONCE + 1
    assert rows(admin_url, unverified) == [(0,)]
