"""The page on caseload import names every column, and no other."""

import re
from pathlib import Path

from services.schedule.imports.columns import COLUMNS, COSTS, TOESLAGEN

PAGE = (Path(__file__).parents[3] / "docs" / "caseload-import.md").read_text("utf-8")


def documented() -> set[str]:
    """The columns of the tables; those of the rent stand for every cost, those of the huurtoeslag for every toeslag."""
    tables = PAGE.partition("## CSV")[2].partition("## JSON")[0]
    cells = re.findall(r"^\| (`.*?) \|", tables, re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    costs = {name.replace("rent.", f"{cost}.") for name in named if name.startswith("rent.") for cost in COSTS.values()}
    toeslagen = {
        name.replace("huurtoeslag.", f"{toeslag}.")
        for name in named
        if name.startswith("huurtoeslag.")
        for toeslag in TOESLAGEN.values()
    }
    return named | costs | toeslagen


def test_every_column_is_documented_and_no_other() -> None:
    assert documented() == set(COLUMNS)


def test_every_kind_of_cost_and_toeslag_is_named() -> None:
    assert [name for name in (*COSTS.values(), *TOESLAGEN.values()) if f"`{name}`" not in PAGE] == []
