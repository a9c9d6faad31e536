"""What a person says that a booking is: whose it is, for what, of which month, and how much of it. Pure.

What came in is income of a household, what went out a cost of it. The parts of a booking come to it to the cent.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.errors import Fault, InvalidInput, Refused
from services.months import Month, month_text
from services.schedule.matching.booked import Booked
from services.schedule.matching.drawn import Bill
from services.schedule.matching.verdict import Share
from services.schedule.planning.policy import CostKind, ToeslagKind
from services.schedule.wanted.claim_back import claim_named
from services.schedule.wanted.income import Happening

INCOME = frozenset({*map(str, ToeslagKind), *map(str, (Happening.BENEFIT, Happening.GRANT, Happening.OTHER))})
COSTS = frozenset(map(str, CostKind))


class BillIsKnown(Refused):
    """That bill of that month is paid by us, or was drawn before; match the booking with our payment by its EndToEndId,
    name another month, or send it back."""


class MoneyIsShort(Refused):
    """The household has not so much that is free; match it when there is enough, decide on bridging, or send it
    back."""


class OnAnotherAccount(Refused):
    """The booking stands on the account of another municipality than the household's; name a household of that one."""


class Part(NamedTuple):
    """What of a booking (cents) is a household's, of which month: a `kind` of income, or of cost."""

    household_id: UUID
    kind: str
    month: Month
    amount: int


class Households(NamedTuple):
    """What is known of the households that a person names: the account of its municipality, the bills that are paid or
    were drawn, and the cents that are free."""

    accounts: Mapping[UUID, str]
    bills: Collection[Bill]
    free: Mapping[UUID, int]


def shares_of(booked: Booked, parts: Sequence[Part], where: str = "parts") -> tuple[Share, ...]:
    """The shares that these parts are; `InvalidInput` with every fault of them."""
    faults = [fault for at, part in enumerate(parts) for fault in _faults(booked, part, f"{where}[{at}]")]
    keys = [part[:3] for part in parts]
    faults += [
        Fault(f"{where}[{at}]", "is named before", "say what is one household's for one thing in one part")
        for at, key in enumerate(keys)
        if key in keys[:at]
    ]
    total = sum(part.amount for part in parts)
    if total != booked.amount:
        cure = "give parts that make it up to the cent"
        faults.append(Fault(where, f"come to {total} cents and the booking is of {booked.amount}", cure))
    if faults:
        raise InvalidInput(faults)
    return tuple(Share(*part[:1], part.month, f"{part.kind}/{month_text(part.month)}", part.amount) for part in parts)


def _faults(booked: Booked, part: Part, where: str) -> list[Fault]:
    kinds = COSTS if booked.is_debit else INCOME
    faults = []
    if part.kind not in kinds and (booked.is_debit or claim_named(part.kind) is None):
        what = "is no cost that went out" if booked.is_debit else "is no income that came in"
        back = "" if booked.is_debit else ", or what comes back of a claim (huurtoeslag_repaid_1)"
        faults.append(Fault(f"{where}.kind", what, f"give one of {', '.join(sorted(kinds))}{back}"))
    if part.amount < 1:
        faults.append(Fault(f"{where}.amount", "is no amount", "give whole cents from 1 up"))
    return faults


def check(booked: Booked, shares: Sequence[Share], of: Households) -> None:
    """Whether this may be so: `OnAnotherAccount`, and of what went out `BillIsKnown` and `MoneyIsShort`."""
    if any(of.accounts[share.household_id] != booked.account for share in shares):
        raise OnAnotherAccount
    if not booked.is_debit:
        return
    if any((share.household_id, share.month, share.subject) in of.bills for share in shares):
        raise BillIsKnown
    drawn: dict[UUID, int] = {}
    for share in shares:
        drawn[share.household_id] = drawn.get(share.household_id, 0) + share.amount
    if any(amount > of.free.get(one, 0) for one, amount in drawn.items()):
        raise MoneyIsShort
