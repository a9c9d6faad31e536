"""`./ontzorg compare`: a household under all policies, for a person and for a program."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from house.command_line import main
from tests.schedule.planning.builders import a_case, a_coa, a_cost, a_minstand, a_toeslag, monthly

Written = Callable[[dict[str, Any]], str]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a case file and gives its name."""

    def write(case: dict[str, Any]) -> str:
        path = tmp_path / "household.json"
        path.write_text(json.dumps(case), encoding="utf-8")
        return str(path)

    return write


def a_household(**changes: Any) -> dict[str, Any]:
    """A single adult with the four costs, planned as in Den Haag."""
    case = a_case(
        coa=a_coa(1000, "2026-02-15"),
        costs=[
            a_cost("rent", 62000),
            a_cost("energy", 11000, day=15),
            a_cost("water", 1500, day=20),
            a_cost("health_premium", 15900, first=("2026-03-01", 14764)),
        ],
        floor=40000,
        periods=[monthly(40000)],
        toeslagen=[a_toeslag(37400), a_toeslag(12900, kind="zorgtoeslag")],
        bridging=[a_minstand(100000)],
    )
    return {"caseId": "household-1", **case, **changes}


def test_a_person_sees_the_best_policy_first_and_its_figures_in_euros(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", written(a_household())]) == 0

    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "Household household-1, best policy first: the worst month decides."
    assert shown[1] == "Relief from 8 Feb 2026 until 7 Aug 2026."
    names = [line.split()[0] for line in shown if line.startswith(" ") and line.strip()]
    order = [name for name in names if name in ("statutory", "den-haag", "zoetermeer", "hendrik-ido-ambacht")]
    assert order == ["statutory", "den-haag", "zoetermeer", "hendrik-ido-ambacht"]
    statutory = next(index for index, line in enumerate(shown) if line.startswith(" statutory"))
    assert shown[statutory].split() == ["statutory", "€612.00", "7", "days", "-€1,854.65", "–", "€130.00"]
    assert shown[statutory + 1].split() == ["carries", "+€312.00", "on", "15", "Apr", "8", "own", "COA"]
    assert shown[statutory + 2].split() == ["bears", "€816.00", "8", "Feb", "on", "to", "29", "May"]
    assert max(map(len, shown)) <= 80


def test_a_program_gets_whole_cents_for_the_policies_it_names(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(a_household())

    assert main(["compare", file, "--json", "--policy", "zoetermeer", "--policy", "den-haag"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["caseId"] == "household-1"
    assert [(one["policy"], one["margin"], one["daysWithoutMoney"]) for one in answer["policies"]] == [
        ("den-haag", 0, 7),
        ("zoetermeer", -45307, 24),
    ]
    assert answer["policies"][0]["deepestGap"] == {
        "from": "2026-02-10",
        "to": "2026-03-31",
        "deepest": -75307,
        "deepestOn": "2026-03-20",
    }


def test_the_policy_that_a_case_was_made_under_makes_no_difference(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    withheld = a_household(method="inhouding", leefgeld={"floor": 40000}, bridging=[])
    withheld["toeslagen"] = [a_toeslag(37400, to="client"), a_toeslag(12900, to="client", kind="zorgtoeslag")]

    main(["compare", written(a_household()), "--json"])
    managed = capsys.readouterr().out
    main(["compare", written(withheld), "--json"])
    assert capsys.readouterr().out == managed


def test_every_fault_of_the_case_and_of_the_names_is_told_and_nothing_is_shown(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(a_household(method="budgetbeheren", leavesReceptionCentreOn="2026-02-30"))

    assert main(["compare", file, "--policy", "den-hag", "--policy", "xyz"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "--policy: there is no policy 'den-hag' (did you mean 'den-haag'?)",
        "--policy: there is no policy 'xyz' (one of: capelle, den-haag, dongemond, edam-volendam, hendrik-ido-ambacht, "
        "lansingerland, statutory, waterland, zoetermeer, zuidplas)",
        f"{file}: method: 'budgetbeheren' is not known (did you mean 'budgetbeheer'?)",
        f"{file}: leavesReceptionCentreOn: 2026-02-30 is no day: 2026-02 has 28 days "
        "(give a day that exists, written as YYYY-MM-DD)",
    ]


def test_a_file_that_is_not_there_is_told_and_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "/nowhere/household.json"]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert err == "/nowhere/household.json: there is no such file (check the path)\n"


def test_a_household_that_gets_no_money_is_shown_as_such(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", written(a_household(reliefEndsOn="2026-02-20")), "--policy", "zoetermeer"]) == 0

    shown = capsys.readouterr().out
    assert "always" in shown
    assert "-€400.00" in shown


def test_what_a_terminal_would_obey_is_not_passed_on(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", written(a_household(caseId="\u001b[2Jgone")), "--policy", "statutory"]) == 0

    assert "\u001b" not in capsys.readouterr().out
