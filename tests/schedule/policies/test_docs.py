"""`docs/policies.md` says what the code does: its policy loads, its keys exist, and no key is missing from it."""

import re
from pathlib import Path

import pytest

from services.errors import InvalidInput
from services.schedule.planning.case import Method
from services.schedule.policies.loading import policies_in

PAGE = (Path(__file__).parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
DOCUMENTED = re.findall(r"^\| `([a-z_.]+)` \|", PAGE, re.MULTILINE)
_KNOWN_HERE = re.compile(r": ([a-z_.\[\]0-9]*)qqqq: this field is not known \(known here: (.*)\)")


def test_the_policy_on_the_page_loads_and_says_what_the_page_says() -> None:
    policy = policies_in({"nergenshuizen": EXAMPLE})["nergenshuizen"]

    assert policy.method is Method.BUDGETBEHEER
    assert [step.rhythm.value for step in policy.leefgeld.steps] == ["weekly", "monthly"]
    assert dict(policy.ramp_down.handed_back_from) == {"water": 4, "energy": 5, "health_premium": 6, "rent": 7}
    assert list(policy.inferred) == ["leefgeld.then.from_month"]


def test_every_key_that_a_policy_can_have_is_on_the_page() -> None:
    asked = _keys_that_are_asked_for()

    assert {"title", "leefgeld.then.from_month", "bridging.repay.mode", "ramp_down.months"} <= asked
    missing = {key for key in asked if not any(_tells(row, key) for row in DOCUMENTED)}
    assert missing == set()
    assert set(DOCUMENTED) - asked == {"evidence", "inferred"}, "and nothing is there that no policy can have"


@pytest.mark.parametrize("line", re.findall(r"^\| `[a-z_.]+` \|.*\| `(.*)` \|$", PAGE, re.MULTILINE))
def test_every_example_in_the_table_is_toml(line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        policies_in({"line": line})

    assert not any("not TOML" in fault.what for fault in refused.value.faults)


def _tells(row: str, key: str) -> bool:
    """A row tells of its key, of the section around it, and of what stands within it."""
    return row == key or row.startswith(f"{key}.") or key.startswith(f"{row}.")


def _keys_that_are_asked_for() -> set[str]:
    """Every key the code knows, by putting one that it cannot know into each section and reading what it offers."""
    more = (
        '\n[[bridging]]\nkind = "advance"\namount = 1\nevidence = ["x"]\nqqqq = 1\n'
        '\n[[bridging]]\nkind = "loan"\namount = 1\nrepay = { mode = "none", qqqq = 1 }\nevidence = ["x"]\n'
    )
    stuffed = "qqqq = 1\n" + re.sub(r"^(\[.*\])$", r"\1\nqqqq = 1", EXAMPLE, flags=re.MULTILINE) + more
    stuffed = stuffed.replace("then = {", "then = { qqqq = 1,")
    by_cost = re.sub(r"mode = \"one.*?\nevidence", 'mode = "by_cost"\nmonths = {}\nevidence', stuffed, flags=re.DOTALL)
    found = set()
    for texts in ({"stuffed": stuffed}, {"by_cost": by_cost}):
        with pytest.raises(InvalidInput) as refused:
            policies_in(texts)
        for fault in refused.value.faults:
            if told := _KNOWN_HERE.search(str(fault)):
                section = re.sub(r"\[\d+\]", "", told[1])
                found |= {section + key for key in told[2].split(", ")}
    return {key for key in found if not key.startswith(("routes.", "toeslagen."))}
