"""Keeping where toeslagen stand in step with what is known: in the transaction that changes it, and day by day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, LiteralString
from uuid import UUID

from services.database import Session, organisation_of
from services.events import AccountRequestState, Event, ToeslagChanged
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.households.change import Change, Household
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import CannotBePlanned, kept_case
from services.schedule.households.tasks_of_others import change_tasks
from services.schedule.toeslagen import claim_repository, repository, request_repository
from services.schedule.toeslagen.chasing import accepted, in_step, tasks_about
from services.schedule.toeslagen.claim_repository import Claim
from services.schedule.toeslagen.expecting import expect_decided
from services.schedule.toeslagen.known import KnownToeslag, known_toeslagen
from services.schedule.toeslagen.repository import KeptStanding, Whose
from services.schedule.toeslagen.standing import Asked, Reclaim, Standing, standing
from services.schedule.toeslagen.tables import AccountRequestRow
from services.storing import Rows, connection_of, store

Known = Mapping[UUID, Sequence[KnownToeslag]]
"""What is known of the toeslagen of each household."""

_COLUMNS = (
    "organisation_id", "household_id", "toeslag", "state", "since", "amount", "account", "next_on", "acts", "look_on",
)  # fmt: skip
_UPDATE: LiteralString = """
    update toeslag_standing set state = %s, since = %s, amount = %s, account = %s, next_on = %s, acts = %s, look_on = %s
    where organisation_id = %s and household_id = %s and toeslag = %s
"""
_FORGET = "delete from toeslag_standing where organisation_id = %s and household_id = %s and toeslag = %s"


async def follow_toeslagen(session: Session, hand: Hand, changes: Iterable[Change]) -> None:
    """Say where the toeslagen of these households stand now that this is written; without a plan, nothing."""
    planned = [one for one in changes if one.toeslagen]
    await expect_decided(session, planned)
    new = {one.household.id for one in planned if one.is_new}
    await _keep(session, hand, {one.household.id: one.toeslagen for one in planned}, new)


async def look_again(session: Session, hand: Hand, households: Sequence[Household]) -> None:
    """The same for households that are held, of which no fact changed: something arrived, or a day has come."""
    await _keep(session, hand, await known_of(session, households))


async def known_of(session: Session, households: Sequence[Household]) -> dict[UUID, list[KnownToeslag]]:
    """What facts and plan say of the toeslagen of these households; of who has no plan, or none that can be read,
    nothing."""
    cases = await repository.cases_of(session, [one.id for one in households])
    found = {}
    for one in households:
        if one.id in cases:
            with suppress(CannotBePlanned):
                found[one.id] = known_toeslagen(Dossier.of(one.facts), kept_case(cases[one.id]))
    return found


async def _keep(session: Session, hand: Hand, known: Known, new: Collection[UUID] = ()) -> None:
    """Of households that are new nothing is kept or told yet, and nothing came."""
    before = [one for one in known if one not in new]
    kept = await repository.standings_of(session, before) if before else {}
    arrivals = await repository.arrivals_of(session, before) if before else {}
    tasks = await repository.tasks_of(session, before) if before else {}
    requests = await request_repository.requests_of(session, before) if before else {}
    claims = await claim_repository.claims_of(session, before) if before else {}
    now = {
        owner: [
            standing(
                one,
                arrivals.get((owner, one.kind), ()),
                hand.today,
                accepted(tasks.get(owner, ()), one.kind),
                _asked(requests.get((owner, one.kind), ())),
                [_reclaim(each) for each in claims.get((owner, one.kind), ())],
            )
            for one in toeslagen
        ]
        for owner, toeslagen in known.items()
    }
    await _write(session, hand, kept, {(owner, one.toeslag): one for owner, each in now.items() for one in each})
    changes = {
        owner: in_step(tasks.get(owner, ()), list(tasks_about(each)), hand.new_id) for owner, each in now.items()
    }
    await change_tasks(session, hand, changes)


def _asked(requests: Sequence[AccountRequestRow]) -> Asked | None:
    """The newest of them."""
    if not requests:
        return None
    newest = requests[-1]
    return Asked(newest.account, newest.state in (AccountRequestState.ASKED, AccountRequestState.CONFIRMED))


def _reclaim(claim: Claim) -> Reclaim:
    row, parts = claim.row, claim.still_to_come
    amount = row.came if row.back is None else row.back - claim.repaid
    return Reclaim(row.number, row.arrived_on, row.state, amount, parts[0].on if parts else row.arrived_on)


async def _write(
    session: Session, hand: Hand, kept: Mapping[Whose, KeptStanding], now: Mapping[Whose, Standing]
) -> None:
    mine = organisation_of(session)
    as_kept = {whose: _as_kept(one, kept.get(whose), hand) for whose, one in now.items()}
    new = [(mine, *_key(whose), *_values(one)) for whose, one in as_kept.items() if whose not in kept]
    await store(session, Rows("toeslag_standing", _COLUMNS, new))
    other = {whose: one for whose, one in as_kept.items() if whose in kept and kept[whose] != one}
    gone = [whose for whose in kept if whose not in now]
    connection = await connection_of(session)
    async with connection.cursor() as cursor:
        if other:
            await cursor.executemany(_UPDATE, [(*_values(one), mine, *_key(whose)) for whose, one in other.items()])
        if gone:
            await cursor.executemany(_FORGET, [(mine, *_key(whose)) for whose in gone])
    news: list[Event] = [
        ToeslagChanged(organisation_id=mine, household_id=whose[0], state=one.state, next_on=one.next_on)
        for whose, one in other.items()
        if one.state is not kept[whose].state
    ]
    await announce(session, *news, now=hand.now)


def _as_kept(one: Standing, before: KeptStanding | None, hand: Hand) -> KeptStanding:
    since = before.since if before is not None and before.state is one.state else hand.today
    return KeptStanding(one.state, since, one.amount, one.account, one.next_on, one.acts, one.look_on)


def _key(whose: Whose) -> tuple[UUID, str]:
    household_id, toeslag = whose
    return household_id, str(toeslag)


def _values(one: KeptStanding) -> tuple[Any, ...]:
    account, acts = (None if word is None else str(word) for word in (one.account, one.acts))
    return str(one.state), one.since, one.amount, account, one.next_on, acts, one.look_on
