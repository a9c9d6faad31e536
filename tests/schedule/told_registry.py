"""A registry that releases to whom it was told of: it reads the pages that the schedule service would hand over.

So tests of the schedule service need no mandates service, in any number of processes over one database. Whoever is
told for a cost is paid from the day that was told; a household that nobody told of is unknown, and every page that
speaks of a household makes another version of it. `refuses` and `routes` say otherwise for a kind of cost,
`closes` from a day on; it `cannot_read` what some households are to be paid.
"""

from asyncio import Semaphore, wait_for
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import text

from services.database import Database
from services.errors import Fault, InvalidInput
from services.mandates.schemas import (
    TO_CLIENT,
    CaseloadPayee,
    CaseloadPayees,
    LineToRelease,
    Payable,
    Payer,
    Reason,
    Reference,
    ReleaseAnswer,
    Released,
    Waits,
)
from services.schedule.registry.registry import RegistryDoesNotAnswer
from services.sealing import Keyring, place_of

_WAITING = text(
    """
    select import_id, page, content_sealed from payee_handover where delivered_at is null
    order by turn, import_id, page
    """
)
_ACCOUNTS = UUID("019b8d2b-8c00-7000-8000-0000000000ac")


def umr_of(household_id: UUID, cost: str) -> str:
    """The mandate by which a supplier draws a cost of a household, where it does."""
    return f"UMR-{cost}-{str(household_id)[-4:]}"


class ToldRegistry:
    """See `services.schedule.registry.registry.Registry`."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self.refuses: dict[str, Waits] = {}
        self.routes: dict[str, Payer] = {}
        self.is_away = False
        self._knocks = Semaphore(0)
        self.cannot_read: set[UUID] = set()
        self.closes: dict[str, date] = {}
        self._brought: list[tuple[UUID, Sequence[CaseloadPayee]]] = []
        self.asked: list[LineToRelease] = []

    async def was_knocked_at_again(self) -> None:
        """Wait until somebody asked twice while it was away: what it did when it was told so first is over by then."""
        for _ in range(2):
            await wait_for(self._knocks.acquire(), 10)

    async def release(self, organisation_id: UUID, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        """To the newest account that was told for the cost and holds on the day."""
        told = await self._told(organisation_id)
        if self.cannot_read & {line.household_id for line in lines}:
            raise InvalidInput([Fault("lines[0].month", "is no month", "give one")])
        self.asked += lines
        versions = {line.household_id: len(told[line.household_id]) for line in lines if line.household_id in told}
        return ReleaseAnswer(versions, [self._answer(told.get(line.household_id, []), line) for line in lines])

    async def changed(self, organisation_id: UUID, versions: Mapping[UUID, int]) -> set[UUID]:
        """Those of whom somebody said something since."""
        told = await self._told(organisation_id)
        return {one for one, version in versions.items() if len(told.get(one, [])) != version}

    async def hand_over(self, organisation_id: UUID, page: CaseloadPayees, key: str) -> None:
        """What is brought here is known as well as what still waits."""
        self._brought += [(one.id, one.payees) for one in page.households]

    def _answer(self, told: Sequence[Sequence[CaseloadPayee]], line: LineToRelease) -> Released | Waits:
        if line.cost in self.refuses:
            return self.refuses[line.cost]
        if line.cost in self.closes and self.closes[line.cost] <= line.execute_on:
            return Waits(Reason.ACCOUNT_NOT_APPROVED, "closed")
        payee = None
        for one in (one for page in told for one in page if one.cost == line.cost):
            if one.valid_from <= line.execute_on and (payee is None or one.valid_from >= payee.valid_from):
                payee = one
        if payee is None:
            return Waits(Reason.UNKNOWN_TO_REGISTRY, "cost" if told else "household")
        route = self.routes.get(line.cost, Payer.WE_PUSH)
        whose = str(line.household_id) if line.cost == TO_CLIENT else ""
        account = Payable(str(uuid5(_ACCOUNTS, f"{payee.iban} {payee.name} {whose}")), payee.name, payee.iban)
        reference = Reference(payee.reference.kind, payee.reference.text) if payee.reference else None
        if route is Payer.SUPPLIER_PULLS:
            return Released(str(route), None, None, umr_of(line.household_id, line.cost))
        return Released(str(route), account, reference)

    async def _told(self, organisation_id: UUID) -> dict[UUID, list[Sequence[CaseloadPayee]]]:
        if self.is_away:
            self._knocks.release()
            raise RegistryDoesNotAnswer
        found: dict[UUID, list[Sequence[CaseloadPayee]]] = {}
        for household_id, payees in self._brought:
            found.setdefault(household_id, []).append(payees)
        async with self._database.reading(organisation_id) as session:
            pages = (await session.execute(_WAITING)).all()
        for import_id, number, content in pages:
            opened = self._keyring.unseal(bytes(content), place_of(organisation_id, import_id, f"page {number}"))
            for one in CaseloadPayees.model_validate_json(opened).households:
                found.setdefault(one.id, []).append(one.payees)
        return found
