"""Everything that the notify service promises about its database: its subscriptions, its rooms', its furniture's."""

from services.notify.addressees.promises import PROMISES as OF_ADDRESSEES
from services.notify.desk.promises import PROMISES as OF_DESK
from services.notify.told.promises import PROMISES as OF_MESSAGES
from services.notify.webhooks.promises import PROMISES as OF_SENDING
from services.processing_chain import CHAINED, LOGGED_FOR_GOOD
from services.promises import FURNITURE, Promise, never_rewritten

_AS_ITS_STEPS_TELL = """
    select thing.organisation_id, thing.id as subscription_id, case
        when last.sequence is null then 'no step ever led here'
        when thing.changes <> last.sequence then 'the count of its steps is another'
        else 'its last step says otherwise' end as what
    from subscription thing left join lateral (
        select sequence, state, url, event_types from subscription_step
        where organisation_id = thing.organisation_id and subscription_id = thing.id order by sequence desc limit 1
    ) last on true
    where (last.sequence, last.state, last.url, last.event_types)
        is distinct from (thing.changes, thing.state, thing.url, thing.event_types)
    union all
    select organisation_id, subscription_id, 'its steps are not numbered from one on'
    from subscription_step group by organisation_id, subscription_id
    having (count(*), min(sequence)) <> (max(sequence), 1)
"""
_ONE_SECRET = """
    select organisation_id, id as subscription_id, 'has no secret that signs on' as what
    from subscription where state <> 'removed' and not exists (
        select from subscription_secret secret
        where (secret.organisation_id, secret.subscription_id) = (subscription.organisation_id, subscription.id)
        and signs_until is null and secret_sealed is not null
    )
    union all
    select organisation_id, id, 'is removed and has a secret that signs on'
    from subscription where state = 'removed' and exists (
        select from subscription_secret secret
        where (secret.organisation_id, secret.subscription_id) = (subscription.organisation_id, subscription.id)
        and signs_until is null
    )
    union all
    select organisation_id, subscription_id, 'its secrets are not numbered from one on'
    from subscription_secret group by organisation_id, subscription_id
    having (count(*), min(number)) <> (max(number), 1)
"""

_WORDS_AS_THEIR_STEPS_TELL = """
    select word.organisation_id, word.id as word_id, case
        when last.sequence is null then 'no step ever led here'
        when word.changes <> last.sequence then 'the count of its steps is another'
        else 'its last step says otherwise' end as what
    from word left join lateral (
        select sequence, state, obstacle from word_step
        where organisation_id = word.organisation_id and word_id = word.id order by sequence desc limit 1
    ) last on true
    where (last.sequence, last.state, last.obstacle) is distinct from (word.changes, word.state, word.obstacle)
    union all
    select source.organisation_id, source.id, 'is a source that its last step says otherwise of'
    from source left join lateral (
        select sequence, state from source_step
        where organisation_id = source.organisation_id and source_id = source.id order by sequence desc limit 1
    ) last on true
    where (last.sequence, last.state) is distinct from (source.changes, source.state)
"""
_ONCE = """
    select organisation_id, source_id, webhook_id, 'is kept more than once' as what
    from word group by organisation_id, source_id, webhook_id having count(*) > 1
    union all
    select organisation_id, word_id, null, 'was taken in or answered more than once'
    from word_step where happened in ('receive', 'act', 'leave')
    group by organisation_id, word_id, happened = 'receive' having count(*) > 1
    union all
    select word.organisation_id, word.id, webhook_id, 'is a line of a list that leads elsewhere'
    from word where file_id is not null and not exists (
        select from open_items_line line where (line.organisation_id, line.file_id, line.word_id)
            = (word.organisation_id, word.file_id, word.id)
    )
    union all
    select word.organisation_id, word.id, webhook_id, 'was taken in and not announced once'
    from word where 1 <> (
        select count(*) from outbox where outbox.organisation_id = word.organisation_id and subject = word.id::text
        and data ->> 'happened' = 'receive'
    )
"""
_SOURCE_SECRETS = """
    select organisation_id, id as source_id, 'has no secret that signs on' as what from source
    where state <> 'removed' and not exists (
        select from source_secret secret
        where (secret.organisation_id, secret.source_id) = (source.organisation_id, source.id)
        and signs_until is null and secret_sealed is not null
    )
    union all
    select organisation_id, id, 'is removed and has a secret that signs on' from source
    where state = 'removed' and exists (
        select from source_secret secret
        where (secret.organisation_id, secret.source_id) = (source.organisation_id, source.id)
        and signs_until is null
    )
"""

PROMISES = tuple(
    sorted(
        [
            *FURNITURE,
            CHAINED,
            LOGGED_FOR_GOOD,
            *OF_ADDRESSEES,
            *OF_DESK,
            *OF_MESSAGES,
            *OF_SENDING,
            Promise("I12", "what became of a subscription is never rewritten", never_rewritten("subscription_step")),
            Promise("I12", "a subscription is what its last step says", _AS_ITS_STEPS_TELL),
            Promise(
                "I12",
                "what suppliers told, and their sources, are what their last step says",
                _WORDS_AS_THEIR_STEPS_TELL,
            ),
            Promise(
                "I12",
                "what became of words and sources is never rewritten",
                never_rewritten("word_step", "source_step", "open_items_file", "open_items_line"),
            ),
            Promise("I16", "what a supplier told by webhook is taken in, announced and answered once", _ONCE),
            Promise("I28", "of each source one secret signs on, and of a removed one none", _SOURCE_SECRETS),
            Promise("I28", "of each subscription one secret signs on, and of a removed one none", _ONE_SECRET),
        ],
        key=lambda promise: int(promise.number.removeprefix("I")),
    )
)
