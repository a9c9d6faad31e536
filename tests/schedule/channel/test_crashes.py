"""A crash while a bank is asked ends as no crash (promise I22): the next who asks takes the rest, and nothing twice."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from tests.schedule.channel.living import FILES, ask
from tests.schedule.payments.caseload import Town, a_copy, a_template
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.superuser import as_superuser

FINISHED = 0
OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("schedule/channel/"))
_SAYS = {
    "channels": "select name || state || failures from bank_channel",
    "at the bank": "select name || size || state || coalesce(refusal, '') from bank_channel_file order by 1",
    "files": "select sha256 from statement_file order by 1",
    "statements": "select statement_id || state || place from statement order by 1",
    "bookings": "select amount::text from bank_booking order by 1",
    "accounts": "select to_jsonb(a)::text from statement_account a",
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


def asked(town: Town, folder: Path, process: int, at: str = "") -> int | None:
    """How a process ended that asked the bank."""
    return ended(started(ask, town.service_url, str(folder), process, at=at))


def fill(folder: Path) -> Path:
    (folder / "out").mkdir(parents=True)
    for name, content in FILES.items():
        (folder / "out" / name).write_bytes(content)
    return folder


def says(town: Town, folder: Path) -> tuple[dict[str, list[str]], list[str]]:
    """What was left behind, in the database and at the bank."""
    with as_superuser(town.admin_url, "schedule") as connection:
        told = {name: [row for (row,) in connection.execute(query.encode())] for name, query in _SAYS.items()}
    return told, sorted(path.name for path in (folder / "out").iterdir())


@pytest.fixture(scope="module")
def undisturbed(
    cluster: Cluster, caseload: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, list[str]], list[str]]:
    with a_copy(cluster, caseload) as town:
        folder = fill(tmp_path_factory.mktemp("undisturbed") / "bank")
        assert asked(town, folder, 1) == FINISHED
        return says(town, folder)


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("name", OWN)
def test_a_process_that_is_killed_leaves_a_bank_that_the_next_one_asks(
    name: str,
    times: int,
    cluster: Cluster,
    caseload: str,
    tmp_path: Path,
    undisturbed: tuple[dict[str, list[str]], list[str]],
) -> None:
    with a_copy(cluster, caseload) as town:
        folder = fill(tmp_path / "bank")
        assert asked(town, folder, 1, at=f"{name}:{times}") == -signal.SIGKILL
        bury(town.admin_url)
        assert asked(town, folder, 2) == FINISHED
        assert says(town, folder) == undisturbed


def test_what_is_crashed_has_two_days_one_of_them_twice_and_a_broken_file_in_it(
    undisturbed: tuple[dict[str, list[str]], list[str]],
) -> None:
    told, at_the_bank = undisturbed
    assert told["statements"] == ["2026-1taken1", "2026-2taken2"]
    assert len(told["files"]) == 2
    assert at_the_bank == ["3-cut-off.xml"]
