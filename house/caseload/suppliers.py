"""Suppliers that nobody can rent from or be insured with, each with the reference scheme that it asks for."""

from typing import NamedTuple

from sandbox.accounts import SUPPLIER_ACCOUNTS, example_iban
from services.payment_reference import PaymentReference, ReferenceKind, check_digit
from services.schedule.planning.policy import CostKind


class Supplier(NamedTuple):
    """Who is paid for a kind of cost; `number` is its own, `price` an insurer's premium in cents a month for each.

    `answer_days` are the bank days in which it agreed to answer, `collects_on` the days of a month on which it draws.
    """

    number: int
    name: str
    cost: CostKind
    scheme: ReferenceKind
    price: int = 0
    answer_days: int = 5
    collects_on: tuple[int, ...] = ()

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
    Supplier(1, "Woonstichting Nergensveld", CostKind.RENT, _KENMERK, answer_days=3, collects_on=(1,)),
    Supplier(2, "Stichting Proefwonen", CostKind.RENT, _RF, answer_days=5, collects_on=(1,)),
    Supplier(3, "De Denkbeeldige Hoek & Zn.", CostKind.RENT, _FREE, answer_days=8),
    Supplier(4, "Woningfonds Papieren Dak", CostKind.RENT, _KENMERK, answer_days=5, collects_on=(1, 28)),
    Supplier(5, "Verzonnen Watt Energie", CostKind.ENERGY, _KENMERK, answer_days=10, collects_on=(15, 20, 28)),
    Supplier(6, "Stroom uit Nergens", CostKind.ENERGY, _RF, answer_days=5, collects_on=(15, 20, 28)),
    Supplier(7, "Nepgas en Licht", CostKind.ENERGY, _FREE, answer_days=8),
    Supplier(8, "Waterschap Fabeldrop", CostKind.WATER, _KENMERK, answer_days=5, collects_on=(15, 20, 28)),
    Supplier(9, "Drinkwater Luchtkasteel", CostKind.WATER, _FREE, answer_days=3),
    Supplier(10, "Sprookje Zorgverzekeraar", _PREMIUM, _KENMERK, 15890, 5, (1, 25)),
    Supplier(11, "Fictie Onderlinge Zorg", _PREMIUM, _RF, 14240, 3, (1, 25)),
    Supplier(12, "Coöperatie Dénkbeeld Zorg", _PREMIUM, _KENMERK, 16450, 10, (1, 25)),
    Supplier(13, "Voorbeeld Telecom", CostKind.INTERNET, _FREE),
)
"""A dozen and one. Premiums lie around the average of 2026; some names have what no bank's character set has."""


def suppliers_of(cost: CostKind) -> list[Supplier]:
    """Those of whom this can be had."""
    return [one for one in SUPPLIERS if one.cost is cost]
