"""Arrears in the database: each letter once, whoever tells of it; and what the bank executed of a bill."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date, Uuid

from services.database import ReadSession, Session, organisation_of
from services.events import ArrearsState
from services.months import Month
from services.schedule.arrears.arrears import Arrears, ArrearsStage, Letter, Payment, ToldBy

_PAYMENTS = text(
    """
    select payment.end_to_end_id, payment.amount, executed.told_on as paid_on
    from payment join payment_told as executed on executed.run_id = payment.run_id
    and executed.end_to_end_id = payment.end_to_end_id and executed.outcome = 'executed'
    where payment.household_id = :household_id and payment.purpose = :cost and payment.month = :month
    and payment.payee = 'supplier' and payment.live
    """
)
_COLUMNS = """
    id, household_id, supplier_id, cost, month, sum, stage, letter_on, told_by, word_id, state, still_open,
    end_to_end_id, paid_amount, paid_on, at, by
"""
_KNOWN = text(
    f"""
    select {_COLUMNS} from arrears where household_id = :household_id and cost = :cost and month = :month
    and stage = :stage and letter_on = :letter_on
    """
)
_IS_KNOWN = text("select exists (select from arrears where household_id = :household_id and id = :id)")
_LIST = text(
    f"""
    select kept.* from unnest(:ids) as asked (household) cross join lateral (
        select {_COLUMNS} from arrears where household_id = asked.household and id > :after order by id limit :limit
    ) as kept order by id
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("after", type_=Uuid))
_ADD = text(
    f"""
    insert into arrears (organisation_id, {_COLUMNS}) values (
        :organisation_id, :id, :household_id, :supplier_id, :cost, :month, :sum, :stage, :letter_on, :told_by, :word_id,
        :state, :still_open, :end_to_end_id, :paid_amount, :paid_on, :at, :by
    )
    """
).bindparams(bindparam("paid_on", type_=Date), bindparam("word_id", type_=Uuid))


async def payments_of(session: ReadSession, household_id: UUID, cost: str, month: Month) -> list[Payment]:
    """What the bank executed of a bill, and what did not come back."""
    asked = {"household_id": household_id, "cost": cost, "month": month}
    return [Payment(*row) for row in await session.execute(_PAYMENTS, asked)]


async def known(session: ReadSession, letter: Letter) -> Arrears | None:
    """The same letter, if somebody told of it before."""
    asked = {
        "household_id": letter.household_id,
        "cost": letter.cost,
        "month": letter.month,
        "stage": letter.stage,
        "letter_on": letter.letter_on,
    }
    row = (await session.execute(_KNOWN, asked)).first()
    return None if row is None else _arrears(row)


async def is_known(session: ReadSession, household_id: UUID, arrears_id: UUID) -> bool:
    """Whether somebody told of this letter to that household."""
    asked = {"household_id": household_id, "id": arrears_id}
    return bool((await session.execute(_IS_KNOWN, asked)).scalar_one())


async def add(session: Session, one: Arrears) -> None:
    """A letter that was not told of before."""
    payment = one.payment
    values = {
        "organisation_id": organisation_of(session),
        "id": one.id,
        **one.letter._asdict(),
        "state": one.state,
        "still_open": one.open,
        "end_to_end_id": payment and payment.end_to_end_id,
        "paid_amount": payment and payment.amount,
        "paid_on": payment and payment.paid_on,
        "at": one.at,
        "by": one.by,
    }
    await session.execute(_ADD, values)


async def arrears_of(
    session: ReadSession, household_ids: Collection[UUID], limit: int, after: UUID | None = None
) -> Mapping[UUID, list[Arrears]]:
    """So many letters to each of these households after the one with that id, in the order in which they were told
    of."""
    asked = {"ids": list(household_ids), "after": after or UUID(int=0), "limit": limit}
    found: dict[UUID, list[Arrears]] = defaultdict(list)
    for row in await session.execute(_LIST, asked):
        found[row.household_id].append(_arrears(row))
    return found


def _arrears(row: Row[Any]) -> Arrears:
    letter = Letter(
        row.household_id, row.supplier_id, row.cost, row.month, row.sum, ArrearsStage(row.stage), row.letter_on,
        ToldBy(row.told_by), row.word_id,
    )  # fmt: skip
    payment = None if row.end_to_end_id is None else Payment(row.end_to_end_id, row.paid_amount, row.paid_on)
    at: datetime = row.at
    return Arrears(row.id, letter, ArrearsState(row.state), row.still_open, payment, at, row.by)
