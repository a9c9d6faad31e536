"""What the demo says of the registry: its alarms and their ends, what it held, and months that nobody saw."""

from collections import Counter
from datetime import date
from uuid import UUID

from house.demo.outcome import Fate
from house.demo.registry_outcome import CostMonth, SeenAlarm, registry_outcome, unseen
from services.mandate_events import AlarmKind, Payer
from services.months import parse_month
from services.schedule.wanted.payments import PaymentKey

HOUSEHOLD, OTHER = UUID(int=1), UUID(int=2)
MARCH = parse_month("2026-03")
DUE = date(2026, 3, 15)


def an_alarm(kind: str = "no_payer", closed: str | None = None, by: str | None = None, late: bool = False) -> SeenAlarm:
    closed_on = date.fromisoformat(closed) if closed else None
    return SeenAlarm(HOUSEHOLD, AlarmKind(kind), "energy", MARCH, DUE, closed_on, by, late)


def a_month(payer: Payer | None, *, ours: bool, drawn: bool = False) -> CostMonth:
    return CostMonth(HOUSEHOLD, "energy", MARCH, DUE, ours, payer, drawn)


def a_fate(held: str | None, month: str = "2026-03") -> Fate:
    return Fate(PaymentKey(parse_month(month), "energy", month), 11000, DUE, DUE, held)


def test_an_alarm_is_over_in_time_only_before_the_day_on_which_it_would_have_hurt() -> None:
    alarms = [
        an_alarm(closed="2026-03-14", by="handshake.confirm"),
        an_alarm(closed="2026-03-15", by="handshake.confirm", late=True),
        an_alarm(late=True),
        an_alarm("papers_missing", "2026-03-02", "paper.deliver"),
    ]

    found = registry_outcome("den-haag", alarms, {}, [], 0)

    assert (found.raised, found.in_time, found.too_late, found.open, found.reached_supervisor) == (4, 2, 1, 1, 2)
    assert found.by == Counter({"handshake.confirm": 1, "paper.deliver": 1})
    assert found.alarms[AlarmKind.NO_PAYER].raised == 3
    assert found.alarms[AlarmKind.PAPERS_MISSING].in_time == 1


def test_what_the_registry_held_is_told_by_its_own_reasons_and_with_what_was_paid_later() -> None:
    fates = {
        HOUSEHOLD: [a_fate("not_taken_over"), a_fate("papers_missing"), a_fate(None)],
        OTHER: [a_fate("not_taken_over"), a_fate("money_short")],
    }

    found = registry_outcome("den-haag", [], fates, [], 0)

    assert found.held == Counter({"not_taken_over": 2, "papers_missing": 1})
    assert found.paid_later == Counter({"not_taken_over": 1, "papers_missing": 1})


def test_an_open_alarm_holds_what_still_waits_for_its_cost_and_each_payment_once() -> None:
    fates = {HOUSEHOLD: [a_fate("not_taken_over"), a_fate("not_ours_to_pay"), a_fate("limit", "2026-04")]}

    is_open = registry_outcome("den-haag", [an_alarm(), an_alarm("supplier_silent")], fates, [], 0)
    is_over = registry_outcome("den-haag", [an_alarm(closed="2026-03-02", by="handshake.confirm")], fates, [], 0)
    is_paid = registry_outcome("den-haag", [an_alarm()], {HOUSEHOLD: [*fates[HOUSEHOLD], a_fate(None)]}, [], 0)

    assert (is_open.holds, is_over.holds, is_paid.holds) == ((2, 22000), (0, 0), (1, 11000))


def test_cost_months_are_counted_by_their_payer_and_not_where_nobody_asked_for_one() -> None:
    due = [
        a_month(Payer.WE_PUSH, ours=True),
        a_month(Payer.CLIENT_PAYS, ours=False),
        a_month(None, ours=True),
        a_month(None, ours=False),
    ]

    assert registry_outcome("den-haag", [], {}, due, 0).payers == {"we_push": 1, "client_pays": 1, "nobody": 1}


def test_two_payers_or_none_that_no_alarm_of_that_month_told_of_are_found() -> None:
    nobody, both = a_month(Payer.CLIENT_PAYS, ours=True), a_month(Payer.WE_PUSH, ours=True, drawn=True)
    stale, sound = a_month(Payer.WE_PUSH, ours=False), a_month(Payer.WE_PUSH, ours=True)

    assert unseen([nobody, both, stale, sound], []) == [nobody, both, stale]
    assert unseen([nobody], [an_alarm("papers_missing")]) == [nobody]
    assert unseen([nobody], [an_alarm()._replace(month=MARCH - 1)]) == [nobody]
    assert unseen([nobody, both, stale], [an_alarm()]) == []
