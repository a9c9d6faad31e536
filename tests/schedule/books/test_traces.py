"""The way of a euro in one answer, from whichever end somebody has in hand."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.schedule.books.trace_query import QUESTIONS, given
from services.schedule.books.tracing import ByBooking, ByIdentifier, ByPurpose
from tests.schedule.books.history import lived
from tests.schedule.books.looked_up import scans
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE
from tests.schedule.emergencies.conftest import FIFTY_GIVEN, approved
from tests.schedule.instructions.desk import Desk, an_answer, reference_of
from tests.schedule.matching.test_matching import batch
from tests.schedule.matching.test_whose_money import expected
from tests.schedule.matching.treasury import Treasury
from tests.schedule.statements.files import Line

Traced = dict[str, Any]


async def traced(ada: Caller, **by: Any) -> Traced:
    """The one trace of what is asked by."""
    answer = await ada.get("/traces", **by)
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["items"]
    told: Traced = found
    return told


def moved(trace: Traced) -> list[tuple[str, str, str, str, int]]:
    return [
        (one["subject"], one["stage"], one["debit"], one["credit"], one["sum"]["amount"]) for one in trace["entries"]
    ]


async def test_a_rent_that_came_back_is_told_from_its_decision_to_what_waits(treasury: Treasury, ada: Caller) -> None:
    rent = treasury.payment("rent")
    await treasury.says(*[one.line() for one in treasury.payments()])
    await treasury.says(rent.line(rent.amount, return_code="AC04"))
    trace = await traced(ada, endToEndId=rent.end_to_end_id)
    (paid,) = trace["payments"]
    (decision,) = paid["decisions"]
    assert (decision["article"], decision["from"], decision["recordedBy"]) == ("56a", "2026-02-08", "anna")
    assert (paid["plan"]["version"], paid["plan"]["policy"]) == (1, "den-haag")
    assert (paid["run"]["month"], paid["run"]["proposedBy"], paid["run"]["approvedBy"]) == ("2026-03", "piet", "roos")
    assert (paid["state"], paid["sum"]["amount"], paid["executeOn"]) == ("returned", 620_00, "2026-02-27")
    assert [(one["outcome"], one["reasonCode"]) for one in paid["outcomes"]] == [
        ("executed", None),
        ("returned", "AC04"),
    ]
    assert moved(trace) == [
        ("rent/2026-03", "pending", "budget", "clearing", 620_00),
        ("rent/2026-03", "executed", "budget", "clearing", 620_00),
        ("rent/2026-03/corrected", "posted", "clearing", "budget", 620_00),
    ]
    assert [(one["direction"], one["outcome"], one["payments"]) for one in trace["bookings"]] == [
        ("debit", "executed", 1),
        ("credit", "returned", 1),
    ]
    assert (trace["cameBack"]["times"], trace["cameBack"]["cure"]) == (1, "another_account")
    assert (trace["waits"]["reason"], trace["waits"]["detail"]) == ("came_back", "AC04")


async def test_the_same_euro_is_found_by_its_identifier_its_booking_and_its_purpose(
    treasury: Treasury, ada: Caller
) -> None:
    rent = treasury.payment("rent")
    await treasury.says(*[one.line() for one in treasury.payments()])
    trace = await traced(ada, endToEndId=rent.end_to_end_id)
    (booking,) = trace["bookings"]
    assert await traced(ada, statementId=booking["statementId"], entry=booking["entry"]) == trace
    assert await traced(ada, householdId=trace["householdId"], purpose="rent", occasion="2026-03") == trace


async def test_each_attempt_is_told_with_its_run_and_its_file(treasury: Treasury, ada: Caller) -> None:
    rent = treasury.payment("rent")
    await treasury.says(*[one.line() for one in treasury.payments()])
    await treasury.says(rent.line(rent.amount, return_code="AM04"))
    await treasury.files_another()
    trace = await traced(ada, endToEndId=rent.end_to_end_id)
    assert [(one["run"]["kind"], one["state"]) for one in trace["payments"]] == [
        ("monthly", "returned"),
        ("supplementary", "submitted"),
    ]
    assert trace["waits"] is None
    assert moved(trace)[-1] == ("rent/2026-03#2", "pending", "budget", "clearing", 620_00)


async def test_the_block_of_a_payment_is_named_as_the_bank_names_it_and_a_batch_is_all_of_it(
    treasury: Treasury, ada: Caller
) -> None:
    (file,) = treasury.rows("select message_id from schedule.payment_file")
    days = sorted({one.execute_on for one in treasury.payments()})
    assert len(days) > 1
    for place, day in enumerate(days, start=1):
        block = [one for one in treasury.payments() if one.execute_on == day]
        name = f"{file['message_id']}-{place}"
        told = (await traced(ada, endToEndId=block[0].end_to_end_id))["payments"][0]["file"]
        assert told["paymentInformationId"] == name
        await treasury.says(batch(name, sum(one.amount for one in block), day))
    (said,) = treasury.rows("select statement_id, payments from schedule.bank_match order by payments desc limit 1")
    found: list[Traced] = []
    query: dict[str, Any] = {"statementId": said["statement_id"], "entry": 1, "limit": 1}
    for _ in range(said["payments"]):
        page = (await ada.get("/traces", **query)).json()
        found += page["items"]
        query["cursor"] = page["nextCursor"]
    assert page["nextCursor"] is None
    keys = {(one["householdId"], one["purpose"], one["occasion"]) for one in found}
    assert len(keys) == said["payments"]
    assert {one["bookings"][0]["payments"] for one in found} == {said["payments"]}


async def test_money_that_nobody_knows_is_a_booking_alone(treasury: Treasury, ada: Caller) -> None:
    await treasury.says(Line(322_00))
    (row,) = treasury.rows("select statement_id from schedule.bank_exception")
    trace = await traced(ada, statementId=row["statement_id"], entry=1)
    assert (trace["householdId"], trace["payments"], trace["entries"]) == (None, [], [])
    (booking,) = trace["bookings"]
    assert (booking["sum"]["amount"], booking["oddity"], booking["payments"]) == (322_00, "unknown_credit", 0)


async def test_an_odd_booking_leads_to_the_payment_that_it_names(treasury: Treasury, ada: Caller) -> None:
    rent = treasury.payment("rent")
    await treasury.says(rent.line(-1))
    (row,) = treasury.rows("select statement_id from schedule.bank_exception")
    trace = await traced(ada, statementId=row["statement_id"], entry=1, part=1)
    assert trace["payments"][0]["endToEndId"] == rent.end_to_end_id
    assert [(one["sum"]["amount"], one["oddity"]) for one in trace["bookings"]] == [(1, "amount_differs")]


async def test_income_is_traced_by_what_it_is_for(treasury: Treasury, ada: Caller) -> None:
    (row,) = treasury.rows("select household_id, amount from schedule.expected_income where subject = "
                           "'benefit/2026-03' order by household_id limit 1")  # fmt: skip
    trace = await traced(ada, householdId=row["household_id"], purpose="benefit", occasion="2026-03")
    assert (trace["expected"]["happening"], trace["expected"]["booked"]["amount"]) == ("benefit", row["amount"])
    assert moved(trace) == [("benefit/2026-03", "posted", "benefit", "budget", row["amount"])]


async def test_what_came_in_is_found_by_its_booking_and_told_with_it(pulled: Treasury, ada: Caller) -> None:
    (wanted,) = expected(pulled, "subject = 'benefit/2026-02' and reference = 'Z-1001'")
    line = Line(wanted["amount"], booked_on=wanted["expected_on"], text="Bijstand, zaak Z-1001", name="Gemeente")
    await pulled.says(line)
    (said,) = pulled.rows("select statement_id from schedule.bank_share")
    trace = await traced(ada, statementId=said["statement_id"], entry=1)
    assert (trace["householdId"], trace["purpose"], trace["occasion"]) == (
        str(wanted["household_id"]),
        "benefit",
        "2026-02",
    )
    assert [(one["rule"], one["outcome"]) for one in trace["bookings"]] == [("reference", "received")]
    assert moved(trace)[-1] == ("benefit/2026-02/received", "posted", "clearing", "arrived", wanted["amount"])


async def test_what_the_benefit_system_withheld_is_told_with_its_answer(
    desk: Desk, admin_url: str, ada: Caller
) -> None:
    run = await desk.filed()
    reference = reference_of(admin_url, "rent")
    await desk.answer(run, an_answer((reference, "withheld", "", "")))
    trace = await traced(ada, endToEndId=reference)
    (paid,) = trace["payments"]
    assert (paid["route"], paid["file"]) == ("benefit_system_withholds", None)
    told = paid["instruction"]
    assert (told["state"], told["withheld"]["amount"], told["answeredBy"]) == ("withheld", 620_00, "wim")
    assert moved(trace) == [
        ("rent/2026-03", "pending", "budget", "clearing", 620_00),
        ("rent/2026-03", "executed", "budget", "clearing", 620_00),
        ("rent/2026-03/withheld", "posted", "clearing", "benefit", 620_00),
    ]


async def test_living_money_is_told_with_its_reason_and_the_money_it_brought(
    treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, ada: Caller
) -> None:
    piet = a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")
    household = treasury.rows("select id from schedule.household order by id limit 1")[0]["id"]
    asked = await piet.post(f"/households/{household}/emergency-payments", FIFTY_GIVEN)
    await approved(a_caller(app, issuer, organisation, [Role.APPROVER], subject="roos"), asked.json())
    trace = await traced(ada, householdId=household, purpose="emergency_grant", occasion="2026-02-20")
    (paid,) = trace["payments"]
    assert (paid["emergency"]["reason"], paid["emergency"]["askedBy"]) == ("no_income_yet", "piet")
    assert moved(trace) == [
        ("emergency_grant/2026-02-20", "pending", "budget", "clearing", 50_00),
        ("emergency_grant/2026-02-20/in", "posted", "grants", "budget", 50_00),
    ]


async def test_a_decision_that_was_corrected_since_says_so(treasury: Treasury, ada: Caller) -> None:
    rent = treasury.payment("rent")
    household = UUID((await traced(ada, endToEndId=rent.end_to_end_id))["householdId"])
    longer = {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-07-31"}
    await treasury.office.correct(household, longer)
    (paid,) = (await traced(ada, endToEndId=rent.end_to_end_id))["payments"]
    assert [(one["until"], one["correctedSince"]) for one in paid["decisions"]] == [("2026-08-07", True)]


async def test_a_trace_names_nobody_and_no_account(treasury: Treasury, ada: Caller) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()])
    for one in treasury.payments():
        answer = (await ada.get("/traces", endToEndId=one.end_to_end_id)).text
        assert not [word for word in ("Testpersoon", "Vlinder", "Proefflat", "INGB", "ABNA", "RABO") if word in answer]


async def test_it_is_told_to_who_may_see_runs_and_statements_of_that_municipality(
    treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, anna: Caller, stranger: Caller
) -> None:
    await treasury.says(treasury.payment("rent").line(), Line(322_00))
    by = {"endToEndId": treasury.payment("rent").end_to_end_id}
    unknown = {"statementId": treasury.rows("select statement_id from schedule.bank_exception")[0]["statement_id"]}
    capelle = a_caller(app, issuer, organisation, [Role.AUDITOR], subject="cor", municipalities=[CAPELLE])
    elsewhere = a_caller(app, issuer, organisation, [Role.AUDITOR], subject="els", municipalities=["GM0637"])
    assert (await anna.get("/traces", **by)).status_code == 403
    assert (await capelle.get("/traces", **by)).status_code == 404
    assert (await stranger.get("/traces", **by)).status_code == 404
    assert (await stranger.get("/traces", **unknown, entry=2)).status_code == 404
    # the account is that of Capelle as well, so what nobody knows may be theirs
    assert (await capelle.get("/traces", **unknown, entry=2)).status_code == 200
    assert (await elsewhere.get("/traces", **unknown, entry=2)).status_code == 404


async def test_what_is_nowhere_is_not_found_and_what_is_named_by_halves_is_refused(
    treasury: Treasury, ada: Caller
) -> None:
    assert (await ada.get("/traces", endToEndId="202603NOSUCH")).status_code == 404
    household = treasury.rows("select id from schedule.household order by id limit 1")[0]["id"]
    nothing = await ada.get("/traces", householdId=household, purpose="rent", occasion="2031-01")
    assert nothing.json()["type"].endswith(":nothing-to-trace")
    for half in ({}, {"statementId": household}, {"householdId": household, "purpose": "rent"}):
        assert (await ada.get("/traces", **half)).status_code == 400


async def test_no_table_of_history_is_read_but_by_what_is_asked(
    treasury: Treasury, admin_url: str, organisation: UUID
) -> None:
    rent = treasury.payment("rent")
    await treasury.says(*[one.line() for one in treasury.payments()], Line(7_00), rent.line(-1))
    (said,) = treasury.rows("select statement_id from schedule.bank_booking limit 1")
    (whose,) = treasury.rows("select month, household_id, purpose, occasion from schedule.payment "
                             f"where end_to_end_id = '{rent.end_to_end_id}'")  # fmt: skip
    lived(admin_url, 1_000)
    for asked in (ByIdentifier(rent.end_to_end_id), ByBooking(said["statement_id"], 1, 1), ByPurpose(**whose)):
        values = given(asked, frozenset({"GM0518"}), None, 51)
        found = scans(admin_url, QUESTIONS[type(asked)], values, organisation)
        assert {"ledger_entry", "payment", "payment_outcome", "bank_booking", "fact"} <= {table for table, _ in found}
        entered_by = ("month", "run_id", "end_to_end_id", "statement_id", "household_id")
        assert [one for one in found if not any(name in one[1] for name in entered_by)] == []
