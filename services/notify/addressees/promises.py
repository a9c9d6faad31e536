"""What is promised of addressees, and of whom they call: nothing is rewritten, and what was erased is gone."""

from services.notify.addressees.repository import ADDRESSEES
from services.promises import Promise, never_rewritten

_AS_NUMBERED = f"""
    {ADDRESSEES.with_gaps()}
    union all
    select organisation_id, id, 'its versions are not numbered from one on'
    from contact_version group by organisation_id, id having (count(*), min(version)) <> (max(version), 1)
    union all
    select organisation_id, null, 'the versions of the sender are not numbered from one on'
    from sender_version group by organisation_id having (count(*), min(version)) <> (max(version), 1)
"""
_GONE = f"""
    {ADDRESSEES.half_erased()}
    union all
    select organisation_id, household_id, 'is erased and is still found by a word'
    from addressee_lookup found where exists (
        select from addressee_step step where happened = 'erase'
        and (step.organisation_id, step.household_id) = (found.organisation_id, found.household_id)
    )
"""

PROMISES = (
    Promise(
        "I12",
        "what was known of an addressee, a contact or the sender is never rewritten",
        never_rewritten("addressee_step", "contact_version", "sender_version"),
    ),
    Promise("I12", "what became of an addressee, a contact or the sender is there without a gap", _AS_NUMBERED),
    Promise("I29", "of an addressee that was erased no key is left, and no word finds it", _GONE),
)
