"""What an emergency payment is: its key, its entries, and what the plan is told of it."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.ids import SeededIds
from services.months import parse_month
from services.schedule.emergencies.emergency import Emergency, EmergencyForm, EmergencyReason, statements
from services.schedule.households.contents import BridgingDecided, OtherFlow
from services.schedule.households.facts import Fact, Statement, recorded, standing
from services.schedule.ledger.entry import Movement, Stage
from services.schedule.planning.case import Account, Advance
from services.schedule.wanted.payments import PaymentKey
from tests.schedule.households.builders import B12, HOUSEHOLD_ID, NOW, PAPERS, a_plan, content
from tests.schedule.payments.runs import DECISION

DAY = date(2026, 2, 20)
CASE = a_plan(*PAPERS, B12, DECISION).case
ADVANCE: dict[str, Any] = {"kind": "bridging_decided", "instrument": "advance", "decidedOn": "2026-02-20"}


def an_emergency(**changes: Any) -> Emergency:
    """Fifty euros on 20 February, but for what the test says."""
    fifty = Emergency(HOUSEHOLD_ID, DAY, 1, EmergencyForm.ADVANCE, 5000, EmergencyReason.NO_INCOME_YET)
    return fifty._replace(**changes)


def facts(*raws: dict[str, Any]) -> dict[tuple[str, str], Fact]:
    """These facts, standing."""
    ids = SeededIds("facts")
    return standing(recorded([], [Statement(content(raw)) for raw in raws], "anna", NOW, lambda: ids.new_id(NOW)))


def test_its_key_says_for_which_day_it_is_and_which_of_that_day() -> None:
    month = parse_month("2026-02")
    assert an_emergency().key == PaymentKey(month, "emergency_advance", "2026-02-20")
    second = an_emergency(number=2, form=EmergencyForm.GRANT)
    assert second.key == PaymentKey(month, "emergency_grant", "2026-02-20-2")


def test_what_comes_in_is_what_goes_out() -> None:
    on = date(2026, 2, 21)
    for form, movement in (("advance", Movement.BENEFIT_COMES_IN), ("grant", Movement.GRANT_COMES_IN)):
        comes_in, goes_out = an_emergency(form=EmergencyForm(form)).entries(on)
        assert (comes_in.movement, comes_in.stage, comes_in.amount) == (movement, Stage.POSTED, 5000)
        assert (goes_out.movement, goes_out.stage, goes_out.amount) == (Movement.BUDGET_PAYS, Stage.PENDING, 5000)
        assert (comes_in.subject, goes_out.subject) == (
            f"emergency_{form}/2026-02-20/in",
            f"emergency_{form}/2026-02-20",
        )
        assert {comes_in.booked_on, goes_out.booked_on} == {on}


def test_the_plan_is_told_of_an_advance_to_the_client_on_the_day_of_payment() -> None:
    on = date(2026, 2, 21)
    (told,) = statements(an_emergency(), on, {}, CASE)
    assert told == Statement(
        content({**ADVANCE, "decidedOn": "2026-02-21", "on": "2026-02-21", "to": "client", "amount": 5000})
    )


def test_an_advance_that_the_policy_foresees_is_stated_beside_it_and_so_stays_in_the_plan() -> None:
    foreseen = replace(CASE, bridging=(*CASE.bridging, Advance(30000, date(2026, 2, 9), Account.BUDGET)))
    told = statements(an_emergency(), DAY, {}, foreseen)
    assert [one.content for one in told] == [
        content({**ADVANCE, "on": "2026-02-09", "to": "budget", "amount": 30000}),
        content({**ADVANCE, "on": "2026-02-20", "to": "client", "amount": 5000}),
    ]


def test_an_advance_that_somebody_decided_on_is_not_stated_again() -> None:
    stands = facts({**ADVANCE, "on": "2026-02-09", "to": "budget", "amount": 30000})
    with_it = replace(CASE, bridging=(*CASE.bridging, Advance(30000, date(2026, 2, 9), Account.BUDGET)))
    (told,) = statements(an_emergency(), DAY, stands, with_it)
    assert isinstance(told.content, BridgingDecided)
    assert (told.content.on, told.content.amount, told.corrects) == (DAY, 5000, None)


def test_a_second_one_on_a_day_corrects_what_the_plan_knows_to_the_sum() -> None:
    flow = {"kind": "other_flow", "on": "2026-02-20", "flow": "emergency_grant", "account": "client", "amount": 5000}
    stands = facts(flow)
    (told,) = statements(an_emergency(form=EmergencyForm.GRANT, amount=2500, number=2), DAY, stands, CASE)
    assert isinstance(told.content, OtherFlow)
    assert told.content.amount == 7500
    assert told.corrects == stands["other_flow", "emergency_grant/2026-02-20"].id
    assert told.reason == "another emergency payment on the same day"


def test_an_advance_on_the_budget_account_of_that_day_is_not_mixed_with_it() -> None:
    """The facts themselves then say that something stands, and nothing is paid."""
    stands = facts({**ADVANCE, "on": "2026-02-20", "to": "budget", "amount": 30000})
    (told,) = statements(an_emergency(), DAY, stands, CASE)
    assert told.corrects is None
