"""The pages that wait for the registry, and the marks of what was said: sealed and keyed, opened by the job alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary, Text, Uuid

from services.database import ReadSession, Session, organisation_of
from services.schedule.hand import Municipalities
from services.schedule.registry.refusal import Refusal, Refused
from services.sealing import Keyring, place_of

_MARKS = text("select household_id, cost, mark from told_payee where household_id = any(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(Uuid))
)
_KEEP_MARKS = text(
    """
    insert into told_payee (organisation_id, household_id, cost, mark)
    select :organisation_id, household_id, cost, mark
    from unnest(:households, :costs, :marks) as told (household_id, cost, mark)
    on conflict (organisation_id, household_id, cost) do update set mark = excluded.mark
    """
).bindparams(
    bindparam("households", type_=ARRAY(Uuid)),
    bindparam("costs", type_=ARRAY(Text)),
    bindparam("marks", type_=ARRAY(LargeBinary)),
)
_FORGET_MARKS = text(
    """
    delete from told_payee using unnest(:households, :costs) as gone (household_id, cost)
    where told_payee.household_id = gone.household_id and (gone.cost is null or told_payee.cost = gone.cost)
    """
).bindparams(bindparam("households", type_=ARRAY(Uuid)), bindparam("costs", type_=ARRAY(Text)))
_ADD = text(
    """
    insert into payee_handover (organisation_id, import_id, page, turn, content_sealed, made_at, made_by)
    select :organisation_id, :import_id, :page,
        coalesce((select max(turn) from payee_handover where delivered_at is null), 0) + 1, :content, :now, :by
    """
)
"""Whoever writes a page holds the households on it, so of two that speak of one household the later sees the earlier;
two that see nothing of each other have none in common, and may have the same turn."""
_NEXT = text(
    """
    select import_id, page, content_sealed from payee_handover where delivered_at is null
    order by turn, import_id, page limit 1
    """
)
_DELIVERED = text(
    """
    update payee_handover set content_sealed = null, delivered_at = :now, refused = cast(:refused as jsonb)
    where import_id = :import_id and page = :page and delivered_at is null
    """
)
_REFUSALS = text(
    """
    select id, reference, (array_agg(import_id order by delivered_at desc, import_id desc))[1], max(delivered_at),
        jsonb_agg(fault order by fault->>'where') as why
    from (
        select household.id, household.reference, page.import_id, page.delivered_at, fault,
            dense_rank() over (
                partition by household.id, fault->>'cost'
                order by page.delivered_at desc, page.turn desc, page.import_id desc, page.page desc
            ) as newest
        from payee_handover as page cross join jsonb_array_elements(page.refused) as refused (told)
        cross join jsonb_array_elements(refused.told->'why') as faults (fault)
        join household on household.id = (refused.told->>'householdId')::uuid
        where page.refused is not null and (cast(:after as uuid) is null or household.id > :after)
        and (cast(:municipalities as text[]) is null or household.municipality = any(:municipalities))
        and not exists (
            select from told_payee where told_payee.household_id = household.id
            and (fault->>'cost' is null or told_payee.cost = fault->>'cost')
        )
    ) as refused
    where newest = 1
    group by id, reference order by id limit :limit
    """
).bindparams(bindparam("after", type_=Uuid), bindparam("municipalities", type_=ARRAY(Text)))
"""Where a cost was refused its mark was taken away, and stands again once something else of it was handed over; where
the household was, all of them were."""
_WAITS = text("select exists (select from payee_handover where delivered_at is null)")


class Page(NamedTuple):
    """A page that the registry does not have yet; `content` is what it is to be told, as JSON."""

    import_id: UUID
    number: int
    content: str


async def marks_of(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, dict[str, bytes]]:
    """For each household the marks of what was last said, by cost."""
    found: dict[UUID, dict[str, bytes]] = {}
    for row in await session.execute(_MARKS, {"ids": list(ids)}):
        found.setdefault(row.household_id, {})[row.cost] = bytes(row.mark)
    return found


async def keep_marks(session: Session, marks: Mapping[UUID, Mapping[str, bytes]]) -> None:
    """From now on this is what was last said."""
    rows = [(household_id, cost, mark) for household_id, said in marks.items() for cost, mark in said.items()]
    if rows:
        columns = dict(zip(("households", "costs", "marks"), map(list, zip(*rows, strict=True)), strict=True))
        await session.execute(_KEEP_MARKS, {"organisation_id": organisation_of(session), **columns})


async def forget_marks(session: Session, gone: Sequence[tuple[UUID, str | None]]) -> None:
    """Whatever is said next of these costs of households is news; without a cost, of all that the household has."""
    if gone:
        households, costs = map(list, zip(*gone, strict=True))
        await session.execute(_FORGET_MARKS, {"households": households, "costs": costs})


async def add_page(session: Session, page: Page, keyring: Keyring, now: datetime, by: str) -> None:
    """Keep a page, sealed, until the registry has it; the caller holds every household on it."""
    given: dict[str, Any] = {"import_id": page.import_id, "page": page.number, "now": now, "by": by}
    content = keyring.seal(page.content, _place(session, page.import_id, page.number))
    await session.execute(_ADD, {"organisation_id": organisation_of(session), "content": content, **given})


async def next_page(session: ReadSession, keyring: Keyring) -> Page | None:
    """The page whose turn it is."""
    row = (await session.execute(_NEXT)).first()
    if row is None:
        return None
    opened = keyring.unseal(bytes(row.content_sealed), _place(session, row.import_id, row.page))
    return Page(row.import_id, row.page, opened)


async def empty_page(session: Session, page: Page, refused: Sequence[Refused], now: datetime) -> None:
    """The registry has it, but for what it refused; of what stood on it nothing is kept."""
    given = {"import_id": page.import_id, "page": page.number, "now": now}
    kept = to_json([one.written() for one in refused]).decode() if refused else None
    await session.execute(_DELIVERED, {**given, "refused": kept})


async def is_any_waiting(session: ReadSession) -> bool:
    """Whether the registry does not have every page."""
    return bool((await session.execute(_WAITS)).scalar_one())


async def refusals(session: ReadSession, sees: Municipalities, after: UUID | None, limit: int) -> list[Refusal]:
    """So many refusals that stand, after that of the household with this id; of each cost the newest."""
    asked = {"after": after, "limit": limit, "municipalities": None if sees is None else sorted(sees)}
    return [Refusal(*row) for row in await session.execute(_REFUSALS, asked)]


def _place(session: ReadSession, import_id: UUID, number: int) -> bytes:
    return place_of(organisation_of(session), import_id, f"page {number}")
