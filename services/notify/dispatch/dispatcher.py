"""The job that sends what is due: decided in one transaction, handed over in none, written down in the next.

A crash between the two leaves something that is sending, and so does a carrier that was silent. Once its time is over
it is begun again where its carrier may be handed the same thing twice, and else nobody knows what became of it, which
somebody finds out.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.clock import Clock
from services.database import Database, Session
from services.failpoints import failpoint
from services.notify.addressees.channel import Channel
from services.notify.dispatch.carrier import Carried, Carrier, HandedOver, NotNow, Refused
from services.notify.dispatch.outgoing import LOST, Begin, End, MessageEvent, Outgoing, Pass, Plan, Wait, again_at
from services.notify.dispatch.parcel import Parcel
from services.notify.dispatch.record import Happened, Record
from services.notify.hand import BY
from services.waking import wake_each

_AT_ONCE = 20
"""So many are decided on in a transaction of a second or so."""
_LEASE = timedelta(minutes=10)
"""So long a carrier may take for a batch; after that its worker is taken for dead."""

_Out = TypeVar("_Out", bound=Outgoing)


class Kind(Protocol[_Out]):
    """One kind of what goes out: the job that sends it, and where it is kept."""

    job: str
    record: Record[_Out]

    async def plans(
        self, session: Session, due: Sequence[_Out], carried: Collection[Channel], now: datetime
    ) -> Sequence[Plan]:
        """What is to become of each of these now, where somebody carries these channels; one that is sending is to go
        by the same channel again."""

    async def heard(self, session: Session, written: _Out, now: datetime) -> None:
        """It stands so from now on: whoever has to hear of that does."""


class Dispatcher(Generic[_Out]):
    """Sends one kind by the carriers that there are, for each channel one."""

    def __init__(self, database: Database, clock: Clock, carriers: Mapping[Channel, Carrier], kind: Kind[_Out]) -> None:
        self._database = database
        self._clock = clock
        self._carriers = carriers
        self._kind = kind

    async def send(self, organisation_id: str) -> None:
        """Send all that is due; what is put off is due again later."""
        mine = UUID(organisation_id)
        while await self._batch(mine):
            pass

    async def wake(self) -> int:
        """An alarm: have it done where anything is due; says in how many organisations."""
        return await wake_each(self._database, self._kind.job, self._any_due)

    async def _any_due(self, session: Session) -> bool:
        return await self._kind.record.any_due(session, self._clock.now())

    async def _batch(self, mine: UUID) -> int:
        """How many were looked at."""
        async with self._database.transaction(mine) as session:
            now = self._clock.now()
            due = await self._kind.record.claim(session, now, _AT_ONCE)
            plans = zip(due, await self._kind.plans(session, due, set(self._carriers), now), strict=True)
            begun = [found for one, plan in plans if (found := await self._follow(session, one, plan, now))]
        failpoint("dispatch.begun")
        for one in begun:
            carried = await self._carriers[one.parcel.channel].carry(one.parcel)
            failpoint("dispatch.carried")
            async with self._database.transaction(mine) as session:
                await self._write_down(session, one, carried)
        return len(due)

    def _may_be_repeated(self, channel: Channel | None) -> bool:
        carrier = self._carriers.get(channel) if channel else None
        return carrier is not None and carrier.repeats_safely

    async def _follow(self, session: Session, one: _Out, plan: Plan, now: datetime) -> "_Begun[_Out] | None":
        """What is handed over now, once that is written; what else becomes of it is written here."""
        match LOST if one.is_sending and not self._may_be_repeated(one.channel) else plan:
            case Begin(parcel) as begin:
                begun = one.begun(parcel.channel, now + _LEASE)
                happened = Happened(MessageEvent.BEGIN, now, BY, begin=begin)
                if await self._kind.record.write(session, begun, happened):
                    return _Begun(begun, parcel, one.is_sending)
            case Wait(until):
                await self._kind.record.wait(session, one, until)
            case Pass(channel):
                await self._write(session, one.failing(channel, now), MessageEvent.FAIL, now, "not_written")
            case End(event, why):
                await self._write(session, one.after(event, now), event, now, why)
        return None

    async def _write_down(self, session: Session, begun: "_Begun[_Out]", carried: Carried) -> None:
        """What the carrier said; nothing if somebody else has taken it meanwhile.

        If it was open whether the carrier has it, only taken or refused is an answer: whoever puts us off may be
        someone before it who knows of no message.
        """
        one, channel, now = begun.one, begun.parcel.channel, self._clock.now()
        asks = carried.asks if isinstance(carried, NotNow) else timedelta()
        again = again_at(one.attempts, asks, one.tell_until, now)
        match carried:
            case HandedOver():
                await self._write(session, one.after(MessageEvent.HAND_OVER, now), MessageEvent.HAND_OVER, now)
            case Refused():
                await self._write(session, one.failing(channel, now), MessageEvent.FAIL, now, "refused")
            case NotNow() if not begun.was_open and again is not None:
                await self._write(
                    session, one.after(MessageEvent.PUT_OFF, again), MessageEvent.PUT_OFF, now, "unreachable"
                )
            case NotNow() if not begun.was_open:
                await self._write(session, one.failing(channel, now), MessageEvent.FAIL, now, "unreachable")
            case _ if again is not None and self._may_be_repeated(channel):
                await self._kind.record.wait(session, one, again)
            case _:
                await self._write(session, one.after(LOST.event, now), LOST.event, now, LOST.why)

    async def _write(
        self, session: Session, kept: _Out, event: MessageEvent, now: datetime, why: str | None = None
    ) -> None:
        if await self._kind.record.write(session, kept, Happened(event, now, BY, why)):
            await self._kind.heard(session, kept, now)


class _Begun(NamedTuple, Generic[_Out]):
    """What a carrier is handed now; `was_open` if it may have it already."""

    one: _Out
    parcel: Parcel
    was_open: bool
