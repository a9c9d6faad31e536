"""What is agreed about toeslag that came to the client: in whole cents, on days, and never below the floor."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schedule.households.facts import standing
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.claim import (
    CLAIM,
    Agreement,
    Part,
    covered,
    flows,
    of_claim,
    statements,
    too_little_left,
)
from services.schedule.wanted.claim_back import ClaimName
from tests.schedule.households.builders import NEEDED, RENT, Raw, a_plan, facts_of
from tests.schedule.toeslagen.builders import HUURTOESLAG, IN_TIME

LATE: Raw = {"kind": "toeslag_account", "toeslag": "huurtoeslag", "account": "budget", "on": "2026-04-14",
             "from": "2026-06-22"}  # fmt: skip
FACTS: list[Raw] = [*NEEDED, RENT, *IN_TIME, LATE]
"""April's back-pay (€ 1,122) and May's € 374 come to the client; his leefgeld and his floor are € 400."""
RELIEF_ENDS = date(2026, 8, 7)
TODAY = date(2026, 4, 21)


def short(back: int, instalment: int, first: str) -> list[tuple[str, int]]:
    """From when how much too little would be left to live on."""
    parts = Agreement(back, instalment, date.fromisoformat(first)).instalments(0)
    told: list[Raw] = [one.model_dump(mode="json") for one in flows(HUURTOESLAG, 1, parts)]
    found = too_little_left(a_plan(*FACTS).plan, a_plan(*FACTS, *told).plan)
    return [(one.on.isoformat(), one.amount) for one in found]


def test_it_comes_back_each_month_and_the_last_time_what_is_left() -> None:
    assert Agreement(50000, 20000, date(2026, 1, 31)).instalments(0) == [
        Part(date(2026, 1, 31), 20000),
        Part(date(2026, 2, 28), 20000),
        Part(date(2026, 3, 31), 10000),
    ]
    assert Agreement(50000, 50000, date(2026, 4, 28)).instalments(0) == [Part(date(2026, 4, 28), 50000)]
    assert Agreement(50000, 20000, date(2026, 4, 28)).instalments(30000) == [Part(date(2026, 4, 28), 20000)]


@given(st.integers(1, 500_000), st.integers(1, 500_000), st.integers(0, 400_000))
def test_the_parts_are_together_what_is_still_to_come(back: int, instalment: int, repaid: int) -> None:
    instalment = min(max(instalment, back // 36 + 1), back)
    parts = Agreement(back, instalment, date(2026, 1, 31)).instalments(min(repaid, back))
    assert sum(one.amount for one in parts) == back - min(repaid, back)
    assert all(0 < one.amount <= instalment for one in parts)
    assert len({(one.on.year, one.on.month) for one in parts}) == len(parts)


@pytest.mark.parametrize(
    ("agreed", "repaid", "where"),
    [
        (Agreement(112200, 112200, date(2026, 4, 21)), 0, []),
        (Agreement(112201, 50000, date(2026, 4, 21)), 0, ["back"]),
        (Agreement(50000, 10000, date(2026, 4, 21)), 50000, ["back"]),
        (Agreement(50000, 50001, date(2026, 4, 21)), 0, ["instalment"]),
        (Agreement(50000, 10000, date(2026, 4, 20)), 0, ["instalment", "firstOn"]),
        (Agreement(40000, 10000, date(2026, 5, 7)), 0, []),  # the last on 7 August, the last day of the relief
        (Agreement(40000, 10000, date(2026, 5, 8)), 0, ["instalment"]),
        (Agreement(112200, 1000, date(2026, 5, 8)), 0, ["instalment"]),
    ],
)
def test_what_cannot_be_agreed_is_told_with_its_cure(agreed: Agreement, repaid: int, where: list[str]) -> None:
    faults = list(agreed.faults(112200, repaid, TODAY, RELIEF_ENDS))
    assert sorted(one.where for one in faults) == sorted(where)
    assert all(one.cure for one in faults)


def test_as_long_as_the_money_is_there_it_can_come_back_to_the_cent() -> None:
    """In April € 1,522 and in May € 774 reach him: all beyond the floor of € 400 can come back, and no cent more."""
    assert short(112200, 112200, "2026-04-28") == []
    assert short(112201, 112201, "2026-04-28") == [("2026-04-01", 1)]
    assert short(74800, 37400, "2026-04-28") == []
    assert short(74802, 37401, "2026-04-28") == [("2026-05-01", 1)]


def test_in_a_month_in_which_only_leefgeld_reaches_him_nothing_can_come_back() -> None:
    assert short(60000, 20000, "2026-04-28") == [("2026-06-01", 20000)]


def test_what_is_stated_anew_takes_the_place_of_what_was() -> None:
    first = flows(HUURTOESLAG, 1, [Part(date(2026, 4, 28), 30000), Part(date(2026, 5, 28), 30000)])
    other = flows(HUURTOESLAG, 2, [Part(date(2026, 5, 28), 7400)])
    stands = standing(facts_of(*FACTS, *(one.model_dump(mode="json") for one in [*first, *other])))
    anew = flows(HUURTOESLAG, 1, [Part(date(2026, 4, 28), 20000)])
    stated = statements(stands, HUURTOESLAG, 1, anew, "agreed anew")
    assert [one.content for one in stated] == [*anew, None, None]
    assert len(of_claim(stands, HUURTOESLAG, 1)) == 4
    assert len(of_claim(stands, HUURTOESLAG, 2)) == 2
    assert of_claim(stands, ToeslagKind.ZORGTOESLAG, 1) == {}


def test_what_came_back_covers_the_first_of_what_was_agreed_on_the_days_of_that() -> None:
    parts = [Part(date(2026, 5, 28), 30000), Part(date(2026, 4, 28), 30000)]
    raws = [one.model_dump(mode="json") for one in flows(HUURTOESLAG, 1, parts)]
    stands = standing(facts_of(*FACTS, *raws))
    name = ClaimName(HUURTOESLAG, 1)
    assert covered(stands, name, 0) == []
    assert covered(stands, name, 40000) == [Part(date(2026, 4, 28), 30000), Part(date(2026, 5, 28), 10000)]
    assert covered(stands, ClaimName(HUURTOESLAG, 2), 40000) == []


def test_only_what_was_agreed_can_be_repaid_and_what_is_over_stays_over() -> None:
    possible = {(str(state), str(event)): str(after) for state, event, after in CLAIM.pairs() if after is not None}
    assert possible == {
        ("open", "agree"): "agreed",
        ("open", "waive"): "waived",
        ("agreed", "agree"): "agreed",
        ("agreed", "repay"): "repaid",
        ("agreed", "waive"): "waived",
        ("repaid", "take_back"): "agreed",
    }
