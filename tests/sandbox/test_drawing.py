"""How suppliers draw what they may draw, and what they may not."""

from datetime import date

from sandbox.drawing import Collection, course_of, given_back, without_mandate
from sandbox.faults import Chances, FaultKind, Of, kinds_named
from sandbox.truth import Course
from tests.sandbox.certain import Certain
from tests.sandbox.test_payments import ORDER

SUNDAY, MONDAY = date(2026, 3, 15), date(2026, 3, 16)
BILL = Collection("NL91ABNA0417164300", 7, "energy/2026-03", "E-ZAAK-000007", 9_500, SUNDAY)


def bookings(of: Course) -> list[tuple[int, date, str, str]]:
    """Cents, day, mandate and return code."""
    return [(one.line.cents, one.line.on, one.line.mandate, one.line.reason) for one in of.booked]


def notices(of: Course) -> list[tuple[str, str, date, date | None]]:
    return [(str(one.sign), one.about, one.known_by, one.until) for one in of.notices]


def befallen(kind: FaultKind, days: int = 1) -> Course:
    return course_of(BILL, date(2026, 2, 20), Certain(Of.COLLECTION, kind, days))


def test_a_supplier_comes_on_the_first_bank_day_from_its_day_on() -> None:
    assert bookings(course_of(BILL, date(2026, 2, 20), Chances(1, kinds_named("none")))) == [
        (-9_500, MONDAY, "E-ZAAK-000007", "")
    ]


def test_who_comes_late_or_never_has_to_be_missed() -> None:
    late, never = befallen(FaultKind.DRAWN_LATE, 9), befallen(FaultKind.DRAWN_NEVER)
    assert (bookings(late), bookings(never)) == ([(-9_500, date(2026, 3, 27), "E-ZAAK-000007", "")], [])
    missed = ("not_seen", "collection/energy/2026-03", date(2026, 3, 23))
    assert notices(late) == [(*missed, date(2026, 3, 27))]
    assert notices(never) == [(*missed, None)]


def test_who_comes_twice_or_for_more_is_there_to_be_seen() -> None:
    assert bookings(befallen(FaultKind.DRAWN_TWICE, 3)) == [
        (-9_500, MONDAY, "E-ZAAK-000007", ""),
        (-9_500, date(2026, 3, 19), "E-ZAAK-000007", ""),
    ]
    ((cents, *_),) = bookings(befallen(FaultKind.DRAWN_OTHERWISE))
    assert cents < -9_500


def test_what_is_drawn_and_refunded_came_back_to_us() -> None:
    found = befallen(FaultKind.DRAWN_AND_REFUNDED, 2)
    assert bookings(found) == [
        (-9_500, MONDAY, "E-ZAAK-000007", ""),
        (9_500, date(2026, 3, 18), "E-ZAAK-000007", "MD06"),
    ]
    assert notices(found) == [("money_came_back", "energy/2026-03", date(2026, 3, 18), None)]


def test_who_draws_what_we_pay_does_so_by_a_mandate_that_nobody_gave() -> None:
    assert without_mandate(ORDER, Chances(1, kinds_named("none"))).booked == []
    (booked,) = without_mandate(ORDER, Certain(Of.BILL, FaultKind.DRAWN_WITHOUT_MANDATE)).booked
    assert (booked.line.cents, booked.line.mandate, booked.household) == (-62_000, "NEVER-GIVEN-7", None)


def test_what_our_bank_was_asked_for_comes_back_by_the_same_mandate_within_ten_bank_days() -> None:
    (drawn,) = without_mandate(ORDER, Certain(Of.BILL, FaultKind.DRAWN_WITHOUT_MANDATE)).booked
    (back,) = given_back(drawn, MONDAY, Chances(1, kinds_named("none"))).booked
    assert (back.line.cents, back.line.mandate, back.line.reason) == (62_000, "NEVER-GIVEN-7", "MD06")
    assert MONDAY < back.line.on < date(2026, 3, 30)
    assert (back.fault, back.account) == (None, drawn.account)
