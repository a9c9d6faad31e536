"""Invented people of a world, and the office that knows them: what becomes known is handed in, and runs are paid.

They come in by the front door, as a back office of another make would: caseload files, and runs that one person
proposes and another approves.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from io import BytesIO

from house.caseload import Caseload, Household, Period, write_caseload
from house.worlds.shape import Shape
from sandbox.front_door import PROPOSER, SYSTEM, FrontDoor, ShutOut, Told
from services.banking_days import before
from services.months import day_in, month_of, month_text

APPROVER = "approver"
_MONTHLY, _SUPPLEMENTARY = 20, 12
_DAY = timedelta(days=1)


class Office:
    """Whoever works for the invented people of a world; `settle` lets everything that waits be done."""

    def __init__(self, shape: Shape, door: FrontDoor, settle: Callable[[], Awaitable[int]]) -> None:
        self._door = door
        self._settle = settle
        self._pays = shape.office_works
        self._begins_on = shape.begins_on
        self._people = list(Caseload(shape.households, shape.seed, Period(shape.begins_on)))

    async def begin(self) -> None:
        """Hand in whoever is known on the first day."""
        await self._hand_in([one for one in self._people if one.life.handed_in_on <= self._begins_on], self._begins_on)

    async def work(self, day: date) -> None:
        """Hand in who came and of whom something became known on this day; and pay the runs that are due."""
        news = [one for one in self._people if one.life.handed_in_on <= day and _is_news(one, day)]
        await self._hand_in(news, day)
        if self._people and self._pays:
            for run in _runs_on(day, self._begins_on):
                await self._pay(run, day)

    async def _hand_in(self, people: list[Household], day: date) -> None:
        if not people:
            return
        file = BytesIO()
        write_caseload(file, people, day)
        key = f"invented/{day}"
        await self._door.hand_in("/v1/caseload-imports", file.getvalue(), key, SYSTEM, "application/json")
        await self._settle()
        await self._approve_accounts(day)

    async def _approve_accounts(self, day: date) -> None:
        """A second person looks at the accounts that the files name."""
        waiting = self._door.items("/mandates/v1/accounts", APPROVER, state="proposed")
        for batch in sorted({str(one["batchId"]) async for one in waiting if one["batchId"]}):
            path = f"/mandates/v1/account-batches/{batch}"
            told = await self._door.get(path, APPROVER)
            await self._door.post(f"{path}/_approve", {"digest": told["digest"]}, f"invented/{batch}/{day}", APPROVER)

    async def _pay(self, run: Told, day: date) -> None:
        """A run, unless somebody else has proposed it already."""
        key = f"invented/{run['month']}/{run['kind']}/{run['number']}"
        try:
            proposed = await self._door.post("/v1/payment-runs", run, f"{key}/{day}", PROPOSER)
        except ShutOut:
            return
        await self._settle()
        path = f"/v1/payment-runs/{proposed['id']}"
        told = await self._door.get(path, APPROVER)
        if told["contentHash"] is not None and told["state"] == "proposed":
            await self._door.post(f"{path}/_approve", {"contentHash": told["contentHash"]}, f"{key}/yes", APPROVER)


def _is_news(household: Household, day: date) -> bool:
    """Whether it comes on this day, or something of it becomes known."""
    life = household.life
    becomes_known = {one.on for one in household.known} | {one.on for one in household.payees}
    return life.handed_in_on == day or day in becomes_known


def _runs_on(day: date, begins_on: date) -> list[Told]:
    """The run of the next month before the twentieth, and one for who came since before the twelfth; on the second day
    of all one for what fell due before."""
    month = month_of(day)
    found: list[Told] = []
    if day == begins_on + _DAY:
        found.append({"month": month_text(month), "kind": "supplementary", "number": 1})
    if day == before(day_in(month, _SUPPLEMENTARY)):
        found.append({"month": month_text(month), "kind": "supplementary", "number": 2})
    if day == before(day_in(month, _MONTHLY)):
        found.append({"month": month_text(month + 1), "kind": "monthly", "number": 1})
    return found
