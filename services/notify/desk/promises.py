"""What is promised of the desk: nothing is rewritten, and of a worker who was erased nothing opens."""

from services.notify.desk.worker_repository import DESK_WORKERS
from services.promises import Promise, never_rewritten

_AS_NUMBERED = f"""
    {DESK_WORKERS.with_gaps()}
    union all
    select organisation_id, null, 'the versions of the desk are not numbered from one on'
    from desk_version group by organisation_id having (count(*), min(version)) <> (max(version), 1)
"""
_AS_THEIR_STEPS_TELL = """
    select thing.organisation_id, thing.id, 'is an alarm that its last step says otherwise of' as what
    from desk_alarm thing left join lateral (
        select sequence, state, level from desk_alarm_step
        where organisation_id = thing.organisation_id and alarm_id = thing.id order by sequence desc limit 1
    ) last on true
    where (last.sequence, last.state, last.level) is distinct from (thing.changes, thing.state, thing.level)
    union all
    select thing.organisation_id, thing.id, 'is a notice that its last step says otherwise of'
    from desk_notice thing left join lateral (
        select sequence, state from desk_notice_step
        where organisation_id = thing.organisation_id and notice_id = thing.id order by sequence desc limit 1
    ) last on true
    where (last.sequence, last.state) is distinct from (thing.changes, thing.state)
"""
_TOLD_OR_NOBODYS = """
    select organisation_id, id, 'is told, and no notice says to whom' as what
    from desk_alarm where level > 0 and not exists (
        select from desk_notice_alarm beside join desk_notice notice
        on (notice.organisation_id, notice.id) = (beside.organisation_id, beside.notice_id)
        where (beside.organisation_id, beside.alarm_id) = (desk_alarm.organisation_id, desk_alarm.id)
        and notice.level = desk_alarm.level
    )
    union all
    select organisation_id, id, 'was told to nobody, and nobody looks at it again'
    from desk_alarm where state = 'raised' and due_at is null
    union all
    select organisation_id, alarm_id, 'was told twice as one level'
    from desk_alarm_step where happened = 'tell' group by organisation_id, alarm_id, level having count(*) > 1
    union all
    select organisation_id, notice_id, 'was handed over, and no step says as which bytes'
    from desk_notice_step sent where happened = 'hand_over' and not exists (
        select from desk_notice_step begun
        where (begun.organisation_id, begun.notice_id) = (sent.organisation_id, sent.notice_id)
        and begun.content_hash is not null
    )
    union all
    select organisation_id, notice_id, 'was handed over twice'
    from desk_notice_step where happened = 'hand_over' group by organisation_id, notice_id having count(*) > 1
"""

PROMISES = (
    Promise(
        "I12",
        "what was known of the desk and who works there is never rewritten",
        never_rewritten("desk_worker_step", "desk_version"),
    ),
    Promise("I12", "what became of the desk and who works there is there without a gap", _AS_NUMBERED),
    Promise(
        "I12",
        "what became of alarms and notices of the desk is never rewritten",
        never_rewritten("desk_alarm_step", "desk_notice_step", "desk_notice_alarm", "desk_notice_news", "desk_morning"),
    ),
    Promise("I12", "alarms and notices of the desk are what their last step says", _AS_THEIR_STEPS_TELL),
    Promise(
        "I31",
        "what is loud is told once to each level, by a notice that was kept; or it stands as nobody's",
        _TOLD_OR_NOBODYS,
    ),
    Promise("I29", "of a worker of the desk who was erased no key is left", DESK_WORKERS.half_erased()),
)
