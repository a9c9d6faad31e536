"""Which steps follow from what is asked and from what is known: pure, so each rule costs nothing to prove."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter

from services.mandates.schemas import Payer
from services.months import parse_month
from services.schedule.households.contents import Content, DecisionTaken, ReliefEnds, StatedContent
from services.schedule.households.dossier import Dossier
from services.schedule.households.planning import PlannedCase, planned
from services.schedule.households.tasks import tasks_for
from services.schedule.planning.policy import CostKind, ToeslagKind
from services.schedule.proceedings.asked import CostReturn, FamilyArrival, ReliefStart
from services.schedule.proceedings.making import (
    Ending,
    Return,
    at_risk,
    extending,
    facts_of_extension,
    facts_of_stop,
    faults_of_extension,
    faults_of_stop,
    handing_back,
    joining,
    month_is_over,
    returned,
    returns_at_end,
    starting,
    stopping,
)
from services.schedule.proceedings.step import STEPS, ChangeToeslag, CollectB12, PrepareHandshake, RecordFacts, Step
from tests.journeys.town import DECISION, monthly
from tests.schedule.households.builders import B12, HOUSEHOLD_ID, NEEDED, RULES, TOESLAGEN

MONDAY, MAY_31 = date(2026, 1, 5), date(2026, 5, 31)
APRIL, JUNE = parse_month("2026-04"), parse_month("2026-06")
RENT, ENERGY = CostKind.RENT, CostKind.ENERGY
FACTS: Sequence[Content] = TypeAdapter(list[StatedContent]).validate_python(
    [*NEEDED, monthly("rent", 1, 62000), monthly("energy", 15, 11000), *TOESLAGEN, B12, DECISION]
)


def plan_of(dossier: Dossier) -> PlannedCase:
    made = planned("Z-1", dossier, "den-haag", RULES)
    assert made is not None
    return made


def needs(steps: list[Step]) -> dict[str, tuple[str, ...]]:
    return {one.key: one.needs for one in steps}


def a_decision(since: str, until: str) -> DecisionTaken:
    return DecisionTaken.model_validate({"article": "57", "from": since, "until": until})


def a_start(**other: Any) -> ReliefStart:
    return ReliefStart.model_validate({"decision": DECISION, **other})


def test_relief_begins_with_facts_and_each_cost_that_another_pays_is_taken_over() -> None:
    rent = {"cost": "rent", "supplierId": "019b8d2b-8c00-7000-8000-000000000000", "fromMonth": "2026-02"}
    energy = {**rent, "cost": "energy", "payer": "client_pays", "takenOver": {"fromMonth": "2026-03"}}
    asked = a_start(arrangements=[{**rent, "payer": "we_push"}, energy])
    assert needs(starting(asked, MONDAY)) == {
        "facts": (),
        "papers": ("facts",),
        "addressee": (),
        "arrangement/rent": ("facts",),
        "arrangement/energy": ("facts",),
        "handshake/energy": ("arrangement/energy",),
        "asking/energy": ("handshake/energy",),
        "answer/energy": ("asking/energy",),
    }


def test_steps_are_the_same_once_they_were_kept() -> None:
    steps = starting(
        a_start(facts=[B12], team=[{"role": "contact", "subject": "anna", "fromDay": "2026-02-01"}]), MONDAY
    )
    assert STEPS.validate_json(STEPS.dump_json(steps, by_alias=True)) == steps


def test_a_cost_is_watched_as_long_as_we_pay_another_one() -> None:
    case = plan_of(Dossier(FACTS))
    asked = CostReturn.model_validate({"cost": "energy", "fromMonth": "2026-06"})
    assert returned(asked, case) == Return(ENERGY, JUNE, Payer.CLIENT_PAYS_WATCHED)
    after_the_relief = CostReturn.model_validate({"cost": "energy", "fromMonth": "2026-09"})
    assert returned(after_the_relief, case).payer is Payer.CLIENT_PAYS
    steps = handing_back(Return(ENERGY, JUNE, Payer.CLIENT_PAYS_WATCHED), None)
    assert list(needs(steps)) == [f"{one}/energy" for one in ("handshake", "asking", "answer", "plan", "watched_month")]
    assert all(step.needs == (before.key,) for before, step in pairwise(steps))
    assert "watched_month/energy" not in needs(handing_back(Return(ENERGY, JUNE, Payer.CLIENT_PAYS), None))


def test_what_waits_for_a_clean_month_of_another_cost_does_not_go_too_early() -> None:
    early = Return(ENERGY, JUNE, Payer.CLIENT_PAYS_WATCHED)
    assert at_risk({RENT: ENERGY}, [early]) == []
    (fault,) = at_risk({ENERGY: RENT}, [early])
    assert (fault.where, fault.what) == (
        "cost",
        "energy goes back after a clean month of rent, and that has not come yet",
    )
    assert [one.what for one in month_is_over(APRIL, date(2026, 5, 1))] == ["2026-04 is over"]
    assert list(month_is_over(APRIL, date(2026, 4, 30))) == []


def test_relief_stops_with_every_decision_and_all_that_is_ours() -> None:
    dossier = Dossier(FACTS)
    facts = facts_of_stop(dossier, MAY_31)
    assert [(one.kind, one.about) for one in facts] == [("relief_ends", ""), ("decision", "56a/2026-02-08")]
    known = dossier.assuming(facts)
    then = plan_of(known)
    assert then.case.relief_ends_on == MAY_31
    assert returns_at_end(then) == [(RENT, JUNE), (ENERGY, JUNE)]
    returns = [Return(cost, month, Payer.CLIENT_PAYS) for cost, month in returns_at_end(then)]
    steps = stopping(facts, returns, tasks_for(known, then, (), MONDAY))
    assert isinstance(steps[0], RecordFacts)
    assert steps[0].facts == tuple(facts)
    found = needs(steps)
    toeslagen = [key for key in found if key.startswith("toeslag_account/")]
    assert found["closing_settlement"] == ("facts", "answer/rent", "answer/energy", *toeslagen)


def test_relief_goes_on_from_the_day_after_its_end_and_on_no_other() -> None:
    decision = a_decision("2026-08-08", "2026-11-07")
    assert list(faults_of_extension(decision, date(2026, 8, 7))) == []
    gap = faults_of_extension(decision, date(2026, 8, 6))
    assert [(one.where, one.cure) for one in gap] == [("decision.from", "let the decision begin on 2026-08-07")]
    said = Dossier([*FACTS, ReliefEnds(on=MAY_31)])
    assert [one.kind for one in facts_of_extension(Dossier(FACTS), decision)] == ["decision"]
    assert facts_of_extension(said, decision)[1] == ReliefEnds(on=date(2026, 11, 7))


def test_what_was_asked_is_let_go_what_was_agreed_is_taken_over_again_and_all_else_stays() -> None:
    ours, his = Payer.WE_PUSH, Payer.CLIENT_PAYS
    endings = [
        Ending(RENT, JUNE, ours, ours, HOUSEHOLD_ID),
        Ending(ENERGY, JUNE, Payer.BENEFIT_SYSTEM_WITHHOLDS, his, None),
        Ending(CostKind.WATER, JUNE, ours, ours, None),
        Ending(CostKind.PHONE, JUNE, his, his, None),
    ]
    steps = extending(facts_of_extension(Dossier(FACTS), a_decision("2026-08-08", "2026-11-07")), endings)
    assert list(needs(steps)) == ["facts", "handshake_gone/rent", "handshake/energy", "asking/energy", "answer/energy"]
    (prepare,) = [one for one in steps if isinstance(one, PrepareHandshake)]
    assert (prepare.payer, prepare.from_month) == (Payer.BENEFIT_SYSTEM_WITHHOLDS, "2026-06")


def test_who_joins_gives_a_person_four_weeks_to_tell_and_a_b12_only_where_there_was_an_azc() -> None:
    composition = {"kind": "composition", "householdType": "couple", "from": "2026-04-13"}
    norms = [{"kind": "benefit_norm", "norm": "couple", "from": "2026-05"}]
    joined = {"composition": composition, "norms": norms}
    steps = joining(FamilyArrival.model_validate(joined), [ToeslagKind.ZORGTOESLAG], MONDAY)
    assert list(needs(steps)) == ["facts", "papers", "toeslag_change/zorgtoeslag"]
    assert isinstance(steps[-1], ChangeToeslag)
    assert (steps[-1].since, steps[-1].by) == ("2026-04", date(2026, 5, 11))
    through = FamilyArrival.model_validate({**joined, "throughReception": True})
    late = date(2026, 6, 1)
    assert [one.by for one in joining(through, [], late) if isinstance(one, CollectB12)] == [late]
    assert [one.by for one in joining(through, [], MONDAY) if isinstance(one, CollectB12)] == [date(2026, 4, 25)]


def test_relief_stops_neither_in_the_past_nor_later_than_it_ends() -> None:
    ends_on = date(2026, 8, 7)
    assert list(faults_of_stop(MAY_31, ends_on, MONDAY)) == []
    assert [one.what for one in faults_of_stop(date(2026, 1, 4), ends_on, MONDAY)] == ["2026-01-04 has passed"]
    assert [one.what for one in faults_of_stop(date(2026, 8, 8), ends_on, MONDAY)] == [
        "the relief ends on 2026-08-07 already"
    ]
