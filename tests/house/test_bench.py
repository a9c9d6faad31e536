"""The page and the document of a measure, and what the command says of the measures there are."""

import json
from dataclasses import replace

import pytest

from house import command_line
from house.bench.document import document
from house.bench.measure import Figure, Measure, Report, Setting, Share, known, ratios
from house.bench.measures import MEASURES
from house.bench.page import page

QUICK = Figure(
    name="one plan",
    floor="a bare generator",
    goal=10,
    unit="×",
    samples=(7.5, 6.0, 30.0),
    cpu=(7.0, 6.5, 8.0),
    absolute={"µs a plan": 160.04},
)
SLOW = replace(QUICK, samples=(12.0,), cpu=())
SHARES = (Share("planning", 40.0, 0.0), Share("posting", 20.5, 15.0))


def measured(*figures: Figure) -> str:
    return page(Measure("plan", "One plan.", "seconds", lambda setting: Report(figures)), Report(figures, SHARES))


def test_what_is_reached_is_the_median() -> None:
    assert (QUICK.reached, QUICK.reached_in_cpu, QUICK.is_reached) == (7.5, 7.0, True)
    assert (SLOW.reached, SLOW.reached_in_cpu, SLOW.is_reached) == (12.0, None, False)


def test_each_sample_stands_beside_the_floor_that_was_measured_with_it() -> None:
    assert ratios([6.0, 8.0], [2.0, 4.0]) == (3.0, 2.0)


def test_samples_of_which_one_is_unknown_are_none() -> None:
    assert known([1.0, 2.0]) == [1.0, 2.0]
    assert known([1.0, None]) == []


def test_the_page_says_goal_and_reached_side_by_side_and_the_floor_beneath() -> None:
    said = measured(QUICK)
    assert "  one plan  ≤ 10.00 ×   7.50 ×  7.00 ×  reached" in said
    assert "  one plan: × a bare generator\n      160.0 µs a plan" in said
    assert "NOT REACHED" not in said
    assert "planning" not in said.partition("reached")[2]


def test_the_page_says_plainly_what_is_not_reached_and_where_the_time_goes() -> None:
    said = measured(QUICK, SLOW)
    assert "≤ 10.00 ×  12.00 ×          NOT REACHED" in said
    assert "in µs a payment (60.5 in all; of which for the database):" in said
    assert "      40.0      0.0  planning\n      20.5     15.0  posting" in said


def test_the_document_has_every_sample() -> None:
    found = document("plan", Report([QUICK], SHARES, ["a note"]))
    assert found["figures"] == [
        {
            "name": "one plan",
            "floor": "a bare generator",
            "unit": "×",
            "goal": 10,
            "reached": 7.5,
            "reachedInCpu": 7.0,
            "isReached": True,
            "samples": [7.5, 6.0, 30.0],
            "absolute": {"µs a plan": 160.04},
        }
    ]
    assert found["shares"] == [
        {"stage": "planning", "microsAPayment": 40.0, "waitingForTheDatabase": 0.0},
        {"stage": "posting", "microsAPayment": 20.5, "waitingForTheDatabase": 15.0},
    ]
    assert found["notes"] == ["a note"]


def test_help_says_of_each_measure_how_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        command_line.main(["bench", "--help"])
    said = capsys.readouterr().out
    for measure in MEASURES:
        assert measure.what in said
        assert f"Takes {measure.lasts}." in said


@pytest.mark.parametrize("wrong", [["heights"], ["--households", "99"], ["--repeat", "6"], ["--repeat", "none"]])
def test_what_cannot_be_measured_is_wrong_usage(wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command_line.main(["bench", *wrong])


def test_a_goal_that_is_not_reached_is_said_and_is_no_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(setting: Setting) -> Report:
        setting.tell("measuring")
        return Report([replace(SLOW, name=f"{setting.households} × {setting.repeat}")])

    monkeypatch.setattr("house.commands.bench.MEASURES", (Measure("plan", "One plan.", "seconds", take),))
    assert command_line.main(["bench", "--households", "100", "--repeat", "2", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["measures"][0]["figures"][0]["name"] == "100 × 2"
    assert found["measures"][0]["figures"][0]["isReached"] is False
    assert found["households"] == 100
    assert "measuring" in said.err
