"""What is decided of one line, rule by rule, and which reason is told when there are several."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import pytest

from services.mandate_events import DirectDebitState, HandshakeState, Payer
from services.mandates.accounts.account import NoAccount
from services.mandates.authorisations.coverage import Covered, CoveredBy, NotCovered
from services.mandates.costs import Cost
from services.mandates.direct_debits.direct_debit import DirectDebit, OnAccount, Scheme, Sequence, SuspendedFor, Terms
from services.mandates.release.deciding import (
    Arranged,
    Facts,
    Line,
    Payable,
    Reason,
    Reference,
    Released,
    Waits,
    decide,
)

MARCH = 2026 * 12 + 2
NOBODY = UUID(int=0)
LINE = Line(str(NOBODY), "rent", MARCH, 60000, date(2026, 3, 1), "56a")
LEEFGELD = LINE._replace(cost="leefgeld")
REFERENCE = Reference("free_text", "huur KL-20391")
ACCOUNT = Payable("019b8d2b-8c00-7000-8000-000000000000", "Woonstede Verhuur", "NL91ABNA0417164300")
PUSHED = Arranged("we_push", REFERENCE, 60000, None)
SOUND = Facts(True, PUSHED, covered=Covered(CoveredBy.AUTHORISATION), account=ACCOUNT)
MANDATE = DirectDebit(
    id=NOBODY,
    household_id=NOBODY,
    cost=Cost.RENT,
    supplier_id=NOBODY,
    on_account=OnAccount.ORGANISATION,
    terms=Terms("UMR-1", "NL98ZZZ999999990000", Scheme.CORE, Sequence.RECURRING, date(2026, 1, 1)),
    state=DirectDebitState.ACTIVE,
    changes=1,
    last_used_on=None,
    suspended_for=None,
    replaced_by=None,
    made_at=datetime.fromisoformat("2026-01-05T08:00+00:00"),
    made_by="anna",
)
PULLED = SOUND._replace(
    arranged=PUSHED._replace(payer="supplier_pulls"), direct_debit=MANDATE, account=NoAccount.UNKNOWN
)


def test_what_is_arranged_with_a_supplier_is_released_with_its_account_and_reference() -> None:
    assert decide(LINE, SOUND) == Released("we_push", ACCOUNT, REFERENCE)


def test_what_the_benefit_system_withholds_goes_to_an_approved_account_too() -> None:
    withheld = SOUND._replace(arranged=PUSHED._replace(payer="benefit_system_withholds"))
    assert decide(LINE, withheld) == Released("benefit_system_withholds", ACCOUNT, REFERENCE)
    unseen = withheld._replace(account=NoAccount.NOT_APPROVED)
    assert decide(LINE, unseen) == Waits(Reason.ACCOUNT_NOT_APPROVED, "not_approved")


def test_what_the_supplier_pulls_needs_no_account_but_a_mandate() -> None:
    assert decide(LINE, PULLED) == Released("supplier_pulls", None, REFERENCE, "UMR-1")


def test_leefgeld_goes_to_the_clients_own_account_and_asks_for_nothing_else() -> None:
    assert decide(LEEFGELD, Facts(True, account=ACCOUNT)) == Released("we_push", ACCOUNT, None)


@pytest.mark.parametrize(
    ("facts", "waits"),
    [
        (Facts(is_known=False), Waits(Reason.UNKNOWN_TO_REGISTRY, "household")),
        (Facts(True), Waits(Reason.ACCOUNT_NOT_APPROVED, "unknown")),
        (Facts(True, account=NoAccount.NOT_YET), Waits(Reason.ACCOUNT_NOT_APPROVED, "not_yet")),
        (Facts(True, account=NoAccount.MISMATCH), Waits(Reason.ACCOUNT_MISMATCH)),
    ],
)
def test_leefgeld_waits_for_an_account_of_a_household_that_is_known(facts: Facts, waits: Waits) -> None:
    assert decide(LEEFGELD, facts) == waits


@pytest.mark.parametrize(
    ("facts", "waits"),
    [
        (Facts(is_known=False), Waits(Reason.UNKNOWN_TO_REGISTRY, "household")),
        (Facts(is_known=True), Waits(Reason.UNKNOWN_TO_REGISTRY, "cost")),
        (
            SOUND._replace(arranged=PUSHED._replace(payer="client_pays_watched")),
            Waits(Reason.NOT_OURS_TO_PAY, "client_pays_watched"),
        ),
        (
            SOUND._replace(arranged=PUSHED._replace(payer="client_pays"), taking_over=HandshakeState.ASKED),
            Waits(Reason.NOT_TAKEN_OVER, "asked"),
        ),
        (SOUND._replace(covered=NotCovered.REFUSED), Waits(Reason.NOT_AUTHORISED, "refused")),
        (SOUND._replace(paid_twice=f"rent/{NOBODY}"), Waits(Reason.BILL_PAID_TWICE, f"rent/{NOBODY}")),
        (SOUND._replace(lacking=("identity", "lease:rent")), Waits(Reason.PAPERS_MISSING, "identity, lease:rent")),
        (SOUND._replace(account=NoAccount.CLOSED), Waits(Reason.ACCOUNT_NOT_APPROVED, "closed")),
        (SOUND._replace(account=NoAccount.MISMATCH), Waits(Reason.ACCOUNT_MISMATCH)),
        (SOUND._replace(arranged=PUSHED._replace(consent_most=59999)), Waits(Reason.AMOUNT_BEYOND_CONSENT, "59999")),
        (
            SOUND._replace(arranged=PUSHED._replace(deferred_until=date(2026, 3, 2))),
            Waits(Reason.DEFERRED, "2026-03-02"),
        ),
    ],
)
def test_each_reason_to_wait_is_told(facts: Facts, waits: Waits) -> None:
    assert decide(LINE, facts) == waits


def test_a_supplier_that_waited_until_a_day_is_paid_on_that_day() -> None:
    until = SOUND._replace(arranged=PUSHED._replace(deferred_until=LINE.execute_on))
    assert decide(LINE, until) == Released("we_push", ACCOUNT, REFERENCE)


def test_what_waits_until_a_sunday_is_paid_on_the_friday_before_so_that_it_is_there() -> None:
    until = SOUND._replace(arranged=PUSHED._replace(deferred_until=date(2026, 3, 8)))
    assert isinstance(decide(LINE._replace(execute_on=date(2026, 3, 6)), until), Released)
    assert decide(LINE._replace(execute_on=date(2026, 3, 5)), until) == Waits(Reason.DEFERRED, "2026-03-08")


def test_who_agreed_to_no_limit_agreed_to_any_amount() -> None:
    boundless = SOUND._replace(arranged=PUSHED._replace(consent_most=None))
    assert isinstance(decide(LINE._replace(amount=99_999_999_999), boundless), Released)


@pytest.mark.parametrize("state", [one for one in DirectDebitState if one is not DirectDebitState.ACTIVE])
def test_nothing_is_pulled_by_a_mandate_that_is_not_active(state: DirectDebitState) -> None:
    suspended_for = SuspendedFor.DISPUTE if state is DirectDebitState.SUSPENDED else None
    facts = PULLED._replace(direct_debit=MANDATE._replace(state=state, suspended_for=suspended_for))
    assert decide(LINE, facts) == Waits(Reason.BLOCKED, str(state))


@pytest.mark.parametrize(
    "terms",
    [
        MANDATE.terms._replace(valid_from=date(2026, 3, 2)),
        MANDATE.terms._replace(valid_until=date(2026, 2, 28)),
        MANDATE.terms._replace(valid_from=date(2023, 3, 1)),
    ],
    ids=["begins later", "has ended", "slept for 36 months"],
)
def test_nothing_is_pulled_by_a_mandate_on_a_day_on_which_it_is_not_in_force(terms: Terms) -> None:
    facts = PULLED._replace(direct_debit=MANDATE._replace(terms=terms))
    assert decide(LINE, facts) == Waits(Reason.BLOCKED, "not_in_force")


@pytest.mark.parametrize("limit", [{"most_a_collection": 59999}, {"most_a_month": 59999}])
def test_a_supplier_pulls_no_more_than_its_mandate_allows(limit: dict[str, int]) -> None:
    facts = PULLED._replace(direct_debit=MANDATE._replace(terms=MANDATE.terms._replace(**limit)))  # type: ignore[arg-type]  # both are cents
    assert decide(LINE, facts) == Waits(Reason.AMOUNT_BEYOND_CONSENT, "59999")


def test_of_several_reasons_the_most_useful_is_told_first() -> None:
    """Everything is wrong at first, and is put right in the order in which it is told."""
    facts = Facts(
        is_known=False,
        covered=NotCovered.REFUSED,
        lacking=("identity",),
        account=NoAccount.MISMATCH,
        direct_debit=MANDATE._replace(state=DirectDebitState.BLOCKED),
        paid_twice=f"rent/{NOBODY}",
    )
    worst = Arranged("client_pays", REFERENCE, 1, date(2026, 4, 1))
    cures: list[Callable[[Facts], Facts]] = [
        lambda f: f._replace(is_known=True, arranged=worst, taking_over=HandshakeState.OVERDUE),
        lambda f: f._replace(taking_over=None),
        lambda f: f._replace(arranged=worst._replace(payer="supplier_pulls")),
        lambda f: f._replace(covered=Covered(CoveredBy.DUTY)),
        lambda f: f._replace(paid_twice=None),
        lambda f: f._replace(direct_debit=MANDATE),
        lambda f: f._replace(lacking=(), arranged=worst._replace(payer="we_push")),
        lambda f: f._replace(account=NoAccount.NOT_APPROVED),
        lambda f: f._replace(account=ACCOUNT),
        lambda f: f._replace(arranged=PUSHED._replace(deferred_until=date(2026, 4, 1))),
        lambda f: f._replace(arranged=PUSHED),
    ]
    told = []
    for cure in cures:
        found = decide(LINE, facts)
        assert isinstance(found, Waits)
        told.append(found.reason)
        facts = cure(facts)
    assert told == list(Reason)
    assert decide(LINE, facts) == Released("we_push", ACCOUNT, REFERENCE)


def test_an_account_is_printed_without_its_holder_and_number() -> None:
    assert repr(SOUND.account) == "Payable(id='019b8d2b-8c00-7000-8000-000000000000')"
    assert "NL91" not in repr(decide(LINE, SOUND))


def test_every_way_of_ours_is_a_way_of_releasing() -> None:
    for payer in Payer:
        found = decide(LINE, PULLED._replace(arranged=PUSHED._replace(payer=str(payer)), account=ACCOUNT))
        ours = payer not in (Payer.CLIENT_PAYS, Payer.CLIENT_PAYS_WATCHED)
        assert isinstance(found, Released) is ours
