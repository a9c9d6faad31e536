"""A short life of one household in the registry, over HTTP and by its rounds, for processes to live through.

The same commands with the same keys at the same moments, so that one process takes up what another left behind.
"""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text

from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.mandates.hand import Hand
from services.mandates.households.calendars import keep
from services.mandates.households.staleness import stale
from services.mandates.rounds import go_round, ring
from services.schedule.schemas import CostCalendar, CostMonth, HandingBackStep
from tests.mandates.accounts.accounts import OWN, RENT
from tests.mandates.answers import Raw
from tests.mandates.authorisations.test_endpoints import ASKED, DOCUMENT, GIVEN
from tests.mandates.callers import KEYRING, Caller, a_caller, an_app, an_issuer
from tests.mandates.caseload.pages import ENERGY, LEEFGELD, a_page, a_told
from tests.mandates.direct_debits.test_endpoints import TERMS
from tests.mandates.suppliers.suppliers import LANDLORD

HIS = "water"
"""What the client pays himself from the beginning, and is asked after."""

INTAKE, AFTER_THE_DEADLINE = datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)
COSTS = (("rent", 60000, 1), ("energy", 12000, 15), (HIS, 1500, 20))
ALSO_TAKEN_OVER = UUID("019b8d2b-8c00-7000-8000-00000000bbbb")
ARRANGED: Raw = {
    "fromMonth": "2026-02",
    "customerNumber": "KL-20391",
    "reference": {"kind": "betalingskenmerk", "text": "1234567"},
    "billsTo": "client",
    "consentMost": 70000,
    "payer": "client_pays",
}


async def live(url: str, organisation: str, household: str, seed: str) -> None:
    """Everything, as far as it was not done before."""
    database = Database(url, "mandates", ids=SeededIds(seed))
    await Life(database, UUID(organisation), UUID(household), seed).go_by()
    await database.close()


class Life:
    """What happens to a household, in this order; `ids` is one of everything that came of it."""

    def __init__(self, database: Database, organisation: UUID, household: UUID, seed: str = "life") -> None:
        self.ids = {"household_id": str(household)}
        self.clock = MovableClock(INTAKE)
        self._database, self._organisation, self._household = database, organisation, household
        issuer = an_issuer(self.clock)
        self.app: FastAPI = an_app(database, issuer, self.clock, seed)
        self._anna = a_caller(self.app, issuer, organisation, [Role.CASE_MANAGER, Role.SUPPLIER_DESK])
        self._bram = a_caller(self.app, issuer, organisation, [Role.APPROVER], subject="bram")
        self._schedule = a_caller(self.app, issuer, organisation, [Role.SYSTEM, Role.CASE_MANAGER], subject="schedule")

    async def go_by(self) -> None:
        """From the day on which it is known to the day on which a supplier has let its deadline pass."""
        await self._becomes_known()
        await self._intake()
        await self._authorises()
        await self._is_arranged()
        await self._is_documented()
        await self._is_asked_for()
        await self._is_drawn()
        both = {"reason": "huur en energie op een rekening", "besideOthers": True}
        await self.do(self._bram, f"/arrangements/{self.ids['rent_id']}/bill-decisions", both)
        await self.do(
            self._schedule, "/caseload-payees", a_page(a_told(ALSO_TAKEN_OVER, ENERGY, LEEFGELD, reference="ZAAK-9"))
        )
        await self._time_passes()

    async def is_neglected(self) -> None:
        """The same until the supplier is asked, and nobody looks after it."""
        await self._becomes_known()
        await self._intake()
        await self._is_arranged()
        await self._is_asked_for()
        await self._is_drawn()

    async def do(self, caller: Caller, path: str, body: Any = None, name: str = "") -> Raw:
        """One command, with a key that is its own; its answer, whose id is kept by a name."""
        answer = await caller.post(path, body, f"{path} {json.dumps(body)}"[:255])
        assert answer.is_success, f"{path}: {answer.text}"
        told: Raw = answer.json()
        if name:
            self.ids[name] = str(told["id"])
        return told

    async def _becomes_known(self) -> None:
        """As the schedule service would have answered when it was asked for."""
        async with self._database.transaction(self._organisation) as session:
            hand = Hand.of(session, "service:mandates", self.clock.now(), KEYRING)
            asked = [one for one in await stale(session, hand.now, None, 10) if one.id == self._household]
            if asked:
                await keep(session, hand, asked, [_calendar(self._household)])

    async def _intake(self) -> None:
        home = f"/households/{self._household}"
        await self.do(self._anna, f"{home}/team-members", _member("contact", "anna"))
        await self.do(self._anna, f"{home}/team-members", _member("regisseur", "rosa"))
        supplier = await self.do(self._anna, "/suppliers", LANDLORD, "supplier_id")
        await self.do(self._anna, "/supplier-cards", {"supplierId": supplier["id"]}, "card_id")
        account = await self.do(self._anna, f"/suppliers/{supplier['id']}/accounts", RENT, "account_id")
        own = await self.do(self._anna, f"{home}/accounts", OWN)
        for one in (account, own):
            await self.do(self._bram, f"/accounts/{one['id']}/_approve", {})
        later = OWN | {"householdId": str(self._household), "iban": "NL69INGB0123456789", "validFrom": "2026-06-01"}
        batch = await self.do(self._anna, "/account-batches", {"accounts": [later]})
        self.ids["batch_id"] = batch["batchId"]
        await self.do(self._anna, f"{home}/expected-uses", {
            "cost": "energy", "amount": 30000, "toldBy": "supplier", "toldOn": "2026-01-05",
        })  # fmt: skip
        papers = (await self._anna.get(f"{home}/papers", limit=200)).json()["items"]
        lease = next(one for one in papers if one["kind"] == "lease")
        self.ids["paper_id"] = lease["id"]
        await self.do(self._anna, f"{home}/papers/{lease['id']}/_deliver", {"evidence": "9f" * 32})

    async def _authorises(self) -> None:
        home = f"/households/{self._household}/authorisations"
        asked = await self.do(self._anna, home, {"costs": ASKED}, "authorisation_id")
        await self.do(self._anna, f"{home}/{asked['id']}/_give", GIVEN)

    async def _is_arranged(self) -> None:
        home, supplier = f"/households/{self._household}", {"supplierId": self.ids["supplier_id"]}
        for cost, *_ in COSTS:
            arranged = {"cost": cost} | ARRANGED | supplier
            await self.do(self._anna, f"{home}/arrangements", arranged, f"{cost}_id")
        self.ids["arrangement_id"] = self.ids["rent_id"]
        goes_on = {"cost": "energy", "reason": "de energie gaat vanzelf goed"}
        await self.do(self._anna, f"{home}/ramp-down-decisions", goes_on)
        watched = {"cost": HIS, "payer": "client_pays_watched", "fromMonth": "2026-02", "reason": "hij betaalt zelf"}
        await self.do(self._bram, f"{home}/payer-decisions", watched)

    async def _is_documented(self) -> None:
        documents = f"/households/{self._household}/authorisations/{self.ids['authorisation_id']}/documents"
        told = DOCUMENT | {"supplierId": self.ids["supplier_id"]}
        await self.do(self._anna, documents, told, "document_id")

    async def _is_asked_for(self) -> None:
        """The rent is confirmed by e-mail; of the energy nobody says a word, by whatever link."""
        wish = {"payer": "we_push", "fromMonth": "2026-03", "channel": "email"}
        for cost in ("energy", "rent"):
            arrangement = f"/arrangements/{self.ids[f'{cost}_id']}"
            prepared = await self.do(self._anna, f"{arrangement}/handshakes", wish, "handshake_id")
            await self.do(self._anna, f"/handshakes/{prepared['id']}/_ask")
            if cost == "energy":
                await self.do(self._anna, f"/handshakes/{prepared['id']}/answer-links")
        yes = {"answer": "confirmed", "channel": "email", "month": "2026-03", "evidence": "9f" * 32}
        await self.do(self._anna, f"/handshakes/{self.ids['handshake_id']}/_answer", yes)

    async def _is_drawn(self) -> None:
        home = f"/households/{self._household}/direct-debits"
        terms = TERMS | {"cost": "rent", "supplierId": self.ids["supplier_id"], "onAccount": "client"}
        drawn = await self.do(self._anna, home, terms, "direct_debit_id")
        await self.do(self._anna, f"{home}/{drawn['id']}/_submit")
        await self.do(self._bram, f"{home}/{drawn['id']}/_approve")

    async def _time_passes(self) -> None:
        self.clock.move_to(AFTER_THE_DEADLINE)
        await ring(self._database, self.clock)
        await go_round(self._database, self._organisation, self.clock, KEYRING)
        await self._is_asked_after()
        alarm = "select id from alarm where kind = 'supplier_silent' and household_id = :household"
        async with self._database.reading(self._organisation) as session:
            found = (await session.execute(text(alarm), {"household": self._household})).scalar_one()
        self.ids["alarm_id"] = str(found)
        await self.do(self._anna, f"/alarms/{found}/_answer", {"answer": "called_supplier"})

    async def _is_asked_after(self) -> None:
        watched = "select id from watched_month where household_id = :household"
        async with self._database.reading(self._organisation) as session:
            found = (await session.execute(text(watched), {"household": self._household})).scalar_one()
        self.ids["watched_month_id"] = str(found)
        paid = {"answer": "paid", "toldBy": "client", "evidence": "9f" * 32, "note": "het bonnetje"}
        await self.do(self._anna, f"/watched-months/{found}/_answer", paid)


def _member(role: str, subject: str) -> Raw:
    return {"role": role, "subject": subject, "fromDay": "2026-01-01"}


def _calendar(household: UUID) -> CostCalendar:
    costs = [
        CostMonth(cost=cost, month=f"2026-{month:02}", part=False, due_on=date(2026, month, day), amount=amount,
                  paid_by_us=cost != HIS)
        for cost, amount, day in COSTS
        for month in range(2, 8)
    ]  # fmt: skip
    leefgeld = [date(2026, month, 1) for month in range(2, 8)]
    return CostCalendar(
        household_id=household, reference="ZAAK-1", municipality="GM0518", policy="den-haag", plan_version=1,
        grounds=[], b12_received_on=None, leefgeld_days=leefgeld, cost_months=costs, fault=None,
        handed_back_after=[HandingBackStep(cost="energy", after=HIS)],
    )  # fmt: skip
