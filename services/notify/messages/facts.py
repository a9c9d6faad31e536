"""What each kind of message says, as values: amounts in cents, days as dates, words from closed lists.

Every message names the day on which the relief ends and the one person to call (domain rules for messages; seed 001,
lines 4603-4610: a fixed contact).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.errors import Fault, InvalidInput
from services.money import Cents
from services.months import Month
from services.notify.messages.kinds import Cost, Kind, Mishap, Rhythm, Toeslag, Whereabouts

LONGEST_NAME = 60
LONGEST_PAYEE = 70
"""Characters; a payee is as long as a bank lets it be."""

_PHONE = re.compile(r"\+?[0-9](?:[ -]?[0-9]){2,14}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The one person to call: a name and a telephone number. `InvalidInput` with all that is wrong with either."""

    name: str
    phone: str

    def __post_init__(self) -> None:
        faults = list(_faults_of_name("name", self.name, LONGEST_NAME))
        if not _PHONE.fullmatch(self.phone):
            faults.append(Fault("phone", "is no telephone number", "write 3 to 15 digits, as in 010 123 45 67"))
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A fixed cost, what it comes to, and where known the day on which it is paid and to whom."""

    cost: Cost
    amount: Cents
    on: date | None = None
    payee: str | None = None

    def __post_init__(self) -> None:
        if self.payee is not None and (faults := list(_faults_of_name("payee", self.payee, LONGEST_PAYEE))):
            raise InvalidInput(faults)


@dataclass(frozen=True, kw_only=True)
class Leefgeld:
    """Money to live on: so much, on that day."""

    amount: Cents
    on: date


@dataclass(frozen=True, kw_only=True)
class Income:
    """A toeslag that came in."""

    toeslag: Toeslag
    amount: Cents


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What every message says: who writes, whom to call, and the last day of the relief."""

    kind: ClassVar[Kind]

    organisation: str
    contact: Contact
    ends_on: date

    def __post_init__(self) -> None:
        if faults := list(_faults_of_name("organisation", self.organisation, LONGEST_NAME)):
            raise InvalidInput(faults)


@dataclass(frozen=True, kw_only=True)
class ReliefBegins(Facts):
    """From this day on we pay; the bills are those of a whole month, the leefgeld is the first that comes again and
    again, after an `advance` that comes once."""

    kind = Kind.RELIEF_BEGINS

    begins_on: date
    bills: tuple[Bill, ...]
    leefgeld: Leefgeld | None = None
    rhythm: Rhythm = Rhythm.MONTHLY
    advance: Leefgeld | None = None


@dataclass(frozen=True, kw_only=True)
class MonthOverview(Facts):
    """What we pay in a month, and what the client gets.

    `balance` is what is expected at the end of the month, in cents; it is shown only where the policy lets the client
    see it (`client_sees`), and a minus is never shown as a debt.
    """

    kind = Kind.MONTH_OVERVIEW

    month: Month
    bills: tuple[Bill, ...]
    leefgeld: tuple[Leefgeld, ...] = ()
    balance: Cents = 0
    sees_balance: bool = False


@dataclass(frozen=True, kw_only=True)
class MonthChanged(MonthOverview):
    """What was told of a month is otherwise; this is how it is now, all of it, and what of it changed.

    The client's `own` are the bills that he was told we would pay and that he pays himself. Of the others `bills_gone`
    are paid by nobody now, and `bills_other` are new or come to so much. Leefgeld does not come on the days of
    `leefgeld_gone`, and comes as `leefgeld_other` says; `coming` is the first still to come, changed or not.
    """

    kind = Kind.MONTH_CHANGED

    own: tuple[Bill, ...] = ()
    bills_gone: tuple[Bill, ...] = ()
    bills_other: tuple[Bill, ...] = ()
    leefgeld_gone: tuple[Leefgeld, ...] = ()
    leefgeld_other: tuple[Leefgeld, ...] = ()
    coming: Leefgeld | None = None


@dataclass(frozen=True, kw_only=True)
class LeefgeldComing(Facts):
    """Leefgeld that will be paid on its day; told before."""

    kind = Kind.LEEFGELD_COMING

    leefgeld: Leefgeld


@dataclass(frozen=True, kw_only=True)
class LeefgeldPaid(Facts):
    """Leefgeld that the bank says was paid on that day."""

    kind = Kind.LEEFGELD_PAID

    leefgeld: Leefgeld


@dataclass(frozen=True, kw_only=True)
class B12Missing(Facts):
    """The form that ends COA's allowance did not come; until that day it can come without harm."""

    kind = Kind.B12_MISSING

    due_on: date


@dataclass(frozen=True, kw_only=True)
class B12Overdue(Facts):
    """It still did not come, and since that day COA pays what has to go back."""

    kind = Kind.B12_OVERDUE

    due_on: date


@dataclass(frozen=True, kw_only=True)
class ToeslagenArrived(Facts):
    """Toeslagen that came on a day, all to the same place."""

    kind = Kind.TOESLAGEN_ARRIVED

    on: date
    incomes: tuple[Income, ...]
    whereabouts: Whereabouts


@dataclass(frozen=True, kw_only=True)
class CostHandedBack(Facts):
    """A bill that the client pays himself from this day on; of a month that `has_begun` nothing is to be done before
    it."""

    kind = Kind.COST_HANDED_BACK

    bill: Bill
    from_on: date
    has_begun: bool = False


@dataclass(frozen=True, kw_only=True)
class BillWasPaid(Facts):
    """A letter came about a bill that we paid; the supplier has the proof. The bill's day is that of the payment."""

    kind = Kind.BILL_WAS_PAID

    bill: Bill


@dataclass(frozen=True, kw_only=True)
class WentWrong(Facts):
    """Something went wrong and we mend it by that day; `cost` is None where it is about leefgeld."""

    kind = Kind.WENT_WRONG

    mishap: Mishap
    amount: Cents
    mended_on: date
    cost: Cost | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.cost is None) != (self.mishap is Mishap.LEEFGELD_LATE):
            cure = "name the cost of a payment, and none where leefgeld is late"
            raise InvalidInput([Fault("cost", "does not go with what went wrong", cure)])


@dataclass(frozen=True, kw_only=True)
class Review(Facts):
    """By this day somebody talks with the client about how it goes."""

    kind = Kind.REVIEW

    before_on: date


@dataclass(frozen=True, kw_only=True)
class ReliefEnds(Facts):
    """These bills the client pays himself after the relief; their amounts are those of a month."""

    kind = Kind.RELIEF_ENDS

    bills: tuple[Bill, ...]


@dataclass(frozen=True, kw_only=True)
class Aftercare(Facts):
    """After the relief somebody asks how it goes, around this day."""

    kind = Kind.AFTERCARE

    around_on: date


EVERY_FACTS: tuple[type[Facts], ...] = (
    ReliefBegins,
    MonthOverview,
    MonthChanged,
    LeefgeldComing,
    LeefgeldPaid,
    B12Missing,
    B12Overdue,
    ToeslagenArrived,
    CostHandedBack,
    BillWasPaid,
    WentWrong,
    Review,
    ReliefEnds,
    Aftercare,
)
"""The facts of each kind of message, in the order in which a household meets them."""


def _faults_of_name(where: str, name: str, longest: int) -> Iterator[Fault]:
    if not name.strip() or not name.isprintable():
        yield Fault(where, "is empty or has signs in it that cannot be printed", "write it as on paper")
    if len(name) > longest:
        yield Fault(where, f"has {len(name)} characters", f"write at most {longest}")
