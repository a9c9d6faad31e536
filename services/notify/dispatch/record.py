"""Where what goes out is kept: what is due of it, and step by step what became of each."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Row, text

from services.database import ReadSession, Session, organisation_of
from services.notify.dispatch.outgoing import Begin, MessageEvent, Outgoing

_Out = TypeVar("_Out", bound=Outgoing)
_DUE = "state in ('prepared', 'sending') and due_at <= :now"


class Happened(NamedTuple):
    """What happened, when and by whose hand; a beginning shows what was handed over."""

    event: MessageEvent
    at: datetime
    by: str
    detail: str | None = None
    begin: Begin | None = None


class Record(Generic[_Out]):
    """One kind of it: `desk_notice` names its table, `desk_notice_step` that of its steps, `notice_id` whose they are.

    `kind` makes one of a row of the `columns`; `moves` and `says` are columns that a row and a step of it have beside
    those of every kind.
    """

    def __init__(
        self,
        table: str,
        kind: Callable[[Row[Any]], _Out],
        columns: str,
        moves: Sequence[str] = (),
        says: Sequence[str] = (),
    ) -> None:
        self._kind = kind
        step = ("happened", "state", "content_hash", "detail", "at", "by", *says)
        written = ", ".join(f"{one} = :{one}" for one in ("state", "attempts", "due_at", *moves))
        self._claim = text(
            f"select {columns} from {table} where {_DUE} order by due_at, id limit :limit for no key update skip locked"
        )
        self._any_due = text(f"select exists (select from {table} where {_DUE})")
        self._wait = text(f"update {table} set due_at = :until where id = :id and changes = :version")
        self._replace = text(
            f"update {table} set changes = :version, {written} where id = :id and changes = :version - 1 returning id"
        )
        self._add_step = text(
            f"insert into {table}_step (organisation_id, {table.rpartition('_')[2]}_id, sequence, {', '.join(step)})"
            f" values (:organisation_id, :id, :version, {', '.join(f':{one}' for one in step)})"
        )

    async def claim(self, session: Session, now: datetime, limit: int) -> list[_Out]:
        """So many that something is due of, held; what another worker holds is left to it."""
        return [self._kind(row) for row in await session.execute(self._claim, {"now": now, "limit": limit})]

    async def any_due(self, session: ReadSession, now: datetime) -> bool:
        """Whether anything is due of any."""
        return bool((await session.execute(self._any_due, {"now": now})).scalar_one())

    async def wait(self, session: Session, kept: _Out, until: datetime) -> None:
        """Look at it again then; nothing happened to it, and nothing is done if something did meanwhile."""
        await session.execute(self._wait, {**vars(kept), "until": until})

    async def write(self, session: Session, kept: _Out, happened: Happened) -> bool:
        """Write it as it is once something happened, and that it did; False if something else happened meanwhile."""
        values = {**vars(kept), "failed": [channel.value for channel in kept.failed]}
        if (await session.execute(self._replace, values)).first() is None:
            return False
        await self.add_step(session, kept, happened)
        return True

    async def add_step(self, session: Session, kept: _Out, happened: Happened) -> None:
        """Write down what happened to one that stands there as it is."""
        parcel = happened.begin.parcel if happened.begin else None
        values = {
            **vars(kept),
            "organisation_id": organisation_of(session),
            "happened": happened.event,
            "words_sealed": happened.begin.words_sealed if happened.begin else None,
            "content_hash": parcel.content_hash if parcel else None,
            "wording": parcel.wording if parcel else None,
            "detail": happened.detail,
            "at": happened.at,
            "by": happened.by,
        }
        await session.execute(self._add_step, values)
