"""Putting people around a household, and asking who sees to it on a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from services.database import ReadSession, Session
from services.errors import InvalidInput
from services.mandates.arrangements.repository import hold_households
from services.mandates.hand import Hand
from services.mandates.households.repository import hold
from services.mandates.intake import team_repository as repository
from services.mandates.intake.team import HasEnded, Member, Owners, TeamRole, faults_of_ending, owners, taken_over
from services.mandates.intake.team_repository import NoSuchMember


async def join(
    session: Session, hand: Hand, household_id: UUID, role: TeamRole, subject: str, from_day: date
) -> Member:
    """Somebody takes a role from a day on; whoever had it has it until the day before.

    `NoSuchHousehold`; `LaterOne` where somebody has it from that day on already, or a later one.
    """
    await hold(session, household_id, hand.municipalities)
    return (await _joined(session, hand, [household_id], {role: subject}, from_day))[0]


async def join_all(
    session: Session, hand: Hand, household_ids: Collection[UUID], who: Mapping[TeamRole, str], from_day: date
) -> list[Member]:
    """The same people take their roles around all of these households, in a few statements; those that the hand does
    not see are left out. `LaterOne` as for one.
    """
    ours = await hold_households(session, household_ids, hand.municipalities)
    return await _joined(session, hand, sorted(ours), who, from_day)


async def _joined(
    session: Session, hand: Hand, household_ids: Sequence[UUID], who: Mapping[TeamRole, str], from_day: date
) -> list[Member]:
    known = await repository.members(session, household_ids)
    new = []
    for household_id in household_ids:
        before = known.get(household_id, [])
        for sequence, (role, subject) in enumerate(who.items(), start=len(before) + 1):
            if (ends := taken_over(before, role, from_day)) is not None:
                await repository.end(session, ends, from_day - timedelta(days=1))
            new.append(Member(household_id, sequence, role, subject, from_day))
    await repository.add(session, hand, new)
    return new


async def leave(session: Session, hand: Hand, household_id: UUID, sequence: int, until_day: date) -> Member:
    """Somebody's last day in a role.

    `NoSuchHousehold`, `NoSuchMember`, `HasEnded` if an earlier last day has passed, `InvalidInput` for one before the
    first.
    """
    await hold(session, household_id, hand.municipalities)
    known = (await repository.members(session, [household_id])).get(household_id, [])
    one = next((member for member in known if member.sequence == sequence), None)
    if one is None:
        raise NoSuchMember
    if one.until_day is not None and one.until_day < hand.today:
        raise HasEnded
    if faults := list(faults_of_ending(one, until_day)):
        raise InvalidInput(faults)
    await repository.end(session, one, until_day)
    return one._replace(until_day=until_day)


async def owner_on(session: ReadSession, household_ids: Collection[UUID], day: date) -> dict[UUID, Owners]:
    """Who sees to each of these households on a day, and who is over them; one without anybody is not in the answer."""
    every = await repository.members(session, household_ids)
    found = {household_id: owners(known, day) for household_id, known in every.items()}
    return {household_id: one for household_id, one in found.items() if one != Owners()}
