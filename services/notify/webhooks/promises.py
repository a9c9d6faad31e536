"""What is promised of deliveries and of the attempts at them."""

from services.promises import Promise, never_rewritten

_AS_ITS_ATTEMPTS_TELL = """
    select delivery.organisation_id, delivery.subscription_id, delivery.event_id, case
        when (delivery.attempts, attempt.many) <> (attempt.many, attempt.last) then 'its attempts are not as it counts'
        when delivery.state = 'delivered' then 'it is said to have arrived, and its last attempt did not'
        else 'it was given up, and its last attempt arrived, or there was none' end as what
    from delivery, lateral (
        select count(*) as many, coalesce(max(number), 0) as last,
            coalesce((array_agg(status between 200 and 299 order by number desc))[1], false) as arrived
        from delivery_attempt where (organisation_id, subscription_id, event_id)
            = (delivery.organisation_id, delivery.subscription_id, delivery.event_id)
    ) attempt
    where (delivery.attempts, attempt.many) <> (attempt.many, attempt.last)
    or (delivery.state = 'delivered' and not attempt.arrived)
    or (delivery.state = 'exhausted' and (attempt.arrived or attempt.many = 0))
    union all
    select organisation_id, subscription_id, event_id, 'it is owed to one that is told nothing'
    from delivery where due_at is not null and not exists (
        select from subscription where (organisation_id, id) = (delivery.organisation_id, delivery.subscription_id)
        and state = 'active'
    )
"""

PROMISES = (
    Promise("I12", "an attempt to deliver is never rewritten", never_rewritten("delivery_attempt")),
    Promise(
        "I17",
        "what a subscription is owed is sent, or ended delivered, exhausted or cancelled, as its attempts tell",
        _AS_ITS_ATTEMPTS_TELL,
    ),
)
