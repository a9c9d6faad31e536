"""A credit transfer that exists can be written, and one that cannot be written does not exist."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.iban import Iban
from services.schedule.bank.credit_transfer import MOST_CENTS, FileHeader, account_name
from tests.schedule.bank.builders import TOWN, a_transfer


@pytest.mark.parametrize(
    ("given_name", "written"),
    [
        ("Woonstichting De Proef", "Woonstichting De Proef"),
        ("Yıldız Güneş-Örnek", "Yildiz Gunes-Ornek"),
        ("Energie & Warmte B.V.", "Energie + Warmte B.V."),
        ("  Aster\tVoorbeeld\n", "Aster Voorbeeld"),
        ("Zorg “De Test”", "Zorg 'De Test'"),
        ("Strauß Æbelø", "Strauss AEbelo"),
        ("X" * 70, "X" * 70),
    ],
)
def test_a_name_is_written_in_the_letters_that_every_bank_passes_on(given_name: str, written: str) -> None:
    assert account_name(given_name) == written
    assert a_transfer(name=given_name).name == written


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("X" * 71, r"71 characters are too many \(shorten it to at most 70\)"),
        ("ß" * 36, r"72 characters are too many"),
        ("", "there is no text"),
        ("\n \u200b", "there is no text"),
        ("محمد", "no bank passes on .*arabic letter"),
        ("Aster 😀", r"no bank passes on .*grinning face"),
        ("<Aster>", r"no bank passes on < \(less-than sign\), > \(greater-than sign\)"),
        ("Aster\x00", "no bank passes on"),
    ],
)
def test_a_name_that_cannot_be_written_is_refused_and_not_cut(name: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^name: {reason}"):
        a_transfer(name=name)


@given(st.text(max_size=90))
def test_a_name_as_it_is_written_is_written_the_same_again(name: str) -> None:
    try:
        written = account_name(name)
    except InvalidInput:
        return
    assert account_name(written) == written
    assert len(written) <= 70
    assert not set(written) & set("<>&\"'\n") - {"'"}


@pytest.mark.parametrize("amount", [1, MOST_CENTS])
def test_one_cent_is_the_least_and_a_billion_euros_less_a_cent_the_most(amount: int) -> None:
    assert a_transfer(amount=amount).amount == amount


@pytest.mark.parametrize("amount", [0, -1, MOST_CENTS + 1])
def test_no_other_amount_is_sent(amount: int) -> None:
    with pytest.raises(InvalidInput, match=r"^amount: no bank sends this amount"):
        a_transfer(amount=amount)


def test_an_account_outside_sepa_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^iban: no credit transfer reaches TR"):
        a_transfer(iban=Iban("TR330006100519786457841326"))


def test_an_account_of_another_country_in_sepa_is_paid() -> None:
    assert a_transfer(iban=Iban("BE68539007547034")).iban.country == "BE"


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        a_transfer(end_to_end_id="a/b", amount=0, name="محمد", iban=Iban("TR330006100519786457841326"))
    assert [fault.where for fault in refusal.value.faults] == ["end_to_end_id", "amount", "iban", "name"]


def test_a_header_says_who_pays_in_the_same_letters_and_when_in_utc() -> None:
    at = datetime(2026, 3, 24, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    header = FileHeader("A-1", at, "Gemeente Súdwest-Fryslân", TOWN)
    assert header.debtor_name == "Gemeente Sudwest-Fryslan"
    assert header.created_at.isoformat() == "2026-03-24T09:30:00+00:00"


def test_a_header_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        FileHeader("A" * 31, datetime(2026, 3, 24, tzinfo=UTC), "東京", TOWN)
    assert [fault.where for fault in refusal.value.faults] == ["message_id", "debtor_name"]


def test_what_is_printed_of_a_transfer_shows_no_whole_account() -> None:
    assert "0123456789" not in repr(a_transfer())
