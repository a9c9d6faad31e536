"""The news of toeslagen that cleared what bridged a household."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.events import BridgingCleared
from services.schedule.bridging.cleared import cleared_by
from services.schedule.planning.case import Account
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.repository import ToldArrival
from tests.schedule.bridging.gaps import DEAR
from tests.schedule.households.builders import B12, HOUSEHOLD_ID, PAPERS, RULES, a_household

ORGANISATION = UUID("019ca6b1-0000-7000-8000-000000000001")
EARLIER = {"kind": "toeslag_arrived", "toeslag": "zorgtoeslag", "on": "2026-05-20", "account": "budget"}
LOAN = {
    "kind": "bridging_decided",
    "instrument": "loan",
    "decidedOn": "2026-02-08",
    "on": "2026-02-20",
    "amount": 50000,
    "repay": {"mode": "on_first_toeslagen"},
}


def told(amount: int = 149600, account: Account = Account.BUDGET) -> ToldArrival:
    return ToldArrival(
        household_id=HOUSEHOLD_ID,
        toeslag=ToeslagKind.HUURTOESLAG,
        arrived_on=date(2026, 5, 20),
        told="client-1",
        first_month=2026 * 12 + 2,
        last_month=2026 * 12 + 5,
        amount=amount,
        account=account,
        statement_id=None,
        entry=None,
        part=None,
        told_by="anna",
        told_at=datetime(2026, 5, 20, tzinfo=UTC),
    )


def test_that_the_lump_cleared_something_is_told_once() -> None:
    household = a_household(*DEAR, B12)
    assert list(cleared_by(household, [told()], RULES, ORGANISATION)) == [
        BridgingCleared(organisation_id=ORGANISATION, household_id=HOUSEHOLD_ID, arrived_on=date(2026, 5, 20))
    ]


def test_where_nothing_was_owed_there_is_no_news() -> None:
    gift = {"kind": "other_flow", "flow": "gift", "on": "2026-02-10", "account": "budget", "amount": 500000}
    assert list(cleared_by(a_household(*PAPERS, B12, gift), [told()], RULES, ORGANISATION)) == []


def test_a_loan_goes_back_with_the_first_of_all_toeslagen_and_not_with_the_second() -> None:
    on_his_own = told(account=Account.CLIENT)
    assert len(list(cleared_by(a_household(*PAPERS, B12, LOAN), [on_his_own], RULES, ORGANISATION))) == 1
    assert list(cleared_by(a_household(*PAPERS, B12, LOAN, EARLIER), [on_his_own], RULES, ORGANISATION)) == []


def test_of_a_household_without_a_plan_nothing_is_told() -> None:
    assert list(cleared_by(a_household(), [told()], RULES, ORGANISATION)) == []
