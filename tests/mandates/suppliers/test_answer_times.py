"""What a supplier agreed to against what it does: bank days from a question to its answer, median and worst."""

from datetime import date
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.ids import SeededIds
from services.mandates.suppliers.answer_times import AnswerTimes, Asked, bank_days_between, measured
from tests.mandates.suppliers.suppliers import LANDLORD, WATER, registered
from tests.schedule.callers import Caller
from tests.superuser import as_superuser

_STATES = {"ask": "asked", "remind": "asked", "lapse": "overdue", "confirm": "confirmed", "refuse": "refused"}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), 0),
        (date(2026, 1, 5), date(2026, 1, 6), 1),
        (date(2026, 1, 9), date(2026, 1, 12), 1),
        (date(2026, 1, 10), date(2026, 1, 11), 0),
        (date(2026, 4, 2), date(2026, 4, 7), 1),
    ],
    ids=["the same day", "the next day", "over a weekend", "in a weekend", "over Easter"],
)
def test_only_bank_days_count(first: date, last: date, days: int) -> None:
    assert bank_days_between(first, last) == days


def test_median_worst_and_unanswered() -> None:
    monday = date(2026, 1, 5)
    asked = [Asked(monday, date(2026, 1, day)) for day in (6, 8, 9, 19)] + [Asked(monday, None)]
    assert measured(asked, agreed=3) == AnswerTimes(answered=4, in_time=2, median=3.5, worst=10, unanswered=1)


def test_nothing_asked_is_nothing_measured() -> None:
    assert measured([], agreed=3) == AnswerTimes(answered=0, in_time=0, median=None, worst=None, unanswered=0)


class Office:
    """Arrangements and handshakes as their own room would have left them: what happened when, in January 2026."""

    def __init__(
        self, admin_url: str, organisation: UUID, household: UUID, ids: SeededIds, clock: MovableClock
    ) -> None:
        self._url, self._organisation, self._household = admin_url, organisation, household
        self._ids, self._clock = ids, clock

    def asked(self, supplier: str, *steps: tuple[str, str], state: str | None = None) -> None:
        """A handshake with a supplier that took these steps (event, moment)."""
        arrangement, handshake = (self._ids.new_id(self._clock.now()) for _ in range(2))
        with as_superuser(self._url) as connection:
            connection.execute(
                "insert into mandates.arrangement (organisation_id, id, household_id, cost, supplier_id, from_month,"
                " bills_to, made_at, made_by)"
                " values (%s, %s, %s, 'rent', %s, 24313, 'client', '2026-01-05T08:00Z', 'anna')",
                [self._organisation, arrangement, self._household, supplier],
            )
            connection.execute(
                "insert into mandates.handshake (organisation_id, id, arrangement_id, household_id, cost, direction,"
                " payer, from_month, state, changes, channel, deadline, made_at, made_by) values (%s, %s, %s, %s,"
                " 'rent', 'taking_over', 'we_push', 24313, %s, 1, 'email', '2026-01-20', '2026-01-05T08:00Z', 'anna')",
                [self._organisation, handshake, arrangement, self._household, state or _STATES[steps[-1][0]]],
            )
            for number, (event, at) in enumerate(steps, start=2):
                connection.execute(
                    "insert into mandates.transition (organisation_id, subject_id, sequence, machine, before, event,"
                    " state, cause, origin, at, by)"
                    " values (%s, %s, %s, 'handshake', 'x', %s, %s, 'x', 'supplier', %s, 'anna')",
                    [self._organisation, handshake, number, event, _STATES.get(event, "decided"), at],
                )


@pytest.fixture
def office(admin_url: str, organisation: UUID, household: UUID, ids: SeededIds, clock: MovableClock) -> Office:
    return Office(admin_url, organisation, household, ids, clock)


async def test_answers_are_measured_beside_what_was_agreed(anna: Caller, office: Office) -> None:
    landlord, water = [(await registered(anna, one))["id"] for one in (LANDLORD, WATER)]
    asked = ("ask", "2026-01-05T09:00Z")
    office.asked(landlord, asked, ("confirm", "2026-01-07T09:00Z"))
    office.asked(landlord, asked, ("remind", "2026-01-08T09:00Z"), ("refuse", "2026-01-12T23:30Z"))
    office.asked(landlord, asked, ("lapse", "2026-01-14T09:00Z"))
    office.asked(water, asked, ("confirm", "2026-01-30T09:00Z"))
    assert (await anna.get(f"/suppliers/{landlord}/answer-times")).json() == {
        "agreed": 5,
        "answered": 2,
        "inTime": 1,
        "median": 4.0,
        "worst": 6,
        "unanswered": 1,
    }


async def test_the_first_answer_counts_and_what_was_withdrawn_unanswered_does_not(anna: Caller, office: Office) -> None:
    supplier = (await registered(anna))["id"]
    asked = ("ask", "2026-01-05T09:00Z")
    late = ("decide", "2026-01-08T09:00Z"), ("confirm", "2026-01-09T09:00Z")
    office.asked(supplier, asked, ("refuse", "2026-01-06T09:00Z"), *late)
    office.asked(supplier, asked, ("withdraw", "2026-01-06T09:00Z"), state="withdrawn")
    office.asked(supplier, asked, ("decide", "2026-01-06T09:00Z"), state="decided")
    told = (await anna.get(f"/suppliers/{supplier}/answer-times")).json()
    assert (told["answered"], told["worst"], told["unanswered"]) == (1, 1, 1)
