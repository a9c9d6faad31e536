"""What a bank asks of those who send it files. BNG's, the usual bank of municipalities, as its site stated in 2026:
submission and processing times, and submitting payment batches (bngbank.nl).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.banking_days import before
from services.clock import AMSTERDAM


@dataclass(frozen=True, slots=True)
class BankProfile:
    """A bank's limits. Times are Amsterdam's; `large` is the number of items from which a file is due a day earlier."""

    name: str
    most_items: int
    large: int
    confirmed_by: time
    withdrawn_by: time

    def confirm_before(self, execute_on: date, items: int) -> datetime:
        """Until when a person must have confirmed the file at the bank, or it is executed later than it says."""
        day = _bank_day_before(execute_on) if items >= self.large else execute_on
        return datetime.combine(day, self.confirmed_by, AMSTERDAM)

    def withdraw_before(self, execute_on: date) -> datetime:
        """Until when the bank still takes a confirmed file back."""
        return datetime.combine(_bank_day_before(execute_on), self.withdrawn_by, AMSTERDAM)


def _bank_day_before(day: date) -> date:
    return before(day - timedelta(days=1))


BNG = BankProfile("BNG", most_items=100_000, large=20_000, confirmed_by=time(13, 30), withdrawn_by=time(15, 30))
"""Between 13:30 and 14:30 BNG does what it can; who must be paid today does not build on that."""
