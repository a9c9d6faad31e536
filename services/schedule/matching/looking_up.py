"""Looking up all that the bookings of a batch can be about, so that deciding is pure.

Most bookings name a payment of ours, and ask for nothing more. Only of the others the words are opened, and looked at
for a household; whose money may be decided on is held before what it awaits is read.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import ReadSession, Session, organisation_of
from services.schedule.matching.awaited import AwaitedMoney
from services.schedule.matching.awaited_reading import (
    awaited_of,
    awaiting,
    bills_of,
    free_of,
    households_numbered,
)
from services.schedule.matching.booked import Booked, Days, Place
from services.schedule.matching.bookings import lines_told
from services.schedule.matching.coming_back import hold_households
from services.schedule.matching.deciding import Known
from services.schedule.matching.payments import (
    blocks_named,
    payments_by_mandate,
    payments_named,
    payments_of_amounts,
)
from services.schedule.matching.remembered import Remembered, who_pays, words_of
from services.schedule.matching.remembering import remembered_of
from services.schedule.matching.submitted import Block, Submitted
from services.schedule.matching.unexplained import unexplained_debits
from services.schedule.payments.releasing import accounts_of
from services.schedule.sent_back.repository import Named, sent_back_named
from services.schedule.statements.statement import Direction
from services.sealing import Keyring
from services.storing import connection_of

_NUMBER = re.compile(r"[^\s,;:()'+?]{3,40}")
"""A word that may be the number of a household, as its organisation writes it: signs are part of it."""


class Batch(NamedTuple):
    """The bookings of a batch with what their words say, and all that they can be about."""

    booked: Sequence[Booked]
    known: Known


async def look_up(
    session: Session, keyring: Keyring, booked: Sequence[Booked], contents: Mapping[Place, bytes]
) -> Batch:
    """All that is to be known of these bookings (`contents` are their sealed words); the households that they may be of
    are held."""
    named = await payments_named(session, booked)
    blocks = await blocks_named(session, booked)
    sent_back = await sent_back_named(session, booked, named)
    others = [one for one in booked if _is_open(one, blocks, sent_back)]
    if not others:
        await hold_households(session, _coming_back(booked, named))
        return Batch(
            booked, Known(payments=named, blocks=blocks, sent_back=sent_back.payments, sent_back_in=sent_back.blocks)
        )
    others = await with_words(session, keyring, others, contents)
    told = {one.place: one for one in others}
    known = await _known(session, keyring, booked, others, named)
    known.blocks, known.sent_back, known.sent_back_in = blocks, sent_back.payments, sent_back.blocks
    return Batch([told.get(one.place, one) for one in booked], known)


def _is_open(booked: Booked, blocks: Mapping[str, Block], sent_back: Named) -> bool:
    """Whether it names no payment of ours and no block."""
    name = booked.payment_information_id
    return booked.our_id is None and name not in blocks and name not in sent_back.blocks and booked.doubt is None


async def _known(
    session: Session,
    keyring: Keyring,
    booked: Sequence[Booked],
    others: Sequence[Booked],
    named: Mapping[str, Submitted],
) -> Known:
    days = Days(min(one.booked_on for one in others), max(one.booked_on for one in others))
    remembered = await remembered_of(session, keyring, others)
    by_mandate = await payments_by_mandate(session, {one.mandate for one in others if one.mandate}, days)
    unnamed = await _unnamed(session, keyring, others, days)
    payments = {one.end_to_end_id: one for one in (*unnamed, *by_mandate)} | dict(named)
    whose = await _awaiting(session, others, remembered, days)
    await _hold(session, booked, others, payments, whose)
    drawn = (one for one in remembered if one.direction is Direction.DEBIT)
    drawn_from = {one.household_id for one in drawn if one.household_id is not None}
    return Known(
        payments=payments,
        by_mandate=_by_mandate(by_mandate),
        by_amount=_by_amount(unnamed),
        unexplained=await unexplained_debits(session, others),
        remembered=remembered,
        awaited=AwaitedMoney(await awaited_of(session, whose, days)),
        bills=await bills_of(session, drawn_from, days),
        free=defaultdict(int, await free_of(session, drawn_from)),
    )


async def with_words(
    session: ReadSession, keyring: Keyring, others: Sequence[Booked], contents: Mapping[Place, bytes]
) -> list[Booked]:
    """The bookings with the marks of their words, and the household whose number stands among them."""
    mine = organisation_of(session)
    lines = {one.place: lines_told(keyring, mine, one.place, contents.get(one.place)) for one in others}
    numbers = {place: frozenset(_NUMBER.findall(" ".join(said))) for place, said in lines.items()}
    numbered = await households_numbered(session, frozenset().union(*numbers.values()))
    return [
        one._replace(
            words=frozenset(keyring.lookup(word) for word in words_of(lines[one.place])),
            names=_only({numbered[word] for word in numbers[one.place] if word in numbered}),
        )
        for one in others
    ]


def _only(found: Collection[UUID]) -> UUID | None:
    return next(iter(found)) if len(found) == 1 else None


async def _unnamed(session: Session, keyring: Keyring, others: Sequence[Booked], days: Days) -> list[Submitted]:
    """Our payments that debits without a name may be, each with the marks of its reference and of whom it goes to."""
    wanted = {one.amount for one in others if one.is_debit and (one.reference or one.counterparty)}
    return await marked(session, keyring, await payments_of_amounts(session, wanted, days))


async def marked(
    session: ReadSession, keyring: Keyring, found: Sequence[tuple[Submitted, str | None]]
) -> list[Submitted]:
    """These payments, each with its reference's text, with the marks of that and of the account it goes to."""
    connection, mine = await connection_of(session), organisation_of(session)
    payees: dict[tuple[UUID, UUID], bytes] = {}
    for run_id in sorted({one.run_id for one, _ in found}):
        ids = sorted({one.payee_id for one, _ in found if one.run_id == run_id and one.payee_id is not None})
        for account_id, details in (await accounts_of(connection, keyring, mine, run_id, ids)).items():
            payees[run_id, account_id] = keyring.lookup(details.iban.number)
    return [
        one._replace(
            reference=keyring.lookup(reference) if reference else None,
            payee=payees.get((one.run_id, one.payee_id)) if one.payee_id else None,
        )
        for one, reference in found
    ]


async def _awaiting(
    session: Session, others: Sequence[Booked], remembered: Sequence[Remembered], days: Days
) -> set[UUID]:
    """The households whose money the credits among these may be: by the amount only where nothing says whose it is."""
    incoming = [one for one in others if not one.is_debit]
    named = {one.names for one in incoming if one.names is not None}
    payers = [(one, who_pays(one, remembered)) for one in incoming]
    targets = {payer.target.household_id for _, payer in payers if payer.target and payer.target.household_id}
    nobodys = [(one, payer) for one, payer in payers if one.names is None and not payer.is_known]
    amounts = {one.amount for one, payer in nobodys if payer.kinds}
    kinds = frozenset().union(*(payer.kinds for _, payer in nobodys))
    return named | targets | await awaiting(session, amounts, kinds, days)


async def _hold(
    session: Session,
    booked: Sequence[Booked],
    others: Sequence[Booked],
    payments: Mapping[str, Submitted],
    awaiting: Collection[UUID],
) -> None:
    """Whoever's money may move otherwise than it was spoken for is held before anything of it is read."""
    refunded = {one.mandate for one in others if not one.is_debit and one.mandate}
    collected = {one.household_id for one in payments.values() if one.mandate in refunded}
    await hold_households(session, {*awaiting, *collected, *_coming_back(booked, payments)})


def _coming_back(booked: Iterable[Booked], named: Mapping[str, Submitted]) -> set[UUID]:
    ours = (named.get(one.our_id or "") for one in booked if not one.is_debit)
    return {one.household_id for one in ours if one is not None}


def _by_mandate(payments: Iterable[Submitted]) -> dict[bytes, list[str]]:
    found: dict[bytes, list[str]] = defaultdict(list)
    for one in payments:
        if one.mandate is not None:
            found[bytes(one.mandate)].append(one.end_to_end_id)
    return found


def _by_amount(payments: Iterable[Submitted]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for one in payments:
        found[one.amount].append(one.end_to_end_id)
    return found
