"""Four of the six criteria of a level make it (seed 001, Bijlage 2); what cannot be counted is decided by a person."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.schedule.households.contents import (
    CriterionAnswer,
    LevelCriteria,
    SelfReliance,
    SelfRelianceChecked,
    SelfRelianceCriteria,
)
from services.schedule.households.end_of_relief import Proposal, newest_check, proposal
from services.schedule.households.tasks import TaskKind
from tests.schedule.callers import Caller
from tests.schedule.households.builders import PAPERS, Raw, a_dossier, content
from tests.schedule.households.test_endpoints import faults, registered
from tests.schedule.households.test_tasks import tasks
from tests.schedule.rows import everything

SIX = ("language", "payments", "administration", "arrangements", "spending", "preparedness")
ENDS_ON = date(2026, 8, 7)


def met(count: int, rest: str = "no") -> dict[str, str]:
    """A level of which so many criteria are met."""
    return {name: "yes" if place < count else rest for place, name in enumerate(SIX)}


def checked(insufficient: int, limited: int, sufficient: int, on: str = "2026-07-01", **more: Any) -> Raw:
    criteria = {"insufficient": met(insufficient), "limited": met(limited, "unknown"), "sufficient": met(sufficient)}
    return {"kind": "self_reliance_checked", "on": on, "criteria": criteria, **more}


def found(insufficient: int, limited: int, sufficient: int) -> SelfReliance | None:
    fact = content(checked(insufficient, limited, sufficient))
    assert isinstance(fact, SelfRelianceChecked)
    return fact.found


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ((4, 0, 0), SelfReliance.INSUFFICIENT),
        ((3, 4, 3), SelfReliance.LIMITED),
        ((0, 2, 6), SelfReliance.SUFFICIENT),
        ((0, 4, 5), SelfReliance.SUFFICIENT),
        ((3, 3, 3), None),
        ((0, 4, 4), None),
        ((5, 5, 4), None),
    ],
)
def test_four_of_six_make_a_level_and_of_two_the_one_with_more(
    counts: tuple[int, int, int], level: SelfReliance | None
) -> None:
    assert found(*counts) == level


ANSWERED = st.lists(st.sampled_from(CriterionAnswer), min_size=6, max_size=6).map(
    lambda answers: LevelCriteria(**dict(zip(SIX, answers, strict=True)))
)


@given(insufficient=ANSWERED, limited=ANSWERED, sufficient=ANSWERED)
def test_a_level_is_found_where_exactly_one_has_the_most_and_that_is_four(
    insufficient: LevelCriteria, limited: LevelCriteria, sufficient: LevelCriteria
) -> None:
    level = SelfRelianceCriteria(insufficient=insufficient, limited=limited, sufficient=sufficient).level
    counts = {
        SelfReliance.INSUFFICIENT: insufficient.met,
        SelfReliance.LIMITED: limited.met,
        SelfReliance.SUFFICIENT: sufficient.met,
    }
    if level is None:
        assert max(counts.values()) < 4 or sorted(counts.values())[-1] == sorted(counts.values())[-2]
    else:
        assert counts.pop(level) >= max(4, max(counts.values()) + 1)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"kind": "self_reliance_checked", "on": "2026-07-01"}, "level: is missing"),
        (checked(4, 0, 0, level="sufficient"), "level: the criteria make it insufficient"),
    ],
)
def test_a_level_is_said_and_says_what_the_criteria_do(raw: Raw, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        content(raw)


def test_a_level_without_criteria_is_still_taken() -> None:
    fact = content({"kind": "self_reliance_checked", "on": "2026-07-01", "level": "limited"})
    assert isinstance(fact, SelfRelianceChecked)
    assert (fact.found, fact.criteria) == (SelfReliance.LIMITED, None)


@pytest.mark.parametrize(
    ("raws", "proposed"),
    [
        ((), None),
        ((checked(0, 0, 6),), Proposal.END),
        ((checked(6, 0, 0),), Proposal.EXTEND),
        ((checked(0, 6, 0),), Proposal.PERSON_DECIDES),
        ((checked(3, 3, 3),), Proposal.PERSON_DECIDES),
        ((checked(6, 0, 0, on="2026-05-06"),), None),
        ((checked(6, 0, 0, on="2026-06-01"), checked(0, 0, 6)), Proposal.END),
    ],
    ids=["nobody looked", "sufficient", "insufficient", "limited", "undecided", "too long ago", "the newest counts"],
)
def test_the_level_of_the_last_three_months_proposes_to_end_or_to_go_on(
    raws: tuple[Raw, ...], proposed: Proposal | None
) -> None:
    assert proposal(a_dossier(*PAPERS, *raws), ENDS_ON) == proposed
    assert tasks(*PAPERS, *raws)["end_of_relief", ""].proposal == proposed


def test_who_is_found_insufficient_is_decided_on_also_where_the_policy_extends_nobody() -> None:
    key = (str(TaskKind.EXTENSION_DECISION), "2026-08-07")
    assert key not in tasks(*PAPERS, checked(0, 0, 6))
    assert tasks(*PAPERS, checked(6, 0, 0))[key].proposal is Proposal.EXTEND


def test_a_look_that_leaves_it_undecided_leaves_the_task_open() -> None:
    assert not tasks(*PAPERS, checked(3, 3, 3))["self_reliance_check", ""].done
    assert tasks(*PAPERS, checked(0, 4, 3))["self_reliance_check", ""].done
    check = newest_check(a_dossier(*PAPERS, checked(3, 3, 3)), ENDS_ON)
    assert check is not None
    assert check.found is None


async def test_what_is_undecided_a_person_decides_with_a_reason(anna: Caller, admin_url: str) -> None:
    household = await registered(anna)
    path = f"/households/{household}/facts"
    before = everything(admin_url)
    refused = await anna.post(path, {"facts": [checked(3, 3, 3, level="limited")]})
    assert faults(refused) == [("facts[0].level", "the criteria make none, so a person decides")]
    assert everything(admin_url) == before

    recorded = (await anna.post(path, {"facts": [checked(3, 3, 3)]})).json()
    told = (await anna.get(f"/households/{household}/letting-go")).json()
    assert told["selfReliance"] == {"on": "2026-07-01", "level": None}
    decided = {"corrects": recorded["facts"][0], "reason": "pays his rent by himself since May"}
    answer = await anna.post(path, {"corrections": [{**decided, "fact": checked(3, 3, 3, level="sufficient")}]})
    assert answer.status_code == 201
    told = (await anna.get(f"/households/{household}/letting-go")).json()
    assert told["selfReliance"] == {"on": "2026-07-01", "level": "sufficient"}
    (ending,) = (await anna.get("/tasks", kind="end_of_relief")).json()["items"]
    assert ending["proposal"] == "end"
    (check,) = (await anna.get("/tasks", kind="self_reliance_check")).json()["items"]
    assert (check["state"], check["outcome"]) == ("done", "done")
