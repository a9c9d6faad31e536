"""What the bank says of the payments of a month: executed, come back, or something that somebody has to look at."""

from collections import Counter
from datetime import date

import pytest

from services.schedule.matching.coming_back import TO_LIVE_ON
from services.schedule.payments import repository
from services.schedule.payments.run import PaymentState
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import MARCH_RUN
from tests.schedule.statements.files import Line, camt, stmt


async def test_what_the_bank_shows_is_executed_and_nothing_else(treasury: Treasury) -> None:
    payments = treasury.payments()
    assert Counter(one.state for one in payments) == {"submitted": len(payments)}
    await treasury.says(*[one.line() for one in payments[:3]])
    assert treasury.states() == {"executed": 3, "submitted": len(payments) - 3}
    assert treasury.oddities() == []
    assert treasury.broken() == {}


async def test_a_whole_month_that_is_executed_leaves_nothing_pending(treasury: Treasury) -> None:
    payments = treasury.payments()
    await treasury.says(*[one.line() for one in payments])
    assert treasury.states() == {"executed": len(payments)}
    pending = treasury.rows("select sum(credits_pending) as cents from schedule.ledger_account where kind = 'clearing'")
    assert pending == [{"cents": 0}]
    (bank,) = treasury.held("bank_clearing").values()
    assert bank == sum(one.amount for one in payments)


async def test_a_batch_that_the_bank_books_as_one_executes_all_of_its_day(treasury: Treasury) -> None:
    day = treasury.payments()[0].execute_on
    block = [one for one in treasury.payments() if one.execute_on == day]
    (file,) = treasury.rows("select message_id from schedule.payment_file")
    await treasury.says(batch(f"{file['message_id']}-1", sum(one.amount for one in block), day))
    assert {one.state for one in treasury.payments() if one.execute_on == day} == {"executed"}
    assert {one.state for one in treasury.payments() if one.execute_on != day} == {"submitted"}
    assert treasury.rows("select rule, payments from schedule.bank_match") == [
        {"rule": "batch", "payments": len(block)}
    ]


async def test_a_batch_of_another_sum_executes_nothing_and_is_odd(treasury: Treasury) -> None:
    day = treasury.payments()[0].execute_on
    (file,) = treasury.rows("select message_id from schedule.payment_file")
    await treasury.says(batch(f"{file['message_id']}-1", 1_00, day))
    assert treasury.oddities() == [("batch_differs", None)]
    assert "executed" not in treasury.states()


def batch(name: str, cents: int, day: date) -> Line:
    """An entry of the bank for a whole block of our file."""
    return Line(-cents, batch=name, booked_on=day)


async def test_a_batch_is_what_is_left_of_it_where_single_bookings_went_before(treasury: Treasury) -> None:
    day = treasury.payments()[0].execute_on
    first, *others = [one for one in treasury.payments() if one.execute_on == day]
    (file,) = treasury.rows("select message_id from schedule.payment_file")
    left = batch(f"{file['message_id']}-1", sum(one.amount for one in others), day)
    await treasury.says(first.line(), left, left)
    assert {one.state for one in treasury.payments() if one.execute_on == day} == {"executed"}
    assert treasury.oddities() == [("batch_differs", None)]
    assert treasury.broken() == {}


def test_leefgeld_and_living_money_of_an_emergency_are_what_somebody_lives_on() -> None:
    assert {"leefgeld", "emergency_advance", "emergency_grant"} == TO_LIVE_ON


async def test_money_that_comes_back_is_free_again_waits_and_is_a_task_of_the_day(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    budget = treasury.held("budget")
    await treasury.says(*[one.line() for one in treasury.payments()])
    await treasury.says(rent.line(rent.amount, return_code="AC04"))
    assert treasury.payment("rent").state == "returned"
    assert treasury.rows("select reason, detail, amount from schedule.held_payment where purpose = 'rent'") == [
        {"reason": "came_back", "detail": "AC04", "amount": rent.amount}
    ]
    (task,) = treasury.rows("select about, outcome from schedule.task where kind = 'money_came_back'")
    assert task == {"about": "rent/2026-03", "outcome": None}
    grown = {book: cents for book, cents in treasury.held("budget").items() if cents != budget[book]}
    assert list(grown.values()) != []
    assert treasury.broken() == {}


async def test_a_new_fact_of_the_household_does_not_end_the_task_of_money_that_came_back(treasury: Treasury) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()])
    rent = treasury.payment("rent")
    await treasury.says(rent.line(rent.amount, return_code="AC04"))
    (task,) = treasury.rows("select household_id from schedule.task where kind = 'money_came_back'")
    await treasury.office.record(
        task["household_id"], {"kind": "toeslag_decided", "toeslag": "zorgtoeslag", "on": "2026-02-20"}
    )
    assert treasury.rows("select outcome from schedule.task where kind = 'money_came_back'") == [{"outcome": None}]


async def test_leefgeld_that_comes_back_is_due_today_and_taken_back_in_full(treasury: Treasury) -> None:
    leefgeld = treasury.payment("leefgeld")
    await treasury.says(*[one.line() for one in treasury.payments()])
    before = treasury.held("budget")
    await treasury.says(leefgeld.line(leefgeld.amount, return_code="MS03"))
    (task,) = treasury.rows("select due_on from schedule.task where kind = 'money_came_back'")
    assert task["due_on"] == treasury.clock.today()
    assert sum(treasury.held("budget").values()) - sum(before.values()) == leefgeld.amount
    (event,) = treasury.rows("select data from schedule.outbox where type = 'nl.ontzorg.schedule.payment.returned'")
    assert (event["data"]["toLiveOn"], event["data"]["cure"]) == (True, "ask")


async def test_what_came_back_from_a_closed_account_is_not_paid_to_it_again(treasury: Treasury) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()])
    rent = treasury.payment("rent")
    await treasury.says(rent.line(rent.amount, return_code="AC04"))
    await treasury.files_another()
    rows = treasury.rows(
        "select live, reason, detail from schedule.payment where purpose = 'rent' and run_id <> %s"
        " order by household_id", treasury.rows("select id from schedule.payment_run where kind = 'monthly'")[0]["id"]
    )  # fmt: skip
    assert rows == [{"live": False, "reason": "came_back", "detail": "AC04"}]


async def test_what_came_back_for_a_passing_reason_is_paid_once_more_and_no_third_time(treasury: Treasury) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()])
    first = treasury.payment("rent")
    await treasury.says(first.line(first.amount, return_code="TM01"))
    await treasury.files_another()
    again = [one for one in treasury.payments("purpose = 'rent'") if one.state == "submitted"]
    assert [one.amount for one in again] == [first.amount]
    await treasury.says(again[0].line())
    await treasury.says(again[0].line(again[0].amount, return_code="TM01"))
    await treasury.files_another(2)
    assert [one for one in treasury.payments("purpose = 'rent'") if one.state == "submitted"] == []
    assert treasury.broken() == {}


@pytest.mark.parametrize(("cents", "oddity"), [(1, "amount_differs"), (-1, "amount_differs")])
async def test_a_cent_more_or_less_is_odd_and_executes_nothing(treasury: Treasury, cents: int, oddity: str) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line(-rent.amount + cents))
    assert treasury.oddities() == [(oddity, rent.end_to_end_id)]
    assert "executed" not in treasury.states()


async def test_a_payment_that_is_executed_twice_is_executed_once_and_odd(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line(), rent.line())
    await treasury.says(rent.line())
    assert treasury.oddities() == [("executed_twice", rent.end_to_end_id)] * 2
    assert treasury.states()["executed"] == 1
    assert treasury.broken() == {}


async def test_money_that_comes_back_before_it_went_or_twice_is_odd(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line(rent.amount, return_code="AC01"))
    await treasury.says(rent.line(), rent.line(rent.amount), rent.line(rent.amount))
    assert treasury.oddities() == [
        ("back_before_it_went", rent.end_to_end_id),
        ("back_twice", rent.end_to_end_id),
    ]
    assert treasury.payment("rent").state == "returned"


async def test_what_we_know_nothing_of_is_odd_and_has_its_day(treasury: Treasury) -> None:
    await treasury.says(Line(-5_00, "202603" + "f" * 24), Line(-7_00), Line(322_00))
    assert treasury.oddities() == [("no_such_payment", None), ("unknown_debit", None), ("unknown_credit", None)]
    rows = treasury.rows("select due_on from schedule.bank_exception")
    assert all(row["due_on"] > treasury.clock.today() for row in rows)


async def test_pending_entries_execute_nothing(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line()._replace(status="PDNG"))
    assert (treasury.oddities(), "executed" in treasury.states()) == ([], False)


async def test_a_statement_that_was_stopped_says_nothing_until_it_is_let_in(treasury: Treasury) -> None:
    rent = treasury.payment("rent")
    taken = await treasury.desk.take_in(a_stopped_file(rent.line()))
    await treasury.match()
    assert "executed" not in treasury.states()
    await treasury.desk.let_in(taken.statements[0].statement.id)
    await treasury.match()
    assert treasury.payment("rent").state == "executed"


def a_stopped_file(line: Line) -> bytes:
    return camt(stmt(line, closing=1))


async def test_however_small_the_batches_the_end_is_the_same(treasury: Treasury) -> None:
    payments = treasury.payments()
    rent = treasury.payment("rent")
    lines = [*[one.line() for one in payments], rent.line(rent.amount, return_code="AC04"), Line(-7_00)]
    await treasury.desk.take_in(camt(stmt(*lines, on=rent.execute_on)))
    await treasury.match(most=1)
    assert treasury.states() == {"executed": len(payments) - 1, "returned": 1}
    assert treasury.oddities() == [("unknown_debit", None)]
    assert treasury.broken() == {}


async def test_the_run_tells_what_was_executed_and_what_came_back(treasury: Treasury) -> None:
    payments = treasury.payments()
    await treasury.says(*[one.line() for one in payments])
    rent = treasury.payment("rent")
    await treasury.says(rent.line(rent.amount, return_code="AC04"))
    async with treasury.database.reading(treasury.organisation) as session:
        run = await repository.run_of(session, MARCH_RUN)
        assert run is not None
        totals = {one.state: (one.payments, one.amount) for one in await repository.totals(session, run.id)}
    total = sum(one.amount for one in payments)
    assert totals[PaymentState.RETURNED] == (1, rent.amount)
    assert totals[PaymentState.EXECUTED] == (len(payments) - 1, total - rent.amount)
    assert PaymentState.SUBMITTED not in totals


async def test_a_payment_that_lost_its_name_is_known_by_reference_or_account(treasury: Treasury) -> None:
    energy, water = ([one for one in treasury.payments() if one.purpose == kind] for kind in ("energy", "water"))
    reference = Line(-energy[0].amount, booked_on=energy[0].execute_on, reference="5000056789012345")
    await treasury.says(reference)
    assert treasury.oddities() == [("several_fit", None)]  # both households carry the same in this town
    first, *others = water
    await treasury.says(*[one.line() for one in others])
    await treasury.says(Line(-first.amount, booked_on=first.execute_on, iban="NL69INGB0123456789"))
    (match,) = treasury.rows("select rule, outcome from schedule.bank_match where rule <> 'end_to_end_id'")
    assert match == {"rule": "account", "outcome": "executed"}
    assert treasury.broken() == {}
