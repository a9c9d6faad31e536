"""The handshake entirely by webhook: a supplier that answers in time, and ones that are slow, wrong and silent."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from house.composition.opening import House
from house.composition.sandbox_clock import SandboxClock
from services.months import Month, month_text, parse_month
from tests.journeys.conftest import DEN_HAAG
from tests.journeys.town import DECISION, Home, Told, Town, done, seen
from tests.notify.tellers import Teller, a_word
from tests.schedule.households.builders import B12, PAPERS

FEBRUARY, MARCH, APRIL = (parse_month(f"2026-0{number}") for number in range(2, 5))
NOBODYS = str(UUID(int=7))


class Asked(NamedTuple):
    """A household whose energy we want to take over from March on, the question, and the supplier's system."""

    home: Home
    supplier: Told
    handshake: Told
    system: Teller

    async def tells(self, kind: str, webhook_id: str, **data: Any) -> Told:
        """The receipt of what the supplier's system tells."""
        answer = await self.system.tell(a_word(kind, data), webhook_id)
        assert answer.status_code == 202, answer.text
        receipt: Told = answer.json()
        return receipt

    async def suspends(self, month: Month = MARCH, webhook_id: str = "msg_1", **other: Any) -> Told:
        """It says that it collects no more from a month on."""
        said = {"handshakeId": self.handshake["id"], "fromMonth": month_text(month), **other}
        return await self.tells("collection.suspended", webhook_id, **said)


@pytest.fixture
async def asked(town: Town, house: House, sandbox_clock: SandboxClock) -> Asked:
    """Asked by webhook on 5 January, with its own system registered."""
    supplier = await town.supplier("energy", "Energie van Morgen", procedures=["webhook"])
    source = await done(town.sem, "/notify/v1/sources", {"supplierId": supplier["id"]}, 201)
    home = await town.household(DEN_HAAG, [*PAPERS, B12, DECISION])
    arrangement = await home.arrange("energy", supplier, FEBRUARY, "client_pays", customerNumber=None)
    handshake = await home.asks(arrangement, "we_push", MARCH)
    await town.settle()
    return Asked(home, supplier, handshake, Teller(house.app, source, sandbox_clock, "/notify"))


async def test_what_it_tells_confirms_the_handshake_and_its_word_says_that_it_was_acted_upon(
    town: Town, asked: Asked
) -> None:
    number = {"handshakeId": asked.handshake["id"], "customerNumber": "KL-77"}
    await asked.tells("authorisation.accepted", "msg_0", handshakeId=asked.handshake["id"])
    await asked.tells("customer_number.assigned", "msg_2", **number)
    assert (await asked.suspends())["state"] == "received"
    await town.settle()
    assert (await asked.suspends())["state"] == "acted"
    after = await town.handshake(asked.handshake)
    assert (after["state"], after["answeredMonth"]) == ("confirmed", "2026-03")
    arrangement = await seen(town.anna, f"/mandates/v1/arrangements/{after['arrangementId']}")
    assert arrangement["customerNumber"].endswith("77")
    payers = await asked.home.payers(FEBRUARY, MARCH)
    assert payers["energy"] == ["client_pays", "we_push"]
    words = (await seen(town.sem, "/notify/v1/words"))["items"]
    assert [(one["type"], one["state"]) for one in words] == [
        ("authorisation.accepted", "acted"),
        ("customer_number.assigned", "acted"),
        ("collection.suspended", "acted"),
    ]


async def test_a_slow_supplier_is_overdue_and_its_word_still_counts(town: Town, asked: Asked) -> None:
    await town.reach(date(2026, 3, 10))
    assert (await town.handshake(asked.handshake))["state"] == "overdue"
    await asked.suspends(APRIL)
    await town.settle()
    after = await town.handshake(asked.handshake)
    assert (after["state"], after["answeredMonth"]) == ("confirmed", "2026-04")
    assert (await asked.home.payers(MARCH, APRIL))["energy"] == ["client_pays", "we_push"]


async def test_a_wrong_word_changes_nothing_and_is_somebodys_until_it_is_settled(town: Town, asked: Asked) -> None:
    resumed = {"handshakeId": asked.handshake["id"], "fromMonth": "2026-03"}
    wrong = [
        await asked.suspends(webhook_id="msg_1", handshakeId=NOBODYS),
        await asked.tells("collection.resumed", "msg_2", **resumed),
        await asked.suspends(MARCH + 24, webhook_id="msg_3"),
    ]
    await town.settle()
    assert (await town.handshake(asked.handshake))["state"] == "asked"
    mine = (await seen(town.sem, "/notify/v1/words?state=unclear&owner=sem"))["items"]
    assert [(one["id"], one["obstacle"]) for one in mine] == [
        (wrong[0]["wordId"], "unknown_reference"),
        (wrong[1]["wordId"], "unknown_reference"),
        (wrong[2]["wordId"], "not_accepted"),
    ]
    again = await asked.suspends(webhook_id="msg_1", handshakeId=NOBODYS)
    assert (again["state"], again["obstacle"]) == ("unclear", "unknown_reference")
    said = {"reason": "gebeld: het was een andere klant"}
    settled = await done(town.sem, f"/notify/v1/words/{wrong[0]['wordId']}/_settle", said, 200)
    assert (settled["state"], settled["obstacle"]) == ("settled", "unknown_reference")
    steps = (await seen(town.sem, f"/notify/v1/words/{wrong[0]['wordId']}/steps"))["items"]
    assert [(one["happened"], one["by"], one["reason"]) for one in steps] == [
        ("receive", f"supplier {asked.supplier['id']}", None),
        ("leave", "service:mandates", None),
        ("settle", "sem", said["reason"]),
    ]
    await asked.suspends(webhook_id="msg_4")
    await town.settle()
    assert (await town.handshake(asked.handshake))["state"] == "confirmed"


async def test_a_rejected_authorisation_is_a_no_and_an_alarm(town: Town, asked: Asked) -> None:
    said = {"handshakeId": asked.handshake["id"], "remark": "de handtekening ontbreekt"}
    await asked.tells("authorisation.rejected", "msg_1", **said)
    await town.settle()
    assert (await town.handshake(asked.handshake))["state"] == "refused"
    assert (await asked.home.payers(MARCH, MARCH))["energy"] == ["client_pays"]


async def test_a_silent_supplier_is_an_alarm_that_its_word_ends(town: Town, asked: Asked) -> None:
    await town.reach(date(2026, 3, 10))
    assert [one["kind"] for one in await asked.home.alarms(cost="energy", kind="supplier_silent")] == [
        "supplier_silent"
    ]
    await asked.suspends()
    await town.settle()
    assert await asked.home.alarms(cost="energy", kind="supplier_silent") == []
