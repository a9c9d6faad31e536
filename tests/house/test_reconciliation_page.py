"""Three ledgers side by side on a page: what is to be looked at stands out, and nothing else is shown of everybody."""

from typing import Any

import pytest

from house.command_line import main
from house.reconciliation_page import bank_page, household_page
from services.schedule.schemas import BankDay, HouseholdReconciliation

HOUSEHOLD = "019c7a47-0280-7e99-814f-9dc7944d0dab"


def money(cents: int) -> dict[str, Any]:
    return {"amount": cents, "currency": "EUR"}


def difference(purpose: str, shown: int, reason: str, *, is_in_order: bool) -> dict[str, Any]:
    sums = {"planned": money(-620_00), "posted": money(-620_00), "shown": money(shown)}
    return {"purpose": purpose, "occasion": "2026-03", **sums, "reason": reason, "isInOrder": is_in_order}


RECONCILIATION: dict[str, Any] = {
    "householdId": HOUSEHOLD,
    "municipality": "GM0518",
    "planVersion": 1,
    "fault": None,
    "days": [
        {
            "on": "2026-03-02",
            "planned": money(-1_240_00),
            "posted": money(-1_240_00),
            "shown": money(-1),
            "isInOrder": False,
            "differences": [
                difference("energy", 0, "on_its_way", is_in_order=True),
                difference("rent", -1, "exception", is_in_order=False),
            ],
        }
    ],
}
_NOTHING = {"cameIn": money(0), "wentOut": money(0)}
BANK_DAY: dict[str, Any] = {
    "municipalities": ["GM0502", "GM0518"],
    "on": "2026-03-02",
    "statements": 1,
    "closing": money(49_380_00),
    "matched": {"cameIn": money(0), "wentOut": money(620_00)},
    "odd": {"cameIn": money(7_00), "wentOut": money(0)},
    "explained": _NOTHING,
    "unmatched": _NOTHING,
    "onItsWay": money(110_00),
    "isInOrder": False,
}


def test_of_everybody_only_what_is_to_be_looked_at_is_told() -> None:
    assert list(household_page(HouseholdReconciliation.model_validate(RECONCILIATION), everything=False)) == [
        f"Household {HOUSEHOLD} (GM0518)",
        "  2026-03-02  plan   -€1,240.00  posted   -€1,240.00  shown       -€0.01  TO BE LOOKED AT",
        "    rent 2026-03                plan     -€620.00  posted     -€620.00  shown       -€0.01  exception",
    ]


def test_of_one_household_what_is_in_order_is_told_too_and_a_plan_that_cannot_be_read() -> None:
    broken = HouseholdReconciliation.model_validate({**RECONCILIATION, "fault": "norm_missing"})
    lines = list(household_page(broken, everything=True))
    assert lines[1] == "  its plan cannot be read: norm missing"
    assert lines[3].endswith("shown        €0.00  on its way")


def test_an_account_tells_its_balance_and_what_moved() -> None:
    assert list(bank_page(BankDay.model_validate(BANK_DAY))) == [
        "Account of GM0502, GM0518 on 2026-03-02: closing balance €49,380.00",
        "  matched     came in        €0.00  went out      €620.00",
        "  odd         came in        €7.00  went out        €0.00",
        "  on its way                             €110.00",
    ]


def test_asking_needs_a_token(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ONTZORG_TOKEN", raising=False)
    assert main(["reconcile", "--on", "2026-03-02"]) == 1
    assert "ONTZORG_TOKEN: is not set" in capsys.readouterr().err
