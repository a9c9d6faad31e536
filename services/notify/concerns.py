"""What of the notify service waits for a person."""

from services.concerns import Concern

_DISABLED = """
    select organisation_id, supplier_id, id as subscription_id from subscription where state = 'disabled'
"""
_FAILING = """
    select lane.organisation_id, supplier_id, lane.subscription_id, lane.failing_since, lane.failures
    from delivery_lane lane join subscription on (subscription.organisation_id, subscription.id)
        = (lane.organisation_id, lane.subscription_id)
    where noticed_at is not null and state = 'active'
"""
_EXHAUSTED = """
    select delivery.organisation_id, supplier_id, subscription_id, count(*) as deliveries, max(settled_at) as last
    from delivery join subscription on (subscription.organisation_id, subscription.id)
        = (delivery.organisation_id, delivery.subscription_id)
    where delivery.state = 'exhausted' and subscription.state <> 'removed'
    group by delivery.organisation_id, supplier_id, subscription_id
"""
_NOT_TOLD = """
    select organisation_id, household_id, id as message_id, kind, state from message
    where state in ('unknown', 'undeliverable', 'dropped') and exists (
        select from household_key key where key_sealed is not null
        and (key.organisation_id, key.household_id) = (message.organisation_id, message.household_id)
    )
"""
_NOT_REACHED = """
    select distinct organisation_id, household_id from message where state = 'prepared' and not exists (
        select from addressee_step step
        where (step.organisation_id, step.household_id) = (message.organisation_id, message.household_id)
    )
"""
_NO_SENDER = """
    select id as organisation_id from organisation where exists (
        select from message where message.organisation_id = organisation.id and state = 'prepared'
    ) and not exists (select from sender_version where sender_version.organisation_id = organisation.id)
"""

_UNCLEAR = """
    select word.organisation_id, word.supplier_id, word.id as word_id, type, obstacle,
        coalesce(source.owner, file.owner) as owner
    from word left join source on source.organisation_id = word.organisation_id and source.id = source_id
    left join open_items_file as file on file.organisation_id = word.organisation_id and file.id = file_id
    where word.state = 'unclear'
"""

_NOBODYS = """
    select organisation_id, household_id, id as alarm_id, kind, level from desk_alarm
    where (state = 'raised' and due_at > raised_at) or (state = 'told' and due_at is null)
"""
_NOT_NOTICED = """
    select organisation_id, worker_id, id as notice_id, kind, state from desk_notice notice
    where state in ('unknown', 'failed') and not exists (
        select from desk_notice_step step where step.detail = 'ended'
        and (step.organisation_id, step.notice_id) = (notice.organisation_id, notice.id)
    ) and exists (
        select from desk_worker_key key where key_sealed is not null
        and (key.organisation_id, key.desk_worker_id) = (notice.organisation_id, notice.worker_id)
    ) and not exists (
        select from desk_notice later
        where (later.organisation_id, later.worker_id) = (notice.organisation_id, notice.worker_id)
        and later.id > notice.id and later.state = 'sent'
    )
"""

CONCERNS = (
    Concern(
        "words of suppliers that nobody could act upon",
        "look what it says and do what it asks, or call the supplier; then settle it with what was done",
        _UNCLEAR,
    ),
    Concern(
        "suppliers' webhooks that are disabled, so that these suppliers are not told",
        "enable the subscription once the supplier answers there, or remove it",
        _DISABLED,
    ),
    Concern(
        "suppliers' webhooks that have only failed for a day or more",
        "tell the supplier; what it is owed is sent once its endpoint answers, and after five days it is disabled",
        _FAILING,
    ),
    Concern(
        "suppliers' webhooks that something was given up for",
        "look at what was answered; once the supplier has mended it, send again what failed",
        _EXHAUSTED,
    ),
    Concern(
        "messages that people were not told, or of which nobody knows",
        "tell it in person and say so, or say that it arrived",
        _NOT_TOLD,
    ),
    Concern(
        "households that wait for a message and of which nobody said how they are reached",
        "record their addressee",
        _NOT_REACHED,
    ),
    Concern(
        "things that cannot wait and that nobody at the desk could be told of, or nobody answered",
        "see to it, say so, and let somebody work at the desk whose it is",
        _NOBODYS,
    ),
    Concern(
        "notices to the desk that did not arrive, or of which nobody knows",
        "see whether the worker's address is right and whether mail goes out; who is next was told of its alarms",
        _NOT_NOTICED,
    ),
    Concern("organisations that tell nobody, for they have no sender", "say in whose name it is told", _NO_SENDER),
)
