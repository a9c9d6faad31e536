"""What ended an alarm is named: the newest change of what its rule looks at, the plan, or only time."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.mandate_events import AlarmKind, AlarmState
from services.mandates.alarms.alarm import Alarm, AlarmKey
from services.mandates.alarms.closing import PLAN, TIME, Change, ended_by

HOUSEHOLD = UUID(int=1)
TODAY = date(2026, 2, 20)


def an_alarm(kind: AlarmKind = AlarmKind.TWO_PAYERS) -> Alarm:
    key = AlarmKey(HOUSEHOLD, kind, "energy", 2026 * 12 + 1)
    return Alarm(UUID(int=2), key, 1, AlarmState.OPEN, 1, date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 15), "so")


def a_change(source: str, what: str, day: int = 10, about: str = "energy", household: UUID = HOUSEHOLD) -> Change:
    return Change(source, household, about, what, datetime(2026, 2, day, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "changes", "word"),
    [
        (
            AlarmKind.TWO_PAYERS,
            [a_change("payer_of_record", "handshake"), a_change("handshake", "confirm")],
            "handshake.confirm",
        ),
        (
            AlarmKind.TWO_PAYERS,
            [a_change("handshake", "ask", 9), a_change("direct_debit", "revoke", 10)],
            "direct_debit.revoke",
        ),
        (AlarmKind.PAPERS_MISSING, [a_change("paper", "deliver", about="")], "paper.deliver"),
        (AlarmKind.AUTHORISATION_REFUSED, [a_change("authorisation", "give", about="")], "authorisation.give"),
        (AlarmKind.ACCOUNT_NOT_VERIFIED, [a_change("account", "approve")], "account.approve"),
        (AlarmKind.ADVANCE_TOO_LOW, [a_change("expected_use", "tell")], "expected_use.tell"),
    ],
)  # fmt: skip
def test_the_newest_change_of_what_its_rule_looks_at_ended_it(
    kind: AlarmKind, changes: list[Change], word: str
) -> None:
    assert ended_by(an_alarm(kind), changes, TODAY) == word
    assert ended_by(an_alarm(kind), changes[::-1], TODAY) == word


@pytest.mark.parametrize(
    "change",
    [
        a_change("paper", "deliver"),  # nothing that its rule looks at
        a_change("handshake", "confirm", about="rent"),  # about another cost
        a_change("handshake", "confirm", household=UUID(int=9)),
        a_change("handshake", "prepare", day=1),  # before it was raised
    ],
)
def test_where_nothing_of_it_changed_the_plan_did(change: Change) -> None:
    assert ended_by(an_alarm(), [change], TODAY) == PLAN
    assert ended_by(an_alarm(), [], TODAY) == PLAN


def test_what_nobody_acted_on_in_a_year_was_ended_by_time() -> None:
    assert ended_by(an_alarm(), [], date(2027, 2, 16)) == PLAN
    assert ended_by(an_alarm(), [], date(2027, 2, 17)) == TIME


def test_an_advance_that_can_be_raised_no_more_was_ended_by_time() -> None:
    assert ended_by(an_alarm(AlarmKind.ADVANCE_TOO_LOW), [], date(2026, 2, 15)) == PLAN
    assert ended_by(an_alarm(AlarmKind.ADVANCE_TOO_LOW), [], date(2026, 2, 16)) == TIME
