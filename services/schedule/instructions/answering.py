"""Taking in what the benefit system answers: booked, and what it did not withhold freed for a person to look at.

All of an answer is taken in or nothing, in one transaction that holds the run. A line is answered once; the same answer
again is no news and changes nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select

from services.database import Session, organisation_of
from services.errors import Fault, InvalidInput
from services.events import HoldReason, InstructionsAnswered, PaymentHeld
from services.failpoints import failpoint
from services.money import euros
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.instructions import repository
from services.schedule.instructions.answer_file import Given, Instructed, LineAnswer, read_answer
from services.schedule.instructions.booking import Reserve, book
from services.schedule.instructions.difference import differences
from services.schedule.instructions.differing import ask_about, keep_differences
from services.schedule.instructions.instructing import opened
from services.schedule.instructions.instruction import Outcome
from services.schedule.instructions.tables import AnswerFileRow, AnswerRow, InstructionLineRow
from services.schedule.ledger.attempts import Booked, standing_attempts
from services.schedule.ledger.posting import post
from services.schedule.payments.holding import Held, hold
from services.schedule.payments.repository import run_by_id
from services.schedule.payments.waiting import Waits, put_on_the_list
from services.sealing import Keyring
from services.storing import connection_of

_PAID_LESS = text(
    """
    update payment set amount = less.amount
    from unnest(cast(:references as text[]), cast(:amounts as bigint[])) as less (reference, amount)
    where run_id = :run_id and household_id = any(cast(:households as uuid[])) and end_to_end_id = less.reference
    """
)


class Taken(NamedTuple):
    """What an answer came to: how many lines are news, by outcome, how many of the file are still open, and in how many
    it differs from what was instructed in a way that nobody was told of before."""

    news: Mapping[Outcome, int]
    open: int
    differing: int = 0


class _Answered(NamedTuple):
    """A line with its answer."""

    line: InstructionLineRow
    answer: LineAnswer


async def take_in(session: Session, hand: Hand, run_id: UUID, number: int, content: bytes) -> Taken:
    """Take in an answer about an instruction file.

    What was withheld is executed in the ledger against the benefit; what was not is free again, and waits with its
    reason for a person, whose task it is by the next bank day, and for the next run. Where a line came back otherwise
    than it was instructed, that is kept and becomes a task of its household. `NoSuchInstructionFile`; `InvalidInput`
    with every fault of the file, also where more was withheld than is known of a household's benefit. Then nothing
    changes at all.
    """
    run = await run_by_id(session, run_id, hold=True)
    file = await repository.file_of(session, run.id, number)
    lines = await repository.instructed(session, run.id, number)
    given = await _given(session, run.id, number)
    known = {reference: Instructed(line.amount, given.get(reference)) for reference, line in lines.items()}
    news = [_Answered(lines[one.reference], one) for one in read_answer(content, known)]
    still_open = len(lines) - len(given) - len(news)
    found = differences(opened(file, hand.keyring), content)
    differing = await keep_differences(session, hand, file, list(lines.values()), found)
    if not news:
        return Taken({}, still_open, differing)
    await _write_down(session, hand, run.id, number, content, news)
    await _book(session, news, hand.today)
    await _free(session, hand, file.municipality, news)
    await ask_about(session, hand, [one.line for one in news if one.answer.given.outcome is not Outcome.WITHHELD])
    outcomes = Counter(one.answer.given.outcome for one in news)
    await announce(session, _announcement(session, run.id, number, outcomes), now=hand.now)
    failpoint("instructions.answered")
    return Taken(outcomes, still_open, differing)


async def _given(session: Session, run_id: UUID, number: int) -> dict[str, Given]:
    query = select(AnswerRow.end_to_end_id, AnswerRow.outcome, AnswerRow.withheld).where(
        AnswerRow.organisation_id == organisation_of(session), AnswerRow.run_id == run_id, AnswerRow.number == number
    )
    found = await session.execute(query)
    return {reference: Given(Outcome(outcome), withheld) for reference, outcome, withheld in found}


async def _write_down(
    session: Session, hand: Hand, run_id: UUID, number: int, content: bytes, news: Sequence[_Answered]
) -> None:
    mine = organisation_of(session)
    count = select(func.count()).where(
        col(AnswerFileRow.organisation_id) == mine,
        col(AnswerFileRow.run_id) == run_id,
        col(AnswerFileRow.number) == number,
    )
    file = AnswerFileRow(
        organisation_id=mine,
        run_id=run_id,
        number=number,
        sequence=(await session.execute(count)).scalar_one() + 1,
        sha256=hashlib.sha256(content).hexdigest(),
        items=len(news),
        taken_at=hand.now,
        taken_by=hand.by,
    )
    session.add(file)
    await session.flush()
    session.add_all(_row(file, hand.keyring, one.answer) for one in news)
    await session.flush()


def _row(file: AnswerFileRow, keyring: Keyring, answer: LineAnswer) -> AnswerRow:
    place = reason_place(file.organisation_id, file.run_id, answer.reference)
    return AnswerRow(
        organisation_id=file.organisation_id,
        run_id=file.run_id,
        number=file.number,
        end_to_end_id=answer.reference,
        sequence=file.sequence,
        outcome=answer.given.outcome,
        withheld=answer.given.withheld,
        reason_sealed=keyring.seal(answer.reason, place) if answer.reason else None,
    )


def reason_place(organisation_id: UUID, run_id: UUID, reference: str) -> bytes:
    """Where the reason of an answer is sealed for: somebody wrote it, and may have written a name."""
    return organisation_id.bytes + run_id.bytes + f"instruction_answer/{reference}".encode()


async def _book(session: Session, news: Sequence[_Answered], on: date) -> None:
    keys = {one.line.end_to_end_id: _key(one.line) for one in news}
    standing = await standing_attempts(session, list(keys.values()))
    bookings = [
        book(Reserve(key.book_id, key.month, standing[key], one.line.amount), one.answer.given, on)
        for one in news
        for key in [keys[one.line.end_to_end_id]]
    ]
    first = [entry for booking in bookings for entry in booking.first]
    then = [entry for booking in bookings for entry in booking.then]
    short = {one.book_id: one.amount for entries in (first, then) for one in await post(session, entries)}
    if short:
        raise InvalidInput([_beyond_benefit(one, short) for one in news if one.line.household_id in short])


def _key(line: InstructionLineRow) -> Booked:
    return Booked(line.household_id, line.month, f"{line.purpose}/{line.occasion}")


def _beyond_benefit(one: _Answered, short: Mapping[UUID, int]) -> Fault:
    missing = euros(short[one.line.household_id], "en")
    what = f"more was withheld than this household has benefit here: {missing} is missing"
    return Fault(f"rows[{one.answer.row}]", what, "record its benefit first, or leave this row out until then")


async def _free(session: Session, hand: Hand, municipality: str, news: Sequence[_Answered]) -> None:
    """What was not withheld waits. A payment of which a part was withheld is from now on that part."""
    waits = [_waits(one, municipality) for one in news if one.answer.given.outcome is not Outcome.WITHHELD]
    refused = [one.line for one in news if one.answer.given.outcome is Outcome.REFUSED]
    less = [one for one in news if one.answer.given.outcome is Outcome.WITHHELD_PARTLY]
    if not waits:
        return
    run_id = news[0].line.run_id
    held = [
        Held(HoldReason.BENEFIT_SYSTEM_REFUSED, line.household_id, line.month, line.purpose, line.occasion)
        for line in refused
    ]
    await hold(await connection_of(session), run_id, held)
    if less:
        amounts = {one.line.end_to_end_id: one.answer.given.withheld for one in less}
        asked = {"references": list(amounts), "amounts": list(amounts.values()), "run_id": run_id}
        await session.execute(_PAID_LESS, asked | {"households": [one.line.household_id for one in less]})
    await put_on_the_list(session, run_id, waits, hand.today)
    mine = organisation_of(session)
    await announce(
        session,
        *(
            PaymentHeld(
                organisation_id=mine,
                household_id=one.household_id,
                run_id=run_id,
                due_on=one.due_on,
                reason=HoldReason(one.reason),
            )
            for one in waits
        ),
        now=hand.now,
    )


def _waits(one: _Answered, municipality: str) -> Waits:
    line, given = one.line, one.answer.given
    is_refused = given.outcome is Outcome.REFUSED
    reason = HoldReason.BENEFIT_SYSTEM_REFUSED if is_refused else HoldReason.BENEFIT_SYSTEM_WITHHELD_LESS
    key = (line.household_id, line.month, line.purpose, line.occasion)
    return Waits(*key, line.amount - given.withheld, line.due_on, reason, municipality)


def _announcement(session: Session, run_id: UUID, number: int, outcomes: Mapping[Outcome, int]) -> InstructionsAnswered:
    return InstructionsAnswered(
        organisation_id=organisation_of(session),
        run_id=run_id,
        number=number,
        withheld=outcomes.get(Outcome.WITHHELD, 0),
        withheld_partly=outcomes.get(Outcome.WITHHELD_PARTLY, 0),
        refused=outcomes.get(Outcome.REFUSED, 0),
    )
