"""What toeslagen that came do to the bridging, to the cent."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.schedule.bridging.clearing import CameIn, Clearing, Part, clearings, sentence
from services.schedule.bridging.proposal import Means
from services.schedule.bridging.trying import Trying
from services.schedule.planning.case import Account
from services.schedule.planning.plan import Plan
from tests.schedule.bridging.gaps import DEAR, decided
from tests.schedule.households.builders import B12, HOUSEHOLD_ID, RULES, a_dossier
from tests.schedule.planning.strategies import FAST

FIRST, LAST = 2026 * 12 + 2, 2026 * 12 + 5
LUMP_DAY = date(2026, 5, 20)
DEN_HAAG = RULES.policies["den-haag"].bridging
LOAN = decided("loan", 50000, "2026-02-20", repay={"mode": "on_first_toeslagen"})


def came(amount: int, on: date = LUMP_DAY, toeslag: str = "huurtoeslag", account: Account = Account.BUDGET) -> CameIn:
    return CameIn(toeslag, on, amount, account, FIRST, LAST)


def dear(*facts: dict[str, Any]) -> Plan:
    """The plan of the household with the dear rent: on 19 May its account is below zero."""
    return Trying(HOUSEHOLD_ID, a_dossier(*DEAR, B12, *facts), "den-haag", RULES).plan()


def stood(made: Plan) -> int:
    return [end.balance for end in made.day_ends if end.on < LUMP_DAY][-1]


def test_the_lump_clears_the_minstand_and_the_rest_stays() -> None:
    (one,) = clearings(dear(decided("grant", 160000, "2026-02-20")), DEN_HAAG, [came(149600)])
    owed = -stood(dear(decided("grant", 160000, "2026-02-20")))
    assert one == Clearing(came(149600), (Part(Means.MINSTAND, owed),), 149600 - owed)
    assert 0 < owed < 149600
    assert one.cleared


def test_a_loan_that_waits_for_the_first_toeslagen_goes_back_with_it_and_once() -> None:
    made = dear(decided("grant", 100000, "2026-02-20"), LOAN)
    owed = -stood(made)
    huur, zorg = came(149600), came(51600, toeslag="zorgtoeslag")
    first, second = clearings(made, DEN_HAAG, [huur, zorg])
    assert first.parts == (Part(Means.MINSTAND, owed), Part(Means.LOAN, 50000))
    assert first.stays == 149600 - owed - 50000
    assert second == Clearing(zorg, (), 51600)


def test_it_can_be_told_to_a_client() -> None:
    made = dear(decided("grant", 117323, "2026-02-20"), LOAN)
    assert stood(made) == -15000
    (one,) = clearings(made, DEN_HAAG, [came(110000)])
    assert sentence(one).en == (
        "On Wednesday 20 May 2026 €1,100.00 arrived: €150.00 to the minstand, €500.00 to the loan and €450.00 stays."
    )


def test_money_that_came_later_than_was_expected_clears_what_was_owed_until_then() -> None:
    made = dear(decided("grant", 117323, "2026-02-20"), LOAN)
    (one,) = clearings(made, DEN_HAAG, [came(149600, date(2026, 5, 26))])
    assert one.parts == (Part(Means.LOAN, 50000),)  # the zorgtoeslag of 20 May, as planned, cleared the minstand
    assert one.stays == 99600


def test_money_on_the_clients_own_account_clears_no_minstand() -> None:
    made = dear(decided("grant", 117323, "2026-02-20"))
    (one,) = clearings(made, DEN_HAAG, [came(110000, account=Account.CLIENT)])
    assert (one.parts, one.stays, one.cleared) == ((), 110000, False)


def test_where_the_loan_is_more_than_came_the_minstand_helps_it_back() -> None:
    made = dear(decided("grant", 117323, "2026-02-20"), LOAN)
    (one,) = clearings(made, DEN_HAAG, [came(40000)])
    assert one.parts == (Part(Means.MINSTAND, -10000), Part(Means.LOAN, 50000))
    assert one.stays == 0
    assert "€100.00 more is owed on the minstand" in sentence(one).en


@FAST
@given(st.lists(st.integers(1, 300_000), min_size=1, max_size=3), st.integers(0, 250_000), st.booleans())
def test_no_cent_of_what_came_is_lost(amounts: list[int], given_before: int, lent: bool) -> None:
    facts = [decided("grant", given_before, "2026-02-20")] + ([LOAN] if lent else [])
    kinds = ("huurtoeslag", "zorgtoeslag", "kindgebonden_budget")
    arrivals = [came(amount, toeslag=kind) for amount, kind in zip(amounts, kinds, strict=False)]
    made = dear(*facts)
    found = clearings(made, DEN_HAAG, arrivals)
    for one in found:
        assert sum(part.amount for part in one.parts) + one.stays == one.came.amount
    to_minstand = sum(part.amount for one in found for part in one.parts if part.means is Means.MINSTAND)
    to_loan = sum(part.amount for one in found for part in one.parts if part.means is Means.LOAN)
    assert to_loan == (50000 if lent else 0)
    left = stood(made) + sum(amounts) - to_loan
    assert to_minstand == max(-stood(made), 0) - max(-left, 0)
