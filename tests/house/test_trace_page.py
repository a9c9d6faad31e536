"""A trace is read from top to bottom: what was decided, planned, run, filed, posted, shown, and what is left."""

import pytest

from house.command_line import main
from house.trace_page import trace_page
from services.schedule.schemas import Trace
from tests.schedule.books.a_trace import HOUSEHOLD, NOTHING_KNOWN, OWN_ID, RUN, STATEMENT, TRACE


def test_the_way_of_a_rent_that_came_back() -> None:
    assert list(trace_page(Trace.model_validate(TRACE))) == [
        f"rent 2026-03 of household {HOUSEHOLD} (GM0518)",
        "",
        f"Payment {OWN_ID}: €620.00, due 2026-03-01, returned",
        "  decided     56a from 2026-02-08 until 2026-08-07 (56a/2026-02-08); fact"
        " 019c7a47-0280-7e99-814f-9dcfa8891111, recorded by anna on 2026-02-20 09:00",
        "  planned     version 1 of 2026-02-20 09:00, from 14 facts, by den-haag 729d8948cbd7f117, norms"
        " 2e23b72fc5213410",
        f"  run         2026-03 monthly 1 ({RUN}): proposed by piet on 2026-02-20 09:00, approved by roos on"
        " 2026-02-20 09:00, filed on 2026-02-20 09:00",
        "  filed in    2026-03-monthly-1-GM0518-1.xml, message AGOHURYCQB7JTAKPTXXDTMPTPA-1",
        "              block AGOHURYCQB7JTAKPTXXDTMPTPA-1-2, to be executed on 2026-02-27",
        f"  bank        2026-02-27 executed, statement {STATEMENT}, entry 6.1",
        f"  bank        2026-03-02 returned (AC04), statement {STATEMENT}, entry 9.1",
        "  payee       2026-02-28 not booked (reference unknown), by word of the supplier; noted by anna",
        "",
        "Posted in the book of the household",
        "  2026-02-20  pending   budget → clearing          €620.00  rent/2026-03",
        "  2026-03-02  posted    clearing → budget          €620.00  rent/2026-03/corrected  corrects rent/2026-03",
        "",
        "Shown by the bank",
        "  2026-02-27  -     €620.00  statement 2026-1, entry 6.1: executed, known by its end to end id",
        "",
        "It came back 1 time(s), last on 2026-03-02 (AC04): it needs another account.",
        "It waits since 2026-03-02: came back (AC04), €620.00.",
    ]


def test_what_was_booked_otherwise_says_how() -> None:
    (payment,) = TRACE["payments"]
    (answer,) = payment["allocations"]
    otherwise = answer | {
        "word": "booked_otherwise",
        "bookedOn": "2026-02-28",
        "sum": {"amount": 600_00, "currency": "EUR"},
        "onAnotherContract": True,
        "reason": None,
    }
    told = TRACE | {"payments": [payment | {"allocations": [otherwise]}]}
    assert (
        "  payee       2026-02-28 booked otherwise on 2026-02-28 as €600.00 on another contract, by word of the"
        " supplier; noted by anna"
    ) in list(trace_page(Trace.model_validate(told)))


def test_a_booking_that_nobody_knows_says_by_when_somebody_looks() -> None:
    assert list(trace_page(Trace.model_validate(NOTHING_KNOWN))) == [
        "This booking says nothing of money of ours.",
        "",
        "Shown by the bank",
        "  2026-02-27  +     €322.00  statement 2026-1, entry 6.1: exception: unknown credit, to be looked at by"
        " 2026-03-03",
    ]


def test_a_payment_that_no_decision_covers_says_so_loudly() -> None:
    (payment,) = TRACE["payments"]
    uncovered = Trace.model_validate({**TRACE, "payments": [{**payment, "decisions": []}]})
    assert "  decided     NO DECISION covers its day" in list(trace_page(uncovered))


def test_what_was_wrongly_told_of_a_payment_says_that_it_was_taken_back() -> None:
    (payment,) = TRACE["payments"]
    outcomes = [payment["outcomes"][0], {**payment["outcomes"][0], "toldOn": "2026-03-04", "takesBack": True}]
    told = Trace.model_validate({**TRACE, "payments": [{**payment, "outcomes": outcomes}]})
    assert f"  bank        2026-03-04 taken back: executed, statement {STATEMENT}, entry 6.1" in list(trace_page(told))


def test_asking_needs_a_token(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ONTZORG_TOKEN", raising=False)
    assert main(["trace", OWN_ID]) == 1
    assert "ONTZORG_TOKEN: is not set" in capsys.readouterr().err
