"""What every resolver may use: who asks, and the services as that person may ask them. One for each request."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

import httpx
import strawberry
from strawberry.dataloader import DataLoader

from services.auth import Caller
from services.mandates.client import MandatesClient
from services.mandates.schemas import WatchedMonths, WatchedMonthState
from services.schedule import schemas
from services.schedule.client import ScheduleClient

_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")


class PlanKey(NamedTuple):
    """A version of a household's plan."""

    household_id: UUID
    version: int


class WatchedKey(NamedTuple):
    """A household's watched months in a state."""

    household_id: UUID
    state: WatchedMonthState


class Context:
    """The caller of one request, and what was already asked for them."""

    def __init__(self, caller: Caller, schedule: ScheduleClient, mandates: MandatesClient) -> None:
        self.caller = caller
        self.schedule = schedule
        self.households: DataLoader[UUID, schemas.Household] = _loader(schedule.household)
        self.held_payments: DataLoader[UUID, schemas.HeldPayments] = _loader(schedule.held_payments)
        self.letting_go: DataLoader[UUID, schemas.LettingGo] = _loader(schedule.letting_go)
        self.toeslagen: DataLoader[UUID, schemas.ToeslagStandings] = _loader(schedule.toeslagen)
        self.bridgings: DataLoader[UUID, schemas.Bridgings] = _loader(schedule.bridgings)
        self.coa_overlaps: DataLoader[UUID, schemas.CoaOverlap] = _loader(schedule.coa_overlap)
        self.surpluses: DataLoader[UUID, schemas.HouseholdSurpluses] = _loader(schedule.surpluses)
        self.bank_exceptions: DataLoader[UUID, schemas.BankExceptions] = _loader(
            lambda one: schedule.bank_exceptions(schemas.BankExceptionsAsked(household_id=one))
        )
        self.watched_months: DataLoader[WatchedKey, WatchedMonths] = _loader(lambda key: mandates.watched_months(*key))
        self.plans: DataLoader[PlanKey, schemas.Plan] = _loader(lambda key: schedule.plan(*key))

    @classmethod
    def of(cls, caller: Caller, token: str, schedule: httpx.AsyncClient, mandates: httpx.AsyncClient) -> "Context":
        """The context of a request; `token` is the caller's own, and all that a service believes."""
        return cls(caller, ScheduleClient(schedule, token), MandatesClient(mandates, token))


Info = strawberry.Info[Context, None]


def _loader(ask: Callable[[_K], Awaitable[_T]]) -> DataLoader[_K, _T]:
    """Asks for each thing once a request, and for those of one level of the query at the same time."""

    async def load(keys: list[_K]) -> Sequence[_T | BaseException]:
        return await asyncio.gather(*(ask(key) for key in keys), return_exceptions=True)

    return DataLoader(load)
