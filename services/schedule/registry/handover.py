"""Handing over to the registry whom households say is paid: sealed, in pages, in the transaction that says it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.database import Session, organisation_of
from services.jobs import defer
from services.mandates.schemas import CaseloadHousehold, CaseloadPayees
from services.schedule.hand import Hand
from services.schedule.registry import repository
from services.schedule.registry.repository import Page
from services.schedule.registry.telling import ToldHousehold, news_of

HAND_OVER: Final = "hand_over_payees"
"""The job that posts every page of an organisation that waits."""

HOUSEHOLDS_A_PAGE: Final = 250
"""Taken over in a second or two. The registry takes four times as many, but whoever waits may lose patience."""


class HandOver:
    """What one command hands over, gathered while it goes on; `import_id` names the batch in which accounts wait.

    The caller holds the households, and calls `finish` before the transaction ends.
    """

    def __init__(self, session: Session, hand: Hand, import_id: UUID, page_size: int = HOUSEHOLDS_A_PAGE) -> None:
        self._session = session
        self._hand = hand
        self._import_id = import_id
        self._page_size = page_size
        self._waiting: list[CaseloadHousehold] = []
        self._pages = 0

    async def add(self, told: Sequence[ToldHousehold], *, only_news: bool = False) -> set[UUID]:
        """Hand over what is said of these households; with `only_news` not what was said before.

        The households of which anything is handed over.
        """
        known = await repository.marks_of(self._session, [one.id for one in told])
        keyring, today = self._hand.keyring, self._hand.today
        found = [news_of(one, known.get(one.id, {}), keyring, today, only_news=only_news) for one in told]
        news = [one for one in found if one is not None]
        await repository.keep_marks(self._session, {one.household.id: one.marks for one in news})
        self._waiting += [one.household for one in news]
        while len(self._waiting) >= self._page_size:
            await self._write()
        return {one.household.id for one in news}

    async def finish(self) -> None:
        """Write the last page, and let a job post them all."""
        if self._waiting:
            await self._write()
        if self._pages:
            await defer(self._session, HAND_OVER, organisation_id=str(organisation_of(self._session)))

    async def _write(self) -> None:
        self._pages += 1
        households, self._waiting = self._waiting[: self._page_size], self._waiting[self._page_size :]
        told = CaseloadPayees(import_id=self._import_id, handed_in_by=self._hand.by, households=households)
        content = told.model_dump_json()
        page = Page(self._import_id, self._pages, content)
        await repository.add_page(self._session, page, self._hand.keyring, self._hand.now, self._hand.by)
