"""A caseload of two and the hands that pay it: short ways to a run in every state."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.clock import MovableClock
from services.database import Database, Session
from services.events import RunKind
from services.iban import Iban
from services.months import parse_month
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.hand import Hand
from services.schedule.households import service as households
from services.schedule.households.facts import Statement, standing
from services.schedule.households.repository import facts_of
from services.schedule.households.service import NewHousehold
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.payments import repository, service
from services.schedule.payments.run import RunKey
from services.schedule.payments.service import RunWorker
from services.schedule.payments.shards import Pace
from services.schedule.payments.tables import RunRow
from tests.schedule.households.builders import B12, KEYRING, PAPERS, RULES, Raw, content, statement
from tests.schedule.told_registry import ToldRegistry
from tests.superuser import as_superuser

FEBRUARY = datetime(2026, 2, 20, 9, 0, tzinfo=UTC)
MARCH_RUN = RunKey(parse_month("2026-03"), RunKind.MONTHLY, 1)
DECISION: Raw = {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"}

IMPATIENT = Pace(pause=0.05)
"""Of a worker that is waited for."""

HOUSING = PayeeDetails("Woonstichting De Vlinder", Iban("NL02ABNA0123456789"))
ENERGY = PayeeDetails("Energie van Morgen", Iban("NL91ABNA0417164300"))
WATER = PayeeDetails("Waterschap De Bron", Iban("NL69INGB0123456789"))
INSURER = PayeeDetails("Zorgverzekeraar Rust", Iban("NL44RABO0123456789"))
CLIENT = PayeeDetails("T. Testpersoon", Iban("NL20INGB0001234567"))

PAID_TO = [
    WantedCostPayee("rent", HOUSING, PaymentReference.read(ReferenceKind.FREE_TEXT, "huur 2026-001")),
    WantedCostPayee("energy", ENERGY, PaymentReference.read(ReferenceKind.BETALINGSKENMERK, "5000056789012345")),
    WantedCostPayee("water", WATER),
    WantedCostPayee("health_premium", INSURER),
    WantedCostPayee("leefgeld", CLIENT),
]


class Office:
    """The back office of one organisation: people who write, and a worker."""

    def __init__(self, database: Database, organisation: UUID, clock: MovableClock) -> None:
        self.database = database
        self.organisation = organisation
        self.clock = clock
        self.registry = ToldRegistry(database, KEYRING)
        self.worker = RunWorker(database, clock, RULES, KEYRING, self.registry, IMPATIENT)

    def hand(self, session: Session, by: str) -> Hand:
        """Somebody's hand, now."""
        return Hand.of(session, by, self.clock.now(), RULES, KEYRING)

    async def register(self, reference: str, *facts: Raw, paid_to: list[WantedCostPayee] | None = None) -> UUID:
        """Take on a household of Den Haag with its papers."""
        async with self.database.transaction(self.organisation) as session:
            hand = self.hand(session, "anna")
            wanted = PAID_TO if paid_to is None else paid_to
            contents = [content(raw) for raw in (facts or (*PAPERS, B12, DECISION))]
            new = NewHousehold(reference, "GM0518", contents, wanted)
            return (await households.register(session, hand, new)).household_id

    async def record(self, household_id: UUID, *facts: Raw) -> None:
        """Record what became known of a household."""
        async with self.database.transaction(self.organisation) as session:
            hand = self.hand(session, "anna")
            await households.record(session, hand, household_id, [statement(raw) for raw in facts])

    async def correct(self, household_id: UUID, fact: Raw) -> None:
        """Say something else than the fact of the same kind about the same."""
        async with self.database.transaction(self.organisation) as session:
            hand = self.hand(session, "anna")
            stated = content(fact)
            known = (await facts_of(session, [household_id]))[household_id]
            (stands,) = [one for key, one in standing(known).items() if key == (stated.kind, stated.about)]
            await households.record(session, hand, household_id, [Statement(stated, stands.id, "misread the letter")])

    async def pay_to(self, household_id: UUID, wanted: WantedCostPayee) -> None:
        """Say who is paid for a cost from now on."""
        async with self.database.transaction(self.organisation) as session:
            hand = self.hand(session, "anna")
            await households.assign_payees(session, hand, household_id, [wanted])

    async def propose(self, key: RunKey = MARCH_RUN, by: str = "piet") -> RunRow:
        """Propose a run and let the worker put it together."""
        async with self.database.transaction(self.organisation) as session:
            hand = self.hand(session, by)
            run = await service.propose(session, hand, key)
        return await self.advance(run)

    async def approve(self, run: RunRow, by: str = "roos", seen_hash: str | None = None) -> RunRow:
        """Approve a run and let the worker finish it."""
        async with self.database.transaction(self.organisation) as session:
            hand = self.hand(session, by)
            run = await service.approve(session, hand, run.id, seen_hash or run.content_hash or "")
        return await self.advance(run)

    async def withdraw(self, run: RunRow) -> RunRow:
        """Take a run back."""
        async with self.database.transaction(self.organisation) as session:
            hand = self.hand(session, "piet")
            return await service.withdraw(session, hand, run.id)

    async def advance(self, run: RunRow) -> RunRow:
        """Let the worker bring the run as far as it goes, and read it anew."""
        await self.worker.advance(str(self.organisation), str(run.id))
        async with self.database.reading(self.organisation) as session:
            return await repository.run_by_id(session, run.id)


def payments(admin_url: str, columns: str = "purpose, occasion, state, reason, amount, execute_on") -> list[Any]:
    """Every payment, in order of household, execution and purpose."""
    with as_superuser(admin_url) as connection:
        place = "run_id, household_id, execute_on, purpose, occasion"
        query = f"select {columns} from schedule.payment_of_run order by {place}"
        return connection.execute(query.encode()).fetchall()


def one_value(admin_url: str, query: str) -> Any:
    """The single value that a query gives."""
    with as_superuser(admin_url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None, "the query gives a row"
    return row[0]


def rewrite_case(admin_url: str, household_id: UUID, path: str, value: str) -> None:
    """Put other JSON at a path of the case that the household's plans were made of: what the house itself refuses.

    Their sheets go with it, as if rules had changed since, so that a run has to plan anew.
    """
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("alter table plan_version disable trigger user")
        connection.execute(
            "update plan_version set inputs = jsonb_set(inputs::jsonb, %s, %s)::json, wanted = null, wanted_mark = null"
            " where household_id = %s",
            [path, value, household_id],
        )
        connection.execute("alter table plan_version enable trigger user")
