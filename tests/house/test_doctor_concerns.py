"""`./ontzorg doctor` names what breaks no promise and yet waits for a person, with what that person can do."""

import json
from typing import Any
from uuid import UUID

import psycopg
import pytest

from house.command_line import main
from house.doctor.waiting import waiting

HOUSEHOLD, RUN = UUID(int=7), UUID(int=9)


@pytest.fixture
def plant(admin_url: str, organisation: UUID) -> Any:
    """Writes what nobody writes by hand."""

    def rewrite(statement: str) -> None:
        with psycopg.connect(admin_url) as connection:
            connection.execute("set local session_replication_role = replica")
            connection.execute(statement.replace(":mine", f"'{organisation}'").encode())

    return rewrite


def found(admin_url: str) -> list[tuple[str, int, dict[str, str]]]:
    return [(one.concern.says, one.times, dict(one.first[0])) for one in waiting(admin_url)]


def test_where_nothing_waits_nothing_is_named(admin_url: str, organisation: UUID) -> None:
    assert waiting(admin_url) == []


def test_a_household_of_which_a_cost_was_refused_is_named_until_something_else_is_said_of_that_cost(
    plant: Any, admin_url: str, organisation: UUID
) -> None:
    refused = json.dumps([{"householdId": str(HOUSEHOLD), "why": [{"where": "payees[0].iban", "cost": "rent"}]}])
    plant(
        "insert into schedule.payee_handover values"
        f" (:mine, '{UUID(int=1)}', 1, 1, null, '2026-01-05Z', 'anna', '2026-01-05Z', '{refused}')"
    )
    says = "households of which the registry would not take over a cost"
    plant(f"insert into schedule.told_payee values (:mine, '{HOUSEHOLD}', 'energy', 'x')")
    assert found(admin_url) == [(says, 1, {"organisation_id": str(organisation), "household_id": str(HOUSEHOLD)})]
    plant(f"insert into schedule.told_payee values (:mine, '{HOUSEHOLD}', 'rent', 'x')")
    assert found(admin_url) == []


def test_a_run_that_nobody_proposed_in_time_is_named_until_somebody_does(
    plant: Any, admin_url: str, organisation: UUID
) -> None:
    plant(
        "insert into schedule.run_task values"
        f" (:mine, {2026 * 12 + 2}, 'monthly', 1, 'propose', '2026-02-23', '2026-02-16Z', null, null)"
    )
    assert found(admin_url) == []
    plant("update schedule.run_task set escalated_at = '2026-02-24Z'")
    says = "payment runs that nobody proposed, approved or brought into their files in time"
    late = {"organisation_id": str(organisation), "month": "2026-03", "kind": "monthly", "number": "1"}
    assert found(admin_url) == [(says, 1, late | {"step": "propose", "due_on": "2026-02-23"})]
    plant("update schedule.run_task set closed_at = '2026-02-24Z'")
    assert found(admin_url) == []


def test_a_household_that_cannot_be_planned_is_named(plant: Any, admin_url: str) -> None:
    plant(
        "insert into mandates.household (organisation_id, id, reference, municipality, policy, stale, known_at,"
        f" ask_again_at) values (:mine, '{HOUSEHOLD}', 'Z-1', 'GM0518', 'den-haag', true, '2026-01-05Z', '2026-01-05Z')"
    )
    assert [(says, times) for says, times, _ in found(admin_url)] == [
        ("households that the schedule service cannot plan, whose costs are known as they were", 1)
    ]


def test_a_person_reads_it_with_its_cure_and_no_promise_is_broken_by_it(
    plant: Any, admin_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(
        "insert into mandates.household (organisation_id, id, reference, municipality, policy, stale, known_at,"
        f" ask_again_at) values (:mine, '{HOUSEHOLD}', 'Z-1', 'GM0518', 'den-haag', true, '2026-01-05Z', '2026-01-05Z')"
    )
    assert main(["doctor", "--database-url", admin_url]) == 0
    page = capsys.readouterr().out
    assert "! 1 households that the schedule service cannot plan" in page
    assert "correct their facts; the registry hears of it at once, and asks each hour" in page
    assert str(HOUSEHOLD) in page


def test_a_statement_that_waits_for_one_before_it_is_named(plant: Any, admin_url: str, organisation: UUID) -> None:
    plant(
        "insert into schedule.statement (organisation_id, id, file_id, account, kind, statement_id, page, as_of,"
        " came_in, went_out, entries, booked, bookings, proof, difference, doubts, content_hash, state, handed_in_by)"
        f" values (:mine, '{RUN}', '{RUN}', 'NL91', 'statement', '7', 1, '2026-03-03', 0, 0, 0, 0, 0, 'closes', 0,"
        " '{}', sha256(''), 'waits', 'piet')"
    )
    says = "statements of the bank that wait for one before them, or were stopped"
    told = {"organisation_id": str(organisation), "statement_id": str(RUN), "state": "waits", "as_of": "2026-03-03"}
    assert found(admin_url) == [(says, 1, told)]
    plant("update schedule.statement set state = 'set_aside'")
    assert found(admin_url) == []


def test_statements_whose_matching_fails_are_named_until_it_goes_on(
    plant: Any, admin_url: str, organisation: UUID
) -> None:
    plant("insert into schedule.statement_account (organisation_id, account, taken) values (:mine, 'NL91', 1)")
    job = f"""'match_statements', 'work', '{{"organisation_id": "{organisation}"}}'"""
    plant(f"insert into schedule.procrastinate_jobs (task_name, queue_name, args, status) values ({job}, 'failed')")
    ((says, times, _),) = found(admin_url)
    assert (says, times) == (
        "statements of the bank whose matching fails, so that nothing of them counts as executed",
        1,
    )
    plant(f"insert into schedule.procrastinate_jobs (task_name, queue_name, args, status) values ({job}, 'todo')")
    assert found(admin_url) == []
