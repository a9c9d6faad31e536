"""Matching what the bank booked with what we paid: batch by batch, in the order of each account's statements.

A batch is one transaction: the verdicts, what the bank did with the payments, the ledger, what waits again, the news,
and how far the account was matched. So a crash costs a batch, and nothing is matched twice: each booking is passed
once. Only bookings of statements that were taken in are looked at.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session, organisation_of
from services.failpoints import failpoint
from services.jobs import is_under_way, rests
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.ledger.entry import Entry
from services.schedule.matching.booked import Booked
from services.schedule.matching.booking import Flow, of_the_bank
from services.schedule.matching.bookings import NextBookings, is_unfinished, next_bookings
from services.schedule.matching.coming_back import let_wait
from services.schedule.matching.deciding import decide
from services.schedule.matching.early import ring_early
from services.schedule.matching.looking_up import Batch, look_up
from services.schedule.matching.sharing import share_out
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.taking_turns import take_turn
from services.schedule.matching.telling import book_told, told_of
from services.schedule.matching.told import Told
from services.schedule.matching.verdict import Explained, Mirrored, Odd, Shared, WentBack
from services.schedule.matching.writing import (
    raise_exceptions,
    write_matches,
    write_mirrored,
    write_outcomes,
    write_shared,
    write_went_back,
)
from services.schedule.sent_back.telling import ToldBack, tell
from services.schedule.statements.stepping import MATCH
from services.sealing import Keyring
from services.waking import wake_each

AT_ONCE = 500
"""Bookings of a batch; one that stands for a whole file brings its payments with it."""

BY = "ontzorg"


class _Verdicts(NamedTuple):
    explained: list[tuple[Booked, Explained]]
    shared: list[tuple[Booked, Shared]]
    mirrored: list[tuple[Booked, Mirrored]]
    went_back: list[tuple[Booked, WentBack]]
    odd: list[tuple[Booked, Odd]]


async def match_next(session: Session, hand: Hand, most: int = AT_ONCE) -> bool:
    """Match the next bookings; False when every statement that was taken in is matched."""
    await take_turn(session)
    found = await next_bookings(session, most)
    if found is None:
        return False
    if found.booked and found.is_ahead:
        await ring_early(session, hand, found.booked)
    elif found.booked:
        await _match(session, hand, await look_up(session, hand.keyring, found.booked, found.contents))
    await _go_on(session, found)
    failpoint("matching.batch-matched")
    return True


async def _match(session: Session, hand: Hand, batch: Batch) -> None:
    verdicts = _decide(batch)
    told = await told_of(session, verdicts.explained)
    back = [one for one in told if one.outcome is Outcome.RETURNED]
    await book_told(session, hand, told, _of_the_bank(session, hand, batch.booked[0], _flow(told, verdicts)))
    await share_out(session, hand, verdicts.shared)
    await write_matches(session, verdicts.explained)
    await write_shared(session, verdicts.shared)
    await write_outcomes(session, hand, told)
    await let_wait(session, hand, back)
    await write_went_back(session, verdicts.went_back)
    await tell(session, hand, [ToldBack.by(booked, verdict) for booked, verdict in verdicts.went_back])
    await raise_exceptions(session, hand, verdicts.odd)
    await write_mirrored(session, hand, verdicts.mirrored)  # what they mirror may be odd since a moment


def _decide(batch: Batch) -> _Verdicts:
    """One after the other: the second booking of a payment knows of the first."""
    verdicts = _Verdicts([], [], [], [], [])
    for one in batch.booked:
        verdict = decide(one, batch.known)
        batch.known.note(one, verdict)
        match verdict:
            case Explained():
                verdicts.explained.append((one, verdict))
            case Shared():
                verdicts.shared.append((one, verdict))
            case Mirrored():
                verdicts.mirrored.append((one, verdict))
            case WentBack():
                verdicts.went_back.append((one, verdict))
            case Odd():
                verdicts.odd.append((one, verdict))
    return verdicts


def _flow(told: Iterable[Told], verdicts: _Verdicts) -> Flow:
    """What these bookings did to the account at the bank; what takes back something odd is as odd as that was."""
    odd = [booked for booked, _ in (*verdicts.odd, *verdicts.mirrored)]
    shared = [booked for booked, _ in verdicts.shared]
    moved = [(one.outcome is Outcome.EXECUTED, one.payment.amount) for one in told]
    moved += [(one.is_debit, one.amount) for one in shared]
    return Flow(
        went_out=sum(amount for out, amount in moved if out),
        came_in=sum(amount for out, amount in moved if not out),
        odd_out=sum(one.amount for one in odd if one.is_debit),
        odd_in=sum(one.amount for one in odd if not one.is_debit),
        sent_back=sum(one.amount for one, _ in verdicts.went_back if one.is_debit),
        came_again=sum(one.amount for one, _ in verdicts.went_back if not one.is_debit),
    )


def _of_the_bank(session: Session, hand: Hand, first: Booked, flow: Flow) -> Iterable[Entry]:
    name = f"statement/{first.statement_id}/{first.entry}.{first.part}"
    return of_the_bank(organisation_of(session), name, flow, hand.today)


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
        return await wake_each(self._database, MATCH, self._nobody_matches)

    async def _nobody_matches(self, session: Session) -> bool:
        asked = {"organisation_id": str(organisation_of(session))}
        if await is_under_way(session, MATCH, **asked) or not await is_unfinished(session):
            return False
        return not await rests(session, MATCH, self._machine.now(), **asked)
