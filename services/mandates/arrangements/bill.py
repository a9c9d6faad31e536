"""By what a supplier's bill is known again at two arrangements, so that nobody pays it for both.

It is the supplier's reference, however it was typed; or, for the same cost of another household, the customer number.
Two customer numbers are two contracts, whatever the reference says.
"""

from typing import Final

SAME_BILL: Final = """
    select same.id, same.household_id, same.cost, same.from_month from arrangement as same
    where same.supplier_id = one.supplier_id and same.reference_key = one.reference_key
    and coalesce(same.number_lookup = one.number_lookup, true)
    and (same.household_id, same.cost) <> (one.household_id, one.cost)
    union
    select same.id, same.household_id, same.cost, same.from_month from arrangement as same
    where same.supplier_id = one.supplier_id and same.number_lookup = one.number_lookup
    and same.cost = one.cost and same.household_id <> one.household_id
"""
"""Beside an arrangement `one`, those of other costs and households that are for the same bill."""
