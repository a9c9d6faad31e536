"""By when something that does not come is missed: the days that the API's users count on, in bank days. Pure."""

from datetime import date
from typing import Final

from services.banking_days import after, bank_days_later

ANSWER_WITHIN: Final = 10
"""A supplier that said nothing of a payment for so long is silent (docs/allocations.md)."""
TOESLAG_MISSED_AFTER: Final = 5
"""A toeslag that did not come by then is missing (docs/toeslagen.md)."""
_SEEN_WITHIN: Final = 5


def seen_by(expected_on: date) -> date:
    """The day whose statement shows it at the latest; what no statement shows by then did not happen."""
    return bank_days_later(after(expected_on), _SEEN_WITHIN)
