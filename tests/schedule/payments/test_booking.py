"""What freezing books for a household."""

from datetime import date
from uuid import UUID

from services.events import HoldReason
from services.months import parse_month
from services.schedule.ledger.entry import Entry, Movement, Stage
from services.schedule.payments.booking import Booking, Occasion, Standing, ToPay, ToRecognise, book
from services.schedule.wanted.income import Happening
from services.schedule.wanted.payments import PaymentKey

HOUSEHOLD = UUID("019ca6b1-0000-7000-8000-000000000001")
TODAY = date(2026, 2, 25)
MARCH = parse_month("2026-03")
AT = Occasion(TODAY, MARCH, "2026-03:monthly:1")


def pay(purpose: str, amount: int, rank: int = 0) -> ToPay:
    occasion = "2026-03-01" if purpose == "leefgeld" else "2026-03"
    return ToPay(PaymentKey(MARCH, purpose, occasion), amount, (date(2026, 2, 27), rank))


def income(amount: int, booked: int = 0, bookings: int = 0) -> ToRecognise:
    return ToRecognise(MARCH - 1, "benefit/2026-02", Happening.BENEFIT, amount, booked, bookings)


def booked(standing: Standing, recognise: list[ToRecognise], *payments: ToPay) -> Booking:
    return book(HOUSEHOLD, standing, recognise, payments, AT)


def told(booking: Booking) -> list[tuple[str, Movement, int, Stage]]:
    return [(entry.subject, entry.movement, entry.amount, entry.stage) for entry in booking.entries]


def test_leefgeld_is_set_aside_first_and_costs_are_spoken_for() -> None:
    booking = booked(Standing(0, 0, 0), [income(100000)], pay("rent", 60000, 200), pay("leefgeld", 40000))
    assert told(booking) == [
        ("benefit/2026-02", Movement.BENEFIT_COMES_IN, 100000, Stage.POSTED),
        ("leefgeld/2026-03-01/aside", Movement.LEEFGELD_IS_SET_ASIDE, 40000, Stage.POSTED),
        ("leefgeld/2026-03-01", Movement.LEEFGELD_IS_PAID, 40000, Stage.PENDING),
        ("rent/2026-03", Movement.BUDGET_PAYS, 60000, Stage.PENDING),
    ]
    assert booking.held == {}


def test_a_minus_is_drawn_from_the_minstand() -> None:
    booking = booked(Standing(0, 0, 50000), [income(80000)], pay("rent", 60000, 200), pay("leefgeld", 40000))
    assert told(booking)[-1] == ("minstand/2026-03:monthly:1", Movement.MINSTAND_IS_DRAWN, 20000, Stage.POSTED)


def test_what_is_over_goes_back_into_the_minstand_and_no_more() -> None:
    booking = booked(Standing(0, 30000, 50000), [income(100000)], pay("rent", 60000))
    assert told(booking)[-1] == ("minstand/2026-03:monthly:1/back", Movement.MINSTAND_IS_REPAID, 30000, Stage.POSTED)


def test_what_the_minstand_cannot_carry_is_held_and_leefgeld_is_not() -> None:
    booking = booked(
        Standing(0, 0, 10000), [income(40000)], pay("rent", 60000, 1), pay("energy", 10000, 2), pay("leefgeld", 40000)
    )
    assert booking.held == {PaymentKey(MARCH, "rent", "2026-03"): HoldReason.MONEY_SHORT}
    assert [subject for subject, *_ in told(booking)] == [
        "benefit/2026-02",
        "leefgeld/2026-03-01/aside",
        "leefgeld/2026-03-01",
        "energy/2026-03",
        "minstand/2026-03:monthly:1",
    ]


def test_an_amount_that_changed_is_taken_back_and_booked_anew() -> None:
    booking = booked(Standing(100000, 0, 0), [income(90000, booked=100000, bookings=1)])
    assert told(booking) == [
        ("benefit/2026-02/corrected", Movement.BENEFIT_COMES_IN, 100000, Stage.POSTED),
        ("benefit/2026-02/2", Movement.BENEFIT_COMES_IN, 90000, Stage.POSTED),
    ]
    assert booking.entries[0].corrects == "benefit/2026-02"


def test_a_correction_of_money_that_was_spent_is_carried_by_the_minstand() -> None:
    booking = booked(Standing(0, 0, 10000), [income(90000, booked=100000, bookings=1)])
    assert told(booking)[-1] == ("minstand/2026-03:monthly:1", Movement.MINSTAND_IS_DRAWN, 10000, Stage.POSTED)


def test_money_that_does_not_come_after_all_is_taken_back() -> None:
    booking = booked(Standing(100000, 0, 0), [income(0, booked=100000, bookings=1)])
    assert [(entry.subject, entry.corrects) for entry in booking.entries] == [
        ("benefit/2026-02/corrected", "benefit/2026-02")
    ]


def test_a_repayment_leaves_the_budget() -> None:
    repaid = ToRecognise(MARCH - 1, "repayment/2026-02", Happening.REPAYMENT, 20000, 0, 0)
    booking = booked(Standing(0, 0, 0), [income(100000), repaid], pay("rent", 90000))
    assert booking.held == {PaymentKey(MARCH, "rent", "2026-03"): HoldReason.MONEY_SHORT}


def test_leefgeld_that_nobody_approved_the_means_for_waits_whole_and_the_earlier_one_is_paid() -> None:
    weeks = [
        ToPay(PaymentKey(MARCH, "leefgeld", f"2026-03-{day:02}"), 10000, (date(2026, 3, day), 1)) for day in (6, 13, 20)
    ]
    booking = booked(Standing(25000, 0, 0), [], *reversed(weeks))
    assert booking.held == {weeks[2].key: HoldReason.LIMIT}
    assert [subject for subject, *_ in told(booking)][1::2] == ["leefgeld/2026-03-06", "leefgeld/2026-03-13"]


def test_everything_booked_is_of_that_household_and_that_day() -> None:
    booking = booked(Standing(0, 0, 50000), [income(80000)], pay("rent", 60000), pay("leefgeld", 40000))
    assert {(entry.book_id, entry.booked_on) for entry in booking.entries} == {(HOUSEHOLD, TODAY)}
    assert all(isinstance(entry, Entry) for entry in booking.entries)


def test_a_settlement_is_paid_from_what_there_is_and_never_from_the_minstand() -> None:
    settlement = ToPay(PaymentKey(0, "settlement", "2026-03-31"), 30000, (date(2026, 4, 1), 600))
    assert booked(Standing(30000, 0, 50000), [], settlement).held == {}
    assert booked(Standing(29999, 0, 50000), [], settlement).held == {settlement.key: HoldReason.MONEY_SHORT}
