"""Which runs are to be asked about, and what each supplier was told last of each payment, in the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.supplier_payments.payment import PAYMENT_CHANGED, PaymentTold

WHOLE_RUN = UUID(int=0)
"""In the place of a household: all of a run."""

_WANTED = f"state = 'active' and '{PAYMENT_CHANGED}' = any(event_types)"
_MARK = text(
    f"""
    insert into payments_to_ask as known (organisation_id, run_id, household_id, marks)
    select :organisation_id, run_id, household_id, 1
    from unnest(:runs, :households) as heard (run_id, household_id)
    where exists (select from subscription where {_WANTED})
    group by run_id, household_id order by run_id, household_id
    on conflict (organisation_id, run_id, household_id) do update set marks = known.marks + 1
    """
).bindparams(bindparam("runs", type_=ARRAY(Uuid)), bindparam("households", type_=ARRAY(Uuid)))
_TO_ASK = text("select run_id, household_id, marks from payments_to_ask order by run_id, household_id limit :limit")
_ASKED = text(
    """
    delete from payments_to_ask using unnest(:runs, :households, cast(:marks as bigint[]))
        as asked (run_id, household_id, marks)
    where (payments_to_ask.run_id, payments_to_ask.household_id, payments_to_ask.marks)
        = (asked.run_id, asked.household_id, asked.marks)
    """
).bindparams(bindparam("runs", type_=ARRAY(Uuid)), bindparam("households", type_=ARRAY(Uuid)))
_ANY = text("select exists (select from payments_to_ask)")
_SUPPLIERS = text(f"select distinct supplier_id from subscription where {_WANTED} order by supplier_id")
_NOTE = text(
    """
    insert into supplier_payment as known (organisation_id, end_to_end_id, supplier_id, step, on_day, changes)
    select :organisation_id, told.* , 1 from jsonb_to_recordset(cast(:told as jsonb))
        as told (end_to_end_id text, supplier_id uuid, step text, on_day date)
    order by end_to_end_id, supplier_id
    on conflict (organisation_id, end_to_end_id, supplier_id) do update
    set step = excluded.step, on_day = excluded.on_day, changes = known.changes + 1
    where (known.step, known.on_day) <> (excluded.step, excluded.on_day)
    returning end_to_end_id, supplier_id, changes
    """
)
"""Of two that note the same at once the second waits for the first, and finds nothing new."""


class ToAsk(NamedTuple):
    """What of a run is to be asked for, and how often that was heard: all of it, or what is of a household."""

    run_id: UUID
    household_id: UUID
    marks: int


async def mark(session: Session, heard: Collection[tuple[UUID, UUID]]) -> None:
    """Something of these runs and households is otherwise; nothing is noted while no supplier wants to know."""
    asked = {
        "organisation_id": organisation_of(session),
        "runs": [run_id for run_id, _ in heard],
        "households": [household_id for _, household_id in heard],
    }
    await session.execute(_MARK, asked)


async def to_ask(session: ReadSession, limit: int) -> list[ToAsk]:
    """So many of what is marked, run by run."""
    return [ToAsk(*row) for row in await session.execute(_TO_ASK, {"limit": limit})]


async def asked(session: Session, marked: Sequence[ToAsk]) -> None:
    """These were asked for; what was heard since stays marked."""
    values = {
        "runs": [one.run_id for one in marked],
        "households": [one.household_id for one in marked],
        "marks": [one.marks for one in marked],
    }
    await session.execute(_ASKED, values)


async def any_to_ask(session: ReadSession) -> bool:
    """Whether anything is marked."""
    return bool((await session.execute(_ANY)).scalar_one())


async def suppliers_to_tell(session: ReadSession) -> list[UUID]:
    """The suppliers that want to be told of payments."""
    return list((await session.execute(_SUPPLIERS)).scalars())


async def note(session: Session, told: Sequence[PaymentTold]) -> Mapping[tuple[str, UUID], int]:
    """Note that these are told, and say which of them are news: the how many-eth of that payment each one is."""
    rows = [
        {
            "end_to_end_id": one.end_to_end_id,
            "supplier_id": one.supplier_id,
            "step": one.happened,
            "on_day": one.on,
        }
        for one in told
    ]
    values = {"organisation_id": organisation_of(session), "told": to_json(rows).decode()}
    return {(row.end_to_end_id, row.supplier_id): row.changes for row in await session.execute(_NOTE, values)}
