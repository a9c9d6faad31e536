"""Record and reality side by side: each way in which the pilots paid twice or not at all is named before it hurts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.mandate_events import AlarmKind, HandshakeDirection, HandshakeState, Payer
from services.mandates.arrangements.handshake import Answer
from services.mandates.arrangements.mismatch import (
    Collection,
    Mismatch,
    PlannedMonth,
    SupplierWord,
    Why,
    mismatches,
)
from services.mandates.arrangements.payer import Cause, PayerChange, PayerEntry, payers_in
from services.months import Month, day_in
from tests.mandates.arrangements.builders import APRIL, FEBRUARY, JULY, JUNE, MARCH, MAY

HOME, SUPPLIER, FORMER = UUID(int=1), UUID(int=2), UUID(int=3)
CLIENTS = Collection(HOME, "energy", SUPPLIER, False, True, date(2026, 1, 1), None)
OURS = CLIENTS._replace(on_our_account=True)
TWO, NONE = AlarmKind.TWO_PAYERS, AlarmKind.NO_PAYER

Found = list[tuple[Month, AlarmKind, Why]]


def planned(first: Month = MARCH, last: Month = JUNE, *, by_us: bool = True) -> list[PlannedMonth]:
    """The energy of these months, due on the fifteenth."""
    return [PlannedMonth(HOME, "energy", month, day_in(month, 15), by_us) for month in range(first, last + 1)]


def word(
    direction: HandshakeDirection,
    asked: Month,
    answered: Month | None,
    *,
    state: HandshakeState = HandshakeState.CONFIRMED,
    day: int = 10,
    supplier: UUID = SUPPLIER,
) -> SupplierWord:
    """What the supplier said in January: which month it named, or none for a refusal."""
    answer = Answer.REFUSED if answered is None else Answer.CONFIRMED
    at = datetime(2026, 1, day, 9, tzinfo=UTC)
    return SupplierWord(HOME, "energy", supplier, direction, asked, state, answer, answered, at)


TAKING_OVER, HANDING_BACK = HandshakeDirection.TAKING_OVER, HandshakeDirection.HANDING_BACK


def found(
    payers: Sequence[tuple[Month, Payer]],
    plan: Sequence[PlannedMonth],
    collections: Sequence[Collection] = (),
    words: Sequence[SupplierWord] = (),
) -> Found:
    """What is named when these are the payers of record."""
    at = datetime(2026, 1, 5, tzinfo=UTC)
    entries = [
        PayerEntry(HOME, "energy", number, UUID(int=9), SUPPLIER, PayerChange(payer, month, Cause.DECISION), at, "anna")
        for number, (month, payer) in enumerate(payers, start=1)
    ]
    named = mismatches(plan, payers_in(entries, FEBRUARY, JULY), collections, words)
    assert all((one.household_id, one.cost) == (HOME, "energy") for one in named)
    return [(one.month, one.kind, one.why) for one in named]


@pytest.mark.parametrize("payer", [Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS])
def test_the_premium_that_would_be_paid_twice(payer: Payer) -> None:
    assert found([(FEBRUARY, payer)], planned(MARCH, APRIL), [CLIENTS]) == [
        (MARCH, TWO, Why.CLIENT_IS_COLLECTED),
        (APRIL, TWO, Why.CLIENT_IS_COLLECTED),
    ]


def test_a_mandate_that_ends_or_begins_collects_on_the_due_days_between() -> None:
    mandate = CLIENTS._replace(valid_from=date(2026, 4, 15), valid_until=date(2026, 5, 15))
    assert [month for month, _, _ in found([(FEBRUARY, Payer.WE_PUSH)], planned(), [mandate])] == [APRIL, MAY]


def test_a_mandate_that_is_not_in_force_collects_nothing() -> None:
    assert found([(FEBRUARY, Payer.WE_PUSH)], planned(), [CLIENTS._replace(in_force=False)]) == []


def test_a_former_supplier_that_goes_on_collecting_is_one_payer_too_many() -> None:
    former = CLIENTS._replace(supplier_id=FORMER)
    assert found([(FEBRUARY, Payer.WE_PUSH)], planned(MARCH, MARCH), [former]) == [
        (MARCH, TWO, Why.CLIENT_IS_COLLECTED)
    ]


def test_a_direct_debit_that_its_supplier_put_on_hold_collects_nothing_from_the_month_that_was_named() -> None:
    later = word(TAKING_OVER, MARCH, APRIL)
    assert found([(FEBRUARY, Payer.WE_PUSH)], planned(MARCH, MAY), [CLIENTS], [later]) == [
        (MARCH, TWO, Why.CLIENT_IS_COLLECTED)
    ]


def test_a_supplier_puts_no_direct_debit_of_another_on_hold() -> None:
    suspended = word(TAKING_OVER, MARCH, MARCH)
    former = CLIENTS._replace(supplier_id=FORMER)
    assert found([(FEBRUARY, Payer.WE_PUSH)], planned(MARCH, MARCH), [former], [suspended]) == [
        (MARCH, TWO, Why.CLIENT_IS_COLLECTED)
    ]


def test_a_direct_debit_that_was_put_on_hold_and_is_resumed_while_we_pay() -> None:
    words = [word(TAKING_OVER, MARCH, MARCH, day=6), word(HANDING_BACK, JUNE, MAY, day=20)]
    payers = [(FEBRUARY, Payer.WE_PUSH), (JUNE, Payer.CLIENT_PAYS_WATCHED)]
    plan = [*planned(MARCH, MAY), *planned(JUNE, JUNE, by_us=False)]
    assert found(payers, plan, [CLIENTS], words) == [(MAY, TWO, Why.CLIENT_IS_COLLECTED)]


def test_a_supplier_that_draws_from_our_account_beside_our_payment_or_the_clients() -> None:
    for payer, by_us in [(Payer.WE_PUSH, True), (Payer.CLIENT_PAYS, False)]:
        plan = planned(MARCH, MARCH, by_us=by_us)
        assert found([(FEBRUARY, payer)], plan, [OURS]) == [(MARCH, TWO, Why.WE_ARE_COLLECTED)]


def test_a_supplier_that_may_draw_from_both_accounts() -> None:
    plan = planned(MARCH, MARCH)
    assert found([(FEBRUARY, Payer.SUPPLIER_PULLS)], plan, [OURS]) == []
    assert found([(FEBRUARY, Payer.SUPPLIER_PULLS)], plan, [OURS, CLIENTS]) == [(MARCH, TWO, Why.CLIENT_IS_COLLECTED)]


def test_a_late_word_that_names_a_later_month_than_was_decided() -> None:
    late = word(TAKING_OVER, MARCH, MAY)
    assert found([(FEBRUARY, Payer.CLIENT_PAYS), (MARCH, Payer.WE_PUSH)], planned(), [], [late]) == [
        (MARCH, TWO, Why.SUPPLIER_GOES_ON),
        (APRIL, TWO, Why.SUPPLIER_GOES_ON),
    ]


@pytest.mark.parametrize("state", [HandshakeState.REFUSED, HandshakeState.DECIDED])
def test_a_refusal_beside_a_decision_to_pay(state: HandshakeState) -> None:
    refusal = word(TAKING_OVER, MARCH, None, state=state)
    assert found([(FEBRUARY, Payer.CLIENT_PAYS), (APRIL, Payer.WE_PUSH)], planned(APRIL, APRIL), [], [refusal]) == [
        (APRIL, TWO, Why.SUPPLIER_GOES_ON)
    ]


def test_the_energy_bill_that_nobody_would_pay() -> None:
    suspended = word(TAKING_OVER, MARCH, MARCH)
    payers = [(FEBRUARY, Payer.WE_PUSH), (MAY, Payer.CLIENT_PAYS)]
    assert found(payers, planned(by_us=False), [], [suspended])[2:] == [
        (MAY, NONE, Why.SUPPLIER_STOPPED),
        (JUNE, NONE, Why.SUPPLIER_STOPPED),
    ]


def test_a_supplier_that_collects_again_later_than_we_stop() -> None:
    words = [word(TAKING_OVER, FEBRUARY, FEBRUARY, day=6), word(HANDING_BACK, APRIL, JUNE, day=20)]
    payers = [(FEBRUARY, Payer.WE_PUSH), (APRIL, Payer.CLIENT_PAYS_WATCHED)]
    assert found(payers, planned(APRIL, JUNE, by_us=False), [], words) == [
        (APRIL, NONE, Why.SUPPLIER_STOPPED),
        (MAY, NONE, Why.SUPPLIER_STOPPED),
    ]


def test_a_supplier_that_will_not_collect_again() -> None:
    words = [word(TAKING_OVER, FEBRUARY, FEBRUARY, day=6), word(HANDING_BACK, APRIL, None, day=20)]
    plan = planned(APRIL, APRIL, by_us=False)
    assert found([(FEBRUARY, Payer.WE_PUSH)], plan, [], words) == [(APRIL, NONE, Why.PLAN_PAYS_NO_MORE)]
    assert found([(FEBRUARY, Payer.CLIENT_PAYS)], plan, [], words) == [(APRIL, NONE, Why.SUPPLIER_STOPPED)]


def test_the_months_between_the_one_asked_for_and_the_one_that_was_named() -> None:
    later = word(TAKING_OVER, MARCH, MAY)
    payers = [(FEBRUARY, Payer.CLIENT_PAYS), (MAY, Payer.WE_PUSH)]
    assert found(payers, planned(), [], [later]) == [
        (MARCH, NONE, Why.PLAN_COUNTS_ON_US),
        (APRIL, NONE, Why.PLAN_COUNTS_ON_US),
    ]


def test_a_supplier_that_stops_before_we_begin() -> None:
    earlier = word(TAKING_OVER, MAY, APRIL)
    payers = [(FEBRUARY, Payer.CLIENT_PAYS), (MAY, Payer.WE_PUSH)]
    assert found(payers, planned(APRIL, MAY, by_us=False), [], [earlier])[0] == (APRIL, NONE, Why.SUPPLIER_STOPPED)


def test_a_pulling_supplier_whose_mandate_draws_nothing() -> None:
    plan = planned(MARCH, MARCH)
    elsewhere = OURS._replace(supplier_id=FORMER)
    for collections in ([], [OURS._replace(in_force=False)], [elsewhere]):
        assert found([(FEBRUARY, Payer.SUPPLIER_PULLS)], plan, collections) == [
            (MARCH, NONE, Why.MANDATE_DOES_NOT_COLLECT)
        ]


def test_a_plan_that_pays_no_more_while_the_record_says_us() -> None:
    assert found([(FEBRUARY, Payer.WE_PUSH)], planned(MAY, MAY, by_us=False)) == [(MAY, NONE, Why.PLAN_PAYS_NO_MORE)]


@pytest.mark.parametrize(
    ("direction", "payer", "by_us"),
    [(TAKING_OVER, Payer.CLIENT_PAYS, True), (HANDING_BACK, Payer.WE_PUSH, False)],
)
def test_what_an_answer_in_time_would_mend_waits_for_it_and_no_longer(
    direction: HandshakeDirection, payer: Payer, by_us: bool
) -> None:
    asked = SupplierWord(HOME, "energy", SUPPLIER, direction, APRIL, HandshakeState.ASKED)
    plan = planned(MARCH, MAY, by_us=by_us)
    assert [month for month, _, _ in found([(FEBRUARY, payer)], plan, [], [asked])] == [MARCH]
    overdue = asked._replace(state=HandshakeState.OVERDUE)
    assert [month for month, _, _ in found([(FEBRUARY, payer)], plan, [], [overdue])] == [MARCH, APRIL, MAY]


def test_an_answer_that_may_come_on_the_due_day_is_not_waited_for() -> None:
    asked = SupplierWord(HOME, "energy", SUPPLIER, HANDING_BACK, MARCH, HandshakeState.ASKED)
    for day, named in [(14, []), (15, [(MARCH, NONE, Why.PLAN_PAYS_NO_MORE)])]:
        words = [asked._replace(deadline=day_in(MARCH, day))]
        assert found([(FEBRUARY, Payer.WE_PUSH)], planned(MARCH, MARCH, by_us=False), [], words) == named


def test_a_cost_that_the_plan_pays_and_nobody_arranged() -> None:
    assert found([], planned(MARCH, MARCH)) == [(MARCH, NONE, Why.NOT_ARRANGED)]
    assert found([], planned(MARCH, MARCH, by_us=False)) == []


def test_what_agrees_is_not_named() -> None:
    words = [word(TAKING_OVER, MARCH, MARCH, day=6), word(HANDING_BACK, JUNE, JUNE, day=20)]
    payers = [(FEBRUARY, Payer.CLIENT_PAYS), (MARCH, Payer.WE_PUSH), (JUNE, Payer.CLIENT_PAYS_WATCHED)]
    plan = [*planned(FEBRUARY, FEBRUARY, by_us=False), *planned(MARCH, MAY), *planned(JUNE, JULY, by_us=False)]
    assert found(payers, plan, [CLIENTS._replace(valid_until=date(2026, 2, 28))], words) == []


def test_the_newest_word_counts_and_another_suppliers_does_not() -> None:
    words = [word(TAKING_OVER, MARCH, None, day=6), word(TAKING_OVER, MARCH, MARCH, day=7)]
    anothers = word(TAKING_OVER, MARCH, None, day=9, supplier=FORMER)
    assert found([(FEBRUARY, Payer.WE_PUSH)], planned(), [], [words[1], words[0], anothers]) == []


def test_a_cost_month_is_named_once_and_two_payers_before_none() -> None:
    plan = planned(MARCH, MARCH, by_us=False)
    assert found([(FEBRUARY, Payer.WE_PUSH)], plan, [CLIENTS, OURS]) == [(MARCH, TWO, Why.CLIENT_IS_COLLECTED)]


def test_households_and_costs_are_kept_apart() -> None:
    plan = [one._replace(cost=cost) for cost in ("energy", "water") for one in planned(MARCH, MARCH)]
    assert mismatches(plan, [], [CLIENTS], []) == [
        Mismatch(HOME, cost, MARCH, NONE, Why.NOT_ARRANGED) for cost in ("energy", "water")
    ]
