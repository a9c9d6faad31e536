"""What arrears promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_NOBODYS = """
    select arrears.organisation_id, arrears.id as arrears_id, household_id from arrears
    where state = 'open' and not exists (
        select from task where task.organisation_id = arrears.organisation_id
        and task.household_id = arrears.household_id and kind = 'arrears'
        and about = cost || '/' || to_char(make_date(month / 12, month % 12 + 1, 1), 'YYYY-MM')
    )
"""

PROMISES = (
    Promise("I6", "a letter about a bill that is open became somebody's task", _NOBODYS),
    Promise("I12", "photos of letters are never rewritten", never_rewritten("letter_photo")),
    Promise("I12", "what was known of a bill when its letter was told is never rewritten", never_rewritten("arrears")),
)
