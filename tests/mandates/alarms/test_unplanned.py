"""A cost that is ours on record and that no plan pays: nobody would pay it, and no run would ever ask for it."""

from datetime import date
from uuid import UUID

import pytest

from services.mandate_events import Payer
from services.mandates.alarms.service import Looked
from services.mandates.arrangements import handshake_service, payer_service
from services.mandates.arrangements.handshake import Channel, Word
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.payer_service import PayerWish
from services.months import Month, parse_month
from tests.mandates.alarms.conftest import Looks, Works
from tests.mandates.alarms.households import closed, otherwise, standing
from tests.mandates.arrangements.builders import rows

FEBRUARY, JULY, AUGUST = (parse_month(f"2026-0{number}") for number in (2, 7, 8))
PROOF = bytes(32)
NEVER_PLANNED = "delete from cost_month where cost = 'energy'"
ENDS_WITH_ENERGY = """
    update cost_month set month = month + 12, due_on = due_on + 365 where cost <> 'energy' and month = %s
"""
"""After July; of the other costs the plan goes on."""


async def told_to(works: Works, admin_url: str, payer: Payer, month: Month, *, answered: bool | None = None) -> None:
    """The energy supplier is asked to collect from the client again; it says yes, no, or nothing yet."""
    ((arrangement,),) = rows(admin_url, "select id from arrangement where cost = 'energy'")
    async with works() as (session, hand):
        made = await handshake_service.prepare(session, hand, WantedHandshake(arrangement, payer, month))
        await handshake_service.ask(session, hand, made.id)
        if answered is True:
            await handshake_service.confirm(session, hand, made.id, Word(Channel.EMAIL, month, PROOF))
        elif answered is False:
            await handshake_service.refuse(session, hand, made.id, "wij innen niet", Word(Channel.EMAIL, None, PROOF))


async def test_a_cost_that_the_plan_never_knew_is_told_before_its_first_month(
    well: UUID, looks: Looks, works: Works, admin_url: str
) -> None:
    otherwise(admin_url, NEVER_PLANNED)
    assert await looks(date(2026, 1, 16)) == Looked()
    assert await looks(date(2026, 1, 19)) == Looked(raised=1)
    assert standing(admin_url) == [("no_payer", "energy", FEBRUARY, "open", "2026-01-26", "2026-02-01", None)]
    assert rows(admin_url, "select why from alarm") == [("no_plan_pays_it",)]
    async with works("rosa") as (session, hand):
        wish = PayerWish("energy", Payer.CLIENT_PAYS, FEBRUARY, "his landlord pays it")
        await payer_service.decide_payer(session, hand, well, wish)
    assert await looks(date(2026, 1, 19)) == Looked(closed=1)
    assert closed(admin_url) == [("no_payer", "energy", "payer_of_record.decision")]


@pytest.mark.parametrize(("answered", "stands"), [(None, 0), (True, 0), (False, 1)])
async def test_a_cost_that_its_supplier_does_not_take_back_at_the_end_stands_until_somebody_pays_it(
    well: UUID, looks: Looks, works: Works, admin_url: str, answered: bool | None, stands: int
) -> None:
    otherwise(admin_url, ENDS_WITH_ENERGY, JULY)
    await told_to(works, admin_url, Payer.CLIENT_PAYS, AUGUST, answered=answered)
    assert await looks(date(2026, 7, 20)) == Looked(raised=stands)
    told = [("no_payer", "energy", AUGUST, "open", "2026-07-27", "2026-08-01", None)]
    assert standing(admin_url) == told[:stands]


async def test_it_does_not_go_away_with_its_day(well: UUID, looks: Looks, admin_url: str) -> None:
    otherwise(admin_url, ENDS_WITH_ENERGY, JULY)
    await looks(date(2026, 7, 20))
    await looks(date(2026, 10, 1))
    assert [row[:4] for row in standing(admin_url)] == [("no_payer", "energy", AUGUST, "escalated")]
