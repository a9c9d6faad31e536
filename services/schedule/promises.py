"""Everything that the schedule service promises about its database: its rooms' promises, and its furniture's."""

from services.processing_chain import CHAINED, LOGGED_FOR_GOOD
from services.promises import FURNITURE, Promise, never_rewritten
from services.schedule.allocations import promises as allocations
from services.schedule.arrears import promises as arrears
from services.schedule.books import promises as books
from services.schedule.bridging import promises as bridging
from services.schedule.emergencies import promises as emergencies
from services.schedule.exceptions import promises as exceptions
from services.schedule.instructions import promises as instructions
from services.schedule.ledger import promises as ledger
from services.schedule.matching import promises as matching
from services.schedule.payments import promises as payments
from services.schedule.proceedings import promises as proceedings
from services.schedule.recalls import promises as recalls
from services.schedule.sent_back import promises as sent_back
from services.schedule.statements import promises as statements
from services.schedule.surplus import promises as surplus
from services.schedule.toeslagen import promises as toeslagen

_CASES = Promise(
    "I12",
    "facts, plans, payees, imports and accounts that were released can be added to and never rewritten",
    never_rewritten("fact", "plan_version", "cost_payee", "caseload_import", "payment_account"),
)

PROMISES = tuple(
    sorted(
        [
            *ledger.PROMISES,
            *payments.PROMISES,
            *emergencies.PROMISES,
            *bridging.PROMISES,
            *instructions.PROMISES,
            *statements.PROMISES,
            *matching.PROMISES,
            *surplus.PROMISES,
            *toeslagen.PROMISES,
            *exceptions.PROMISES,
            *proceedings.PROMISES,
            *recalls.PROMISES,
            *allocations.PROMISES,
            *arrears.PROMISES,
            *sent_back.PROMISES,
            *books.PROMISES,
            *FURNITURE,
            CHAINED,
            LOGGED_FOR_GOOD,
            _CASES,
        ],
        key=lambda promise: int(promise.number.removeprefix("I")),
    )
)
