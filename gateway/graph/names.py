"""How things are called in the graph, where that is not how their service calls them."""

from collections.abc import Sequence
from typing import Any

from gateway.contract import SERVICES, Contract, Operation

OWN_NAMES = {
    ("schedule", "Account"): "PlanAccount",
    ("mandates", "Account"): "RegisteredAccount",
    ("schedule", "Paper"): "PaperOfCost",
    ("schedule", "Reason"): "DifferenceReason",
    ("mandates", "Reason"): "WaitingReason",
    ("schedule", "Teller"): "AllocationTeller",
    ("mandates", "Teller"): "ArrivalTeller",
    ("mandates", "Channel"): "SupplierChannel",
    ("schedule", "Channel"): "SupplierChannel",
    ("notify", "Channel"): "MessageChannel",
    ("mandates", "Language"): "ExplanationLanguage",
    ("notify", "Language"): "MessageLanguage",
    ("schedule", "Direction"): "BookingDirection",
    ("schedule", "Oddity"): "BankOddity",
    ("schedule", "Kind"): "PlanEntryKind",
    ("notify", "Kind"): "MessageKind",
    ("notify", "Subscription"): "WebhookSubscription",
}
"""One word that two services use, each for its own, or that GraphQL has a use for; here each says whose it is."""

_ENUMS = {
    frozenset({"huurtoeslag", "zorgtoeslag", "kindgebonden_budget", "kinderopvangtoeslag"}): "ToeslagKind",
    frozenset({"open", "ended"}): "BankExceptionState",
    frozenset({"stands", "exempted"}): "DutyState",
    frozenset({"we_push", "benefit_system_withholds", "client_pays", "client_pays_watched"}): "CostPayer",
    frozenset({"we_push", "benefit_system_withholds", "supplier_pulls"}): "ReleaseRoute",
}
"""Choices that a document writes where they are made, without a name."""

_FACTS = "HouseholdFact"
"""What can be recorded of a household: the one choice between things that the documents have."""

_QUESTIONS = ("get", "list")

_OF_AN_OWNER = {"searchAnswerTimes": "answerTimes", "searchHouseholdAddressees": "addressee"}
"""One thing of each household or supplier, where leaving out the last letter gives no singular."""


class TwoOfOneNameError(ValueError):
    """Two things of the services would have one name in the graph; give one another in gateway/graph/names.py."""


def type_names(contract: Contract) -> dict[tuple[str, str], str]:
    """What each schema of each service is called here. Two that are the same are one.

    `TwoOfOneNameError` where two of one name differ.
    """
    taken: dict[str, tuple[str, str]] = {}
    names = {}
    for service in (*SERVICES, *sorted({of for of, _ in contract.schemas} - set(SERVICES))):
        for of, name in contract.schemas:
            if of != service:
                continue
            own = OWN_NAMES.get((service, name), name)
            first = taken.setdefault(own, (service, name))
            if not _alike(contract, first, (service, name)):
                raise TwoOfOneNameError(f"{own}: of {first[0]} and of {service}")
            names[service, name] = own
    return names


def _alike(contract: Contract, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether they have the same parts; what they say of themselves may differ."""
    return bool(_shape(contract.schemas[one]) == _shape(contract.schemas[other]))


def _shape(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _shape(value) for key, value in schema.items() if key not in ("description", "title", "examples")}
    return [_shape(one) for one in schema] if isinstance(schema, list) else schema


def enum_name(values: Sequence[str]) -> str:
    """What a choice without a name is called; `LookupError` for one that nobody named yet."""
    try:
        return _ENUMS[frozenset(values)]
    except KeyError:
        raise LookupError(f"name the choice between {', '.join(values)} in gateway/graph/names.py") from None


def choice_name() -> str:
    """What a choice between things of several types is called."""
    return _FACTS


def field_name(operation: Operation) -> str:
    """`household` for `getHousehold`, `households` for `listHouseholds`; commands and searches keep their verb."""
    for verb in _QUESTIONS:
        noun = operation.name.removeprefix(verb)
        if noun != operation.name and noun[:1].isupper():
            return noun[:1].lower() + noun[1:]
    return operation.name


def relation_name(operation: Operation, *, is_list: bool) -> str:
    """`tasks` for `searchTasks`, which tells a list of each; `plan` for `searchPlans`, which tells one thing."""
    if operation.name in _OF_AN_OWNER:
        return _OF_AN_OWNER[operation.name]
    noun = operation.name.removeprefix("search")
    noun = noun[:1].lower() + noun[1:]
    return noun if is_list else noun.removesuffix("s")
