"""The life of a mandate as it is drawn, and what is wrong with terms."""

from datetime import date

import pytest

from services.errors import Fault, InvalidInput
from services.machine import CannotHappen
from services.mandate_events import DirectDebitEvent as Event
from services.mandate_events import DirectDebitState as State
from services.mandates.direct_debits.direct_debit import (
    DIRECT_DEBITS,
    LIVING,
    OnAccount,
    Scheme,
    faults_of_terms,
    matters_to_payments,
)
from services.mandates.direct_debits.umr import identity, read_umr
from tests.mandates.direct_debits.mandates import TERMS

TODAY = date(2026, 1, 5)


def test_there_are_ten_states_and_these_ways_between_them_and_no_others() -> None:
    ways = {(state, event, after) for state, event, after in DIRECT_DEBITS.pairs() if after}
    assert len(State) == 10
    assert ways == {
        ("draft", "submit", "pending_approval"),
        ("pending_approval", "approve", "active"),
        ("pending_approval", "reject", "rejected"),
        ("active", "suspend", "suspended"),
        ("suspended", "resume", "active"),
        ("active", "revoke", "revoked"),
        ("suspended", "revoke", "revoked"),
        ("active", "expire", "expired"),
        ("suspended", "expire", "expired"),
        ("active", "replace", "replaced"),
        ("active", "consume", "consumed"),
        ("draft", "block", "blocked"),
        ("pending_approval", "block", "blocked"),
        ("active", "block", "blocked"),
        ("suspended", "block", "blocked"),
        ("blocked", "unblock", "suspended"),
    }


def test_five_states_are_ends() -> None:
    assert set(State) - LIVING == {State.REJECTED, State.REVOKED, State.EXPIRED, State.REPLACED, State.CONSUMED}


@pytest.mark.parametrize("state", list(State))
def test_what_is_there_is_not_created(state: State) -> None:
    with pytest.raises(CannotHappen, match=f"a direct debit that is {state} cannot create"):
        DIRECT_DEBITS.after(state, Event.CREATE)


def test_what_starts_or_stops_the_drawing_matters_to_payments() -> None:
    assert matters_to_payments(State.PENDING_APPROVAL, State.ACTIVE)
    assert matters_to_payments(State.ACTIVE, State.SUSPENDED)
    assert matters_to_payments(State.DRAFT, State.BLOCKED)
    assert matters_to_payments(None, State.ACTIVE)
    assert not matters_to_payments(State.DRAFT, State.PENDING_APPROVAL)
    assert not matters_to_payments(State.SUSPENDED, State.REVOKED)


def test_sound_terms_have_no_fault() -> None:
    assert list(faults_of_terms(TERMS, OnAccount.CLIENT, TODAY)) == []


def test_every_fault_of_terms_is_told() -> None:
    wrong = TERMS._replace(
        scheme=Scheme.B2B,
        valid_until=date(2025, 12, 31),
        signed_on=date(2026, 1, 6),
        most_a_collection=2,
        most_a_month=1,
    )
    assert [(fault.where, fault.what) for fault in faults_of_terms(wrong, OnAccount.CLIENT, TODAY)] == [
        ("scheme", "b2b is for businesses, and the client is none"),
        ("validUntil", "is before validFrom"),
        ("signedOn", "2026-01-06 is still to come"),
        ("mostACollection", "is more than mostAMonth"),
    ]
    assert "scheme" not in {fault.where for fault in faults_of_terms(wrong, OnAccount.ORGANISATION, TODAY)}


@pytest.mark.parametrize("umr", ["1", "A" * 35, "WSV-2026/1", "a?:().,'+ b"])
def test_a_reference_of_sepa_characters_is_taken_as_it_stands(umr: str) -> None:
    assert read_umr(umr) == umr


@pytest.mark.parametrize(
    ("umr", "what"),
    [
        ("", "there is no reference"),
        ("A" * 36, "36 characters are too many for a UMR"),
        ("WSV_1é", "no bank passes on U+005F, U+00E9"),
        (" WSV", "a UMR does not begin or end with a space"),
        ("/WSV", "a slash stands where none may be"),
        ("WSV/", "a slash stands where none may be"),
        ("W//V", "a slash stands where none may be"),
    ],
)
def test_any_other_reference_is_refused(umr: str, what: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_umr(umr)
    assert [fault.what for fault in refusal.value.faults] == [what]


def test_all_faults_of_a_reference_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_umr("//" + "é" * 40)
    assert [type(fault) for fault in refusal.value.faults] == [Fault] * 3


def test_capitals_and_the_business_code_tell_no_two_mandates_apart() -> None:
    assert identity("NL69ZZZ123456780000", "abC") == identity("NL69001123456780000", "ABc")
    assert identity("NL69ZZZ123456780000", "abC") != identity("NL69ZZZ123456780001", "abC")
