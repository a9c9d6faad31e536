"""What surplus promises about any database at any moment; see `services.promises`."""

from services.promises import Promise, never_rewritten

_WITHOUT_FACT = """
    select organisation_id, month, household_id from surplus
    where amount > 0 and not exists (
        select from fact
        where (fact.organisation_id, fact.household_id) = (surplus.organisation_id, surplus.household_id)
        and fact.kind = 'other_flow' and fact.about = 'surplus/' || surplus.pays_on
        and (fact.content ->> 'amount')::bigint = -surplus.amount
    )
"""

PROMISES = (
    Promise("I6", "a surplus that was released is a fact of its household, so that a run proposes it", _WITHOUT_FACT),
    Promise("I12", "what was found of a surplus is never rewritten", never_rewritten("surplus")),
)
