"""What emergency payments promise about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_PAID_OTHERWISE = """
    select organisation_id, day, household_id, number, run_id from emergency_payment asked where not exists (
        select from payment where (payment.organisation_id, payment.run_id, payment.household_id, payment.amount)
            = (asked.organisation_id, asked.run_id, asked.household_id, asked.amount)
        and purpose = 'emergency_' || form and due_on = day
        and occasion = case number when 1 then day::text else day || '-' || number end
    )
"""

PROMISES = (
    Promise("I4", "what was asked for an emergency is the one payment of its run", _PAID_OTHERWISE),
    Promise("I12", "what was asked for an emergency is never rewritten", never_rewritten("emergency_payment")),
)
