"""Policy files as texts, for tests that look at their faults; every figure of them is invented."""

from services.errors import InvalidInput
from services.schedule.policies.loading import policies_in

WHOLE = """\
title = "Withholding of the rent"
executor = "the municipality of Nergenshuizen"
method = "inhouding"
coa_treatment = "income"
cost_order = ["rent", "energy"]
evidence = ["policy rules of Nergenshuizen, art. 1"]

[routes]
rent = "always"
energy = "never"
evidence = ["policy rules of Nergenshuizen, art. 2"]

[payout]
day = "last"
month_offset = 0
evidence = ["policy rules of Nergenshuizen, art. 3"]

[leefgeld]
floor = 40000
evidence = ["policy rules of Nergenshuizen, art. 4"]

[toeslagen]
"*" = "client"
evidence = ["policy rules of Nergenshuizen, art. 5"]

[ramp_down]
mode = "at_end"
evidence = ["policy rules of Nergenshuizen, art. 6"]
"""


def changed(old: str, new: str, text: str = WHOLE) -> str:
    """A policy in which one thing is written otherwise; that it stands there once is made sure of."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def faults_of(**texts: str) -> list[str]:
    """Every fault of these files, as a person reads it."""
    try:
        policies_in(texts)
    except InvalidInput as invalid:
        return [str(fault) for fault in invalid.faults]
    return []
