"""A list of open items that is handed in by a process that may be killed."""

from uuid import UUID

from services.auth import Role
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from tests.mandates.callers import a_caller, an_issuer
from tests.notify.callers import SUPPLIER, an_app

LIST = (
    b"klantnummer;periode;bedrag;datum;status\n"
    b"KL-1;2026-03;566,93;2026-01-02;geboekt\n"
    b"KL-2;2026-03;20,00;2026-01-01;open\n"
    b"KL-3;2026-04;20,00;2026-02-01;open\n"
    b"KL-4;2026-03;-12,50;2026-01-01;tegoed\n"
)
PATH = f"/open-items-files?supplierId={SUPPLIER}&month=2026-03"


async def hand_in(url: str, organisation: UUID, clock: MovableClock, key: str) -> None:
    """The supplier desk hands the list in, by that key of the command."""
    database, issuer = Database(url, "notify", ids=SeededIds(key)), an_issuer(clock)
    sem = a_caller(an_app(database, issuer, clock), issuer, organisation, [Role.SUPPLIER_DESK], subject="sem")
    answer = await sem.hand_in(PATH, LIST, "text/csv", key)
    assert answer.status_code == 201, answer.text
    await database.close()
