"""What is promised of the desk: nothing is rewritten, and of a worker who was erased nothing opens."""

from services.promises import Promise, never_rewritten

_AS_NUMBERED = """
    select organisation_id, desk_worker_id as of_id, 'his steps are not numbered from one on' as what
    from desk_worker_step group by organisation_id, desk_worker_id
    having (count(*), min(sequence)) <> (max(sequence), 1)
    union all
    select organisation_id, null, 'the versions of the desk are not numbered from one on'
    from desk_version group by organisation_id having (count(*), min(version)) <> (max(version), 1)
"""
_GONE = """
    select organisation_id, desk_worker_id, 'is erased and has a key, or has none and nobody erased him' as what
    from desk_worker_key kept where (key_sealed is null) <> exists (
        select from desk_worker_step step where happened = 'erase'
        and (step.organisation_id, step.desk_worker_id) = (kept.organisation_id, kept.desk_worker_id)
    )
    union all
    select organisation_id, desk_worker_id, 'something happened to him after he was erased'
    from desk_worker_step erased where happened = 'erase' and exists (
        select from desk_worker_step later
        where (later.organisation_id, later.desk_worker_id) = (erased.organisation_id, erased.desk_worker_id)
        and later.sequence > erased.sequence
    )
"""

PROMISES = (
    Promise(
        "I12",
        "what was known of the desk and who works there is never rewritten",
        never_rewritten("desk_worker_step", "desk_version"),
    ),
    Promise("I12", "what became of the desk and who works there is there without a gap", _AS_NUMBERED),
    Promise("I29", "of a worker of the desk who was erased no key is left", _GONE),
)
