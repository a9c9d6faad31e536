"""Which payee holds on a day: the newest entry that is not after it, and of two from one day the later one."""

from datetime import date
from uuid import UUID

import pytest

from services.schedule.payees.payee import CostPayee, in_force
from services.schedule.payees.schemas import masked

OLD, NEW, NEWER = UUID(int=1), UUID(int=2), UUID(int=3)


def entry(sequence: int, payee: UUID, valid_from: date, cost: str = "rent") -> CostPayee:
    return CostPayee(sequence, cost, payee, valid_from, None)


ENTRIES = [
    entry(3, NEWER, date(2026, 6, 1)),
    entry(1, OLD, date(2026, 2, 1)),
    entry(2, NEW, date(2026, 6, 1)),
    entry(4, OLD, date(2026, 2, 1), "leefgeld"),
]


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2026, 1, 31), {}),
        (date(2026, 2, 1), {"rent": OLD, "leefgeld": OLD}),
        (date(2026, 5, 31), {"rent": OLD, "leefgeld": OLD}),
        (date(2026, 6, 1), {"rent": NEWER, "leefgeld": OLD}),
    ],
)
def test_the_payee_of_a_day(on: date, held: dict[str, UUID]) -> None:
    assert {cost: one.payee_id for cost, one in in_force(ENTRIES, on).items()} == held


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Woonstede Verhuur", "Wo******* Ve*****"), ("Y. Voorbeeld", "Y. Vo*******"), ("Vo", "Vo"), ("É", "É")],
)
def test_of_a_name_two_letters_of_each_word_are_shown(name: str, shown: str) -> None:
    assert masked(name) == shown
