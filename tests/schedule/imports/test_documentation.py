"""The page on caseload import names every column, and no other."""

import re
from csv import DictReader
from pathlib import Path

from services.iban import Iban
from services.schedule.imports.columns import COLUMNS, COSTS, TOESLAGEN

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "caseload.csv"
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


def test_in_the_example_every_client_and_every_supplier_has_an_account_of_its_own() -> None:
    with EXAMPLE.open(encoding="utf-8", newline="") as lines:
        rows = list(DictReader(lines, delimiter=";"))
    holders = {
        (Iban.parse(row[f"{group}.iban"]).number, row[f"{group}.{field}"])
        for row in rows
        for group, field in (("rent", "payee"), ("energy", "payee"), ("leefgeld", "name"))
        if row[f"{group}.iban"]
    }
    assert len({iban for iban, _ in holders}) == len(holders) == 3
