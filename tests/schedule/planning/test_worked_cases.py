"""Worked cases, to the cent: ours beside this file, and those that lie beside the checkout where there are any."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.schedule.norms import norm_book
from tests.schedule.planning.builders import Raw, documented
from tests.schedule.planning.oracle import SlowPlan

OURS = Path(__file__).with_name("cases")
BESIDE_THE_CHECKOUT = Path(__file__).parents[4].joinpath("shared", "cases", "plan")


def worked_cases(folder: Path) -> Iterator[tuple[str, Raw, Raw]]:
    """(name, case, expected) of every file in the folder; nothing where there is no such folder."""
    for path in sorted(folder.glob("*.json")):
        worked = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, worked["case"], worked["expected"]


def differing(expected: Raw, made: Raw) -> dict[str, tuple[Any, Any]]:
    """The fields that are not as expected; the order of entries within a plan is no figure."""
    expected, made = (one | {"entries": _counted(one["entries"])} for one in (expected, made))
    return {field: (expected[field], made[field]) for field in expected if expected[field] != made[field]}


def _counted(entries: list[Raw]) -> Counter[tuple[str, ...]]:
    return Counter((one["on"], one["account"], one["kind"], str(one["amount"])) for one in entries)


def test_our_six_cases_come_out_to_the_cent() -> None:
    found = {name: differing(expected, documented(case)) for name, case, expected in worked_cases(OURS)}
    assert list(found) == [
        "borrowed_and_repaid",
        "from_31_august_paid_late",
        "toeslagen_after_three_months",
        "weekly_leefgeld_then_handed_back",
        "withheld_with_a_grant",
        "without_a_b12",
    ]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_our_cases_expect_every_field_of_a_plan() -> None:
    for _, case, expected in worked_cases(OURS):
        assert set(expected) == set(documented(case)) - {"caseId", "title", "method"}


def test_cases_worked_elsewhere_come_out_to_the_cent() -> None:
    found = {name: differing(expected, documented(case)) for name, case, expected in worked_cases(BESIDE_THE_CHECKOUT)}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_the_slow_planner_agrees_with_every_worked_case() -> None:
    for _, case, expected in (*worked_cases(OURS), *worked_cases(BESIDE_THE_CHECKOUT)):
        slow = SlowPlan(case, norm_book()).figures()
        moves = sorted([one["on"], one["account"], one["kind"], one["amount"]] for one in expected["entries"])
        assert slow == {field: expected[field] for field in slow} | {"entries": moves}


def test_a_figure_that_is_a_cent_off_is_noticed() -> None:
    _, case, expected = next(worked_cases(OURS))
    wrong = expected | {"closing": expected["closing"] | {"settlement": expected["closing"]["settlement"] + 1}}
    assert list(differing(wrong, documented(case))) == ["closing"]
