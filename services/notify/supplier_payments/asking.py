"""The job that asks how far payments to suppliers are, and owes each supplier what it was not told yet."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session, ids_of
from services.mandates.client import MandatesClient
from services.notify.deliveries import repository as deliveries
from services.notify.deliveries.telling import Told
from services.notify.subscriptions.leaving import EventType
from services.notify.supplier_payments import repository
from services.notify.supplier_payments.hearing import ASK_PAYMENTS
from services.notify.supplier_payments.payment import told_of
from services.notify.supplier_payments.repository import WHOLE_RUN, ToAsk
from services.schedule.client import ScheduleClient
from services.schedule.schemas import SupplierPayment, SupplierPaymentSearch
from services.waking import wake_each

_MOST_MARKED: Final = 200
_MOST_ACCOUNTS: Final = 1_000


class _Question(NamedTuple):
    """What of a run is asked for: some households, or all of them (None)."""

    run_id: UUID
    household_ids: list[UUID] | None


class AskingWhatWasPaid:
    """Owes suppliers the news of their payments, by the ways to schedule and to the registry of an organisation."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        schedule: Callable[[UUID], ScheduleClient],
        registry: Callable[[UUID], MandatesClient],
    ) -> None:
        self._database = database
        self._clock = clock
        self._schedule = schedule
        self._registry = registry

    async def ask(self, organisation_id: str) -> None:
        """Ask for all that is marked; `Unavailable` leaves it marked."""
        mine = UUID(organisation_id)
        suppliers: Mapping[UUID, UUID] | None = None
        while marked := await self._marked(mine):
            suppliers = await self._accounts(mine) if suppliers is None else suppliers
            for question in _questions(marked):
                async for page in self._payments(mine, question, suppliers):
                    async with self._database.transaction(mine) as session:
                        await self._owe(session, page, suppliers)
            async with self._database.transaction(mine) as session:
                await repository.asked(session, marked)

    async def wake(self) -> int:
        """An alarm: have a job ask where anything is marked; says in how many organisations."""
        return await wake_each(self._database, ASK_PAYMENTS, repository.any_to_ask)

    async def _marked(self, mine: UUID) -> list[ToAsk]:
        async with self._database.reading(mine) as session:
            return await repository.to_ask(session, _MOST_MARKED)

    async def _accounts(self, mine: UUID) -> Mapping[UUID, UUID]:
        """By account the supplier whose it is, of those that want to be told."""
        async with self._database.reading(mine) as session:
            wanting = await repository.suppliers_to_tell(session)
        found: dict[UUID, UUID] = {}
        for supplier_id in wanting:
            cursor = None
            while True:
                page = await self._registry(mine).supplier_accounts(supplier_id, cursor)
                found |= {account.id: supplier_id for account in page.items}
                cursor = page.next_cursor
                if cursor is None:
                    break
        return found

    async def _payments(
        self, mine: UUID, question: _Question, suppliers: Mapping[UUID, UUID]
    ) -> AsyncIterator[Sequence[SupplierPayment]]:
        accounts = sorted(suppliers)
        for begins in range(0, len(accounts), _MOST_ACCOUNTS):
            wanted = SupplierPaymentSearch(
                run_id=question.run_id,
                paid_to=accounts[begins : begins + _MOST_ACCOUNTS],
                household_ids=question.household_ids,
            )
            while True:
                page = await self._schedule(mine).supplier_payments(wanted)
                yield page.items
                if page.next_cursor is None:
                    break
                wanted = wanted.model_copy(update={"cursor": page.next_cursor})

    async def _owe(self, session: Session, page: Sequence[SupplierPayment], suppliers: Mapping[UUID, UUID]) -> None:
        """Each step once; what is owed and the note that it was told are one transaction."""
        now, ids = self._clock.now(), ids_of(session)
        told = [(one, told_of(one, suppliers[one.paid_to])) for one in page]
        news = await repository.note(session, [one for _, one in told])
        fresh = [
            Told(
                one.supplier_id,
                ids.new_id(now),
                EventType.PAYMENT,
                one.end_to_end_id,
                news[one.end_to_end_id, one.supplier_id],
                now,
                one.model_dump(mode="json"),
                {"householdId": str(payment.household_id), "cost": payment.cost, "month": payment.month},
            )
            for payment, one in told
            if (one.end_to_end_id, one.supplier_id) in news
        ]
        if fresh:
            await deliveries.owe(session, fresh, now)


def _questions(marked: Sequence[ToAsk]) -> list[_Question]:
    """One for each run; of a run that is asked for whole nothing else is asked."""
    found = []
    for run_id, of_run in groupby(marked, key=lambda one: one.run_id):
        households = [one.household_id for one in of_run]
        found.append(_Question(run_id, None if WHOLE_RUN in households else households))
    return found
