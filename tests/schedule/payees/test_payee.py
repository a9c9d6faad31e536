"""Which payee holds on a day, and by what the same is known again."""

from datetime import date

import pytest

from services.iban import Iban
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.payees.payee import BEGINNING, PayeeDetails, ToldPayee, WantedCostPayee, in_force
from services.schedule.payees.schemas import masked
from tests.schedule.households.builders import KEYRING

OLD, NEW, NEWER = b"old", b"new", b"newer"
LANDLORD = PayeeDetails("Woonstede Verhuur", Iban("NL91ABNA0417164300"))
TODAY = date(2026, 2, 20)


def entry(sequence: int, account: bytes, valid_from: date, cost: str = "rent") -> ToldPayee:
    return ToldPayee(sequence, cost, valid_from, account, None)


ENTRIES = [
    entry(3, NEWER, date(2026, 6, 1)),
    entry(1, OLD, date(2026, 2, 1)),
    entry(2, NEW, date(2026, 6, 1)),
    entry(4, OLD, date(2026, 2, 1), "leefgeld"),
]


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2026, 1, 31), {}),
        (date(2026, 2, 1), {"rent": OLD, "leefgeld": OLD}),
        (date(2026, 5, 31), {"rent": OLD, "leefgeld": OLD}),
        (date(2026, 6, 1), {"rent": NEWER, "leefgeld": OLD}),
    ],
)
def test_the_payee_of_a_day(on: date, held: dict[str, bytes]) -> None:
    assert {cost: one.account for cost, one in in_force(ENTRIES, on).items()} == held


def told(reference: str | None, cost: str = "rent", name: str = LANDLORD.name) -> ToldPayee:
    read = PaymentReference.read(ReferenceKind.FREE_TEXT, reference) if reference else None
    wanted = WantedCostPayee(cost, PayeeDetails(name, LANDLORD.iban), read)
    return ToldPayee.of(wanted, [], TODAY, KEYRING)


def test_a_bill_is_the_same_however_its_reference_and_its_holder_were_typed() -> None:
    assert told("Huur 12").says_the_same(told("huur12", name="WOONSTEDE"))
    assert not told("huur 12").says_the_same(told("huur 13"))
    assert told("huur 12").valid_from == BEGINNING


def test_without_a_reference_a_supplier_has_no_bill_to_know_again() -> None:
    assert told(None).bill is None


def test_a_clients_own_account_is_no_bill_of_a_supplier_on_the_same_number() -> None:
    assert told(None, "leefgeld").account == told("huur 12").account
    assert told(None, "leefgeld").bill not in (None, told("huur 12").bill)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Woonstede Verhuur", "Wo******* Ve*****"), ("Y. Voorbeeld", "Y. Vo*******"), ("Vo", "Vo"), ("É", "É")],
)
def test_of_a_name_two_letters_of_each_word_are_shown(name: str, shown: str) -> None:
    assert masked(name) == shown
