"""A rehearsal: what would be refused of several commands about a household, each tried after the one before it.

Whoever is to give them one by one asks first, so that nothing is half done for a fault that was there from the start.
The commands themselves are tried, in a transaction that is taken back; so it knows every rule that they have.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID

from services.database import Database, Session
from services.errors import Fault, InvalidInput, Problem
from services.jobs import passes
from services.mandate_events import Payer
from services.mandates.arrangements import handshake_service, repository, service
from services.mandates.arrangements.arrangement import in_force
from services.mandates.arrangements.handshake import Channel
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.service import WantedArrangement
from services.mandates.hand import Hand
from services.mandates.households.repository import hold
from services.mandates.intake import team_service
from services.mandates.intake.team import TeamRole
from services.months import Month, month_text


class Joining(NamedTuple):
    """Somebody who is to take a role from a day on."""

    role: TeamRole
    subject: str
    from_day: date


class Asking(NamedTuple):
    """Who is to pay a cost from a month on, under whatever arrangement holds then; by which way that is asked."""

    cost: str
    payer: Payer
    from_month: Month
    channel: Channel | None = None


class Wanted(NamedTuple):
    """What is to be done about a household, in this order."""

    team: Sequence[Joining] = ()
    arrangements: Sequence[WantedArrangement] = ()
    handshakes: Sequence[Asking] = ()


class _TakenBack(Exception):  # noqa: N818 - it ends a rehearsal, and nothing is wrong
    """All that was tried is undone."""


async def rehearse(
    database: Database, organisation_id: UUID, hand: Callable[[Session], Hand], household_id: UUID, wanted: Wanted
) -> list[Fault]:
    """What would be refused, each with its place in `wanted`; nothing is changed. `NoSuchHousehold`."""
    faults: list[Fault] = []
    with suppress(_TakenBack):
        async with database.transaction(organisation_id) as session:
            faults = await _tried_all(session, hand(session), household_id, wanted)
            raise _TakenBack
    return faults


async def _tried_all(session: Session, hand: Hand, household_id: UUID, wanted: Wanted) -> list[Fault]:
    await hold(session, household_id, hand.municipalities)
    faults: list[Fault] = []
    for place, one in enumerate(wanted.team):
        join = partial(team_service.join, session, hand, household_id, *one)
        faults += await _tried(session, f"team[{place}]", join)
    refused = set()
    for place, arrangement in enumerate(wanted.arrangements):
        arrange = partial(service.arrange, session, hand, arrangement)
        if found := await _tried(session, f"arrangements[{place}]", arrange):
            faults += found
            refused.add(arrangement.cost)
    for place, asking in enumerate(wanted.handshakes):
        if asking.cost not in refused:
            ask = partial(_prepare, session, hand, household_id, asking)
            faults += await _tried(session, f"handshakes[{place}]", ask)
    return faults


async def _prepare(session: Session, hand: Hand, household_id: UUID, asking: Asking) -> None:
    every = (await repository.arrangements_of(session, hand.keyring, [household_id])).get(household_id, [])
    held = in_force([one for one in every if one.cost == asking.cost], asking.from_month)
    if held is None:
        what = f"{asking.cost} is arranged with nobody in {month_text(asking.from_month)}"
        raise InvalidInput([Fault("fromMonth", what, "say first with which supplier the household has it")])
    wanted = WantedHandshake(held.id, asking.payer, asking.from_month, asking.channel)
    await handshake_service.prepare(session, hand, wanted)


async def _tried(session: Session, where: str, command: Callable[[], Awaitable[object]]) -> list[Fault]:
    """What it is refused for; then it is as if it had not been tried, and the next one can be."""
    try:
        async with session.begin_nested():
            await command()
    except InvalidInput as refusal:
        return list(refusal.under(where))
    except Problem as refusal:
        if passes(refusal):
            raise
        return [Fault(where, refusal.detail.removesuffix("."))]
    return []
