"""What proceedings promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_NOBODYS = """
    select organisation_id, id as proceeding_id, household_id, state from proceeding
    where case state
        when 'under_way' then look_at is null
        when 'waiting' then look_at is null or not exists (
            select from proceeding_step step
            where (step.organisation_id, step.proceeding_id) = (proceeding.organisation_id, proceeding.id)
            and step.state = 'waiting' and step.waits_for is not null and step.waits_until is not null
        )
        when 'stopped' then not exists (
            select from task
            where (task.organisation_id, task.household_id) = (proceeding.organisation_id, proceeding.household_id)
            and task.kind = 'proceeding' and task.about = proceeding.kind || '/' || proceeding.id
            and task.outcome is null
        )
        else look_at is not null
    end
"""
_NO_TURN = """
    select organisation_id, id as proceeding_id, state from proceeding
    where state is distinct from (
        select turn.state from proceeding_turn turn
        where (turn.organisation_id, turn.proceeding_id) = (proceeding.organisation_id, proceeding.id)
        order by number desc limit 1
    )
"""
_DONE_TWICE = """
    select organisation_id, proceeding_id, step from proceeding_turn turn
    where happened = 'do' and not exists (
        select from proceeding_turn again
        where (again.organisation_id, again.proceeding_id) = (turn.organisation_id, turn.proceeding_id)
        and again.happened = 'resume'
    )
    group by organisation_id, proceeding_id, step having count(*) > 1
"""
_DONE_WITH_STEPS_LEFT = """
    select organisation_id, id as proceeding_id from proceeding
    where state = 'done' and exists (
        select from proceeding_step step
        where (step.organisation_id, step.proceeding_id) = (proceeding.organisation_id, proceeding.id)
        and step.state <> 'done'
    )
"""

PROMISES = (
    Promise("I12", "what became of a proceeding is never rewritten", never_rewritten("proceeding_turn")),
    Promise("I12", "a proceeding is where its last turn led", _NO_TURN),
    Promise("I32", "a proceeding ends, goes on by itself, waits for somebody until a day, or is a task", _NOBODYS),
    Promise("I32", "each step of a proceeding is done once, unless a person took it up again", _DONE_TWICE),
    Promise("I32", "a proceeding is done when all its steps are", _DONE_WITH_STEPS_LEFT),
)
