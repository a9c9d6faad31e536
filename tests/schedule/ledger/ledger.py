"""Short ways to book, to look, and to plant what must not be."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.months import parse_month
from services.schedule.ledger.accounts import Account, ApprovedMinstand, accounts, approve_minstand
from services.schedule.ledger.entry import AccountKind, Entry, Movement, Stage
from services.schedule.ledger.posting import Shortage, post
from tests.conftest import SessionOf
from tests.superuser import as_superuser

MARCH = parse_month("2026-03")
TODAY = date(2026, 3, 2)


class Ledger:
    """The ledger of one organisation; every call is a transaction of its own."""

    def __init__(self, session: SessionOf, organisation: UUID, admin_url: str) -> None:
        self.session = session
        self.organisation = organisation
        self._admin_url = admin_url

    async def post(self, *entries: Entry) -> list[Shortage]:
        async with self.session(self.organisation) as work:
            return await post(work, entries)

    async def approve(self, household: UUID, cap: int, on: date = TODAY, decision: str = "besluit 7") -> None:
        async with self.session(self.organisation) as work:
            await approve_minstand(work, [ApprovedMinstand(household, cap, on, decision)])

    async def account(self, book: UUID, kind: AccountKind) -> Account:
        async with self.session(self.organisation) as work:
            return (await accounts(work, [book]))[book][kind]

    def rows(self) -> tuple[list[Any], list[Any]]:
        """Every entry and every account, whoever they belong to."""
        return self.ask("select * from ledger_entry order by 1, 3, 2, 10, 6"), self.ask(
            "select * from ledger_account order by 1, 2, 4"
        )

    def ask(self, query: str, *parameters: Any) -> list[Any]:
        """What the superuser sees."""
        with as_superuser(self._admin_url, "schedule") as connection:
            return connection.execute(query.encode(), parameters).fetchall()

    def plant(self, statement: str, *parameters: Any) -> None:
        """Do as the superuser what no service can, with every trigger off."""
        with as_superuser(self._admin_url, "schedule") as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(statement.encode(), parameters)


def add_households(admin_url: str, organisation: UUID, ids: Sequence[UUID]) -> Sequence[UUID]:
    """Households of which only the ledger is of interest."""
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute(
            "insert into municipality values (%s, 'GM0001', 'Voorbeeldstad', 'statutory', 'NL91ABNA0417164300')"
            " on conflict do nothing",
            [organisation],
        )
        connection.execute(
            "insert into household"
            " (organisation_id, id, reference, municipality, policy, registered_at, registered_by)"
            " select %s, id, id::text, 'GM0001', 'statutory', '2026-01-05T08:00Z', 'anna' from unnest(%s) as one (id)",
            [organisation, list(ids)],
        )
    return ids


def benefit(household: UUID, cents: int, subject: str = "benefit", on: date = TODAY) -> Entry:
    return Entry(household, MARCH, subject, Movement.BENEFIT_COMES_IN, cents, on)


def rent(household: UUID, cents: int, subject: str = "rent/2026-03", on: date = TODAY) -> Entry:
    """A rent that is spoken for."""
    return Entry(household, MARCH, subject, Movement.BUDGET_PAYS, cents, on, Stage.PENDING)


def set_aside(household: UUID, cents: int) -> Entry:
    return Entry(household, MARCH, "leefgeld/aside", Movement.LEEFGELD_IS_SET_ASIDE, cents, TODAY)


def leefgeld(household: UUID, cents: int) -> Entry:
    """A leefgeld that is spoken for."""
    return Entry(household, MARCH, "leefgeld/2026-03-01", Movement.LEEFGELD_IS_PAID, cents, TODAY, Stage.PENDING)


def drawn(household: UUID, cents: int, subject: str = "minstand") -> Entry:
    return Entry(household, MARCH, subject, Movement.MINSTAND_IS_DRAWN, cents, TODAY)


def repaid(household: UUID, cents: int, subject: str = "minstand/back") -> Entry:
    return Entry(household, MARCH, subject, Movement.MINSTAND_IS_REPAID, cents, TODAY)
