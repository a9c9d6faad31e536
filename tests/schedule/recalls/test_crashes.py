"""A crash while a payment is asked back ends as no crash (promise I22): it is asked once, and answered once."""

import signal
from collections.abc import Iterator

import pytest

from house.postgres import Cluster
from services.failpoints import all_failpoints
from services.schedule.promises import PROMISES
from tests.schedule.instructions.desk import asked
from tests.schedule.payments.caseload import Town
from tests.schedule.payments.paid import a_paid_town
from tests.schedule.payments.processes import bury, end_all, ended, started
from tests.schedule.recalls.living import Own, live
from tests.superuser import as_superuser

FINISHED = 0
OWN = sorted(name for name, place in all_failpoints().items() if place.startswith("schedule/recalls/"))
_SAYS = {
    "recalls": """
        select (to_jsonb(r) - 'id' - 'why_sealed' - 'file_sealed')::text from payment_recall r order by end_to_end_id
    """,
    "steps": """
        select end_to_end_id || step.number || step.state || step.by from payment_recall_step step
        join payment_recall on id = recall_id order by 1
    """,
    "outcomes": "select (to_jsonb(o) - 'statement_id')::text from payment_outcome o order by 1",
    "accounts": "select to_jsonb(a)::text from ledger_account a order by 1",
    "waits": "select to_jsonb(h)::text from held_payment h order by 1",
    "tasks": "select kind || household_id || coalesce(outcome, 'open') from task order by 1",
    "news": "select data->>'state' from outbox where type like '%payment-recall%' order by 1",
}
_OWN = """
    select end_to_end_id, amount from payment_of_run where file_number is not null
    order by execute_on desc, end_to_end_id limit 3
"""
"""Whatever became of them; the first is executed on the last day."""


@pytest.fixture(autouse=True)
def nobody_survives() -> Iterator[None]:
    """No process of a test goes on after it."""
    yield
    end_all()


def lived(town: Town, process: int, at: str = "") -> int | None:
    """How a process ended that lived through it."""
    with as_superuser(town.admin_url, "schedule") as connection:
        early, kept, back = [(row[0], row[1]) for row in connection.execute(_OWN.encode())]
    given: tuple[Own, Own, Own] = (early, kept, back)
    return ended(started(live, town.service_url, *given, process, at=at))


def says(town: Town) -> dict[str, list[str]]:
    """All that was left behind, but for ids, which no two tries have in common."""
    with as_superuser(town.admin_url, "schedule") as connection:
        return {name: [row for (row,) in connection.execute(query.encode())] for name, query in _SAYS.items()}


@pytest.fixture(scope="module")
async def undisturbed(cluster: Cluster, template: str) -> dict[str, list[str]]:
    async with a_paid_town(cluster, template) as town:
        assert lived(town, 1) == FINISHED
        assert {one.number: many for one in PROMISES if (many := len(asked(town.admin_url, one.offenders)))} == {}
        return says(town)


@pytest.mark.parametrize("name", OWN)
async def test_a_process_that_is_killed_leaves_recalls_that_the_next_one_ends(
    name: str, cluster: Cluster, template: str, undisturbed: dict[str, list[str]]
) -> None:
    async with a_paid_town(cluster, template) as town:
        assert lived(town, 1, at=name) == -signal.SIGKILL
        bury(town.admin_url)
        assert lived(town, 2) == FINISHED
        assert says(town) == undisturbed


def test_what_is_crashed_has_every_end_in_it(undisturbed: dict[str, list[str]]) -> None:
    assert sorted(undisturbed["news"]) == [
        *["asked"] * 3, "declined", *["met"] * 2, "promised", *["sent"] * 3,
    ]  # fmt: skip
