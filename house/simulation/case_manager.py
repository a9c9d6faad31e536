"""The case manager, who works off alarms about costs that nobody pays: where no plan pays one, the client does, and
somebody has to say so.

A supplier that came with the caseload stands on record as paid by us, also for what the policy never pays. Days after
the alarm somebody decides about it; of some costs never, and then it stands, as in life.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from house.demo.registry_desk import REGISSEUR, at_desk
from house.demo.world import World
from sandbox.draw import Draw
from services.banking_days import bank_days_later, is_bank_day
from services.database import ReadSession
from services.mandate_events import Payer
from services.mandates.arrangements import payer_service
from services.mandates.arrangements.payer_service import PayerWish
from services.months import Month

_SLOWEST = 10
"""Bank days after the alarm, at most."""
_NEVER = 10
"""Of a hundred costs nobody decides about so many."""
_WHY = "the policy does not pay it, and the client knows"
_NOBODYS = text(
    """
    select household_id, about as cost, min(month) as month, min(raised_on) as warned_on from alarm
    where kind = 'no_payer' and why = 'plan_pays_no_more' and state <> 'closed' and not exists (
        select from handshake where handshake.household_id = alarm.household_id and handshake.cost = alarm.about
        and handshake.state in ('prepared', 'asked', 'overdue')
    ) and not exists (
        select from cost_month as later where later.household_id = alarm.household_id and later.cost = alarm.about
        and later.month > alarm.month and later.paid_by_us
    )
    group by household_id, about order by household_id, about
    """
)


class NobodyPays(NamedTuple):
    """A cost that is ours on record from a month on in which no plan pays it, and the day of the first alarm."""

    household_id: UUID
    cost: str
    month: Month
    warned_on: date


class CaseManager:
    """Who decides that clients pay what no plan pays."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._seed = seed
        self.decided = 0

    async def work(self, today: date, numbers: Mapping[UUID, int]) -> None:
        """Decide about what is due today, each for himself from the first such month on."""
        if not is_bank_day(today):
            return
        async with self._world.mandates.reading(self._world.organisation_id) as session:
            found = await nobodys(session)
        due = [one for one in found if self._is_due(today, numbers[one.household_id], one)]
        if not due:
            return
        async with at_desk(self._world, REGISSEUR) as (session, hand):
            for one in due:
                wish = PayerWish(one.cost, Payer.CLIENT_PAYS, one.month, _WHY)
                await payer_service.decide_payer(session, hand, one.household_id, wish)
        self.decided += len(due)

    def _is_due(self, today: date, number: int, one: NobodyPays) -> bool:
        draw = Draw(self._seed, number, f"case manager/{one.cost}")
        return not draw.percent(_NEVER) and bank_days_later(one.warned_on, draw.randint(1, _SLOWEST)) <= today


async def nobodys(session: ReadSession) -> list[NobodyPays]:
    """The costs that alarms say nobody pays because no plan does from then on, but those that are being handed back."""
    return [NobodyPays(*row) for row in await session.execute(_NOBODYS)]
