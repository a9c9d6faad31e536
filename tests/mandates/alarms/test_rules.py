"""Each rule sees its harm from the first day on which somebody is to be told, not a day before, until it is mended."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.mandate_events import AccountState, AlarmKind, AuthorisationState, DirectDebitState, Payer
from services.mandates.accounts.account import Standing
from services.mandates.accounts.verification import VerificationResult
from services.mandates.alarms import rules
from services.mandates.alarms.alarm import AlarmKey, Finding
from services.mandates.alarms.rules import DueCost, NotAsked, Silent
from services.mandates.arrangements.mismatch import Mismatch, Why
from services.mandates.authorisations.authorisation import Authorisation, Duty, RefusalReason
from services.mandates.costs import Cost
from services.mandates.direct_debits.direct_debit import DirectDebit, OnAccount, Scheme, Sequence, Terms
from services.mandates.intake.paper import LackingPaper
from services.mandates.intake.requirement import PaperKind, Person

HOUSEHOLD, SUPPLIER = UUID(int=1), UUID(int=2)
APRIL = 2026 * 12 + 3
EASTER_TUESDAY = date(2026, 4, 7)
FIRST_TOLD, DAY_BEFORE, ACT_BY = date(2026, 3, 20), date(2026, 3, 19), date(2026, 3, 27)
"""Ten bank days before the Tuesday after Easter, the day before that, and five bank days before it."""

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
DUE = DueCost(HOUSEHOLD, "rent", APRIL, EASTER_TUESDAY, 60000, True, 5, SUPPLIER, None, Payer.WE_PUSH)
OF_COST = (HOUSEHOLD, "rent")
MANDATE = DirectDebit(
    UUID(int=3), HOUSEHOLD, Cost.RENT, SUPPLIER, OnAccount.ORGANISATION,
    Terms("WSV-1", "NL69ZZZ123456780000", Scheme.CORE, Sequence.RECURRING, date(2023, 1, 1)),
    DirectDebitState.ACTIVE, 1, date(2023, 4, 7), None, None, NOW, "anna",
)  # fmt: skip
APPROVED = Standing(UUID(int=4), AccountState.APPROVED, date(2026, 1, 1), None, VerificationResult.MATCH, NOW)
REFUSED = Authorisation(
    UUID(int=5), HOUSEHOLD, AuthorisationState.REFUSED, 2, (Cost.RENT,), (), (Cost.RENT,), RefusalReason.NO_TRUST, None,
    None, None, Duty.UNDECIDED, None, "anna", None, NOW, "anna",
)  # fmt: skip

LACKING = [
    LackingPaper(date(2026, 3, 20), PaperKind.LEASE, Person.CLIENT),
    LackingPaper(date(2026, 3, 24), PaperKind.ADVANCE, Person.SUPPLIER),
]

Sees = Callable[[date], Iterator[Finding]]

SEE: dict[AlarmKind, tuple[Sees, str]] = {
    AlarmKind.TWO_PAYERS: (
        lambda day: rules.two_payers([DUE], [at_odds(AlarmKind.TWO_PAYERS, Why.CLIENT_IS_COLLECTED)], day),
        "client_is_collected",
    ),
    AlarmKind.NO_PAYER: (
        lambda day: rules.no_payer([DUE], [at_odds(AlarmKind.NO_PAYER, Why.NOT_ARRANGED)], day),
        "not_arranged",
    ),
    AlarmKind.MANDATE_DORMANT: (
        lambda day: rules.mandate_dormant([DUE._replace(payer=Payer.SUPPLIER_PULLS)], {OF_COST: [MANDATE]}, day),
        "unused_for_36_months",
    ),
    AlarmKind.AMOUNT_BEYOND_CONSENT: (
        lambda day: rules.amount_beyond_consent([DUE._replace(consent_most=59999)], day),
        "more_than_agreed",
    ),
    AlarmKind.ACCOUNT_NOT_VERIFIED: (lambda day: rules.account_not_verified([DUE], {}, day), "account_unknown"),
    AlarmKind.ADVANCE_TOO_LOW: (
        lambda day: rules.advance_too_low([DUE], {OF_COST: 100001}, day),
        "below_60_percent_of_use",
    ),
    AlarmKind.AUTHORISATION_REFUSED: (
        lambda day: rules.authorisation_refused([DUE], {HOUSEHOLD: REFUSED}, day),
        "duty_undecided",
    ),
    AlarmKind.PAPERS_MISSING: (
        lambda day: rules.papers_missing([DUE], {OF_COST: LACKING}, day),
        "papers_missing: lease from client by 2026-03-20; advance from supplier by 2026-03-24",
    ),
}
"""What each rule but that of a silent supplier needs to see in order to see it."""

OF_A_MONTH = {AlarmKind.TWO_PAYERS, AlarmKind.NO_PAYER, AlarmKind.AMOUNT_BEYOND_CONSENT}


def at_odds(kind: AlarmKind, why: Why) -> Mismatch:
    return Mismatch(HOUSEHOLD, "rent", APRIL, kind, why)


def test_every_kind_of_alarm_has_its_rule() -> None:
    of_rows = {AlarmKind.SUPPLIER_SILENT, AlarmKind.SUPPLIER_NOT_ASKED}
    of_rows |= {AlarmKind.WATCHED_NOT_ANSWERED, AlarmKind.WATCHED_NOT_PAID}
    assert {*SEE, *of_rows} == set(AlarmKind)


@pytest.mark.parametrize("kind", SEE)
def test_it_is_told_ten_bank_days_before_it_hurts_and_not_a_day_before_that(kind: AlarmKind) -> None:
    sees, why = SEE[kind]
    month = APRIL if kind in OF_A_MONTH else 0
    key = AlarmKey(HOUSEHOLD, kind, "rent", month)
    assert list(sees(DAY_BEFORE)) == []
    assert list(sees(FIRST_TOLD)) == [Finding(key, ACT_BY, EASTER_TUESDAY, why)]


@pytest.mark.parametrize("kind", SEE)
def test_at_intake_it_is_told_at_once_with_until_the_next_bank_day_to_act(kind: AlarmKind) -> None:
    sees, _ = SEE[kind]
    maundy_thursday = date(2026, 4, 2)
    assert [(one.act_by, one.harms_on) for one in sees(maundy_thursday)] == [(EASTER_TUESDAY, EASTER_TUESDAY)]


@pytest.mark.parametrize("kind", [one for one in SEE if one is not AlarmKind.ADVANCE_TOO_LOW])
def test_it_is_seen_also_when_it_hurts_already(kind: AlarmKind) -> None:
    sees, _ = SEE[kind]
    day_after, next_bank_day = date(2026, 4, 10), date(2026, 4, 13)
    assert [(one.act_by, one.harms_on) for one in sees(day_after)] == [(next_bank_day, EASTER_TUESDAY)]


def test_a_slower_supplier_is_asked_earlier() -> None:
    slow = DUE._replace(answer_days=20)
    found = list(rules.papers_missing([slow], {OF_COST: LACKING}, date(2026, 3, 3)))
    assert [one.act_by for one in found] == [date(2026, 3, 6)]
    assert list(rules.papers_missing([slow], {OF_COST: LACKING}, date(2026, 2, 26))) == []


def test_each_of_the_two_looks_at_its_own_kind_and_month() -> None:
    other_month = at_odds(AlarmKind.TWO_PAYERS, Why.WE_ARE_COLLECTED)._replace(month=APRIL + 1)
    other_kind = at_odds(AlarmKind.NO_PAYER, Why.SUPPLIER_STOPPED)
    assert list(rules.two_payers([DUE], [other_month, other_kind], FIRST_TOLD)) == []
    assert list(rules.no_payer([DUE], [other_month], FIRST_TOLD)) == []


def test_a_silent_supplier_is_told_with_its_deadline_and_shown_on_two_bank_days_later() -> None:
    """Deadline on Maundy Thursday: the supervisor is shown it on Wednesday, when Tuesday has passed."""
    silent = Silent(HOUSEHOLD, "rent", APRIL, date(2026, 4, 2), date(2026, 4, 15))
    key = AlarmKey(HOUSEHOLD, AlarmKind.SUPPLIER_SILENT, "rent", APRIL)
    assert list(rules.supplier_silent([silent])) == [
        Finding(key, EASTER_TUESDAY, date(2026, 4, 15), "no_answer_by_deadline")
    ]


@pytest.mark.parametrize(
    ("today", "act_by"),
    [
        (date(2026, 3, 17), None),
        (date(2026, 3, 18), date(2026, 3, 25)),  # it answers in five bank days, and two are to spare
        (date(2026, 3, 30), date(2026, 3, 31)),
        (date(2026, 4, 10), date(2026, 4, 13)),
    ],
)
def test_a_supplier_that_nobody_asked_is_told_while_it_can_still_answer(today: date, act_by: date | None) -> None:
    one = NotAsked(HOUSEHOLD, "rent", APRIL, EASTER_TUESDAY, 5)
    key = AlarmKey(HOUSEHOLD, AlarmKind.SUPPLIER_NOT_ASKED, "rent", APRIL)
    found = [] if act_by is None else [Finding(key, act_by, EASTER_TUESDAY, "prepared_and_not_asked")]
    assert list(rules.supplier_not_asked([one], today)) == found


def test_a_mandate_sleeps_only_if_it_would_be_needed_and_none_beside_it_is_awake() -> None:
    def asleep(due: DueCost, *mandates: DirectDebit) -> bool:
        return bool(list(rules.mandate_dormant([due], {OF_COST: mandates}, FIRST_TOLD)))

    pulls, client = DUE._replace(payer=Payer.SUPPLIER_PULLS), DUE._replace(payer=Payer.CLIENT_PAYS, paid_by_us=False)
    clients_own = MANDATE._replace(on_account=OnAccount.CLIENT)
    assert asleep(pulls, MANDATE)
    assert not asleep(pulls, MANDATE._replace(last_used_on=date(2023, 4, 8))), "36 months later is the day after"
    assert not asleep(pulls, MANDATE, MANDATE._replace(last_used_on=date(2026, 3, 7)))
    assert not asleep(pulls, MANDATE._replace(state=DirectDebitState.EXPIRED)), (
        "then nobody pays, which is another alarm"
    )
    assert not asleep(pulls, MANDATE._replace(supplier_id=UUID(int=9)))
    assert not asleep(pulls)
    assert asleep(client, clients_own)
    assert not asleep(client, MANDATE)
    assert not asleep(DUE, MANDATE)


def test_exactly_what_the_client_agreed_to_is_not_too_much_and_what_he_pays_is_his_own() -> None:
    assert list(rules.amount_beyond_consent([DUE._replace(consent_most=60000)], FIRST_TOLD)) == []
    his = DUE._replace(consent_most=1, paid_by_us=False, payer=Payer.CLIENT_PAYS)
    assert list(rules.amount_beyond_consent([his], FIRST_TOLD)) == []


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (APPROVED, None),
        (APPROVED._replace(valid_from=EASTER_TUESDAY), None),
        (APPROVED._replace(valid_from=date(2026, 4, 8)), "account_not_yet"),
        (APPROVED._replace(state=AccountState.PROPOSED), "account_not_approved"),
        (APPROVED._replace(state=AccountState.PROPOSED, verification=VerificationResult.NO_MATCH), "account_mismatch"),
        (APPROVED._replace(state=AccountState.CLOSED, valid_until=date(2026, 4, 6)), "account_closed"),
        (APPROVED._replace(verification=VerificationResult.NO_MATCH), None),
    ],
)
def test_we_pay_to_nothing_but_an_account_that_holds_on_the_due_day(account: Standing, why: str | None) -> None:
    """One that the bank called another's and a second person approved all the same was approved with a reason."""
    found = [one.why for one in rules.account_not_verified([DUE], {SUPPLIER: [account]}, FIRST_TOLD)]
    assert found == ([] if why is None else [why])


def test_an_account_is_asked_for_where_money_is_sent_to_it_by_us_or_on_our_instruction() -> None:
    asked = {payer for payer in Payer if list(rules.account_not_verified([DUE._replace(payer=payer)], {}, FIRST_TOLD))}
    assert asked == {Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS}, "as the release holds it"


def test_sixty_percent_of_the_expected_use_is_enough() -> None:
    assert list(rules.advance_too_low([DUE], {OF_COST: 100000}, FIRST_TOLD)) == []
    assert list(rules.advance_too_low([DUE], {}, FIRST_TOLD)) == []


def test_an_advance_is_too_low_for_as_long_as_one_is_to_come_that_could_be_raised() -> None:
    next_one = DUE._replace(month=APRIL + 1, due_on=date(2026, 5, 7))
    day_after = date(2026, 4, 8)

    def told(*due: DueCost) -> list[date]:
        return [one.harms_on for one in rules.advance_too_low(due, {OF_COST: 100001}, day_after)]

    assert told(DUE, next_one) == [EASTER_TUESDAY]
    assert told(DUE, next_one._replace(amount=60001)) == []
    assert told(DUE) == []


def test_what_waited_for_an_account_is_paid_to_the_first_that_begins() -> None:
    """Also if that one has ended since; and money that went to an account in time waits for none that begins later."""
    day_after = date(2026, 4, 20)

    def told(*accounts: Standing) -> list[str]:
        return [one.why for one in rules.account_not_verified([DUE], {SUPPLIER: accounts}, day_after)]

    later = APPROVED._replace(valid_from=date(2026, 4, 10))

    def until(account: Standing, day: date) -> Standing:
        return account._replace(state=AccountState.CLOSED, valid_until=day)

    assert told() == ["account_unknown"]
    assert told(later) == told(until(later, date(2026, 4, 12))) == told(until(APPROVED, date(2026, 4, 12))) == []
    assert told(until(APPROVED, date(2026, 4, 6))) == ["account_closed"]
    assert told(APPROVED._replace(valid_from=date(2026, 4, 21))) == ["account_not_yet"]


def test_leefgeld_is_about_the_first_day_on_which_there_was_no_account_for_it_and_none_since() -> None:
    days = {HOUSEHOLD: [date(2026, 3, 8), date(2026, 4, 8), date(2026, 5, 8)]}
    today = date(2026, 4, 2)

    def told(*accounts: Standing) -> list[tuple[date, date, str]]:
        seen = rules.leefgeld_not_verified(days, {HOUSEHOLD: accounts}, today)
        return [(one.harms_on, one.act_by, one.why) for one in seen]

    assert told() == [(date(2026, 3, 8), date(2026, 4, 7), "account_unknown")]
    assert told(APPROVED) == told(APPROVED._replace(valid_from=date(2026, 4, 2))) == []
    ended = APPROVED._replace(state=AccountState.CLOSED, valid_until=date(2026, 4, 30))
    assert told(ended) == [(date(2026, 5, 8), date(2026, 4, 30), "account_closed")]
    another = ended._replace(id=UUID(int=9), valid_from=date(2026, 4, 20))
    assert told(APPROVED, another) == [(date(2026, 5, 8), date(2026, 4, 30), "account_closed")]


def test_a_decided_duty_and_a_cost_that_was_not_refused_raise_nothing() -> None:
    for answer in (
        REFUSED._replace(duty=Duty.STANDS),
        REFUSED._replace(duty=Duty.EXEMPTED),
        REFUSED._replace(refused=(Cost.WATER,)),
    ):
        assert list(rules.authorisation_refused([DUE], {HOUSEHOLD: answer}, FIRST_TOLD)) == []


def test_what_is_taken_back_later_is_told_for_the_days_after_it() -> None:
    revoked = REFUSED._replace(
        state=AuthorisationState.REVOKED, refused=(), costs=(Cost.RENT,), signed_on=date(2026, 1, 5)
    )
    ends = revoked._replace(ends_on=EASTER_TUESDAY)
    assert [one.why for one in rules.authorisation_refused([DUE], {HOUSEHOLD: ends}, FIRST_TOLD)] == ["duty_undecided"]
    later = revoked._replace(ends_on=date(2026, 4, 8))
    assert list(rules.authorisation_refused([DUE], {HOUSEHOLD: later}, FIRST_TOLD)) == []


def test_papers_are_missed_only_for_what_we_are_to_pay() -> None:
    assert list(rules.papers_missing([DUE], {}, FIRST_TOLD)) == []
    assert list(rules.papers_missing([DUE._replace(paid_by_us=False)], {OF_COST: LACKING}, FIRST_TOLD)) == []


@pytest.mark.parametrize("payer", [Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.SUPPLIER_PULLS])
def test_what_the_client_pays_by_a_decision_and_is_ours_on_record_is_paid_by_nobody(payer: Payer) -> None:
    answers = {HOUSEHOLD: REFUSED._replace(duty=Duty.EXEMPTED)}
    ours = DUE._replace(payer=payer)
    assert list(rules.exempted_and_still_ours([ours], answers, DAY_BEFORE)) == []
    key = AlarmKey(HOUSEHOLD, AlarmKind.NO_PAYER, "rent", APRIL)
    found = Finding(key, ACT_BY, EASTER_TUESDAY, "client_exempted")
    assert list(rules.exempted_and_still_ours([ours], answers, FIRST_TOLD)) == [found]


@pytest.mark.parametrize(
    ("answer", "payer"),
    [
        (REFUSED._replace(duty=Duty.STANDS), Payer.WE_PUSH),
        (REFUSED._replace(duty=Duty.EXEMPTED, refused=(Cost.WATER,)), Payer.WE_PUSH),
        (REFUSED._replace(duty=Duty.EXEMPTED), Payer.CLIENT_PAYS),
    ],
)
def test_what_the_duty_carries_or_the_client_pays_is_no_harm(answer: Authorisation, payer: Payer) -> None:
    due = [DUE._replace(payer=payer)]
    assert list(rules.exempted_and_still_ours(due, {HOUSEHOLD: answer}, FIRST_TOLD)) == []
