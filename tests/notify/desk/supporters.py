"""Supporters in tests: somebody who helps one household, and what there is news of."""

from datetime import date, datetime
from uuid import UUID

from services.database import Database
from services.notify.desk import support_repository
from services.notify.desk.support import News, Support
from services.notify.desk.worker import DeskRole, DeskWorker

HELPED, ANOTHER = UUID(int=1), UUID(int=2)
A_SUPPORTER = DeskWorker("vera", "V. Verzonnen", "vera@buddies.example", DeskRole.SUPPORTER, households=(HELPED,))


async def heard(
    database: Database, organisation: UUID, now: datetime, *about: Support, of: UUID = HELPED, day: date | None = None
) -> None:
    """There is news of a household."""
    async with database.transaction(organisation) as session:
        found = [News(of, one, day or now.date()) for one in about]
        await support_repository.add(session, found, now)
