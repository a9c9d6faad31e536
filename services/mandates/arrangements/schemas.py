"""Arrangements and the payer of record on the wire. A customer number comes in whole, and goes out masked."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator
from pydantic.config import JsonDict

from services.errors import Fault, InvalidInput
from services.mandate_events import Payer
from services.mandates.arrangements.arrangement import Arrangement as KeptArrangement
from services.mandates.arrangements.arrangement import BillsTo, Terms
from services.mandates.arrangements.numbering import NUMBER_PATTERN
from services.mandates.arrangements.payer import Cause, PayerEntry, PayerMonth
from services.mandates.arrangements.payer_service import PayerWish
from services.mandates.arrangements.service import WantedArrangement
from services.mandates.costs import Cost
from services.mandates.fields import Cents, Day, MonthField, Reason
from services.mandates.names import masked_number
from services.many_households import HouseholdsAsked
from services.months import Month
from services.payment_reference import PaymentReference, ReferenceKind
from services.wire import Instant, Wire

MOST_MONTHS = 60
"""Of a strip, in one answer."""

CustomerNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=NUMBER_PATTERN),
    Field(description="What the supplier knows the client by", examples=["KL-20391"]),
]


def _above_nothing(cents: int) -> int:
    if cents == 0:
        raise InvalidInput([Fault("", "nothing cannot be agreed to", "leave it out if the client set no limit")])
    return cents


class Reference(Wire):
    """What tells the supplier which bill was paid, in the scheme that it asks for."""

    kind: ReferenceKind
    text: Annotated[str, Field(max_length=140, examples=["RF18539007547034"])]

    _read: PaymentReference = PrivateAttr()

    @model_validator(mode="after")
    def _is_in_its_scheme(self) -> "Reference":
        try:
            self._read = PaymentReference.read(self.kind, self.text)
        except InvalidInput as refusal:
            raise InvalidInput(refusal.under("text")) from None
        return self

    @property
    def read(self) -> PaymentReference:
        """The reference as a payment carries it."""
        return self._read


_EXAMPLE: JsonDict = {
    "cost": "rent",
    "supplierId": "019b8d2b-8c00-7000-8000-000000000000",
    "fromMonth": "2026-03",
    "customerNumber": "KL-20391",
    "reference": {"kind": "creditor_reference", "text": "RF18539007547034"},
    "billsTo": "client",
    "consentMost": 70000,
    "payer": "client_pays",
}


class NewArrangement(Wire):
    """With which supplier a household has a cost from a month on.

    `payer` is who pays it now; left out, whoever pays goes on, which needs the same supplier as before.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    cost: Cost
    supplier_id: UUID
    from_month: MonthField
    customer_number: CustomerNumber | None = None
    reference: Reference | None = None
    bills_to: BillsTo = BillsTo.CLIENT
    consent_most: Annotated[Cents, AfterValidator(_above_nothing)] | None = None
    payer: Payer | None = None
    direct_debit_id: UUID | None = None

    def wanted(self, household_id: UUID) -> WantedArrangement:
        """What is asked."""
        reference = self.reference.read if self.reference else None
        terms = Terms(self.supplier_id, self.customer_number, reference, self.bills_to, self.consent_most)
        return WantedArrangement(
            household_id, self.cost, self.from_month, terms, self.payer, self.direct_debit_id, Cause.INITIAL
        )


class Arrangement(Wire):
    """An arrangement, its customer number masked. Of two for one cost the later takes the place of the other."""

    id: UUID
    household_id: UUID
    cost: Cost
    supplier_id: UUID
    from_month: MonthField
    customer_number: Annotated[str | None, Field(examples=["******91"])]
    reference: Reference | None
    bills_to: BillsTo
    currency: Literal["EUR"] = "EUR"
    consent_most: Cents | None
    deferred_until: Day | None

    @classmethod
    def of(cls, kept: KeptArrangement) -> "Arrangement":
        """The arrangement as it is told."""
        terms, reference = kept.terms, kept.terms.reference
        return cls(
            id=kept.id,
            household_id=kept.household_id,
            cost=Cost(kept.cost),
            supplier_id=terms.supplier_id,
            from_month=kept.from_month,
            customer_number=terms.customer_number and masked_number(terms.customer_number),
            reference=Reference(kind=reference.kind, text=reference.text) if reference else None,
            bills_to=terms.bills_to,
            consent_most=terms.consent_most,
            deferred_until=kept.deferred_until,
        )


class NewDeferral(Wire):
    """Until when the supplier waits, as it agreed; without a day it waits no longer."""

    until: Day | None


class NewPayerDecision(Wire):
    """Who is to pay a cost from a month on, without asking its supplier."""

    cost: Cost
    payer: Payer
    from_month: MonthField
    reason: Reason
    direct_debit_id: UUID | None = None

    def wish(self) -> PayerWish:
        """What is decided."""
        return PayerWish(self.cost, self.payer, self.from_month, self.reason, self.direct_debit_id)


class PayerOfRecord(Wire):
    """Who pays a cost from a month on, of which supplier, and why."""

    sequence: int
    cost: Cost
    payer: Payer
    since: MonthField
    supplier_id: UUID
    arrangement_id: UUID
    cause: Cause
    reason: str | None
    handshake_id: UUID | None
    direct_debit_id: UUID | None
    at: Instant
    by: str

    @classmethod
    def of(cls, entry: PayerEntry) -> "PayerOfRecord":
        """The row as it is told."""
        change = entry.change
        return cls(
            sequence=entry.sequence,
            cost=Cost(entry.cost),
            payer=entry.payer,
            since=entry.since,
            supplier_id=entry.supplier_id,
            arrangement_id=entry.arrangement_id,
            cause=change.cause,
            reason=change.reason,
            handshake_id=change.handshake_id,
            direct_debit_id=change.direct_debit_id,
            at=entry.at,
            by=entry.by,
        )


class PayersOfRecord(Wire):
    """Who pays each arranged cost of a household in a month."""

    household_id: UUID
    month: MonthField
    costs: list[PayerOfRecord]


class PaidMonth(Wire):
    """Who pays in a month."""

    month: MonthField
    payer: Payer


class CostStrip(Wire):
    """Who pays a cost, month by month."""

    cost: Cost
    months: list[PaidMonth]


class PayerStrip(Wire):
    """Who pays each cost of a household, month by month; a cost begins with the month it was first arranged for."""

    household_id: UUID
    costs: list[CostStrip]

    @classmethod
    def of(cls, household_id: UUID, found: list[PayerMonth]) -> "PayerStrip":
        """The months of each cost in their order."""
        months: dict[str, list[PaidMonth]] = {}
        for one in found:
            months.setdefault(one.entry.cost, []).append(PaidMonth(month=one.month, payer=one.payer))
        costs = [CostStrip(cost=Cost(cost), months=paid) for cost, paid in months.items()]
        return cls(household_id=household_id, costs=costs)


class MonthFilter(Wire):
    """Of which month; this one if none is named."""

    month: MonthField | None = None


class StripFilter(Wire):
    """From which month to which; without these, twelve months from this one on."""

    from_month: MonthField | None = None
    to_month: MonthField | None = None

    def months(self, this_month: Month) -> tuple[Month, Month]:
        """The first and the last; `InvalidInput` for an order or a length that cannot be."""
        first = this_month if self.from_month is None else self.from_month
        last = first + 11 if self.to_month is None else self.to_month
        if not first <= last < first + MOST_MONTHS:
            cure = f"give a month after it, at most {MOST_MONTHS} months in all"
            raise InvalidInput([Fault("toMonth", "does not end a strip that begins there", cure)])
        return first, last


class StripSearch(HouseholdsAsked, StripFilter):
    """Whose months, and from which to which."""
