"""A crash while an exception ends as no crash (promise I22): it is open, and what was to be done is done once."""

import signal
from collections.abc import Iterator
from uuid import UUID

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from services.schedule.promises import PROMISES
from tests.schedule.exceptions.living import Own, live, statement_of
from tests.schedule.instructions.desk import asked
from tests.schedule.payments.caseload import Town, a_copy
from tests.schedule.payments.paid import a_paid_template
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.superuser import as_superuser
from tests.thoroughness import spread

FINISHED = 0
OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("schedule/exceptions/"))
_SAYS = {
    "exceptions": "select (to_jsonb(e) - 'statement_id')::text from bank_exception e order by 1",
    "steps": "select (to_jsonb(s) - 'statement_id' - 'why_sealed')::text from bank_exception_step s order by 1",
    "shares": "select (to_jsonb(s) - 'statement_id' - 'ledger_subject')::text from bank_share s order by 1",
    "outcomes": "select (to_jsonb(o) - 'statement_id')::text from payment_outcome o order by 1",
    "accounts": "select to_jsonb(a)::text from ledger_account a order by 1",
    "expected": "select to_jsonb(e)::text from expected_income e order by 1",
    "decisions": """
        select (to_jsonb(d) - 'id' - 'statement_id' - 'why_sealed')::text from booking_decision d order by 1
    """,
    "sent back": "select concat_ws(' ', number, amount, execute_on) from sent_back order by 1",
    "asked back": "select concat_ws(' ', ground, asked_on, last_day, answer_by) from asked_back order by 1",
    "files": "select concat_ws(' ', items, amount) from bank_file order by 1",
    "remembered": "select (to_jsonb(r) - 'id')::text from remembered_payer r order by 1",
    "news": "select type || (data - 'statementId')::text from outbox where type like '%bank-exception%' order by 1",
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


def lived(town: Town, process: int, at: str = "") -> int | None:
    """How a process ended that lived through it."""
    with as_superuser(town.admin_url, "schedule") as connection:
        query = "select end_to_end_id, amount from payment_of_run where file_number is not null order by 1 limit 1"
        own: Own = connection.execute(query.encode()).fetchall()[0]
        rows = connection.execute(b"select id from household where municipality = 'GM0518' order by id limit 2")
        one, other = [UUID(str(row[0])) for row in rows]
    return ended(started(live, town.service_url, statement_of(own), own, (one, other), process, at=at))


def says(town: Town) -> dict[str, list[str]]:
    """All that was left behind, but for ids, which no two tries have in common."""
    with as_superuser(town.admin_url, "schedule") as connection:
        return {name: [row for (row,) in connection.execute(query.encode())] for name, query in _SAYS.items()}


@pytest.fixture(scope="module")
def undisturbed(cluster: Cluster, filed: str) -> dict[str, list[str]]:
    with a_copy(cluster, filed) as town:
        assert lived(town, 1) == FINISHED
        return says(town)


@pytest.mark.parametrize("name", spread(OWN, 6))
def test_a_process_that_is_killed_leaves_exceptions_that_the_next_one_ends(
    name: str, town: Town, undisturbed: dict[str, list[str]]
) -> None:
    assert lived(town, 1, at=name) == -signal.SIGKILL
    bury(town.admin_url)
    assert lived(town, 2) == FINISHED
    assert says(town) == undisturbed


def test_what_is_crashed_has_every_way_to_end_in_it(town: Town) -> None:
    assert lived(town, 1) == FINISHED
    ends = town.one("select array_agg(distinct coalesce(ended_as, 'open')) from bank_exception")
    assert ends == ["matched", "open", "sent_back", "split", "written_off"]
    assert {one.number: many for one in PROMISES if (many := len(asked(town.admin_url, one.offenders)))} == {}
