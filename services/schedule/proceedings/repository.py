"""Proceedings in the database: read whole, held by who goes on with them, and each turn of them told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic_core import from_json, to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid
from sqlmodel import col, func, select

from services.database import ReadSession, Session, organisation_of
from services.errors import Conflict, Fault, NotFound
from services.events import ProceedingChanged, ProceedingEvent, ProceedingKind, ProceedingState
from services.outbox import announce
from services.schedule.hand import Hand, Municipalities
from services.schedule.proceedings.proceeding import PROCEEDING, Refusal, StandingStep, StepState, Waits
from services.schedule.proceedings.step import STEPS, Step
from services.schedule.proceedings.tables import ProceedingRow, ProceedingStepRow, ProceedingTurnRow
from services.sealing import Keyring, place_of

_HOLD = text("select state from proceeding where id = :id for update skip locked")
_HOLD_NOW = text("select state from proceeding where id = :id for update")
_DUE = text(
    """
    select id from proceeding where look_at <= :now and (cast(:after as uuid) is null or id > :after)
    order by id limit :limit
    """
).bindparams(bindparam("after", type_=Uuid))
_ANY_DUE = text("select exists (select from proceeding where look_at <= :now)")
_LOOK_NOW = text(
    "update proceeding set look_at = :now where household_id = any(:households) and state = 'waiting' returning id"
).bindparams(bindparam("households", type_=ARRAY(Uuid)))
_OF_HOUSEHOLDS = text("select id from household where municipality = any(:codes)")


class NoSuchProceeding(NotFound):
    """There is no such proceeding here."""


class ProceedingIsOpen(Conflict):
    """The same is under way for this household already; let that one end, or withdraw it."""


class Kept(NamedTuple):
    """A proceeding as it is kept, opened: its steps as values, and beside each where it is."""

    row: ProceedingRow
    steps: Sequence[Step]
    at: Sequence[ProceedingStepRow]

    def standing(self) -> list[StandingStep]:
        """The steps as they stand."""
        return [
            StandingStep(step.key, step.needs, one.state, _waits(one))
            for step, one in zip(self.steps, self.at, strict=True)
        ]

    def step(self, key: str) -> tuple[Step, ProceedingStepRow]:
        """A step, and where it is."""
        return next(pair for pair in zip(self.steps, self.at, strict=True) if pair[0].key == key)


def _waits(one: ProceedingStepRow) -> Waits | None:
    if one.waits_for is None or one.waits_until is None:
        return None
    return Waits(one.waits_for, one.waits_until, one.has_task)


async def is_open(session: ReadSession, household_id: UUID, kind: ProceedingKind, about: str) -> bool:
    """Whether such a thing of this household is under way."""
    row = ProceedingRow
    ended = [ProceedingState.DONE, ProceedingState.WITHDRAWN]
    query = select(row.id).where(
        col(row.organisation_id) == organisation_of(session),
        col(row.household_id) == household_id,
        col(row.kind) == kind,
        col(row.about) == about,
        col(row.state).not_in(ended),
    )
    return (await session.execute(query)).first() is not None


async def begin(
    session: Session, hand: Hand, household_id: UUID, kind: ProceedingKind, about: str, steps: Sequence[Step]
) -> ProceedingRow:
    """Keep a new proceeding with all its steps to be done; `ProceedingIsOpen`. The caller holds the household."""
    if await is_open(session, household_id, kind, about):
        raise ProceedingIsOpen
    mine, made = organisation_of(session), hand.new_id()
    row = ProceedingRow(
        organisation_id=mine,
        id=made,
        household_id=household_id,
        kind=kind,
        about=about,
        state=PROCEEDING.first,
        attempt=1,
        look_at=hand.now,
        steps_sealed=hand.keyring.seal(STEPS.dump_json(list(steps), by_alias=True).decode(), _place(mine, made)),
        asked_by=hand.by,
        asked_at=hand.now,
        changed_at=hand.now,
    )
    session.add(row)
    await session.flush()
    for number, step in enumerate(steps, start=1):
        session.add(
            ProceedingStepRow(
                organisation_id=mine,
                proceeding_id=made,
                number=number,
                key=step.key,
                state=StepState.TO_DO,
                changed_at=hand.now,
            )
        )
    await _tell(session, hand, row, ProceedingEvent.BEGIN, None)
    return row


async def due(session: ReadSession, now: datetime, after: UUID | None, limit: int) -> list[UUID]:
    """So many proceedings that are to be looked at by now, after that one."""
    return list((await session.execute(_DUE, {"now": now, "after": after, "limit": limit})).scalars())


async def is_any_due(session: ReadSession, now: datetime) -> bool:
    """Whether any is to be looked at by now."""
    return bool((await session.execute(_ANY_DUE, {"now": now})).scalar_one())


async def look_now(session: Session, household_ids: Collection[UUID], now: datetime) -> bool:
    """Let those of these households that wait be looked at now; whether there are any."""
    found = await session.execute(_LOOK_NOW, {"households": sorted(set(household_ids)), "now": now})
    return found.first() is not None


async def hold(session: Session, proceeding_id: UUID, *, wait: bool) -> bool:
    """Hold a proceeding until the end of this transaction; where somebody else does wait for that, or say so (False).

    `NoSuchProceeding` where there is none to wait for.
    """
    row = (await session.execute(_HOLD_NOW if wait else _HOLD, {"id": proceeding_id})).first()
    if row is None and wait:
        raise NoSuchProceeding
    return row is not None


async def kept(session: ReadSession, keyring: Keyring, proceeding_id: UUID) -> Kept:
    """A proceeding with its steps; `NoSuchProceeding`."""
    row = await session.get(ProceedingRow, (organisation_of(session), proceeding_id), populate_existing=True)
    if row is None:
        raise NoSuchProceeding
    opened = keyring.unseal(row.steps_sealed, _place(row.organisation_id, row.id))
    return Kept(row, STEPS.validate_json(opened), await steps_of(session, proceeding_id))


async def seen(session: ReadSession, keyring: Keyring, proceeding_id: UUID, sees: Municipalities) -> Kept:
    """The same for somebody who works for these municipalities."""
    found = await kept(session, keyring, proceeding_id)
    if sees is not None:
        ours = set((await session.execute(_OF_HOUSEHOLDS, {"codes": sorted(sees)})).scalars())
        if found.row.household_id not in ours:
            raise NoSuchProceeding
    return found


async def steps_of(session: ReadSession, proceeding_id: UUID) -> Sequence[ProceedingStepRow]:
    """Where each step of a proceeding is, in order."""
    row = ProceedingStepRow
    query = select(row).where(
        col(row.organisation_id) == organisation_of(session), col(row.proceeding_id) == proceeding_id
    )
    return (await session.execute(query.order_by(col(row.number)))).scalars().all()


async def turns_of(session: ReadSession, proceeding_id: UUID) -> Sequence[ProceedingTurnRow]:
    """What became of a proceeding, in order."""
    row = ProceedingTurnRow
    query = select(row).where(
        col(row.organisation_id) == organisation_of(session), col(row.proceeding_id) == proceeding_id
    )
    return (await session.execute(query.order_by(col(row.number)))).scalars().all()


class Wish(NamedTuple):
    """Which proceedings are asked for."""

    household_id: UUID | None = None
    kind: ProceedingKind | None = None
    state: ProceedingState | None = None
    is_open: bool = False


async def page(
    session: ReadSession, sees: Municipalities, wish: Wish, before: UUID | None, limit: int
) -> Sequence[ProceedingRow]:
    """So many proceedings before that one, the newest first."""
    row = ProceedingRow
    query = select(row).where(col(row.organisation_id) == organisation_of(session))
    if wish.household_id is not None:
        query = query.where(col(row.household_id) == wish.household_id)
    if wish.kind is not None:
        query = query.where(col(row.kind) == wish.kind)
    if wish.state is not None:
        query = query.where(col(row.state) == wish.state)
    if wish.is_open:
        query = query.where(col(row.state).not_in([ProceedingState.DONE, ProceedingState.WITHDRAWN]))
    if sees is not None:
        ours = _OF_HOUSEHOLDS.bindparams(codes=sorted(sees)).columns(id=Uuid)
        query = query.where(col(row.household_id).in_(ours))
    if before is not None:
        query = query.where(col(row.id) < before)
    return (await session.execute(query.order_by(col(row.id).desc()).limit(limit))).scalars().all()


async def enter(
    session: Session, hand: Hand, row: ProceedingRow, event: ProceedingEvent, step: str | None, look_at: datetime | None
) -> None:
    """Let something happen to a proceeding, which the caller holds, and say when it is looked at next; `CannotHappen`
    where it cannot.
    """
    row.state = PROCEEDING.after(row.state, event)
    row.look_at, row.changed_at = look_at, hand.now
    await _tell(session, hand, row, event, step)


def sealed_refusal(keyring: Keyring, row: ProceedingRow, refusal: Refusal) -> bytes:
    """Why a step was refused, as it is kept."""
    faults = [(one.where, one.what, one.cure) for one in refusal.faults]
    written = to_json([refusal.code, refusal.detail, faults]).decode()
    return keyring.seal(written, place_of(row.organisation_id, row.id, "refusal"))


def opened_refusal(keyring: Keyring, row: ProceedingRow, sealed: bytes) -> Refusal:
    """What was kept so."""
    code, detail, faults = from_json(keyring.unseal(sealed, place_of(row.organisation_id, row.id, "refusal")))
    return Refusal(code, detail, tuple(Fault(*one) for one in faults))


async def _tell(session: Session, hand: Hand, row: ProceedingRow, event: ProceedingEvent, step: str | None) -> None:
    session.add(row)
    await session.flush()
    turn, mine = ProceedingTurnRow, row.organisation_id
    count = select(func.count()).where(col(turn.organisation_id) == mine, col(turn.proceeding_id) == row.id)
    number = (await session.execute(count)).scalar_one() + 1
    session.add(
        turn(
            organisation_id=mine,
            proceeding_id=row.id,
            number=number,
            happened=event,
            step=step,
            state=row.state,
            by=hand.by,
            at=hand.now,
        )
    )
    await session.flush()
    news = ProceedingChanged(
        organisation_id=mine,
        proceeding_id=row.id,
        household_id=row.household_id,
        kind=row.kind,
        happened=event,
        state=row.state,
    )
    await announce(session, news, now=hand.now)


def _place(mine: UUID, proceeding_id: UUID) -> bytes:
    return place_of(mine, proceeding_id, "steps")
