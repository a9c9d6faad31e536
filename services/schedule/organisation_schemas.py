"""Municipalities and policies on the wire."""

from typing import Annotated

from pydantic import Field

from services.schedule.households.rulebook import Rulebook
from services.schedule.planning.case import CoaTreatment, Method, Route
from services.schedule.planning.policy import Policy as KeptPolicy
from services.schedule.planning.policy import Sight
from services.schedule.repository import MunicipalityLine
from services.wire import Wire


class Municipality(Wire):
    """A municipality of the organisation: the policy it works by, and the account it pays from, masked."""

    code: Annotated[str, Field(examples=["GM0518"])]
    name: str
    policy: str
    iban: Annotated[str, Field(examples=["NL91**********4300"])]

    @classmethod
    def of(cls, line: MunicipalityLine) -> "Municipality":
        """The municipality as it is told."""
        return cls(code=line.code, name=line.name, policy=line.policy, iban=line.iban.masked())


class Policy(Wire):
    """A way of working. `inferred` names what no source states, with the reason for the figure that was chosen."""

    name: str
    title: str
    executor: str
    mark: Annotated[str, Field(description="Changes when, and only when, the policy does")]
    method: Method
    routes: dict[str, Route]
    client_chooses: bool
    cost_order: list[str]
    coa_treatment: CoaTreatment
    review_months: list[int]
    aftercare_months: list[int]
    client_sees: list[Sight]
    inferred: dict[str, str]

    @classmethod
    def of(cls, policy: KeptPolicy, rules: Rulebook) -> "Policy":
        """The policy as it is told."""
        return cls(
            name=policy.name,
            title=policy.title,
            executor=policy.executor,
            mark=rules.policy_marks[policy.name],
            method=policy.method,
            routes=dict(policy.routes),
            client_chooses=policy.client_chooses,
            cost_order=list(policy.cost_order),
            coa_treatment=policy.coa_treatment,
            review_months=list(policy.review_months),
            aftercare_months=list(policy.aftercare_months),
            client_sees=sorted(policy.client_sees),
            inferred=dict(policy.inferred),
        )
