"""Alarms as use cases: let the rules look at households, and let people own and answer what they found.

`look_at` is for after a change, and for a household that just became known; `go_round` once a day for every household
to which a day alone can bring something.
Both hold the households before they look, so two that look at once raise one alarm.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.database import ReadSession, Session, organisation_of
from services.failpoints import failpoint
from services.mandate_events import AlarmChanged, AlarmEvent, AlarmState, Origin
from services.mandates.alarms import repository, turns
from services.mandates.alarms.alarm import ALARMS, Alarm, AlarmAnswer, AlarmKey, Finding, weigh
from services.mandates.alarms.closing import ended_by, newest_changes
from services.mandates.alarms.next_day import next_days
from services.mandates.alarms.sight import Sight, seen, sight_of
from services.mandates.arrangements.repository import hold_households
from services.mandates.hand import Hand
from services.mandates.households.repository import hold
from services.mandates.intake import team_repository
from services.mandates.intake.paper_service import require_many
from services.mandates.intake.team import Member, Owners, owners
from services.mandates.transitions import Because, Transition, record_many
from services.outbox import announce

BATCH = 500
"""How many households one transaction of a round looks at."""

PATIENCE = timedelta(minutes=15)
"""From when a household is known until it is no longer expected that somebody tells whom its money goes to: five times
what the payees of 20,000 households take to come.
"""


class Looked(NamedTuple):
    """What a look came to."""

    raised: int = 0
    escalated: int = 0
    closed: int = 0


class Seen(NamedTuple):
    """What a look saw, which alarms it left open, and who stands around their households."""

    came_to: Looked
    sight: Sight
    standing: Sequence[Alarm]
    teams: Mapping[UUID, Sequence[Member]]


class Step(NamedTuple):
    """An alarm after a step; `before` is None for one that was raised."""

    after: Alarm
    before: AlarmState | None
    event: AlarmEvent
    because: Because


async def look_at(session: Session, hand: Hand, household_ids: Collection[UUID], today: date) -> Looked:
    """Let the rules look at these households as they are now: raise, go on, show to a supervisor, close.

    Twice changes nothing the second time. Whose they are is not asked: who changed something saw the household.
    """
    ids = await hold_households(session, household_ids, None)
    return (await _seen(session, hand, ids, today)).came_to if ids else Looked()


async def look_at_known(session: Session, hand: Hand, household_ids: Collection[UUID], today: date) -> Looked:
    """The same, but for those that are new and of which nobody told yet whom their money goes to.

    That is under way as a rule, and comes to another door than the household itself: what is missing until then is no
    news. Taking it over lets the rules look; where it does not come, `look_at_unseen` does.
    """
    return await look_at(session, hand, set(household_ids) - await repository.expected(session, household_ids), today)


async def look_at_unseen(session: Session, hand: Hand, today: date, limit: int = BATCH) -> int:
    """Let the papers follow and the rules look at so many households that no round has seen, or whose look was
    forgotten; how many those were. Whom their money goes to may take `PATIENCE` to come.
    """
    ids = await repository.hold_unseen(session, hand.now - PATIENCE, limit)
    return await _look(session, hand, ids, today)


async def somebody_waits_too_long(session: ReadSession, now: datetime) -> bool:
    """Whether there is a household of which nobody told within `PATIENCE` whom its money goes to."""
    return await repository.is_any_late(session, now - PATIENCE)


async def go_round(session: Session, hand: Hand, today: date, limit: int = BATCH) -> int:
    """Let the papers follow and the rules look at so many households whose day has come (`turns`).

    How many those were; ask again, in a new transaction, until there are none. The same day twice changes nothing.
    """
    return await _look(session, hand, await turns.hold_to_look_at(session, today, limit), today)


async def _look(session: Session, hand: Hand, ids: Collection[UUID], today: date) -> int:
    """Look at held households, and note on which day to look again."""
    if ids:
        await require_many(session, hand, ids)
        saw = await _seen(session, hand, ids, today)
        beyond = await repository.beyond(session, ids, saw.sight.until, today)
        days = next_days(ids, saw.sight, beyond, saw.standing, saw.teams, today)
        await repository.looked_at(session, days, today)
        failpoint("alarms.looked")
    return len(ids)


async def _seen(session: Session, hand: Hand, ids: Collection[UUID], today: date) -> Seen:
    sight = await sight_of(session, ids, today)
    standing = await repository.standing(session, ids)
    weighed = weigh(sight.findings(today), standing)
    await seen(session, sight.news, hand.now)
    if not any(weighed):
        return Seen(Looked(), sight, [], {})
    teams = await team_repository.members(session, ids)
    going_on = [_shown(one, teams.get(one.key.household_id, []), today) for one in weighed.going_on]
    steps = [
        *await _raised(session, hand, weighed.new, teams, today),
        *await _owned_anew(session, going_on, teams, today),
        *await _closed(session, weighed.over, today),
    ]
    now = {one.id: one for one in going_on} | {step.after.id: step.after for step in steps}
    before = {one.id: one for one in standing}
    steps += [
        step for one in now.values() for step in _escalated(one, teams.get(one.key.household_id, []), today)
    ]  # fmt: skip
    await _write(session, hand, steps, [one for one in going_on if one != before[one.id]])
    now |= {step.after.id: step.after for step in steps}
    left = [one for one in now.values() if one.state is not AlarmState.CLOSED]
    return Seen(Looked(*(sum(step.event is event for step in steps) for event in _COUNTED)), sight, left, teams)


async def own(session: Session, hand: Hand, alarm_id: UUID) -> Alarm:
    """Make it the hand's own; `NoSuchAlarm`, `CannotHappen` when it is closed."""
    return await happen(session, hand, alarm_id, AlarmEvent.OWN, Because(_TAKEN), owner=hand.by)


async def answer(session: Session, hand: Hand, alarm_id: UUID, said: AlarmAnswer, note: str | None = None) -> Alarm:
    """Say what is being done about it; it stands until the rule sees it no more. The note is sealed."""
    because = Because("answered", reason_code=str(said), note=note)
    return await happen(session, hand, alarm_id, AlarmEvent.ANSWER, because, answer=said)


async def happen(
    session: Session,
    hand: Hand,
    alarm_id: UUID,
    event: AlarmEvent,
    because: Because,
    *,
    owner: str | None = None,
    answer: AlarmAnswer | None = None,
) -> Alarm:
    """Let something happen to an alarm of a household that the hand may see; `CannotHappen` where it cannot."""
    seen = await repository.alarm(session, alarm_id, hand.municipalities)
    await hold(session, seen.key.household_id, hand.municipalities)
    before = await repository.held(session, alarm_id)
    changed = before._replace(owner=owner or before.owner, answer=answer or before.answer)
    step = _step(changed, event, because)
    await _write(session, hand, [step], [])
    return step.after


_COUNTED = (AlarmEvent.RAISE, AlarmEvent.ESCALATE, AlarmEvent.CLOSE)
_TAKEN = "owned"
_SEEN = Because("seen_by_rule", Origin.SYSTEM)
_NOT_ACTED = Because("day_to_act_passed", Origin.SYSTEM)
_NOBODYS = Because("nobody_owns_it", Origin.SYSTEM)
_NEW_TEAM = Because("team_changed", Origin.SYSTEM)
_Teams = Mapping[UUID, Sequence[Member]]


async def _raised(session: Session, hand: Hand, new: Sequence[Finding], teams: _Teams, today: date) -> list[Step]:
    if not new:
        return []
    numbers = await repository.numbers(session, {one.key.household_id for one in new})
    raised = (_raise(hand, one, numbers, teams, today) for one in new)
    return [Step(alarm, None, AlarmEvent.RAISE, _SEEN) for alarm in raised]


def _raise(hand: Hand, one: Finding, numbers: Mapping[AlarmKey, int], teams: _Teams, today: date) -> Alarm:
    return Alarm(
        hand.new_id(),
        one.key,
        numbers.get(one.key, 0) + 1,
        ALARMS.first,
        1,
        today,
        one.act_by,
        one.harms_on,
        one.why,
        owners(teams.get(one.key.household_id, []), today).owner,
    )


async def _owned_anew(session: Session, going_on: Iterable[Alarm], teams: _Teams, today: date) -> list[Step]:
    """What is another's by the team as it is now goes there; who took an alarm keeps it while he is around."""
    now = {one.id: owners(teams.get(one.key.household_id, []), today).owner for one in going_on}
    others = [one for one in going_on if now[one.id] not in (None, one.owner)]
    taken = await repository.taken(session, [one.id for one in others], _TAKEN)
    return [
        _step(one._replace(owner=now[one.id]), AlarmEvent.OWN, _NEW_TEAM)
        for one in others
        if one.id not in taken or _has_left(one, teams.get(one.key.household_id, []), today)
    ]


def _has_left(alarm: Alarm, team: Sequence[Member], today: date) -> bool:
    parts = [one for one in team if one.subject == alarm.owner]
    return bool(parts) and not any(one.is_there(today) for one in parts)


def _shown(alarm: Alarm, team: Sequence[Member], today: date) -> Alarm:
    """What nobody in particular was shown is shown to the regisseur who came since."""
    if alarm.state is not AlarmState.ESCALATED or alarm.escalated_to is not None:
        return alarm
    return alarm._replace(escalated_to=owners(team, today).supervisor)


def _escalated(alarm: Alarm, team: Sequence[Member], today: date) -> Iterator[Step]:
    """To the regisseur, and without one to the organisation's approvers, when nobody acted in time; and what nobody
    owns on the morning after, or at once if by then it is too late to act.
    """
    if alarm.state is not AlarmState.OPEN:
        return
    is_nobodys = alarm.owner is None and (alarm.raised_on < today or alarm.act_by <= today)
    if alarm.act_by < today or is_nobodys:
        supervisor: Owners = owners(team, today)
        because = _NOT_ACTED if alarm.act_by < today else _NOBODYS
        yield _step(alarm._replace(escalated_to=supervisor.supervisor), AlarmEvent.ESCALATE, because)


async def _closed(session: Session, over: Sequence[Alarm], today: date) -> list[Step]:
    if not over:
        return []
    changes = await newest_changes(session, {one.key.household_id for one in over})
    steps = []
    for alarm in over:
        word = ended_by(alarm, changes, today)
        closed = alarm._replace(closed_by=word, closed_on=today)
        steps.append(_step(closed, AlarmEvent.CLOSE, Because(word, Origin.SYSTEM)))
    return steps


def _step(alarm: Alarm, event: AlarmEvent, because: Because) -> Step:
    state = ALARMS.after(alarm.state, event)
    return Step(alarm._replace(state=state, changes=alarm.changes + 1), alarm.state, event, because)


async def _write(session: Session, hand: Hand, steps: Sequence[Step], otherwise: Sequence[Alarm]) -> None:
    """The alarms of held households as they are after these steps, each step of the way there, and those that are only
    seen otherwise than before.
    """
    new = {step.after.id for step in steps if step.before is None}
    last = {one.id: one for one in otherwise} | {step.after.id: step.after for step in steps}
    await repository.add(session, [one for one in last.values() if one.id in new])
    await repository.change(session, [one for one in last.values() if one.id not in new])
    await record_many(session, hand, [_transition(step) for step in steps])
    await announce(session, *(_news(session, step) for step in steps), now=hand.now)


def _transition(step: Step) -> Transition:
    after = step.after
    return Transition(ALARMS.name, after.id, after.changes, step.before, step.event, after.state, step.because)


def _news(session: Session, step: Step) -> AlarmChanged:
    after = step.after
    return AlarmChanged(
        organisation_id=organisation_of(session),
        household_id=after.key.household_id,
        alarm_id=after.id,
        kind=after.key.kind,
        happened=step.event,
        state=after.state,
        act_by=after.act_by,
        harms_on=after.harms_on,
    )
