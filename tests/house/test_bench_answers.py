"""What the registry said is kept as it was said, and told again to whoever asks the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from house.bench.kept_answers import Keeping, NobodyAsked, StandIn, heard
from services.mandates.schemas import (
    TO_CLIENT,
    CaseloadPayees,
    LineToRelease,
    Payable,
    Reason,
    Reference,
    ReleaseAnswer,
    Released,
    Waits,
)

MINE, HOUSEHOLD = UUID(int=1), UUID(int=2)
FRIDAY = date(2026, 2, 27)
RENT = LineToRelease(HOUSEHOLD, "rent", "2026-03", 62_000, FRIDAY, "56a")
ENERGY = RENT._replace(cost="energy", amount=14_000)
LEEFGELD = RENT._replace(cost=TO_CLIENT, amount=7_500)
LANDLORD = Payable(str(UUID(int=3)), "Woningstichting TEST", "NL91ABNA0417164300")
SAID: list[Released | Waits] = [
    Released("we_push", LANDLORD, Reference("free_text", "huur maart")),
    Released("supplier_pulls", None, None, "UMR-7"),
    Waits(Reason.PAPERS_MISSING, "identity"),
]
ANSWER = ReleaseAnswer({HOUSEHOLD: 4}, SAID)


class Said:
    """A registry with one answer, that says which households changed when it is asked."""

    async def release(self, organisation_id: UUID, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        return ANSWER

    async def changed(self, organisation_id: UUID, versions: Mapping[UUID, int]) -> set[UUID]:
        return set(versions)

    async def hand_over(self, organisation_id: UUID, page: CaseloadPayees, key: str) -> None:
        raise AssertionError("nothing is handed over in a month")


async def kept(file: Path) -> None:
    keeping = Keeping(Said(), file)
    assert await keeping.release(MINE, FRIDAY, [RENT, ENERGY, LEEFGELD]) == ANSWER
    assert await keeping.changed(MINE, {HOUSEHOLD: 3}) == {HOUSEHOLD}
    keeping.keep()


async def test_a_question_and_its_answer_are_kept_as_they_were(tmp_path: Path) -> None:
    await kept(tmp_path / "answers")
    assert list(heard(tmp_path / "answers")) == [(FRIDAY, [RENT, ENERGY, LEEFGELD], ANSWER)]


async def test_the_stand_in_says_the_same_of_each_line_in_whatever_order_it_is_asked(tmp_path: Path) -> None:
    await kept(tmp_path / "answers")
    stand_in = StandIn(tmp_path / "answers")
    stand_in.learn()
    assert await stand_in.release(MINE, FRIDAY, [LEEFGELD, RENT]) == ReleaseAnswer({HOUSEHOLD: 4}, [SAID[2], SAID[0]])
    assert await stand_in.changed(MINE, {HOUSEHOLD: 4}) == set()


async def test_the_stand_in_says_nothing_of_what_nobody_asked(tmp_path: Path) -> None:
    stand_in = StandIn(tmp_path / "none")
    stand_in.learn()
    with pytest.raises(NobodyAsked):
        await stand_in.release(MINE, FRIDAY, [RENT])
