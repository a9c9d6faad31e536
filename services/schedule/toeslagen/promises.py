"""What toeslagen promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_ANOTHER_BOOKING = """
    select organisation_id, statement_id, entry, part, sum(came.amount) as told, min(booking.amount) as booked
    from (
        select organisation_id, statement_id, entry, part, amount from toeslag_that_came
        union all select organisation_id, statement_id, entry, part, amount from toeslag_repayment
    ) as came join bank_booking booking using (organisation_id, statement_id, entry, part)
    group by organisation_id, statement_id, entry, part, booking.direction
    having sum(came.amount) > min(booking.amount) or booking.direction <> 'credit'
"""
_OF_NO_SHARE = """
    select came.organisation_id, came.household_id, toeslag, came.statement_id, came.entry, came.part
    from toeslag_that_came came where came.statement_id is not null and not exists (
        select from bank_share share where (share.organisation_id, share.statement_id, share.entry, share.part)
            = (came.organisation_id, came.statement_id, came.entry, came.part)
        and share.household_id = came.household_id and split_part(share.subject, '/', 1) = toeslag
        and takes_back is null and not exists (
            select from bank_share back where (back.organisation_id, back.statement_id, back.entry, back.part)
                = (share.organisation_id, share.statement_id, share.entry, share.part)
            and back.takes_back = share.number
        )
    )
"""
_NOBODY_ASKS = """
    select organisation_id, household_id, toeslag from toeslag_standing stands
    where state = 'missing' and not exists (
        select from task where (task.organisation_id, task.household_id) = (stands.organisation_id, stands.household_id)
        and kind = 'toeslag_missing' and split_part(about, '/', 1) = toeslag
        and (outcome is null or outcome = 'closed')
    )
"""

_NO_STEP = """
    select organisation_id, household_id, toeslag, number from toeslag_account_request asked
    where (state, in_force_on) is distinct from (
        select (state, in_force_on) from toeslag_account_request_step step
        where (step.organisation_id, step.household_id, step.toeslag, step.number)
            = (asked.organisation_id, asked.household_id, asked.toeslag, asked.number)
        order by step.step desc limit 1
    )
"""

_NOT_AS_AGREED = """
    select organisation_id, household_id, toeslag, number from toeslag_claim claim
    left join lateral (
        select coalesce(sum(amount), 0) as amount from toeslag_repayment one
        where (one.organisation_id, one.household_id, one.toeslag, one.number)
            = (claim.organisation_id, claim.household_id, claim.toeslag, claim.number)
    ) came on true
    where came.amount > coalesce(back, 0) or (state = 'repaid') <> (state <> 'waived' and came.amount = back)
    or (state, back, instalment, first_on) is distinct from (
        select (step.state, step.back, step.instalment, step.first_on) from toeslag_claim_step step
        where (step.organisation_id, step.household_id, step.toeslag, step.number)
            = (claim.organisation_id, claim.household_id, claim.toeslag, claim.number)
        order by step.step desc limit 1
    )
"""

PROMISES = (
    Promise("I6", "a toeslag that is missing is somebody's task", _NOBODY_ASKS),
    Promise(
        "I15", "what a booking brought of toeslagen, or back of them, is no more than that booking", _ANOTHER_BOOKING
    ),
    Promise(
        "I12",
        "what came of toeslagen is never rewritten",
        never_rewritten(
            "toeslag_arrival",
            "toeslag_arrival_taken_back",
            "toeslag_account_request_step",
            "toeslag_claim_step",
            "toeslag_repayment",
        ),
    ),
    Promise("I15", "what a booking brought of a toeslag is shared out for it, and nobody took that back", _OF_NO_SHARE),
    Promise("I12", "a request for another account is where its last step led", _NO_STEP),
    Promise("I12", "a claim on toeslag is where its last step and what came back led", _NOT_AS_AGREED),
)
