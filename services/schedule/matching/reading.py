"""What is read to match the bookings of a statement: the bookings in their order, and the payments they can name."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession, Session, organisation_of
from services.schedule.bank.identifiers import payment_information_id
from services.schedule.matching.deciding import Block, Booked, Outcome, Submitted
from services.schedule.matching.tables import MatchingRow
from services.schedule.statements.statement import Direction

_UNFINISHED = text(
    """
    select stands.account from statement_account as stands left join statement_matching as reached
    on reached.account = stands.account
    where stands.taken >= coalesce(reached.place, 1) order by stands.account limit 1
    """
)
_HOLD = text(
    """
    insert into statement_matching (organisation_id, account, place, entry, part)
    values (:organisation_id, :account, 1, 0, 0) on conflict (organisation_id, account) do nothing
    """
)
_BOOKINGS = text(
    """
    select booking.statement_id, entry, part, cast(:account as text) as account, amount, direction,
        coalesce(booked_on, value_on) as day, our_id,
        payment_information_id, return_code, doubt, status = 'booked' as is_booked
    from bank_booking as booking
    where booking.statement_id = :statement_id and (entry, part) > (:entry, :part)
    order by entry, part limit :most
    """
)
_SUBMITTED = """
    select payment.end_to_end_id, payment.run_id, payment.household_id, payment.month, payment.purpose,
        payment.occasion, payment.amount, municipality.iban, payment.file_number, payment.municipality,
        payment.payee_id, payment.due_on, payment.execute_on, told.outcomes, told.subject
    from payment_of_run as payment join municipality on municipality.code = payment.municipality
    cross join lateral (
        select coalesce(array_agg(outcome order by number), array[]::text[]) as outcomes, max(subject) as subject
        from payment_outcome as one
        where one.run_id = payment.run_id and one.end_to_end_id = payment.end_to_end_id
    ) as told
"""
_BY_ID = text(f"{_SUBMITTED} where payment.end_to_end_id = any(:ids)").bindparams(bindparam("ids", type_=ARRAY(Text)))
_OF_FILE = text(
    f"""
    {_SUBMITTED} where payment.run_id = :run_id and payment.file_number = :number and payment.execute_on = :execute_on
    and 'executed' <> all(told.outcomes) and 'rejected' <> all(told.outcomes)
    order by payment.household_id, payment.purpose, payment.occasion
    """
)
_ALL_OF_FILE = text(
    f"""
    {_SUBMITTED} where payment.run_id = :run_id and payment.file_number = :number
    order by payment.execute_on, payment.household_id, payment.purpose, payment.occasion
    """
)
_FILE_DAYS = text(
    """
    select file.run_id, file.number, payment.execute_on
    from payment_file as file join payment_of_run as payment
    on payment.run_id = file.run_id and payment.file_number = file.number
    where file.message_id = :message_id group by 1, 2, 3 order by payment.execute_on
    """
)


class NextBookings(NamedTuple):
    """The next bookings of a statement; those that are booked are matched, the others are only passed. Without any the
    statement is done."""

    reached: MatchingRow
    booked: Sequence[Booked]
    last: tuple[int, int] | None


async def is_unfinished(session: ReadSession) -> bool:
    """Whether there is a statement that was taken in and is not matched to its end."""
    return (await session.execute(_UNFINISHED)).first() is not None


async def next_bookings(session: Session, most: int) -> NextBookings | None:
    """The next bookings of the first account that is not done, held; None when every statement is matched."""
    account = (await session.execute(_UNFINISHED)).scalar_one_or_none()
    if account is None:
        return None
    organisation_id = organisation_of(session)
    await session.execute(_HOLD, {"organisation_id": organisation_id, "account": account})
    key = (organisation_id, account)
    reached = await session.get_one(MatchingRow, key, with_for_update=True, populate_existing=True)
    found = await _statement(session, account, reached.place)
    if found is None:
        return NextBookings(reached, (), None)
    asked = {"account": account, "statement_id": found, "entry": reached.entry, "part": reached.part, "most": most}
    rows = (await session.execute(_BOOKINGS, asked)).all()
    booked = [_booked(row) for row in rows if row.is_booked]
    return NextBookings(reached, booked, (rows[-1].entry, rows[-1].part) if rows else None)


async def _statement(session: Session, account: str, place: int) -> UUID | None:
    """The statement at this place of the account's chain, unless a notification has it: that moves nothing."""
    at_place = text("select id from statement where account = :account and place = :place and kind = 'statement'")
    return (await session.execute(at_place, {"account": account, "place": place})).scalar_one_or_none()


async def payments_named(session: ReadSession, booked: Collection[Booked]) -> dict[str, Submitted]:
    """By EndToEndId the payments of ours that these bookings name."""
    ids = sorted({one.our_id for one in booked if one.our_id is not None})
    if not ids:
        return {}
    rows = (await session.execute(_BY_ID, {"ids": ids})).all()
    return {row.end_to_end_id: _submitted(row) for row in rows}


async def blocks_named(session: ReadSession, booked: Collection[Booked]) -> dict[str, Block]:
    """By PmtInfId the payments of the blocks of our files that these bookings name, and no payment of."""
    names = {one.payment_information_id for one in booked if one.our_id is None and one.payment_information_id}
    found = {name: await _block(session, name) for name in sorted(names)}
    return {name: block for name, block in found.items() if block is not None}


async def payments_of_file(
    session: ReadSession, run_id: UUID, number: int, message_id: str
) -> dict[str, list[Submitted]]:
    """By PmtInfId every payment that stands in a file of ours."""
    rows = (await session.execute(_ALL_OF_FILE, {"run_id": run_id, "number": number})).all()
    days = sorted({row.execute_on for row in rows})
    names = {day: payment_information_id(message_id, place) for place, day in enumerate(days, start=1)}
    found: dict[str, list[Submitted]] = {name: [] for name in names.values()}
    for row in rows:
        found[names[row.execute_on]].append(_submitted(row))
    return found


async def _block(session: ReadSession, name: str) -> Block | None:
    message_id = name.rpartition("-")[0]
    days = (await session.execute(_FILE_DAYS, {"message_id": message_id})).all()
    for place, (run_id, number, execute_on) in enumerate(days, start=1):
        if payment_information_id(message_id, place) == name:
            asked = {"run_id": run_id, "number": number, "execute_on": execute_on}
            rows = (await session.execute(_OF_FILE, asked)).all()
            return Block(tuple(_submitted(row) for row in rows))
    return None


def _booked(row: Row[Any]) -> Booked:
    return Booked(
        statement_id=row.statement_id,
        entry=row.entry,
        part=row.part,
        account=row.account,
        amount=row.amount,
        direction=Direction(row.direction),
        booked_on=row.day,
        our_id=row.our_id,
        payment_information_id=row.payment_information_id,
        return_code=row.return_code,
        doubt=row.doubt,
    )


def _submitted(row: Row[Any]) -> Submitted:
    return Submitted(
        end_to_end_id=row.end_to_end_id,
        run_id=row.run_id,
        household_id=row.household_id,
        month=row.month,
        purpose=row.purpose,
        occasion=row.occasion,
        amount=row.amount,
        account=row.iban,
        in_a_file=row.file_number is not None,
        municipality=row.municipality,
        payee_id=row.payee_id,
        due_on=row.due_on,
        outcomes=tuple(Outcome(one) for one in row.outcomes),
        subject=row.subject,
    )
