"""The job that asks schedule what there is to tell the households that are marked, and prepares what they are owed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from pydantic_core import from_json

from services.clock import AMSTERDAM, Clock, civil_date
from services.database import Database, Session, ids_of, organisation_of
from services.jobs import defer_once
from services.notify.addressees.keys import HOUSEHOLD_KEYS
from services.notify.desk import support_repository
from services.notify.desk.support import COPIED, News
from services.notify.hand import BY
from services.notify.messages.kinds import Kind
from services.notify.told import households, repository
from services.notify.told.corrected import correction
from services.notify.told.hearing import ASK
from services.notify.told.households import Marked
from services.notify.told.message import MORNING
from services.notify.told.of_months import told_of_months
from services.notify.told.owed import Owed, owed
from services.notify.told.repository import New
from services.notify.told.saying import written
from services.schedule.client import ScheduleClient
from services.schedule.schemas import Outlook
from services.sealing import Keyring, place_of
from services.waking import wake_each

SEND: Final = "send_messages"
"""The job that sends what is due in one organisation."""

_PAGE = 200
"""A page is one question and one transaction of a second or two, so memory is the same for a town and a village."""
_LONG_AGO = timedelta(days=60)
"""No rule looks back further, so nothing that is owed today was prepared about an earlier day."""
_DAY = timedelta(days=1)

_log = structlog.get_logger(__name__)


class AskingWhatToTell:
    """Prepares messages; `schedule` gives the way there for an organisation, with a token that reads plans."""

    def __init__(
        self, database: Database, clock: Clock, keyring: Keyring, schedule: Callable[[UUID], ScheduleClient]
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._schedule = schedule

    async def ask(self, organisation_id: str) -> None:
        """Ask about all that are marked for today; `Unavailable` leaves them marked."""
        mine, after = UUID(organisation_id), None
        while page := await self._page(mine, after):
            await self.ask_about(mine, page)
            after = page[-1].household_id

    async def wake(self) -> int:
        """An alarm: have a job ask where there is anybody to ask about; says in how many organisations."""
        return await wake_each(self._database, ASK, self._any_to_ask)

    async def _any_to_ask(self, session: Session) -> bool:
        return await households.any_to_ask(session, day_of(self._clock.now()))

    async def _page(self, mine: UUID, after: UUID | None) -> list[Marked]:
        async with self._database.reading(mine) as session:
            return await households.to_ask(session, day_of(self._clock.now()), after, _PAGE)

    async def ask_about(self, mine: UUID, page: Sequence[Marked]) -> Mapping[UUID, date | None]:
        """Ask about these and prepare what they are owed today; when to ask about each again (None: never).

        Nothing is held while the other service is asked. Of whom it knows nothing there is nothing to tell.
        """
        today = day_of(self._clock.now())
        answer = await self._schedule(mine).outlooks([one.household_id for one in page], today)
        told = {one.household_id: owed(one, today) for one in answer.items if _can_be_told(one)}
        days: dict[UUID, date | None] = {household_id: one.ask_on for household_id, one in told.items()}
        days |= {one.household_id: today + _DAY for one in answer.items if one.household_id not in told}
        async with self._database.transaction(mine) as session:
            await self._prepare(session, {household_id: one.owed for household_id, one in told.items()}, today)
            await households.asked(session, page, days, {one.household_id: one.ends_on for one in answer.items})
        return days

    async def _prepare(self, session: Session, told: Mapping[UUID, Sequence[Owed]], today: date) -> None:
        """Keep what is not kept yet, each under the key of its household; who was erased is told nothing more."""
        before = await repository.known(session, told.keys(), today - _LONG_AGO)
        all_of_it = [(household_id, one) for household_id, several in told.items() for one in several]
        fresh: list[tuple[UUID, Owed]] = []
        again: list[tuple[UUID, Owed]] = []
        for household_id, one in all_of_it:
            is_known = (household_id, one.kind, one.subject, one.day) in before
            if is_known or not one.anew_only:
                (again if is_known else fresh).append((household_id, one))
        fresh += await self._corrections(session, again, today)
        if not fresh:
            return
        now, ids, mine = self._clock.now(), ids_of(session), organisation_of(session)
        keys = await HOUSEHOLD_KEYS.made(session, self._keyring, {household_id for household_id, _ in fresh}, now)
        new: list[New] = []
        for household_id, one in fresh:
            if (opens := keys[household_id].opens) is not None:
                message_id = ids.new_id(now)
                sealed = opens.seal(written(one.said), place_of(mine, message_id, "said"))
                about = one.kind, one.subject, one.day, one.tell_until, one.costs
                new.append(New(message_id, household_id, *about, sealed))
        if new:
            kept = await repository.prepare(session, new, now, BY)
            await support_repository.add(session, [_copy(one) for one in new if _is_copied(one, kept)], now)
            await defer_once(session, SEND, organisation_id=str(mine))

    async def _corrections(
        self, session: Session, told_before: Sequence[tuple[UUID, Owed]], today: date
    ) -> list[tuple[UUID, Owed]]:
        """What is to be told anew of the months that these were told of already."""
        overviews = [one for one in told_before if one[1].kind is Kind.MONTH_OVERVIEW]
        ids = {household_id for household_id, _ in overviews}
        said = await told_of_months(session, ids, {one.day for _, one in overviews})
        keys = await HOUSEHOLD_KEYS.of(session, self._keyring, ids)
        found = []
        for household_id, one in overviews:
            last, opens = said[household_id, one.day], keys[household_id].opens
            if opens is not None:
                text = opens.unseal(last.said_sealed, place_of(organisation_of(session), last.id, "said"))
                if (corrected := correction(from_json(text), one, last.many, today)) is not None:
                    found.append((household_id, corrected))
        return found


def _is_copied(one: New, kept: Collection[UUID]) -> bool:
    """Whether those who help this household hear of it too; once, as it is kept once."""
    return one.id in kept and one.kind in COPIED


def _copy(one: New) -> News:
    return News(one.household_id, COPIED[one.kind], one.day, one.id)


def day_of(now: datetime) -> date:
    """The day whose messages are prepared at this moment: before the morning, still that of yesterday."""
    today = civil_date(now)
    return today if now.astimezone(AMSTERDAM).time() >= MORNING else today - _DAY


def _can_be_told(outlook: Outlook) -> bool:
    if outlook.fault is not None:
        _log.warning("what to tell is not known", household_id=str(outlook.household_id), fault=outlook.fault)
    return outlook.fault is None
