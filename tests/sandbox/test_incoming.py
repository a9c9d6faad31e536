"""What the benefit system and Dienst Toeslagen make of what they are to pay, fault by fault."""

from datetime import date

import pytest

from sandbox.faults import Chances, FaultKind, Of, kinds_named
from sandbox.incoming import Due, course_of
from sandbox.truth import AtClient, Course
from tests.sandbox.certain import Certain

WEDNESDAY, FRIDAY = date(2026, 3, 18), date(2026, 3, 20)
BENEFIT = Due("NL91ABNA0417164300", 7, "ZAAK-000007", "benefit/2026-03", 140_000, FRIDAY)
TOESLAG = BENEFIT._replace(about="kindgebonden_budget/2026-02", cents=62_900)


def bookings(of: Course) -> list[tuple[int, date, str, bool]]:
    """Cents, day, text, and whether it is the one with the fault."""
    return [(one.line.cents, one.line.on, one.line.said, one.fault is not None) for one in of.booked]


def notices(of: Course) -> list[tuple[str, str, date, date | None]]:
    return [(str(one.sign), one.about, one.known_by, one.until) for one in of.notices]


def befallen(due: Due, kind: FaultKind, days: int = 1) -> Course:
    return course_of(due, FRIDAY, Certain(Of.TOESLAG if due.is_toeslag else Of.BENEFIT, kind, days))


def test_without_a_fault_each_payer_writes_whose_it_is_in_his_own_way() -> None:
    none = Chances(1, kinds_named("none"))
    assert bookings(course_of(BENEFIT, WEDNESDAY, none)) == [(140_000, FRIDAY, "Bijstand zaak ZAAK-000007", False)]
    assert bookings(course_of(TOESLAG, FRIDAY, none)) == [
        (62_900, FRIDAY, "VOORSCHOT KINDGEBONDEN BUDGET T00000007", False)
    ]


def test_what_is_late_has_to_be_missed_until_it_comes_by_statements_or_by_the_calendar() -> None:
    late = befallen(BENEFIT, FaultKind.BENEFIT_LATE, 7)
    assert bookings(late) == [(140_000, date(2026, 3, 31), "Bijstand zaak ZAAK-000007", True)]
    assert notices(late) == [("not_seen", "income/benefit/2026-03", date(2026, 3, 27), date(2026, 3, 31))]
    assert notices(befallen(TOESLAG, FaultKind.TOESLAG_LATE, 7)) == [
        ("toeslag_missing", "kindgebonden_budget/2026-02", date(2026, 3, 27), date(2026, 3, 31))
    ]


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        (BENEFIT, FaultKind.BENEFIT_NEVER),
        (TOESLAG, FaultKind.TOESLAG_NEVER),
        (TOESLAG, FaultKind.TOESLAG_TO_CLIENT),
    ],
)
def test_what_never_comes_or_comes_to_the_client_has_to_be_missed_for_good(due: Due, kind: FaultKind) -> None:
    found = befallen(due, kind)
    assert (found.booked, [(one.known_by, one.until) for one in found.notices]) == ([], [(date(2026, 3, 27), None)])


def test_what_came_to_the_client_he_tells_when_it_was_missed() -> None:
    found = befallen(TOESLAG, FaultKind.TOESLAG_TO_CLIENT)
    assert found.at_client == [AtClient(7, "kindgebonden_budget", 62_900, FRIDAY, date(2026, 4, 1))]
    assert befallen(TOESLAG, FaultKind.TOESLAG_NEVER).at_client == []


def test_what_comes_twice_comes_once_more_than_it_should() -> None:
    assert bookings(befallen(BENEFIT, FaultKind.BENEFIT_TWICE, 2)) == [
        (140_000, FRIDAY, "Bijstand zaak ZAAK-000007", False),
        (140_000, date(2026, 3, 24), "Bijstand zaak ZAAK-000007", True),
    ]


def test_what_comes_otherwise_is_never_what_it_should_be() -> None:
    for due, kind in ((BENEFIT, FaultKind.BENEFIT_OTHERWISE), (TOESLAG, FaultKind.TOESLAG_OTHERWISE)):
        (booked,) = befallen(due, kind).booked
        assert booked.line.cents > 0
        assert booked.line.cents != due.cents


def test_a_payer_who_forgets_the_number_names_nobody() -> None:
    assert bookings(befallen(BENEFIT, FaultKind.BENEFIT_WITHOUT_NUMBER)) == [(140_000, FRIDAY, "Bijstand zaak", True)]
    assert bookings(befallen(TOESLAG, FaultKind.TOESLAG_WITHOUT_NUMBER)) == [
        (62_900, FRIDAY, "VOORSCHOT KINDGEBONDEN BUDGET", True)
    ]
