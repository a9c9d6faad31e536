"""By which day somebody is to have looked at an exception. Pure."""

from datetime import date

from services import banking_days
from services.events import Oddity

_AT_ONCE = {
    Oddity.EXECUTED_TWICE,
    Oddity.EXECUTED_AFTER_REJECTION,
    Oddity.BACK_TWICE,
    Oddity.AMOUNT_DIFFERS,
    Oddity.REJECTED_AFTER_EXECUTION,
    Oddity.COLLECTED_TWICE,
    Oddity.PAID_TWICE,
    Oddity.DEBIT_WITHOUT_MANDATE,
    Oddity.MATCHED_WRONGLY,
}
"""Money of a household is where it should not be: somebody looks the same day. The others have two bank days."""

_PATIENCE = 2


def due_on(oddity: Oddity, today: date) -> date:
    """The day, for what was found today."""
    return banking_days.after(today) if oddity in _AT_ONCE else banking_days.bank_days_later(today, _PATIENCE)
