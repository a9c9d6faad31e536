"""What is awaited is found by whose it is, or by what is still to come; and what came is no longer found there."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.months import parse_month
from services.schedule.matching.awaited import Awaited, AwaitedMoney
from services.schedule.matching.verdict import Share
from tests.schedule.matching.bookings import ACCOUNT, ELSEWHERE, FATIMA, YUSUF, awaited

_DAY = date(2026, 3, 20)
_MARCH = awaited(107, "2026-03-20")


def _share(one: Awaited, amount: int) -> Share:
    return Share(one.household_id, one.month, one.subject, amount)


def test_what_came_in_part_is_awaited_by_what_is_left() -> None:
    money = AwaitedMoney([_MARCH])
    money.note(_share(_MARCH, 100_00), _DAY, ACCOUNT)
    assert money.of_amount(107_00, ACCOUNT) == []
    assert money.of_amount(7_00, ACCOUNT) == money.of(FATIMA, ACCOUNT) == [_MARCH._replace(received=100_00)]


def test_what_nobody_awaited_came_in_full() -> None:
    money = AwaitedMoney()
    money.note(Share(YUSUF, parse_month("2026-03"), "other/2026-03", 5_00), _DAY, ACCOUNT)
    (one,) = money.of(YUSUF, ACCOUNT)
    assert (one.amount, one.received, one.left, one.expected_on) == (5_00, 5_00, 0, _DAY)


_SEVERAL = st.lists(
    st.builds(
        Awaited,
        household_id=st.sampled_from([FATIMA, YUSUF]),
        month=st.just(parse_month("2026-03")),
        subject=st.sampled_from(["benefit/2026-03", "zorgtoeslag/2026-03", "grant_1/2026-03"]),
        amount=st.integers(1, 4),
        received=st.just(0),
        expected_on=st.just(_DAY),
        account=st.sampled_from([ACCOUNT, ELSEWHERE]),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


@given(_SEVERAL, st.data())
def test_it_is_found_as_by_looking_at_all_of_it(several: list[Awaited], data: st.DataObject) -> None:
    """However much of it came, and in whatever order."""
    money, left = AwaitedMoney(several), {one.key: one for one in several}
    for one in data.draw(st.lists(st.sampled_from(several), max_size=5)) if several else ():
        came = data.draw(st.integers(1, 3))
        money.note(_share(one, came), _DAY, one.account)
        left[one.key] = left[one.key]._replace(received=left[one.key].received + came)
    for account in (ACCOUNT, ELSEWHERE):
        here = [one for one in left.values() if one.account == account]
        for whose in (FATIMA, YUSUF):
            assert _sorted(money.of(whose, account)) == _sorted([one for one in here if one.household_id == whose])
        for amount in range(-8, 5):
            assert _sorted(money.of_amount(amount, account)) == _sorted([one for one in here if one.left == amount])


def _sorted(found: Sequence[Awaited]) -> list[Awaited]:
    return sorted(found, key=lambda one: one.key)
