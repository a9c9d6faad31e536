"""Matching what the bank booked with what we paid: batch by batch, in the order of each account's statements.

A batch is one transaction: the verdicts, what the bank did with the payments, the ledger, what waits again, the news,
and how far the account was matched. So a crash costs a batch, and nothing is matched twice: each booking is passed
once. Only bookings of statements that were taken in are looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import defer_once, is_under_way, rests
from services.outbox import every_organisation
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.ledger.attempts import standing_attempts
from services.schedule.ledger.entry import Entry
from services.schedule.ledger.posting import post
from services.schedule.matching.booking import executed, of_the_bank, reserved, taken_back
from services.schedule.matching.coming_back import hold_households, let_wait
from services.schedule.matching.deciding import Block, Booked, Explained, Odd, Outcome, Submitted, decide
from services.schedule.matching.reading import (
    NextBookings,
    blocks_named,
    is_unfinished,
    next_bookings,
    payments_named,
)
from services.schedule.matching.told import Told
from services.schedule.matching.writing import raise_exceptions, write_matches, write_outcomes
from services.schedule.statements.stepping import MATCH
from services.sealing import Keyring

AT_ONCE = 500
"""Bookings of a batch; one that stands for a whole file brings its payments with it."""

BY = "ontzorg"


class _Verdicts(NamedTuple):
    explained: list[tuple[Booked, Explained]]
    odd: list[tuple[Booked, Odd]]


async def match_next(session: Session, hand: Hand, most: int = AT_ONCE) -> bool:
    """Match the next bookings; False when every statement that was taken in is matched."""
    found = await next_bookings(session, most)
    if found is None:
        return False
    if found.booked:
        payments, blocks = await payments_named(session, found.booked), await blocks_named(session, found.booked)
        verdicts = _decide(found.booked, payments, blocks)
        told = await _told(session, verdicts.explained)
        back = [one for one in told if one.outcome is Outcome.RETURNED]
        await hold_households(session, {one.payment.household_id for one in back})
        await _book(session, hand, found.booked[0], told)
        await write_matches(session, verdicts.explained)
        await write_outcomes(session, hand, told)
        await let_wait(session, hand, back)
        await raise_exceptions(session, hand, verdicts.odd)
    await _go_on(session, found)
    failpoint("matching.batch-matched")
    return True


def _decide(booked: Sequence[Booked], payments: dict[str, Submitted], blocks: dict[str, Block]) -> _Verdicts:
    """One after the other: the second booking of a payment knows of the first."""
    verdicts = _Verdicts([], [])
    for one in booked:
        verdict = decide(one, payments, _named(one, payments, blocks))
        if isinstance(verdict, Odd):
            verdicts.odd.append((one, verdict))
            continue
        verdicts.explained.append((one, verdict))
        for payment in verdict.payments:
            payments[payment.end_to_end_id] = payment.with_outcome(verdict.outcome)
    return verdicts


def _named(booked: Booked, payments: Mapping[str, Submitted], blocks: Mapping[str, Block]) -> dict[str, Block]:
    """The block that a booking names, if any: a block has tens of thousands of payments, and few bookings name one."""
    name = booked.payment_information_id
    return {name: _left(blocks[name], payments)} if name is not None and name in blocks else {}


def _left(block: Block, payments: Mapping[str, Submitted]) -> Block:
    """What of a block was not executed by a booking of this batch."""
    now = (payments.get(one.end_to_end_id, one) for one in block.payments)
    return Block(tuple(one for one in now if not one.outcomes))


async def _told(session: Session, explained: Iterable[tuple[Booked, Explained]]) -> list[Told]:
    """Each payment with the subject that the ledger holds it under: that of its reserve, or of what was executed."""
    pairs = [(booked, verdict.outcome, payment) for booked, verdict in explained for payment in verdict.payments]
    wanted = [reserved(payment) for _, outcome, payment in pairs if outcome is Outcome.EXECUTED]
    standing = await standing_attempts(session, wanted)
    subjects: dict[str, str] = {}
    told = []
    for booked, outcome, payment in pairs:
        if outcome is Outcome.EXECUTED:
            subjects[payment.end_to_end_id] = standing[reserved(payment)]
        subject = subjects.get(payment.end_to_end_id) or payment.subject
        assert subject is not None, "what comes back was executed, now or before"
        told.append(Told.by(booked, payment, outcome, subject))
    return told


async def _book(session: Session, hand: Hand, first: Booked, told: Sequence[Told]) -> None:
    """What is executed and comes back within this batch is booked after what it follows on."""
    if not told:
        return
    went = [one for one in told if one.outcome is Outcome.EXECUTED]
    back = [one for one in told if one.outcome is Outcome.RETURNED]
    now_executed = {one.payment.end_to_end_id for one in went}
    at_once = [one for one in back if one.payment.end_to_end_id not in now_executed]
    name = f"statement/{first.statement_id}/{first.entry}.{first.part}"
    went_out, came_back = (sum(one.payment.amount for one in some) for some in (went, back))
    entries = [executed(one.payment, one.subject, hand.today) for one in went]
    entries += _taken_back(at_once, hand)
    entries += of_the_bank(organisation_of(session), name, went_out, came_back, hand.today)
    await _post(session, entries)
    await _post(session, _taken_back([one for one in back if one.payment.end_to_end_id in now_executed], hand))


def _taken_back(told: Iterable[Told], hand: Hand) -> list[Entry]:
    return [entry for one in told for entry in taken_back(one.payment, one.subject, hand.today)]


async def _post(session: Session, entries: list[Entry]) -> None:
    short = await post(session, entries)
    assert not short, "what was reserved, or executed, is there"


async def _go_on(session: Session, found: NextBookings) -> None:
    """On to the next bookings, or to the next statement of the account."""
    reached = found.reached
    if found.last is None:
        reached.place, reached.entry, reached.part = reached.place + 1, 0, 0
    else:
        reached.entry, reached.part = found.last
    session.add(reached)
    await session.flush()


class Matching:
    """What matches the statements of all organisations; any number of them, anywhere."""

    def __init__(self, database: Database, clock: Clock, rules: Rulebook, keyring: Keyring, machine: Clock) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._machine = machine

    async def match(self, organisation_id: str) -> None:
        """The job: match all there is, batch by batch."""
        goes_on = True
        while goes_on:
            async with self._database.transaction(UUID(organisation_id)) as session:
                hand = Hand.of(session, BY, self._clock.now(), self._rules, self._keyring)
                goes_on = await match_next(session, hand)

    async def wake(self) -> int:
        """An alarm of a worker: give a job to every organisation that has statements to match and no job for it."""
        async with self._database.reading(None) as session:
            organisations = await every_organisation(session)
        return sum([await self._wake(organisation_id) for organisation_id in organisations])

    async def _wake(self, organisation_id: UUID) -> bool:
        asked = {"organisation_id": str(organisation_id)}
        async with self._database.transaction(organisation_id) as session:
            if await is_under_way(session, MATCH, **asked) or not await is_unfinished(session):
                return False
            if await rests(session, MATCH, self._machine.now(), **asked):
                return False
            return await defer_once(session, MATCH, **asked)
