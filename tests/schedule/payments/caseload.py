"""Seven households of two municipalities: few enough to pay the same month again and again, in a fresh copy each time.

One is paid in full by budgetbeheer and two by inhouding, one has a cost that nobody knows the payee of and one has no
decision yet; of two with a rent that their money cannot carry one has a minstand and one has not. The benefit system
withholds what each pays for water and energy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple
from uuid import UUID

from house.postgres import Cluster
from sandbox.accounts import example_iban
from services.clock import MovableClock
from services.database import Database, as_service
from services.iban import Iban
from services.ids import SeededIds
from services.schedule.hand import Hand
from services.schedule.households import service as households
from services.schedule.households.service import NewHousehold
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.households.builders import (
    B12,
    ENERGY,
    KEYRING,
    NEEDED,
    PAPERS,
    RENT,
    RULES,
    TOESLAGEN,
    Raw,
    content,
)
from tests.schedule.payments.runs import DECISION, FEBRUARY, PAID_TO
from tests.superuser import as_superuser, copy_database, drop_database

ORGANISATION = UUID("019b8d2b-8c00-7000-8000-00000000000a")
DOOR = "test"

_IBAN = "NL91ABNA0417164300"
_PAID = [*PAPERS, B12, DECISION]
_WITHOUT_MINSTAND: Raw = {"kind": "policy_chosen", "from": "2026-02-03", "policy": "hendrik-ido-ambacht"}
_DEAR = [*NEEDED, {**RENT, "amount": 190000}, ENERGY, *TOESLAGEN, B12, DECISION]
_WITHOUT_ENERGY = [one for one in PAID_TO if one.cost != "energy"]
_HOUSEHOLDS: list[tuple[str, list[Raw], list[WantedCostPayee]]] = [
    (DEN_HAAG, _PAID, PAID_TO),
    (CAPELLE, _PAID, PAID_TO),
    (DEN_HAAG, _PAID, _WITHOUT_ENERGY),
    (DEN_HAAG, [*PAPERS, B12], PAID_TO),
    (CAPELLE, _PAID, PAID_TO),
    (DEN_HAAG, [*_DEAR, _WITHOUT_MINSTAND], PAID_TO),
    (DEN_HAAG, _DEAR, PAID_TO),
]

_copies = count(1)


class Town(NamedTuple):
    """A database with the caseload in it and nothing paid yet, entered as the superuser and as the service."""

    admin_url: str
    service_url: str
    organisation: UUID = ORGANISATION

    def one(self, query: str) -> object:
        """The single value that a query gives."""
        with as_superuser(self.admin_url, "schedule") as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None, "the query gives a row"
        return row[0]


async def fill(admin_url: str) -> None:
    """Put the caseload into a database that has the schema and nothing else."""
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("insert into organisation values (%s, 'Samenwerking Voorbeeld')", [ORGANISATION])
        for code, name, policy in ((DEN_HAAG, "Den Haag", "den-haag"), (CAPELLE, "Capelle", "capelle")):
            row = [ORGANISATION, code, name, policy, _IBAN]
            connection.execute("insert into municipality values (%s, %s, %s, %s, %s)", row)
        connection.execute("insert into door values (%s)", [DOOR])
    database = Database(as_service(admin_url, "schedule"), "schedule", ids=SeededIds("caseload"))
    clock = MovableClock(FEBRUARY)
    for number, (municipality, facts, paid_to) in enumerate(_HOUSEHOLDS, start=1):
        async with database.transaction(ORGANISATION) as session:
            hand = Hand.of(session, "anna", clock.now(), RULES, KEYRING)
            own = [_own(one, number) for one in paid_to]
            new = NewHousehold(f"Z-{number}", municipality, [content(raw) for raw in facts], own)
            await households.register(session, hand, new)
    await database.close()
    _let_nobody_hand_over(admin_url)


def _let_nobody_hand_over(admin_url: str) -> None:
    """The registry is not here; what it was to be told waits where `ToldRegistry` reads it."""
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("delete from procrastinate_jobs")


def _own(paid_to: WantedCostPayee, number: int) -> WantedCostPayee:
    """No two households have one client, whose account it would be."""
    if paid_to.cost != "leefgeld":
        return paid_to
    return paid_to._replace(to=PayeeDetails(f"T. Testpersoon {number}", Iban(example_iban(number))))


async def a_template(cluster: Cluster, template: str) -> str:
    """The name of a database with the caseload and nothing paid; made once on a server."""
    name = "ontzorg_caseload"
    if copied(cluster, template, name):
        await fill(cluster.url(name))
    return name


def copied(cluster: Cluster, template: str, name: str) -> bool:
    """Make a database with this name as a copy; False if there is one already."""
    with as_superuser(cluster.url()) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return False
    copy_database(cluster, template, name)
    return True


@contextmanager
def a_copy(cluster: Cluster, template: str) -> Iterator[Town]:
    """A fresh copy of the caseload's database, gone at the end of the block."""
    name = f"ontzorg_town_{next(_copies)}"
    url = copy_database(cluster, template, name)
    yield Town(url, as_service(url, "schedule"))
    drop_database(cluster, name)
