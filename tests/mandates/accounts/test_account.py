"""Which account holds on a day, and who may approve it: rules without a database."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.iban import Iban
from services.mandate_events import AccountEvent, AccountState
from services.mandates.accounts.account import (
    ACCOUNTS,
    InBatch,
    NameIsAnothers,
    NoAccount,
    NotVerified,
    Owner,
    SamePerson,
    Standing,
    WantedAccount,
    check_second_person,
    check_verified,
    digest_of,
    holding,
    last_day,
)
from services.mandates.accounts.verification import VerificationResult, ask_about, stand_in
from tests.schedule.households.builders import KEYRING

PROPOSED, APPROVED, REJECTED, CLOSED = AccountState
MATCH, CLOSE, NO_MATCH, NOT_POSSIBLE = VerificationResult
DAY = date(2026, 3, 1)
DUTCH, GERMAN = Iban("NL91ABNA0417164300"), Iban("DE89370400440532013000")


def standing(
    number: int,
    state: AccountState,
    valid_from: date,
    valid_until: date | None = None,
    verification: VerificationResult = MATCH,
    decided: int = 1,
) -> Standing:
    decided_at = None if state is PROPOSED else datetime(2026, 1, decided, tzinfo=UTC)
    return Standing(UUID(int=number), state, valid_from, valid_until, verification, decided_at)


OLD = standing(1, APPROVED, date(2026, 1, 1))
NEW = standing(2, APPROVED, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("day", "held"),
    [(date(2026, 1, 1), OLD), (date(2026, 2, 28), OLD), (date(2026, 3, 1), NEW), (date(2027, 1, 1), NEW)],
)
def test_a_newer_account_takes_the_place_of_the_older_from_its_first_day(day: date, held: Standing) -> None:
    assert holding([NEW, OLD], day) == held


def test_of_two_from_one_day_the_one_that_was_approved_last_holds() -> None:
    earlier, later = (standing(number, APPROVED, DAY, decided=on) for number, on in ((2, 3), (1, 4)))
    assert holding([earlier, later], DAY) == later


def test_an_account_that_is_closed_from_a_day_to_come_holds_until_then() -> None:
    closed = standing(1, CLOSED, date(2026, 1, 1), date(2026, 3, 31))
    assert holding([closed], date(2026, 3, 31)) == closed
    assert holding([closed], date(2026, 4, 1)) is NoAccount.CLOSED


def test_the_older_account_does_not_come_back_when_the_newer_is_closed() -> None:
    closed = standing(2, CLOSED, date(2026, 3, 1), date(2026, 3, 31))
    assert holding([OLD, closed], date(2026, 4, 1)) is NoAccount.CLOSED


def test_an_account_that_was_closed_before_it_began_never_took_anybodys_place() -> None:
    never = standing(2, CLOSED, date(2026, 3, 1), date(2026, 2, 28))
    assert holding([OLD, never], date(2026, 4, 1)) == OLD
    assert holding([never], date(2026, 4, 1)) is NoAccount.CLOSED


@pytest.mark.parametrize(
    ("accounts", "reason"),
    [
        ([], NoAccount.UNKNOWN),
        ([standing(1, PROPOSED, DAY)], NoAccount.NOT_APPROVED),
        ([standing(1, PROPOSED, DAY, verification=NO_MATCH)], NoAccount.MISMATCH),
        (
            [standing(1, PROPOSED, DAY, verification=NO_MATCH), standing(2, PROPOSED, DAY)],
            NoAccount.NOT_APPROVED,
        ),
        ([standing(1, REJECTED, DAY)], NoAccount.REJECTED),
        ([standing(1, REJECTED, DAY), standing(2, PROPOSED, DAY)], NoAccount.NOT_APPROVED),
        ([standing(1, APPROVED, date(2026, 3, 2))], NoAccount.NOT_YET),
    ],
)
def test_why_there_is_no_account(accounts: list[Standing], reason: NoAccount) -> None:
    assert holding(accounts, DAY) is reason


_DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 28))
_STANDINGS = st.lists(
    st.builds(
        standing,
        st.integers(1, 10**6),
        st.sampled_from([PROPOSED, APPROVED, REJECTED, CLOSED]),
        _DAYS,
        st.none() | _DAYS,
        st.sampled_from(list(VerificationResult)),
        st.integers(1, 28),
    ),
    max_size=6,
)


@given(_STANDINGS, _DAYS)
def test_what_holds_was_approved_has_begun_and_has_not_ended(accounts: list[Standing], day: date) -> None:
    held = holding(accounts, day)
    if isinstance(held, Standing):
        assert held.state in (APPROVED, CLOSED)
        assert held.valid_from <= day <= (held.valid_until or day)
        assert not [one for one in accounts if one.ever_held and held.valid_from < one.valid_from <= day]


@pytest.mark.parametrize(
    ("valid_from", "closed_from", "last"),
    [
        (date(2026, 1, 1), date(2026, 3, 1), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2026, 1, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2025, 6, 1), date(2025, 12, 31)),
    ],
    ids=["later", "on its first day", "before it began"],
)
def test_the_last_day_of_a_closed_account(valid_from: date, closed_from: date, last: date) -> None:
    assert last_day(valid_from, closed_from) == last


def test_only_what_is_proposed_can_be_decided_and_only_what_is_approved_closed() -> None:
    assert {(state, event): after for state, event, after in ACCOUNTS.pairs() if after} == {
        (PROPOSED, AccountEvent.APPROVE): APPROVED,
        (PROPOSED, AccountEvent.REJECT): REJECTED,
        (APPROVED, AccountEvent.CLOSE): CLOSED,
    }


def test_who_proposed_does_not_approve() -> None:
    check_second_person("anna", "bram")
    with pytest.raises(SamePerson):
        check_second_person("anna", "anna")


@pytest.mark.parametrize("result", [MATCH, CLOSE, NOT_POSSIBLE])
def test_what_the_bank_does_not_deny_needs_no_reason(result: VerificationResult) -> None:
    check_verified(result, has_reason=False)


def test_what_the_bank_denies_needs_a_reason_and_what_it_was_not_asked_cannot_be_approved() -> None:
    check_verified(NO_MATCH, has_reason=True)
    with pytest.raises(NameIsAnothers):
        check_verified(NO_MATCH, has_reason=False)
    with pytest.raises(NotVerified):
        check_verified(None, has_reason=True)


@pytest.mark.parametrize(
    ("name", "iban", "result"),
    [
        ("Woonstede Verhuur", DUTCH, MATCH),
        ("Y. Bijna", DUTCH, CLOSE),
        ("Y. ANDERS", DUTCH, NO_MATCH),
        ("Anders Wonen", DUTCH, MATCH),
        ("Woonstede Verhuur", GERMAN, NOT_POSSIBLE),
        ("Y. Anders", GERMAN, NOT_POSSIBLE),
    ],
)
async def test_the_stand_in_answers_by_rule(name: str, iban: Iban, result: VerificationResult) -> None:
    assert await stand_in(name, iban) is result


async def test_the_banks_answers_come_in_the_order_of_the_questions() -> None:
    names = [f"Y. {('Voorbeeld', 'Anders', 'Bijna')[number % 3]}" for number in range(120)]
    answers = await ask_about([(name, DUTCH) for name in names], stand_in)
    assert answers == [MATCH, NO_MATCH, CLOSE] * 40


def wanted(name: str = "Y. Proef", owner: Owner | None = None, iban: Iban = DUTCH) -> bytes:
    return WantedAccount(owner or Owner(household_id=UUID(int=1)), name, iban, DAY).lookup(KEYRING)


def test_an_account_is_found_again_however_its_name_was_typed() -> None:
    assert wanted("  y.  PROEF ") == wanted()
    others = [wanted("Y. Ander"), wanted(owner=Owner(household_id=UUID(int=2))), wanted(iban=GERMAN)]
    assert wanted() not in [*others, wanted(owner=Owner(supplier_id=UUID(int=1)))]


def test_a_digest_stands_for_these_accounts_with_these_answers() -> None:
    first, second = (InBatch(UUID(int=number), bytes([number]), MATCH, "anna") for number in (1, 2))
    assert digest_of([first, second]) == digest_of([second, first])
    for other in ([first], [first, second._replace(lookup=b"x")], [first, second._replace(verification=CLOSE)]):
        assert digest_of(other) != digest_of([first, second])
