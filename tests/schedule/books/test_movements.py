"""What a posting moves between a household and the world, and what stays within its book."""

from datetime import date
from typing import Any

import pytest

from services.months import parse_month
from services.schedule.books.comparing import MoneyKey, Movement, Span
from services.schedule.books.movements import Attempt, Known, Posted, Told, ledgers, posting
from services.schedule.ledger.entry import AccountKind, Stage
from services.schedule.matching.submitted import Outcome
from services.schedule.payments.run import PaymentRoute
from services.schedule.wanted.payments import PaymentKey

MARCH, DAY, LATER = parse_month("2026-03"), date(2026, 3, 2), date(2026, 3, 9)
RENT = PaymentKey(MARCH, "rent", "2026-03")

MOVES = {
    ("rent/2026-03", "pending", "budget", "clearing"): ("rent/2026-03", -5),
    ("rent/2026-03", "executed", "budget", "clearing"): None,
    ("rent/2026-03", "released", "budget", "clearing"): ("rent/2026-03", 5),
    ("rent/2026-03#2", "pending", "budget", "clearing"): ("rent/2026-03", -5),
    ("rent/2026-03/corrected", "posted", "clearing", "budget"): ("rent/2026-03", 5),
    ("leefgeld/2026-03-01", "pending", "leefgeld", "clearing"): ("leefgeld/2026-03-01", -5),
    ("leefgeld/2026-03-01/aside", "posted", "budget", "leefgeld"): None,
    ("leefgeld/2026-03-01/aside/corrected", "posted", "leefgeld", "budget"): None,
    ("benefit/2026-03", "posted", "benefit", "budget"): ("benefit/2026-03", 5),
    ("benefit/2026-03/corrected", "posted", "budget", "benefit"): ("benefit/2026-03", -5),
    ("benefit/2026-03/2", "posted", "benefit", "budget"): ("benefit/2026-03", 5),
    ("huurtoeslag/2026-03:2", "posted", "toeslagen", "budget"): ("huurtoeslag/2026-03:2", 5),
    ("rent/2026-03/withheld", "posted", "clearing", "benefit"): None,
    ("minstand/2026-03 1", "posted", "minstand", "budget"): None,
    ("repayment/2026-03", "posted", "budget", "loans"): None,
    ("emergency_grant/2026-02-20/in", "posted", "grants", "budget"): None,
    ("emergency_grant/2026-02-20", "pending", "budget", "clearing"): ("emergency_grant/2026-02-20", -5),
}


@pytest.mark.parametrize("row", MOVES, ids=lambda row: " ".join(row))
def test_each_kind_of_posting(row: tuple[str, str, str, str]) -> None:
    subject, stage, debit, credit = row
    corrects = "what it was" if subject.endswith("corrected") else None
    given = Posted(MARCH, subject, DAY, Stage(stage), AccountKind(debit), AccountKind(credit), 5, corrects)
    wanted = MOVES[row]
    assert posting(given) == (wanted and Movement(MoneyKey(MARCH, wanted[0]), DAY, wanted[1]))


def an_attempt(on: date, *told: Told, is_held: bool = False, **other: Any) -> Attempt:
    live = not is_held and all(one.outcome is Outcome.EXECUTED for one in told)
    attempt = Attempt(RENT, on, live, is_held, 620, DAY, DAY, PaymentRoute.WE_PUSH, told)
    return attempt._replace(**other)


def test_what_an_earlier_run_held_or_lost_ends_with_the_next() -> None:
    came_back = an_attempt(DAY, Told(Outcome.EXECUTED, DAY), Told(Outcome.RETURNED, DAY))
    three = ledgers(Known(attempts=[an_attempt(LATER), came_back]))
    standing = three.standing[MoneyKey(MARCH, "rent/2026-03")]
    assert (standing.back, standing.held) == ((Span(DAY, LATER),), ())
    assert sum(one.amount for one in three.shown) == 0


def test_what_the_benefit_system_withheld_is_shown_for_the_cost_and_for_the_benefit_it_came_from() -> None:
    route = PaymentRoute.BENEFIT_SYSTEM_WITHHOLDS
    three = ledgers(Known(attempts=[an_attempt(DAY, route=route, withheld=620, answered_on=LATER)]))
    assert {(one.key.subject, one.on, one.amount) for one in three.shown} == {
        ("rent/2026-03", LATER, -620),
        ("benefit/2026-03", LATER, 620),
    }


def test_living_money_is_wanted_by_two_persons_and_not_by_the_plan() -> None:
    key = PaymentKey(parse_month("2026-02"), "emergency_grant", "2026-02-20")
    three = ledgers(Known(attempts=[an_attempt(DAY, key=key)]))
    assert [(one.key.subject, one.amount) for one in three.planned] == [("emergency_grant/2026-02-20", -620)]
