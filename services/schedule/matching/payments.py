"""The payments of ours that a statement can name, or be about without a name."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, LargeBinary, Text

from services.database import ReadSession
from services.months import month_of
from services.schedule.bank.identifiers import payment_information_id
from services.schedule.matching.booked import Booked, Days
from services.schedule.matching.submitted import Block, Outcome, Submitted

_SUBMITTED = """
    select payment.end_to_end_id, payment.run_id, payment.household_id, payment.month, payment.purpose,
        payment.occasion, payment.amount, municipality.iban, payment.municipality, payment.payee_id, payment.due_on,
        payment.execute_on, payment.mandate, payment.reference_text, told.outcomes, told.times, told.subject,
        payment.file_number is not null or payment.route = 'supplier_pulls' and payment.state <> 'proposed' as awaited
    from payment_of_run as payment join municipality on municipality.code = payment.municipality
    cross join lateral (
        select coalesce(array_agg(outcome order by number) filter (where stands), array[]::text[]) as outcomes,
            coalesce(max(number), 0) as times, (array_agg(subject order by number desc))[1] as subject
        from (
            select outcome, number, subject, takes_back is null and not exists (
                select from payment_outcome as back where back.run_id = one.run_id
                and back.end_to_end_id = one.end_to_end_id and back.takes_back = one.number
            ) as stands
            from payment_outcome as one
            where one.run_id = payment.run_id and one.end_to_end_id = payment.end_to_end_id
        ) as one
    ) as told
"""
_REFUNDED_WITHIN = 14
"""Months: a collection without a mandate is refunded within 13 (PSD2 art. 71)."""
_AROUND = timedelta(days=10)
_MOST_ALIKE = 200

_BY_ID = text(f"{_SUBMITTED} where payment.end_to_end_id = any(:ids)").bindparams(bindparam("ids", type_=ARRAY(Text)))
_BY_MANDATE = text(
    f"""
    {_SUBMITTED} where payment.month between :first and :last and payment.mandate = any(:mandates)
    and (payment.live or payment.came_back is not null) order by payment.due_on, payment.end_to_end_id
    """
).bindparams(bindparam("mandates", type_=ARRAY(LargeBinary)))
_OF_AMOUNT = text(
    f"""
    {_SUBMITTED} where payment.run_id = any(
        select id from payment_run where month between :first and :last and filed_at is not null
    ) and payment.live and payment.route = 'we_push' and payment.amount = any(:amounts)
    and payment.execute_on between :since and :until order by payment.execute_on, payment.end_to_end_id
    """
).bindparams(bindparam("amounts", type_=ARRAY(BigInteger)))
_LIKE = text(
    f"""
    {_SUBMITTED} where payment.run_id = any(
        select id from payment_run where month between :first and :last and state in ('frozen', 'filed')
    ) and (payment.live or payment.came_back is not null) and payment.route in ('we_push', 'supplier_pulls')
    and payment.amount = :amount and payment.execute_on between :since and :until
    order by payment.execute_on, payment.end_to_end_id limit {_MOST_ALIKE}
    """
)
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


async def payments_named(session: ReadSession, booked: Collection[Booked]) -> dict[str, Submitted]:
    """By EndToEndId the payments of ours that these bookings name."""
    return await payments_of_names(session, {one.our_id for one in booked if one.our_id is not None})


async def payments_of_names(session: ReadSession, names: Collection[str]) -> dict[str, Submitted]:
    """By EndToEndId the payments of ours that have one of these."""
    if not names:
        return {}
    rows = (await session.execute(_BY_ID, {"ids": sorted(names)})).all()
    return {row.end_to_end_id: _submitted(row) for row in rows}


async def payments_by_mandate(session: ReadSession, mandates: Collection[bytes], days: Days) -> list[Submitted]:
    """What suppliers collect, or collected, by these mandates around these days, in order of the due day."""
    if not mandates:
        return []
    months = {"first": month_of(days.first) - _REFUNDED_WITHIN, "last": month_of(days.last) + 1}
    asked = {"mandates": sorted(mandates), **months}
    return [_submitted(row) for row in await session.execute(_BY_MANDATE, asked)]


async def payments_of_amounts(
    session: ReadSession, amounts: Collection[int], days: Days
) -> list[tuple[Submitted, str | None]]:
    """Payments of these amounts (cents) in our files that are to be executed around these days, each with the text of
    its reference.
    """
    if not amounts:
        return []
    months = {"first": month_of(days.first) - 1, "last": month_of(days.last) + 1}
    around = {"since": days.first - _AROUND, "until": days.last + _AROUND}
    rows = await session.execute(_OF_AMOUNT, {"amounts": sorted(amounts), **months, **around})
    return [(_submitted(row), row.reference_text) for row in rows]


async def payments_like(session: ReadSession, amount: int, days: Days) -> list[tuple[Submitted, str | None]]:
    """Payments of an amount (cents) on these days, whatever the bank told of them, each with the text of its reference;
    of very many those that were executed first."""
    months = {"first": month_of(days.first) - 1, "last": month_of(days.last) + 1}
    rows = await session.execute(_LIKE, {"amount": amount, **months, "since": days.first, "until": days.last})
    return [(_submitted(row), row.reference_text) for row in rows]


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
        awaited=row.awaited,
        municipality=row.municipality,
        payee_id=row.payee_id,
        due_on=row.due_on,
        execute_on=row.execute_on,
        outcomes=tuple(Outcome(one) for one in row.outcomes),
        times_told=row.times,
        subject=row.subject,
        mandate=row.mandate,
    )
