"""The steps that are done at the registry: each first looks whether it was done, so that once more changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.errors import Refused
from services.mandate_events import HandshakeState
from services.mandates.client import MandatesClient
from services.mandates.schemas import AskedHandshake, WatchedMonthState
from services.months import last_day, parse_month
from services.schedule.proceedings.making import OURS
from services.schedule.proceedings.proceeding import Done, Waits, Whom
from services.schedule.proceedings.step import (
    ArrangeCost,
    AskSupplier,
    HearSupplier,
    JoinTeam,
    KnowAddressee,
    LetHandshakeGo,
    PrepareHandshake,
    RequirePapers,
    Step,
    WatchMonth,
    command_key,
)

Reaches = Callable[[UUID, UUID], Awaitable[bool]]
"""Whether it is known how a household (of an organisation) is reached."""

_H = HandshakeState
_BY_ITSELF: Final = "webhook"
UNDER_WAY: Final = frozenset({_H.PREPARED, _H.ASKED, _H.OVERDUE})
_STANDS: Final = UNDER_WAY | {_H.CONFIRMED, _H.DECIDED}
_ANSWERED: Final = {
    WatchedMonthState.PAID: True,
    WatchedMonthState.PAID_LATE: True,
    WatchedMonthState.NOT_PAID: False,
}


class SupplierRefused(Refused):
    """The supplier refused; take it up with the supplier and resume, which asks it anew, or let another person decide
    at the registry to go on without it and then resume."""


class HandshakeWithdrawn(Refused):
    """Somebody withdrew what this supplier was asked; resume to ask it anew, or withdraw the proceeding."""


class FirstMonthNotPaid(Refused):
    """The client did not pay the first month himself; talk with him, and resume when it is paid, or withdraw and take
    the cost over again."""


class CostIsArrangedWithNobody(Refused):
    """This cost is arranged with no supplier in that month; arrange it at the registry, then resume."""


class AtRegistry(NamedTuple):
    """The registry as the person may ask it for whom a proceeding goes on, and which proceeding of whom that is."""

    registry: MandatesClient
    reaches: Reaches
    organisation_id: UUID
    proceeding_id: UUID
    household_id: UUID
    attempt: int
    steps: tuple[Step, ...]

    def key(self, step: Step) -> str:
        """The key of the command of a step."""
        return command_key(self.proceeding_id, step, self.attempt)

    def asked(self, step: AskSupplier | HearSupplier | WatchMonth) -> PrepareHandshake:
        """What is asked of the supplier of the cost of a step."""
        handshakes = (one for one in self.steps if isinstance(one, PrepareHandshake))
        return next(one for one in handshakes if one.cost is step.cost)


async def join_team(at: AtRegistry, step: JoinTeam) -> Done:
    """Let somebody take a role, unless they have it already."""
    team = (await at.registry.team(at.household_id)).items
    there = [one for one in team if one.until_day is None or one.until_day >= step.from_day]
    if not any((one.role, one.subject) == (step.role, step.subject) for one in there):
        await at.registry.join_team(at.household_id, step.member(), at.key(step))
    return Done()


async def require_papers(at: AtRegistry, step: RequirePapers) -> Done:
    """Let the papers follow now."""
    await at.registry.require_papers(at.household_id, at.key(step))
    return Done()


async def know_addressee(at: AtRegistry, step: KnowAddressee) -> Done | Waits:
    """Ask who tells people whether it knows how."""
    is_known = await at.reaches(at.organisation_id, at.household_id)
    return Done() if is_known else Waits(Whom.CASE_MANAGER, step.by, has_task=False)


async def arrange_cost(at: AtRegistry, step: ArrangeCost) -> Done:
    """Arrange the cost; the same again is the same arrangement."""
    await at.registry.arrange(at.household_id, step.terms(), at.key(step))
    return Done()


async def prepare_handshake(at: AtRegistry, step: PrepareHandshake) -> Done:
    """Prepare to ask the supplier, unless it is being asked, or answered, already."""
    known = await _handshake(at, step)
    if known is not None and known.state in _STANDS:
        return Done(known.id)
    month = parse_month(step.from_month)
    arranged = [
        one
        for one in await at.registry.arrangements(at.household_id)
        if one.cost == step.cost and parse_month(one.from_month) <= month
    ]
    if not arranged:
        raise CostIsArrangedWithNobody
    held = max(arranged, key=lambda one: (one.from_month, one.id))
    return Done((await at.registry.prepare_handshake(held.id, step.asked(), at.key(step))).id)


async def let_handshake_go(at: AtRegistry, step: LetHandshakeGo) -> Done:
    """Withdraw what a supplier was asked; what ended by then is left as it ended, for a person to see."""
    if (await at.registry.handshake(step.handshake_id)).state in UNDER_WAY:
        await at.registry.withdraw_handshake(step.handshake_id, step.reason, at.key(step))
    return Done(step.handshake_id)


async def ask_supplier(at: AtRegistry, step: AskSupplier) -> Done | Waits:
    """Ask by webhook at once; by any other way its owner asks, and the registry warns of it."""
    one = await _found(at, at.asked(step))
    if one.state is not _H.PREPARED:
        return Done(one.id)
    if one.channel == _BY_ITSELF:
        return Done((await at.registry.ask_supplier(one.id, at.key(step))).id)
    return Waits(Whom.CASE_MANAGER, one.deadline)


async def hear_supplier(at: AtRegistry, step: HearSupplier) -> Done | Waits:
    """What the supplier said, or a person who went on without it; `SupplierRefused`."""
    one = await _found(at, at.asked(step))
    match one.state:
        case _H.CONFIRMED | _H.DECIDED:
            return Done(one.id)
        case _H.REFUSED:
            raise SupplierRefused
        case _H.OVERDUE | _H.PREPARED:
            return Waits(Whom.CASE_MANAGER, one.deadline)
        case _:
            return Waits(Whom.SUPPLIER, one.deadline)


async def watch_month(at: AtRegistry, step: WatchMonth) -> Done | Waits:
    """What was answered about the first month that the client pays himself; `FirstMonthNotPaid`."""
    handshake = await _found(at, at.asked(step))
    first = max(handshake.from_month, handshake.answered_month or handshake.from_month)
    for state, is_paid in _ANSWERED.items():
        months = (await at.registry.watched_months(at.household_id, state)).items
        if any(one.cost == step.cost and one.month == first for one in months):
            if not is_paid:
                raise FirstMonthNotPaid
            return Done()
    return Waits(Whom.CLIENT, _answered_by(first))


def _answered_by(month: str) -> date:
    """The last day of the month after it: by then somebody has asked whether it arrived."""
    return last_day(parse_month(month) + 1)


async def _found(at: AtRegistry, asked: PrepareHandshake) -> AskedHandshake:
    one = await _handshake(at, asked)
    if one is None or one.state is _H.WITHDRAWN:
        raise HandshakeWithdrawn
    return one


async def _handshake(at: AtRegistry, asked: PrepareHandshake) -> AskedHandshake | None:
    """The newest by which the supplier of a cost was asked for this; one that stands goes before one that ended."""
    same = [
        one
        for one in await at.registry.handshakes(at.household_id)
        if one.cost == asked.cost
        and (one.payer in OURS) == (asked.payer in OURS)
        and one.from_month == asked.from_month
    ]
    return max(same, key=lambda one: (one.state in _STANDS, one.id), default=None)
