"""Until when a debit can be asked back, and when the bank's answer is due (PSD2 art. 71, 73 and 77)."""

from datetime import date

import pytest

from services.schedule.sent_back.refund import Ground, answer_by, last_day

AUTHORISED, UNAUTHORISED = Ground.AUTHORISED, Ground.UNAUTHORISED


@pytest.mark.parametrize(
    ("ground", "booked_on", "last"),
    [
        (AUTHORISED, date(2026, 3, 3), date(2026, 4, 28)),
        (UNAUTHORISED, date(2026, 3, 3), date(2027, 4, 3)),
        (UNAUTHORISED, date(2026, 1, 31), date(2027, 2, 28)),
    ],
)
def test_eight_weeks_for_what_was_authorised_and_thirteen_months_for_what_was_not(
    ground: Ground, booked_on: date, last: date
) -> None:
    assert last_day(ground, booked_on) == last


def test_the_bank_has_ten_bank_days_or_until_the_end_of_the_next_one() -> None:
    assert answer_by(AUTHORISED, date(2026, 3, 3)) == date(2026, 3, 17)
    assert answer_by(UNAUTHORISED, date(2026, 3, 3)) == date(2026, 3, 5)
    assert answer_by(UNAUTHORISED, date(2026, 3, 7)) == date(2026, 3, 11)
