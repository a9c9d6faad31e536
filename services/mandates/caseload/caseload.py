"""What a caseload says of households: whom each cost is paid to since when, and which papers are missing. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from services.errors import Fault
from services.iban import Iban
from services.mandate_events import Payer
from services.mandates.arrangements.arrangement import Arrangement, BillsTo, Terms, in_force
from services.mandates.costs import Cost
from services.mandates.intake.requirement import PaperKind
from services.mandates.suppliers.supplier import Procedure, SupplierKind
from services.mandates.suppliers.supplier import Terms as SupplierTerms
from services.months import month_of
from services.payment_reference import PaymentReference, ReferenceKind

TO_CLIENT: Final = "leefgeld"
"""What stands instead of a cost for the client's own account."""

_KINDS = {
    Cost.RENT: SupplierKind.HOUSING_ASSOCIATION,
    Cost.ENERGY: SupplierKind.ENERGY,
    Cost.WATER: SupplierKind.WATER,
    Cost.HEALTH_PREMIUM: SupplierKind.HEALTH_INSURER,
}
_TELLING = 3
_LEGAL_FORMS = {
    "stichting",
    "vereniging",
    "coöperatie",
    "cooperatie",
    "maatschap",
    "holding",
    "nederland",
    "van",
    "der",
    "den",
}
"""Words that many names have, and a word that is shorter, tell no holder from another."""

_ANSWER_DAYS = 5
"""Bank days that a supplier gets of which nobody has written down yet what it agreed to."""


class ToldPayee(NamedTuple):
    """Whom a cost is paid to since a day, and how; `where` is its place in what was sent, for a fault."""

    cost: str
    name: str
    iban: Iban
    reference: PaymentReference | None
    valid_from: date
    customer_number: str | None
    payer: Payer
    where: str

    @property
    def is_client(self) -> bool:
        """Whether this is the client's own account."""
        return self.cost == TO_CLIENT


class ToldHousehold(NamedTuple):
    """A household as the caseload tells it; a paper that is not missing is there."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    payees: Sequence[ToldPayee]
    papers_missing: frozenset[PaperKind]
    where: str

    @property
    def costs(self) -> list[str]:
        """The kinds of cost that are told of."""
        return sorted({one.cost for one in self.payees if not one.is_client})


class ToldTerms(NamedTuple):
    """What is to be arranged for a payee; without a payer whoever pays goes on."""

    terms: Terms
    payer: Payer | None


def faults_of_names(payees: Iterable[ToldPayee], names: Mapping[Iban, str]) -> Iterator[Fault]:
    """Payees whose account number is that of a supplier with quite another name: one of the two is a typing error, and
    the money would go to somebody who is not owed it. Of a number that nobody has, the first name counts.

    Names are typed in many ways, so one word in common is enough.
    """
    holders = dict(names)
    for one in payees:
        holder = holders.setdefault(one.iban, one.name)
        if not _are_alike(holder, one.name):
            what = f"this number is that of ‘{holder}’ here, which is not who is to be paid"
            yield Fault(f"{one.where}.iban", what, "copy the number from a bill again, or give that supplier's name")


def _are_alike(one: str, other: str) -> bool:
    words, others = (set(re.findall(r"[^\W_]+", name.casefold())) for name in (one, other))
    return words == others or any(len(word) >= _TELLING for word in words & others - _LEGAL_FORMS)


def faults_of_page(households: Sequence[ToldHousehold], works_for: Callable[[str], bool]) -> Iterator[Fault]:
    """What is wrong with households that can each be read."""
    times = Counter(one.id for one in households)
    for one in households:
        if times[one.id] > 1:
            yield Fault(f"{one.where}.id", "this household stands twice in this page", "leave one of them out")
        if not works_for(one.municipality):
            what = f"you do not work for {one.municipality}"
            yield Fault(f"{one.where}.municipality", what, "leave it out, or let somebody hand it in who does")
        yield from _said_twice(one)


def _said_twice(household: ToldHousehold) -> Iterator[Fault]:
    seen: set[tuple[str, date]] = set()
    for one in household.payees:
        if (one.cost, one.valid_from) in seen:
            yield Fault(f"{one.where}.validFrom", f"{one.cost} has two payees from this day", "leave one of them out")
        seen.add((one.cost, one.valid_from))


def new_supplier(payee: ToldPayee) -> SupplierTerms:
    """A supplier of which nothing is known but this: of the kind that fits the cost, and named as it is paid."""
    return SupplierTerms(
        kind=_KINDS.get(Cost(payee.cost), SupplierKind.OTHER),
        name=payee.name,
        kvk=None,
        creditor_id=None,
        reference_scheme=payee.reference.kind if payee.reference else ReferenceKind.FREE_TEXT,
        collection_days=(),
        procedures=(Procedure.EMAIL,),
        answer_days=_ANSWER_DAYS,
        deferral=None,
    )


def to_arrange(payee: ToldPayee, supplier_id: UUID, known: Collection[Arrangement]) -> ToldTerms | None:
    """What is to be arranged for a payee, given what is known of the cost; None for what was told before.

    So what somebody put right since is not undone by handing in the same page again; but the same supplier from a later
    day of the month is another word, for it may be paid again after somebody else was. With the same supplier all goes
    on that a caseload says nothing of: who pays by now, who gets the bills, and what the client agreed to.
    """
    month = month_of(payee.valid_from)
    if any(one.from_month == month and _told(one, payee, supplier_id) for one in known):
        return None
    before = in_force(known, month)
    if before is None or before.terms.supplier_id != supplier_id:
        terms = Terms(supplier_id, payee.customer_number, payee.reference, BillsTo.CLIENT, None)
        return ToldTerms(terms, payee.payer)
    number = payee.customer_number or before.terms.customer_number
    return ToldTerms(before.terms._replace(customer_number=number, reference=payee.reference), None)


def _told(one: Arrangement, payee: ToldPayee, supplier_id: UUID) -> bool:
    is_of_that_day = one.told_from is None or payee.valid_from <= one.told_from
    return is_of_that_day and _says(one.terms, payee, supplier_id)


def _says(terms: Terms, payee: ToldPayee, supplier_id: UUID) -> bool:
    is_same_number = payee.customer_number in (None, terms.customer_number)
    return (terms.supplier_id, terms.reference) == (supplier_id, payee.reference) and is_same_number
