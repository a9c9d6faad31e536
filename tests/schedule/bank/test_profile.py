"""What BNG asks, and until when a person must have done what."""

from datetime import UTC, date, datetime

import pytest

from services.schedule.bank.export_record import ExportRecord
from services.schedule.bank.profile import BNG


def test_bng_takes_a_hundred_thousand_items_in_a_file() -> None:
    assert BNG.most_items == 100_000


@pytest.mark.parametrize(
    ("execute_on", "items", "until"),
    [
        (date(2026, 1, 30), 19_999, datetime(2026, 1, 30, 12, 30, tzinfo=UTC)),
        (date(2026, 1, 30), 20_000, datetime(2026, 1, 29, 12, 30, tzinfo=UTC)),
        (date(2026, 3, 30), 20_000, datetime(2026, 3, 27, 12, 30, tzinfo=UTC)),
        (date(2026, 3, 30), 100, datetime(2026, 3, 30, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_large_file_is_confirmed_a_bank_day_earlier(execute_on: date, items: int, until: datetime) -> None:
    assert BNG.confirm_before(execute_on, items) == until


def test_a_file_is_taken_back_until_the_afternoon_of_the_bank_day_before() -> None:
    assert BNG.withdraw_before(date(2026, 4, 7)) == datetime(2026, 4, 2, 13, 30, tzinfo=UTC)  # over Easter


def test_bng_is_told_the_last_five_characters_of_the_check_figure() -> None:
    record = ExportRecord("march.xml", "A-1", 900, 1, 70_000, "a9993e364706816aba3e25717850c26c9cd0d89d", "0" * 64)
    assert record.sha1_last_five == "0d89d"
