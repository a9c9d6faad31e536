from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import Fault, InvalidInput, Refused
from services.events import ProceedingEvent, ProceedingState
from services.machine import CannotHappen
from services.schedule.proceedings.proceeding import (
    GOES_ON,
    PROCEEDING,
    Refusal,
    StandingStep,
    StepState,
    Waits,
    Whom,
    is_all_done,
    next_steps,
    unasked_until,
)
from services.schedule.proceedings.step import AskSupplier, JoinTeam, RequirePapers, command_key
from tests.schedule.households.builders import HOUSEHOLD_ID

MAY = date(2026, 5, 4)
DONE, WAITING = StepState.DONE, StepState.WAITING


class NotToday(Refused):
    """Not today."""


def test_what_ended_goes_on_no_more_and_all_else_can_be_withdrawn() -> None:
    ends = {state for state in ProceedingState if PROCEEDING.is_end(state)}
    assert ends == {ProceedingState.DONE, ProceedingState.WITHDRAWN}
    for state in set(ProceedingState) - ends:
        assert PROCEEDING.after(state, ProceedingEvent.WITHDRAW) is ProceedingState.WITHDRAWN


def test_only_a_person_lets_one_that_stopped_go_on() -> None:
    assert ProceedingState.STOPPED not in GOES_ON
    assert PROCEEDING.can(ProceedingState.STOPPED) == [ProceedingEvent.RESUME, ProceedingEvent.WITHDRAW]
    with pytest.raises(CannotHappen, match="that is stopped cannot do"):
        PROCEEDING.after(ProceedingState.STOPPED, ProceedingEvent.DO)


def test_a_step_that_waits_holds_up_only_those_that_need_it() -> None:
    steps = [
        StandingStep("facts", (), DONE),
        StandingStep("asking/rent", ("facts",), WAITING),
        StandingStep("answer/rent", ("asking/rent",)),
        StandingStep("asking/energy", ("facts",)),
    ]
    assert next_steps(steps) == ["asking/rent", "asking/energy"]
    assert not is_all_done(steps)


@given(st.lists(st.sampled_from(StepState), min_size=1, max_size=8), st.data())
def test_as_long_as_not_all_is_done_something_can_be_tried(states: list[StepState], data: st.DataObject) -> None:
    """Steps need only earlier ones, so there is never a proceeding that nobody can go on with."""
    steps = []
    for number, state in enumerate(states):
        earlier = [str(one) for one in range(number)]
        needs = data.draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        steps.append(StandingStep(str(number), needs, state))
    assert bool(next_steps(steps)) is not is_all_done(steps)


def test_only_what_no_other_task_asks_for_is_one_of_its_own() -> None:
    own = StandingStep("addressee", (), WAITING, Waits(Whom.CASE_MANAGER, MAY, has_task=False))
    others = [
        StandingStep("asking/rent", (), WAITING, Waits(Whom.CASE_MANAGER, date(2026, 5, 1))),
        StandingStep("answer/energy", (), WAITING, Waits(Whom.SUPPLIER, date(2026, 5, 2), has_task=False)),
    ]
    assert unasked_until(others) is None
    assert unasked_until([*others, own]) == MAY
    assert unasked_until([*others, own._replace(state=DONE)]) is None


def test_a_refusal_is_told_by_its_code_with_each_fault_and_its_cure() -> None:
    fault = Fault("reference.kind", "would not be booked", "copy it from a bill")
    assert Refusal.of(InvalidInput([fault])).faults == (fault,)
    assert Refusal.of(NotToday("Come back in May.")) == ("not-today", "Come back in May.", ())


def test_the_key_of_a_command_is_the_same_whenever_it_is_worked_out_and_another_once_it_is_resumed() -> None:
    step = AskSupplier.model_validate({"cost": "rent"})
    assert command_key(HOUSEHOLD_ID, step, 1) == f"{HOUSEHOLD_ID}/asking/rent/1"
    assert command_key(HOUSEHOLD_ID, step, 2) != command_key(HOUSEHOLD_ID, step, 1)
    assert RequirePapers().key == "papers"
    member = JoinTeam.model_validate({"number": 2, "role": "supporter", "subject": "karim", "fromDay": "2026-02-01"})
    assert member.key == "team/supporter-2"
