"""What is promised of messages: each is what its steps say, and somebody heard of every one that was not told."""

from services.promises import Promise, never_rewritten

_AS_ITS_STEPS_TELL = """
    select thing.organisation_id, thing.id as message_id, case
        when last.sequence is null then 'no step ever led here'
        when thing.changes <> last.sequence then 'the count of its steps is another'
        else 'its last step says otherwise' end as what
    from message thing left join lateral (
        select sequence, state from message_step
        where organisation_id = thing.organisation_id and message_id = thing.id order by sequence desc limit 1
    ) last on true
    where (last.sequence, last.state) is distinct from (thing.changes, thing.state)
    union all
    select organisation_id, message_id, 'its steps are not numbered from one on'
    from message_step group by organisation_id, message_id having (count(*), min(sequence)) <> (max(sequence), 1)
"""
_SENT_OR_WITH_SOMEBODY = """
    select organisation_id, id as message_id, 'is sent, and no step says in which words' as what
    from message where state in ('sent', 'delivered') and not exists (
        select from message_step step
        where (step.organisation_id, step.message_id) = (message.organisation_id, message.id)
        and step.content_hash is not null and step.channel = message.channel
    )
    union all
    select organisation_id, id, 'was dropped without a reason' from message where state = 'dropped' and not exists (
        select from message_step step
        where (step.organisation_id, step.message_id) = (message.organisation_id, message.id)
        and step.happened = 'drop' and step.detail is not null
    )
    union all
    select organisation_id, id, 'was not told, and nobody heard so' from message
    where state in ('unknown', 'undeliverable', 'dropped') and not exists (
        select from outbox where (outbox.organisation_id, outbox.subject) = (message.organisation_id, message.id::text)
        and outbox.type = 'nl.ontzorg.notify.message.not-told'
    )
    union all
    select organisation_id, id, 'was handed over twice by a channel that takes it once'
    from message where exists (
        select from message_step step
        where (step.organisation_id, step.message_id) = (message.organisation_id, message.id)
        and step.happened = 'hand_over' group by step.channel having count(*) > 1
    )
"""

PROMISES = (
    Promise("I12", "what became of a message is never rewritten", never_rewritten("message_step")),
    Promise("I12", "a message is what its last step says", _AS_ITS_STEPS_TELL),
    Promise(
        "I30",
        "a message that was owed is sent once by a channel, in words that were kept, or somebody hears why not",
        _SENT_OR_WITH_SOMEBODY,
    ),
)
