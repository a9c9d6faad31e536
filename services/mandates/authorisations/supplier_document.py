"""What a supplier is shown of an authorisation: what it needs to book the payments, and nothing else. Pure.

The pilots sent suppliers a copy with what did not concern them covered up (seed 001, lines 1751-1753). Here the paper
is made anew for each of them, so there is nothing to scratch away: what is masked is not in it.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple
from uuid import UUID

from services.errors import Fault, Refused
from services.mandates.costs import Cost
from services.months import Month

EVIDENCE_SHOWN = 8
"""So many characters of the digest of the signed paper: enough to recognise it when it is asked for."""


class NothingForThisSupplier(Refused):
    """None of the costs that the client authorised is this supplier's in that period."""


class DocumentField(StrEnum):
    """What is known around an authorisation, each either shown to a supplier or masked; there is no third."""

    CLIENT_NAME = "client_name"
    SUPPLY_ADDRESS = "supply_address"
    CUSTOMER_NUMBER = "customer_number"
    PERIOD = "period"
    COSTS_OF_THIS_SUPPLIER = "costs_of_this_supplier"
    ORGANISATION = "organisation"
    WRITE_TO = "write_to"
    SIGNED_ON = "signed_on"
    EVIDENCE_BEGINNING = "evidence_beginning"
    OTHER_COSTS = "other_costs"
    OTHER_SUPPLIERS = "other_suppliers"
    REFUSAL = "refusal"
    LANGUAGE = "language"
    EXPLAINED_BY = "explained_by"
    SIGNATURE = "signature"
    EVIDENCE = "evidence"
    CASE_NUMBER = "case_number"
    ACCOUNT = "account"


SHOWN = (
    DocumentField.CLIENT_NAME,
    DocumentField.SUPPLY_ADDRESS,
    DocumentField.CUSTOMER_NUMBER,
    DocumentField.PERIOD,
    DocumentField.COSTS_OF_THIS_SUPPLIER,
    DocumentField.ORGANISATION,
    DocumentField.WRITE_TO,
    DocumentField.SIGNED_ON,
    DocumentField.EVIDENCE_BEGINNING,
)
MASKED = tuple(field for field in DocumentField if field not in SHOWN)


class Period(NamedTuple):
    """The months that are paid: from one on, up to and including another if that is known."""

    first: Month
    last: Month | None = None


class Addressed(NamedTuple):
    """What whoever sends the document knows, and the registry does not keep: who and where, and whom to answer."""

    client_name: str
    supply_address: Sequence[str]
    customer_number: str
    write_to: Sequence[str]


class SupplierDocument(NamedTuple):
    """All that the document says. The same content makes the same bytes, whenever it is made again."""

    organisation: str
    supplier: str
    addressed: Addressed
    period: Period
    costs: Sequence[Cost]
    signed_on: date
    evidence: bytes
    made_at: datetime


class Arranged(NamedTuple):
    """From a month on a cost is owed to this supplier; the later of two for one cost takes its place."""

    cost: Cost
    supplier_id: UUID
    from_month: Month


def suppliers_of(arranged: Sequence[Arranged], cost: Cost, period: Period) -> set[UUID]:
    """Every supplier that a cost is owed to at some time in the period, as far as it is arranged."""
    changes = sorted((one for one in arranged if one.cost is cost), key=lambda one: one.from_month)
    return {
        one.supplier_id
        for one, later in zip_longest(changes, changes[1:])
        if (period.last is None or one.from_month <= period.last)
        and (later is None or later.from_month > max(one.from_month, period.first))
    }


def costs_shown(
    chosen: Sequence[Cost], wanted: Collection[Cost], arranged: Sequence[Arranged], supplier_id: UUID, period: Period
) -> tuple[Cost, ...]:
    """The costs that this supplier's document speaks of: chosen by the client, and this supplier's.

    Without `wanted` those that are arranged with it; `wanted` names those for which nothing is arranged yet
    (`faults_of_costs` has looked at them). `NothingForThisSupplier` if that leaves none.
    """
    shown = tuple(
        cost for cost in chosen if (cost in wanted if wanted else supplier_id in suppliers_of(arranged, cost, period))
    )
    if not shown:
        raise NothingForThisSupplier
    return shown


def faults_of_costs(
    chosen: Collection[Cost], wanted: Sequence[Cost], arranged: Sequence[Arranged], supplier_id: UUID, period: Period
) -> Iterator[Fault]:
    """What is wrong with the costs that somebody wants to show: no supplier reads of what is another's."""
    for number, cost in enumerate(wanted):
        owed_to = suppliers_of(arranged, cost, period)
        if cost not in chosen:
            yield Fault(f"costs[{number}]", f"the client did not authorise {cost}", "leave it out")
        elif owed_to and supplier_id not in owed_to:
            yield Fault(f"costs[{number}]", f"{cost} is another supplier's", "leave it out, or arrange it first")
