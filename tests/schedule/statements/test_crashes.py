"""A crash while the bank's files are taken in ends as no crash (promise I22): the next look takes in the rest, once."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from tests.schedule.payments.caseload import Town, a_copy, a_template
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.schedule.statements.living import fill, let_all_in, look
from tests.superuser import as_superuser
from tests.thoroughness import spread

FINISHED = 0
_SAYS = {
    "statements": "select (to_jsonb(s) - array['id', 'file_id'])::text from statement s order by 1",
    "bookings": """
        select (to_jsonb(b) - array['statement_id', 'content'] || jsonb_build_object('of', s.statement_id))::text
        from bank_booking b join statement s on s.id = b.statement_id order by 1
    """,
    "history": """
        select (to_jsonb(h) - array['statement_id', 'reason_sealed'] || jsonb_build_object('of', s.statement_id))::text
        from statement_history h join statement s on s.id = h.statement_id order by 1
    """,
    "accounts": "select to_jsonb(a)::text from statement_account a",
    "files": "select (to_jsonb(f) - 'id')::text from statement_file f order by 1",
    "pieces": "select count(*)::text from statement_file_chunk",
    "events": "select (data - 'statementId')::text from outbox order by 1",
}
LET_IN = "statements.let-in"
"""Nobody lets anything in in a folder; two people do it by hand, below."""

OWN = sorted(
    name for name, place in all_failpoints().items() if place.startswith("schedule/statements/") and name != LET_IN
)


class Bank(NamedTuple):
    """A town, and a folder with what its bank delivered."""

    town: Town
    folder: Path

    def looked_at(self, process: int, at: str = "") -> int | None:
        """How a process ends that looks into the folder."""
        return ended(started(look, self.town.service_url, str(self.folder), process, at=at))

    def lies(self) -> list[str]:
        """Every file in the folder."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def says(self) -> dict[str, list[str]]:
        """Everything that stands in the database of what the bank said, but for ids, which no two tries have in
        common, and what is sealed, whose digests stand beside it."""
        with as_superuser(self.town.admin_url, "schedule") as connection:
            return {
                name: [row for (row,) in connection.execute(query.encode()).fetchall()] for name, query in _SAYS.items()
            }


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


@pytest.fixture(scope="module")
async def caseload(cluster: Cluster, template: str) -> str:
    """The name of a database with the small caseload and nothing taken in."""
    return await a_template(cluster, template)


@pytest.fixture
def bank(cluster: Cluster, caseload: str, tmp_path: Path) -> Iterator[Bank]:
    with a_copy(cluster, caseload) as town:
        fill(tmp_path)
        yield Bank(town, tmp_path)


@pytest.fixture
def undisturbed(
    cluster: Cluster, caseload: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, list[str]], list[str]]:
    """What the files leave behind when nothing goes wrong."""
    with a_copy(cluster, caseload) as town:
        bank = Bank(town, tmp_path_factory.mktemp("undisturbed"))
        fill(bank.folder)
        assert bank.looked_at(1) == FINISHED
        return bank.says(), bank.lies()


@pytest.mark.parametrize("times", spread([1, 2, 3], 1))
@pytest.mark.parametrize("name", OWN)
def test_a_process_that_is_killed_leaves_files_that_the_next_one_takes_in(
    name: str, times: int, bank: Bank, undisturbed: tuple[dict[str, list[str]], list[str]]
) -> None:
    assert bank.looked_at(1, at=f"{name}:{times}") == -signal.SIGKILL
    bury(bank.town.admin_url)
    assert bank.looked_at(2) == FINISHED
    assert (bank.says(), bank.lies()) == undisturbed


def test_what_is_crashed_has_a_gap_that_closes_a_statement_twice_and_a_broken_file_in_it(bank: Bank) -> None:
    assert bank.looked_at(1) == FINISHED
    assert bank.town.one("select string_agg(statement_id || ' ' || state, ', ' order by place) from statement") == (
        "2026-1 taken, 2026-2 taken, 2026-3 taken"
    )
    assert [name for name in bank.lies() if "quarantine" in name and not name.endswith(".txt")] != []


@pytest.mark.parametrize("times", spread([1, 2], 1))
def test_what_two_people_let_in_is_let_in_once_whoever_is_killed(
    times: int, bank: Bank, cluster: Cluster, caseload: str
) -> None:
    with a_copy(cluster, caseload) as town:
        assert ended(started(let_all_in, town.service_url, 1)) == FINISHED
        undisturbed = Bank(town, bank.folder).says()
    assert sum('"let_in_by": "els"' in row for row in undisturbed["statements"]) == 2
    assert ended(started(let_all_in, bank.town.service_url, 1, at=f"{LET_IN}:{times}")) == -signal.SIGKILL
    bury(bank.town.admin_url)
    assert ended(started(let_all_in, bank.town.service_url, 2)) == FINISHED
    assert bank.says() == undisturbed
