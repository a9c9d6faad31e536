"""Every cost that the client pays under watch is asked after; what nobody asked, or is not paid, is an alarm."""

from datetime import date
from uuid import UUID

import psycopg
import pytest

from services.machine import CannotHappen
from services.mandate_events import Payer
from services.mandates.arrangements import payer_service
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.looking import look_again
from services.mandates.watching import service
from services.mandates.watching.watched_month import Knower, PaymentWord, Told
from tests.mandates.alarms.households import closed, otherwise, standing
from tests.mandates.arrangements.builders import APRIL, MARCH, MAY, rows, told
from tests.mandates.arrangements.conftest import Works
from tests.mandates.rows import everything
from tests.mandates.watching.conftest import Morning

MONTHS = "select cost, month, due_on, amount, answer_by, state, told_by from watched_month order by month"
STEPS = "select sequence, before, event, state, cause, origin, by from transition where machine = 'watched_month'"
APRILS = ("energy", APRIL, date(2026, 4, 15), 12000, date(2026, 4, 22))
PAID = Told(PaymentWord.PAID, Knower.SUPPLIER)
NOT_PAID = Told(PaymentWord.NOT_PAID, Knower.CASE_MANAGER, note="de klant was op reis")


async def answered(works: Works, admin_url: str, said: Told, month: int = APRIL) -> None:
    ((watched_month,),) = rows(admin_url, "select id from watched_month where month = %s", month)
    async with works() as (session, hand):
        await service.answer(session, hand, watched_month, said)
        await look_again(session, hand)


async def test_a_month_is_asked_after_from_its_due_day_on_and_only_where_he_is_watched(
    watched: UUID, morning: Morning, admin_url: str
) -> None:
    await morning(date(2026, 4, 14))
    assert rows(admin_url, MONTHS) == []
    await morning(date(2026, 4, 15))
    assert rows(admin_url, MONTHS) == [(*APRILS, "to_ask", None)]
    await morning(date(2026, 4, 16))
    assert len(rows(admin_url, MONTHS)) == 1, "the next day changes nothing"
    assert rows(admin_url, STEPS) == [
        (1, None, "watch", "to_ask", "fell_due", "system", "service:mandates"),
    ]


async def test_who_looks_after_weeks_asks_after_every_month_between(
    watched: UUID, morning: Morning, admin_url: str
) -> None:
    await morning(date(2026, 6, 1))
    assert [(one[1], one[4]) for one in rows(admin_url, MONTHS)] == [
        (APRIL, date(2026, 4, 22)),
        (MAY, date(2026, 5, 22)),
    ]


async def test_an_answer_is_a_row_of_history_and_an_announcement_in_one(
    watched: UUID, morning: Morning, works: Works, admin_url: str
) -> None:
    await morning(date(2026, 4, 15))
    await answered(works, admin_url, NOT_PAID)
    assert rows(admin_url, MONTHS) == [(*APRILS, "not_paid", "case_manager")]
    assert rows(admin_url, STEPS)[1] == (
        2, "to_ask", "not_pay", "not_paid", "told_by_case_manager", "organisation", "anna",
    )  # fmt: skip
    news = told(admin_url, "watched-month.changed")
    assert [(one["happened"], one["state"], one["month"]) for one in news] == [
        ("watch", "to_ask", "2026-04"),
        ("not_pay", "not_paid", "2026-04"),
    ]
    assert not [row for row in rows(admin_url, "select note_sealed from transition") if row[0] and b"reis" in row[0]]


async def test_what_nobody_asked_in_five_bank_days_is_an_alarm_until_somebody_did(
    watched: UUID, morning: Morning, works: Works, admin_url: str
) -> None:
    await morning(date(2026, 4, 22))
    assert standing(admin_url) == []
    await morning(date(2026, 4, 23))
    assert standing(admin_url) == [
        ("watched_not_answered", "energy", APRIL, "open", "2026-04-24", "2026-04-15", None)
    ]  # fmt: skip
    await answered(works, admin_url, PAID)
    assert standing(admin_url) == []
    assert closed(admin_url) == [("watched_not_answered", "energy", "watched_month.pay")]


async def test_a_month_that_was_not_paid_is_an_alarm_at_once_and_until_it_is(
    watched: UUID, morning: Morning, works: Works, admin_url: str
) -> None:
    await morning(date(2026, 4, 16))
    await answered(works, admin_url, NOT_PAID)
    alarm = ("watched_not_paid", "energy", APRIL, "open", "2026-04-17", "2026-04-15", None)
    assert standing(admin_url) == [alarm]
    await morning(date(2026, 4, 17))
    assert [one[:4] for one in standing(admin_url)] == [("watched_not_paid", "energy", APRIL, "escalated")]
    await answered(works, admin_url, Told(PaymentWord.PAID_LATE, Knower.CLIENT, bytes(32)))
    assert standing(admin_url) == []
    assert closed(admin_url) == [("watched_not_paid", "energy", "watched_month.pay_late")]


async def test_taking_that_month_over_again_cures_it_and_a_later_one_does_not(
    watched: UUID, morning: Morning, works: Works, admin_url: str
) -> None:
    await morning(date(2026, 4, 16))
    await answered(works, admin_url, NOT_PAID)
    await morning(date(2026, 4, 17))
    for month, stands in ((MAY, 1), (APRIL, 0)):
        otherwise(admin_url, "update cost_month set paid_by_us = true where cost = 'energy' and month >= %s", month)
        async with works("bram") as (session, hand):
            wish = PayerWish("energy", Payer.WE_PUSH, month, "wij betalen weer")
            await payer_service.decide_payer(session, hand, watched, wish)
            await look_again(session, hand)
        found = [one for one in standing(admin_url) if one[0] == "watched_not_paid"]
        assert len(found) == stands, f"from month {month}"
    assert closed(admin_url) == [("watched_not_paid", "energy", "payer_of_record.decision")]


async def test_what_is_watched_no_more_is_not_asked_after_and_again_if_it_is(
    watched: UUID, morning: Morning, works: Works, admin_url: str
) -> None:
    await morning(date(2026, 4, 15))
    for payer, state in ((Payer.CLIENT_PAYS, "withdrawn"), (Payer.CLIENT_PAYS_WATCHED, "to_ask")):
        async with works("bram") as (session, hand):
            wish = PayerWish("energy", payer, APRIL, "anders besloten")
            await payer_service.decide_payer(session, hand, watched, wish)
        await morning(date(2026, 4, 16 if state == "withdrawn" else 17))
        assert rows(admin_url, MONTHS) == [(*APRILS, state, None)]


async def test_a_month_that_was_due_more_than_a_year_ago_is_a_debt_and_not_asked_after(
    watched: UUID, morning: Morning, admin_url: str
) -> None:
    await morning(date(2027, 5, 1))
    assert [one[1] for one in rows(admin_url, MONTHS)] == [MAY, MAY + 1, MAY + 2]


async def test_the_same_answer_twice_is_refused_and_changes_nothing(
    watched: UUID, morning: Morning, works: Works, admin_url: str
) -> None:
    await morning(date(2026, 4, 15))
    await answered(works, admin_url, PAID)
    before = everything(admin_url)
    with pytest.raises(CannotHappen, match="a watched month that is paid cannot pay"):
        await answered(works, admin_url, PAID)
    assert everything(admin_url) == before


def test_the_database_keeps_no_answer_of_nobody(watched: UUID, admin_url: str) -> None:
    made = (
        "insert into watched_month select organisation_id, household_id, 'rent', %s, household_id, '2026-03-01', 1,"
        " '2026-03-08', 'paid', 1 from payer_of_record limit 1"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="answered_by_somebody"):
        otherwise(admin_url, made, MARCH)
