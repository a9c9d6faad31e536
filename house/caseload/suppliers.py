"""Suppliers that nobody can rent from or be insured with, each with the reference scheme that it asks for."""

from typing import NamedTuple

from house.caseload.accounts import SUPPLIER_ACCOUNTS, example_iban
from services.payment_reference import PaymentReference, ReferenceKind, check_digit
from services.schedule.planning.policy import CostKind


class Supplier(NamedTuple):
    """Who is paid for a kind of cost; `number` is its own, `price` an insurer's premium in cents a month for each."""

    number: int
    name: str
    cost: CostKind
    scheme: ReferenceKind
    price: int = 0

    @property
    def iban(self) -> str:
        """Its account."""
        return example_iban(SUPPLIER_ACCOUNTS + self.number)

    def reference_for(self, household: int) -> PaymentReference:
        """What it knows the household with this number by; no two of any supplier are alike."""
        return PaymentReference(self.scheme, _WRITTEN[self.scheme](self.number, household))


def _betalingskenmerk(supplier: int, household: int) -> str:
    digits = f"{supplier:02d}{household:013d}"
    return check_digit(digits) + digits


def _creditor_reference(supplier: int, household: int) -> str:
    own = f"S{supplier:02d}K{household:08d}"
    number = int("".join(str(int(letter, 36)) for letter in f"{own}RF00"))
    return f"RF{98 - number % 97:02d}{own}"


def _customer_number(supplier: int, household: int) -> str:
    return f"Klantnummer {supplier:02d}-{household:08d}"


_WRITTEN = {
    ReferenceKind.BETALINGSKENMERK: _betalingskenmerk,
    ReferenceKind.CREDITOR_REFERENCE: _creditor_reference,
    ReferenceKind.FREE_TEXT: _customer_number,
}
_KENMERK, _RF, _FREE = ReferenceKind.BETALINGSKENMERK, ReferenceKind.CREDITOR_REFERENCE, ReferenceKind.FREE_TEXT
_PREMIUM = CostKind.HEALTH_PREMIUM

SUPPLIERS = (
    Supplier(1, "Woonstichting Nergensveld", CostKind.RENT, _KENMERK),
    Supplier(2, "Stichting Proefwonen", CostKind.RENT, _RF),
    Supplier(3, "De Denkbeeldige Hoek & Zn.", CostKind.RENT, _FREE),
    Supplier(4, "Woningfonds Papieren Dak", CostKind.RENT, _KENMERK),
    Supplier(5, "Verzonnen Watt Energie", CostKind.ENERGY, _KENMERK),
    Supplier(6, "Stroom uit Nergens", CostKind.ENERGY, _RF),
    Supplier(7, "Nepgas en Licht", CostKind.ENERGY, _FREE),
    Supplier(8, "Waterschap Fabeldrop", CostKind.WATER, _KENMERK),
    Supplier(9, "Drinkwater Luchtkasteel", CostKind.WATER, _FREE),
    Supplier(10, "Sprookje Zorgverzekeraar", _PREMIUM, _KENMERK, 15890),
    Supplier(11, "Fictie Onderlinge Zorg", _PREMIUM, _RF, 14240),
    Supplier(12, "Coöperatie Dénkbeeld Zorg", _PREMIUM, _KENMERK, 16450),
    Supplier(13, "Voorbeeld Telecom", CostKind.INTERNET, _FREE),
)
"""A dozen and one. Premiums lie around the average of 2026; some names have what no bank's character set has."""


def suppliers_of(cost: CostKind) -> list[Supplier]:
    """Those of whom this can be had."""
    return [one for one in SUPPLIERS if one.cost is cost]
