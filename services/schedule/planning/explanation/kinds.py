"""What the kinds in a plan are called by people: costs, toeslagen, norms, entries, accounts.

A case may bring kinds of its own (a debt, another flow); those are said as they are written, without underscores.
"""

import re
from functools import lru_cache

from services.months import Month
from services.schedule.planning.case import Account
from services.schedule.planning.explanation.wording import Text, month_in_full, say

_KINDS = {
    "benefit": Text("benefit", "uitkering"),
    "leefgeld": Text("leefgeld", "leefgeld"),
    "leefgeld_advance": Text("leefgeld paid ahead", "leefgeld vooraf"),
    "handed_back": Text("costs handed back", "teruggegeven vaste lasten"),
    "surplus": Text("surplus", "overschot"),
    "surplus_received": Text("surplus", "overschot"),
    "settlement": Text("final payment", "slotbetaling"),
    "grant": Text("grant", "bijzondere bijstand"),
    "loan": Text("loan", "lening"),
    "advance": Text("advance on the benefit", "voorschot op de uitkering"),
    "loan_repayment": Text("repayment of the loan", "aflossing van de lening"),
    "advance_setoff": Text("set-off of the advance", "verrekening van het voorschot"),
    "rent": Text("rent", "huur"),
    "energy": Text("energy", "energie"),
    "water": Text("water", "water"),
    "health_premium": Text("health insurance premium", "zorgpremie"),
    "phone": Text("telephone", "telefoon"),
    "tv": Text("television", "televisie"),
    "internet": Text("internet", "internet"),
    "insurance": Text("insurance", "verzekering"),
    "other": Text("other costs", "andere kosten"),
    "kindgebonden_budget": Text("kindgebonden budget", "kindgebonden budget"),
    "furnishing_credit": Text("furnishing credit", "inrichtingskrediet"),
    "fine": Text("fine", "boete"),
    "wages": Text("wages", "loon"),
    "other_income": Text("other income", "ander inkomen"),
    "own_contribution": Text("own contribution", "eigen bijdrage"),
    "contribution": Text("contribution", "bijdrage"),
    "refund": Text("refund", "teruggaaf"),
    "energy_refund": Text("energy refund", "teruggaaf van energie"),
    "repayment": Text("repayment", "terugbetaling"),
}
_NORMS = {
    "single": Text("a single adult", "een alleenstaande"),
    "single_parent": Text("a single parent", "een alleenstaande ouder"),
    "couple": Text("a couple", "een stel"),
    "youth": Text("a single person of 18 to 20", "een alleenstaande van 18 tot en met 20 jaar"),
    "youth_with_top_up": Text(
        "a single person of 18 to 20 with the top-up",
        "een alleenstaande van 18 tot en met 20 jaar met de aanvulling",
    ),
    "youth_couple": Text("a couple of 18 to 20", "een stel van 18 tot en met 20 jaar"),
    "youth_couple_children": Text(
        "a couple of 18 to 20 with children", "een stel van 18 tot en met 20 jaar met kinderen"
    ),
    "mixed_couple": Text("a couple of which one is 18 to 20", "een stel van wie één 18 tot en met 20 jaar is"),
    "mixed_couple_children": Text(
        "a couple with children of which one is 18 to 20",
        "een stel met kinderen van wie één 18 tot en met 20 jaar is",
    ),
    "aow_single": Text("a single pensioner", "een alleenstaande met AOW-leeftijd"),
    "aow_couple": Text("a couple of pensioners", "een stel met AOW-leeftijd"),
    "institution_single": Text("a single adult in an institution", "een alleenstaande in een instelling"),
    "institution_couple": Text("a couple in an institution", "een stel in een instelling"),
}
_ACCOUNTS = {
    Account.BUDGET: Text("the budget account", "de budgetrekening"),
    Account.CLIENT: Text("the household’s own account", "de eigen rekening"),
}
_COST_SHARER = re.compile(r"cost_sharer_(\d+)")


@lru_cache(maxsize=1024)
def kind_name(kind: str) -> Text:
    """What a kind of entry, cost, toeslag or debt is called, without an article."""
    as_written = " ".join(kind.replace("_", " ").split())
    return _KINDS.get(kind) or Text(as_written, as_written)


@lru_cache(maxsize=64)
def norm_name(kind: str) -> Text:
    """For whom a norm is meant: `a single adult`, `een alleenstaande`."""
    if sharer := _COST_SHARER.fullmatch(kind):
        others = int(sharer[1]) - 1
        return Text(
            f"a person who shares a home with {others} other adult{'s' * (others > 1)}",
            f"iemand die de woning deelt met {others} andere volwassene{'n' * (others > 1)}",
        )
    return _NORMS.get(kind) or kind_name(kind)


def account_name(account: Account) -> Text:
    """The account, with its article."""
    return _ACCOUNTS[account]


def cost_name(kind: str, month: Month | None) -> Text:
    """A cost-month: `the rent of April 2026`, `huur van april 2026`; its first part month where there is no month."""
    if month is None:
        return say(
            "the {kind} of the first part month", "{kind} van het eerste deel van een maand", kind=kind_name(kind)
        )
    return say("the {kind} of {month}", "{kind} van {month}", kind=kind_name(kind), month=month_in_full(month))
