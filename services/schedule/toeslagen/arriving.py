"""Telling that money of toeslagen came: the bank by a booking, or a person who saw it on the client's own account.

The first money is a fact that plan, bridging and tasks go by; every arrival says where its toeslag stands from now on.
Told twice it came once.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput
from services.events import ToeslagCameIn
from services.months import Month, month_text
from services.outbox import announce
from services.schedule.bridging.cleared import cleared_by
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Household
from services.schedule.households.contents import ToeslagArrived
from services.schedule.households.repository import NoSuchHousehold
from services.schedule.households.service import record_all
from services.schedule.planning.case import Account
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen import repository
from services.schedule.toeslagen.arrival import Arrival, months_of
from services.schedule.toeslagen.claiming import open_claims
from services.schedule.toeslagen.keeping import Known, known_of, look_again
from services.schedule.toeslagen.repository import ToldArrival, Whose
from services.schedule.toeslagen.seen_accounts import follow_requests, stated
from services.storing import Rows, store

_COLUMNS = ("organisation_id", *ToldArrival._fields)


class ToldOtherwise(Conflict):
    """Another amount, or other months, were told of this toeslag for this day; tell a second payment as number 2."""


class Place(NamedTuple):
    """A booking of the bank."""

    statement_id: UUID
    entry: int
    part: int


class CameIn(NamedTuple):
    """Money (cents) of a toeslag that came on a day: by a booking on the budget account, else on the client's.

    Without `months` (the first and the last) it is for those that were due. Of two that came to the client on one day
    the second has number 2; so has what a booking brought after somebody took back what it had brought before.
    """

    household_id: UUID
    toeslag: ToeslagKind
    amount: int
    on: date
    booking: Place | None = None
    months: tuple[Month, Month] | None = None
    number: int = 1

    @property
    def account(self) -> Account:
        """The account that it came on."""
        return Account.CLIENT if self.booking is None else Account.BUDGET

    @property
    def told(self) -> str:
        """What makes it the same arrival of a day, however often it is told."""
        if self.booking is None:
            return f"{self.account}-{self.number}"
        return "/".join(str(part) for part in self.booking) + (f"/{self.number}" if self.number > 1 else "")

    @property
    def whose(self) -> Whose:
        """The toeslag that it is of."""
        return self.household_id, self.toeslag


async def arrived(session: Session, hand: Hand, came: Sequence[CameIn]) -> list[ToldArrival]:
    """Keep what came, of many households at once; gives the arrivals, those that were told before as they stand.

    `NoSuchHousehold`, `HouseholdIsChanging`, `ToldOtherwise`; `InvalidInput` for a day that is still to come.
    """
    ids = sorted({one.household_id for one in came})
    held = {one.id: one for one in await households.lock_all(session, ids, hand.municipalities)}
    if len(held) < len(ids):
        raise NoSuchHousehold
    _refuse_the_future(came, hand.today)
    before = await repository.told_of(session, ids)
    expected = await _expected(session, list(held.values()), came, before)
    news = _new(came, before, expected, hand)
    await _store(session, list(news.values()))
    await _say(session, hand, list(held.values()), expected, before, list(news.values()))
    known = before | news
    return [known[one.whose, one.on, one.told] for one in came]


_Told = dict[tuple[Whose, date, str], ToldArrival]


def _refuse_the_future(came: Sequence[CameIn], today: date) -> None:
    faults = [
        Fault("on", f"{one.on} is still to come", f"give {today} or an earlier day") for one in came if one.on > today
    ]
    if faults:
        raise InvalidInput(faults)


async def _expected(session: Session, held: Sequence[Household], came: Sequence[CameIn], before: _Told) -> Known:
    """What is known of the toeslagen of whom something new is told."""
    new = {one.household_id for one in came if (one.whose, one.on, one.told) not in before}
    return await known_of(session, [one for one in held if one.id in new])


def _new(came: Sequence[CameIn], before: _Told, known: Known, hand: Hand) -> _Told:
    """What was not told before, each with the months that it is for. `ToldOtherwise`."""
    found: _Told = {}
    for one in came:
        place = one.whose, one.on, one.told
        same = before.get(place) or found.get(place)
        if same is None:
            earlier = [told for whose, told in _by_toeslag(before | found) if whose == one.whose]
            found[place] = _told(one, one.months or _months(one, known, earlier), hand)
        elif same.amount != one.amount or one.months not in (None, (same.first_month, same.last_month)):
            raise ToldOtherwise
    return found


def _by_toeslag(told: _Told) -> list[tuple[Whose, ToldArrival]]:
    return [(whose, one) for (whose, _, _), one in told.items()]


def _months(one: CameIn, known: Known, earlier: Sequence[ToldArrival]) -> tuple[Month, Month]:
    expected = next((each for each in known.get(one.household_id, ()) if each.kind is one.toeslag), None)
    before = [
        Arrival(each.first_month, each.last_month, each.amount, each.arrived_on, each.account) for each in earlier
    ]
    return months_of(expected.payments if expected else [], before, one.amount, one.on)


def _told(one: CameIn, months: tuple[Month, Month], hand: Hand) -> ToldArrival:
    place = one.booking
    return ToldArrival(
        household_id=one.household_id,
        toeslag=one.toeslag,
        arrived_on=one.on,
        told=one.told,
        first_month=months[0],
        last_month=months[1],
        amount=one.amount,
        account=one.account,
        statement_id=place.statement_id if place else None,
        entry=place.entry if place else None,
        part=place.part if place else None,
        told_by=hand.by,
        told_at=hand.now,
    )


async def _store(session: Session, told: Sequence[ToldArrival]) -> None:
    mine = organisation_of(session)
    rows = [(mine, *(str(part) if isinstance(part, StrEnum) else part for part in one)) for one in told]
    await store(session, Rows("toeslag_arrival", _COLUMNS, rows))


async def _say(
    session: Session, hand: Hand, held: Sequence[Household], known: Known, before: _Told, told: Sequence[ToldArrival]
) -> None:
    """Record what follows for each household, and say where all of them stand now."""
    requests = await follow_requests(session, hand, told)
    await open_claims(session, hand, known, told)
    statements = {}
    for one in held:
        mine = [each for each in told if each.household_id == one.id]
        if mine and (found := stated(one, known.get(one.id, ()), mine, _here(before, one.id), requests, hand)):
            statements[one.id] = found
    if statements:
        await record_all(session, hand, statements, lambda one: statements[one.id])
    organisation = organisation_of(session)
    first = {one for one, each in statements.items() if any(isinstance(said.content, ToeslagArrived) for said in each)}
    begun = [one for one in held if one.id in first]
    cleared = (event for one in begun for event in cleared_by(one, told, hand.rules, organisation))
    await announce(session, *cleared, now=hand.now)
    ids = {one.household_id for one in told} - statements.keys()
    await look_again(session, hand, [one for one in held if one.id in ids])
    await announce(session, *(_news(organisation, one) for one in told), now=hand.now)


def _here(before: _Told, household_id: UUID) -> frozenset[str]:
    """The toeslagen of a household of which money had come to the budget account."""
    here = [one for one in before.values() if one.account is Account.BUDGET]
    return frozenset(str(one.toeslag) for one in here if one.household_id == household_id)


def _news(mine: UUID, one: ToldArrival) -> ToeslagCameIn:
    return ToeslagCameIn(
        organisation_id=mine,
        household_id=one.household_id,
        arrived_on=one.arrived_on,
        first_month=month_text(one.first_month),
        last_month=month_text(one.last_month),
        on_client_account=one.account is Account.CLIENT,
    )
