"""What an answer of a client has to hold, and when it does."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.errors import Fault
from services.mandate_events import AuthorisationState as State
from services.mandates.authorisations.authorisation import (
    Authorisation,
    Refusal,
    RefusalReason,
    faults_of_asking,
    faults_of_giving,
    faults_of_refusing,
    faults_of_revoking,
    in_order,
)
from services.mandates.costs import Cost
from services.schedule.planning.policy import CostKind
from tests.mandates.authorisations.clients import ASKED, EVIDENCE, IN_FULL, LIMITED, SIGNED_ON

TODAY = date(2026, 1, 5)
GIVEN = Authorisation(
    UUID(int=1), UUID(int=2), State.GIVEN, 2, ASKED, (Cost.RENT, Cost.ENERGY), (Cost.WATER, Cost.HEALTH_PREMIUM),
    RefusalReason.OTHER, None, SIGNED_ON, EVIDENCE, None, None, None, None, datetime(2026, 1, 5, tzinfo=UTC), "anna",
)  # fmt: skip


def test_a_cost_is_called_the_same_in_the_registry_and_in_the_schedule() -> None:
    assert [str(cost) for cost in Cost] == [str(kind) for kind in CostKind]


def test_every_cost_has_a_name_on_paper() -> None:
    assert [cost.dutch for cost in (Cost.RENT, Cost.ENERGY, Cost.HEALTH_PREMIUM)] == [
        "huur", "gas en stroom", "zorgverzekering",
    ]  # fmt: skip
    assert all(cost.dutch for cost in Cost)


def test_costs_stand_once_each_in_the_order_of_the_law() -> None:
    assert in_order([Cost.WATER, Cost.RENT, Cost.WATER]) == (Cost.RENT, Cost.WATER)


def test_a_question_names_at_least_one_cost() -> None:
    assert list(faults_of_asking([])) == [Fault("costs", "nothing is asked", "name at least one kind of cost")]
    assert list(faults_of_asking([Cost.RENT])) == []


def test_an_answer_that_is_understood_and_signed_has_no_fault() -> None:
    assert list(faults_of_giving(ASKED, IN_FULL, TODAY)) == []
    assert list(faults_of_giving(ASKED, LIMITED, TODAY)) == []


def test_what_the_client_could_not_tell_back_is_no_authorisation() -> None:
    (fault,) = faults_of_giving(ASKED, IN_FULL._replace(told_back=False), TODAY)
    assert (fault.where, fault.what) == ("toldBack", "the client did not tell it back")


def test_nobody_signs_tomorrow() -> None:
    (fault,) = faults_of_giving(ASKED, IN_FULL._replace(signed_on=date(2026, 1, 6)), TODAY)
    assert (fault.where, fault.what) == ("signedOn", "2026-01-06 is still to come")


def test_fewer_costs_than_asked_need_a_reason_and_all_of_them_none() -> None:
    (missing,) = faults_of_giving(ASKED, LIMITED._replace(reason=None), TODAY)
    assert (missing.where, missing.what) == ("reason", "costs were refused, and it is not said why")
    (idle,) = faults_of_giving(ASKED, IN_FULL._replace(words="no"), TODAY)
    assert (idle.where, idle.what) == ("reason", "nothing that was asked is refused")


def test_nothing_chosen_is_a_refusal() -> None:
    (fault,) = faults_of_giving(ASKED, LIMITED._replace(costs=()), TODAY)
    assert (fault.where, fault.cure) == ("costs", "record it as a refusal")


def test_only_what_was_asked_can_be_answered() -> None:
    asked = [Cost.RENT]
    (chosen,) = faults_of_giving(asked, IN_FULL._replace(costs=[Cost.RENT, Cost.TV]), TODAY)
    (refused,) = faults_of_refusing(asked, Refusal(RefusalReason.OTHER, None, [Cost.RENT, Cost.TV]))
    assert chosen == refused == Fault("costs[1]", "tv was not put to the client", "ask for a new authorisation")


def test_all_faults_of_an_answer_are_told_at_once() -> None:
    wrong = LIMITED._replace(costs=[Cost.TV], told_back=False, signed_on=date(2027, 1, 1), reason=None)
    assert [fault.where for fault in faults_of_giving([Cost.RENT], wrong, TODAY)] == [
        "costs[0]", "toldBack", "signedOn",
    ]  # fmt: skip


def test_taking_back_works_from_today_on_and_not_before_it_was_signed() -> None:
    assert list(faults_of_revoking(SIGNED_ON, TODAY, TODAY)) == []
    (past,) = faults_of_revoking(date(2026, 1, 1), date(2026, 1, 4), TODAY)
    assert (past.where, past.what) == ("endsOn", "2026-01-04 is past")


def test_it_holds_from_the_day_of_signing_up_to_the_first_day_without_it() -> None:
    revoked = GIVEN._replace(ends_on=date(2026, 3, 1))
    days = [date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 28), date(2026, 3, 1)]
    assert [revoked.holds(day) for day in days] == [False, True, True, False]
    assert GIVEN.holds(date(2030, 1, 1))
    assert not GIVEN._replace(signed_on=None).holds(TODAY)


def test_it_is_limited_when_fewer_costs_were_chosen_than_asked() -> None:
    assert GIVEN.is_limited
    assert not GIVEN._replace(costs=ASKED, refused=()).is_limited


def test_what_was_taken_back_counts_beside_what_was_refused_from_that_day() -> None:
    revoked = GIVEN._replace(ends_on=date(2026, 3, 1))
    assert revoked.without(date(2026, 2, 28)) == (Cost.WATER, Cost.HEALTH_PREMIUM)
    assert set(revoked.without(date(2026, 3, 1))) == set(ASKED)
