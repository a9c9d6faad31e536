"""What is said of a household's payees, and what of it is news to the registry. Pure.

The schedule service keeps of it, for each cost, a keyed mark of what was last said: enough to know the same again, and
nothing that anybody could be paid by.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.mandates.schemas import TO_CLIENT, CaseloadHousehold, CaseloadPayee, CaseloadReference
from services.schedule.households.change import Change
from services.schedule.payees.payee import BEGINNING, WantedCostPayee
from services.sealing import Keyring


class Paper(StrEnum):
    """A paper that a cost may have to wait for, in the registry's words."""

    IDENTITY = "identity"
    IBAN = "iban"
    LEASE = "lease"
    CUSTOMER_NUMBER = "customer_number"
    ADVANCE = "advance"
    BRP = "brp"
    B12 = "b12"
    AUTHORISATION = "authorisation"


NOTHING_SAID = frozenset(Paper)
"""Papers of which nobody said that they are there: to the registry that is as if all were missing."""


class ToldHousehold(NamedTuple):
    """What is said of a household: who is paid, each with an account; papers that are not missing are there."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    payees: Sequence[WantedCostPayee]
    papers_missing: frozenset[Paper]

    def by_cost(self) -> dict[str, list[WantedCostPayee]]:
        """The payees of each cost, in the order in which they were told."""
        found: dict[str, list[WantedCostPayee]] = {}
        for one in self.payees:
            found.setdefault(one.cost, []).append(one)
        return found


def told_of(change: Change, payees: Sequence[WantedCostPayee], papers_missing: frozenset[Paper]) -> ToldHousehold:
    """What is said of a household that stands as it will once this change is written."""
    one = change.household
    return ToldHousehold(one.id, one.reference, one.municipality, change.policy, payees, papers_missing)


class News(NamedTuple):
    """What the registry is to be told of a household, and the mark of what was said of each cost in it."""

    household: CaseloadHousehold
    marks: Mapping[str, bytes]


def news_of(
    told: ToldHousehold, known: Mapping[str, bytes], keyring: Keyring, today: date, *, only_news: bool
) -> News | None:
    """What of this is to be handed over: all of it, or with `only_news` the costs of which something else is said now.

    Who is told without a day is paid from the beginning where nobody was told for that cost, else from today.
    """
    said = told.by_cost()
    marks = {cost: _mark(payees, told.papers_missing, keyring) for cost, payees in said.items()}
    news = {cost: mark for cost, mark in marks.items() if not only_news or known.get(cost) != mark}
    if not news:
        return None
    payees = [_payee(one, today if cost in known else BEGINNING) for cost in news for one in said[cost]]
    papers = tuple(sorted(told.papers_missing))
    household = CaseloadHousehold(
        id=told.id,
        reference=told.reference,
        municipality=told.municipality,
        policy=told.policy,
        payees=payees,
        papers_missing=papers,
    )
    return News(household, news)


def _payee(one: WantedCostPayee, otherwise: date) -> CaseloadPayee:
    """A client's own account is nothing but an account."""
    name, iban = one.to
    valid_from = one.valid_from or otherwise
    if one.cost == TO_CLIENT:
        return CaseloadPayee(cost=one.cost, name=name, iban=iban.number, valid_from=valid_from)
    reference = one.reference and CaseloadReference(kind=str(one.reference.kind), text=one.reference.text)
    return CaseloadPayee(
        cost=one.cost,
        name=name,
        iban=iban.number,
        reference=reference,
        valid_from=valid_from,
        customer_number=one.customer_number,
        payer=one.payer,
    )


def _mark(payees: Sequence[WantedCostPayee], papers_missing: frozenset[Paper], keyring: Keyring) -> bytes:
    return keyring.lookup("told payee", *sorted(papers_missing), "", *(part for one in payees for part in _parts(one)))


def _parts(one: WantedCostPayee) -> Iterator[str]:
    name, iban = one.to
    yield name
    yield iban.number
    yield str(one.reference.kind) if one.reference else ""
    yield one.reference.text if one.reference else ""
    yield one.customer_number or ""
    yield one.valid_from.isoformat() if one.valid_from else ""
    yield one.payer or ""
