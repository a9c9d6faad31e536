"""A crash while a statement is matched ends as no crash (promise I22): what was matched is, and the rest is next."""

import signal
from collections.abc import Iterator

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from services.schedule.promises import PROMISES
from tests.schedule.instructions.desk import asked
from tests.schedule.matching.living import Known, receive, statement_of
from tests.schedule.matching.reports import of, report
from tests.schedule.payments.caseload import Town, a_copy
from tests.schedule.payments.paid import a_paid_template
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.superuser import as_superuser

FINISHED = 0
OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("schedule/matching/"))
TIMES = {"matching.batch-matched": (1, 2, 4), "matching.report-taken-in": (1, 2)}
_SAYS = {
    "matches": "select (to_jsonb(m) - 'statement_id')::text from bank_match m order by 1",
    "outcomes": "select (to_jsonb(o) - 'statement_id')::text from payment_outcome o order by 1",
    "exceptions": "select (to_jsonb(e) - 'statement_id')::text from bank_exception e order by 1",
    "steps": "select (to_jsonb(s) - 'statement_id' - 'why_sealed')::text from bank_exception_step s order by 1",
    "back": "select to_jsonb(b)::text from payment_came_back b order by 1",
    "held": "select to_jsonb(h)::text from held_payment h order by 1",
    "payments": "select (to_jsonb(p))::text from payment_of_run p order by 1",
    "accounts": "select to_jsonb(a)::text from ledger_account a order by 1",
    "entries": """
        select (to_jsonb(e) - 'subject')::text from ledger_entry e where subject not like 'statement/%' order by 1
    """,
    "tasks": "select (to_jsonb(t) - 'id')::text from task t order by 1",
    "reached": "select to_jsonb(r)::text from statement_matching r",
    "executed": """
        select run_id::text || ' ' || sum(payments)::text from bank_match where outcome = 'executed' group by run_id
    """,
}


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


@pytest.fixture(scope="module")
async def filed(cluster: Cluster, template: str) -> str:
    """The name of a database with the small caseload, of which March is filed."""
    return await a_paid_template(cluster, template)


@pytest.fixture
def town(cluster: Cluster, filed: str) -> Iterator[Town]:
    with a_copy(cluster, filed) as copy:
        yield copy


def what_the_bank_says(town: Town) -> tuple[bytes, bytes, bytes]:
    """A report that rejects a premium, the statement behind it, and a report that rejects what this shows."""
    with as_superuser(town.admin_url, "schedule") as connection:
        query = """
            select payment.end_to_end_id, payment.amount, purpose, message_id from payment_of_run as payment
            join payment_file as file on file.run_id = payment.run_id and file.number = file_number
            order by execute_on, household_id, purpose, occasion
        """
        rows = connection.execute(query.encode()).fetchall()
    rejected, message_id = next((row[0], row[3]) for row in rows if row[2] == "health_premium")
    payments: Known = [row[:3] for row in rows]
    executed = next(
        row[0] for row in rows if row[2] == "health_premium" and row[0] != rejected and row[3] == message_id
    )
    too_late = report(message_id, of(executed, "RJCT"), number=2)
    return report(message_id, of(rejected, "RJCT")), statement_of(payments, rejected), too_late


def says(town: Town) -> dict[str, list[str]]:
    """Everything that the bank's word left behind, but for ids, which no two tries have in common."""
    with as_superuser(town.admin_url, "schedule") as connection:
        return {name: [row for (row,) in connection.execute(query.encode())] for name, query in _SAYS.items()}


@pytest.fixture(scope="module")
def undisturbed(cluster: Cluster, filed: str) -> dict[str, list[str]]:
    with a_copy(cluster, filed) as town:
        assert ended(started(receive, town.service_url, *what_the_bank_says(town), 1)) == FINISHED
        return says(town)


@pytest.mark.parametrize(("name", "times"), [(name, times) for name in OWN for times in TIMES.get(name, (1,))])
def test_a_process_that_is_killed_leaves_bookings_that_the_next_one_matches(
    name: str, times: int, town: Town, undisturbed: dict[str, list[str]]
) -> None:
    said = what_the_bank_says(town)
    assert ended(started(receive, town.service_url, *said, 1, at=f"{name}:{times}")) == -signal.SIGKILL
    bury(town.admin_url)
    assert ended(started(receive, town.service_url, *said, 2)) == FINISHED
    assert says(town) == undisturbed


def test_what_is_crashed_has_every_outcome_in_it(town: Town) -> None:
    assert ended(started(receive, town.service_url, *what_the_bank_says(town), 1)) == FINISHED
    assert town.one("select count(distinct outcome) from payment_outcome") == 3
    ends = "select array_agg(oddity || ' ' || coalesce(ended_as, 'open') order by oddity) from bank_exception"
    assert town.one(ends) == ["rejected_after_execution explained", "unknown_debit open"]
    assert {one.number: many for one in PROMISES if (many := len(asked(town.admin_url, one.offenders)))} == {}
