"""Households on the wire: what is handed in and what is answered."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.errors import Fault, InvalidInput
from services.many_households import MOST_HOUSEHOLDS, HouseholdsAsked
from services.schedule.households.contents import StatedContent
from services.schedule.households.fact_queries import FactLine, FactWish
from services.schedule.households.facts import Statement
from services.schedule.households.fields import Day
from services.schedule.households.queries import HouseholdLine
from services.schedule.households.service import NewHousehold as WantedHousehold
from services.schedule.households.service import Recorded as Outcome
from services.schedule.households.tasks import TaskKind
from services.schedule.payees.schemas import NewCostPayee
from services.schedule.registry.telling import Paper
from services.wire import IbanText, Instant, PageRequest, Wire

_MOST_AT_ONCE = 200
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def _no_bsn(reference: str) -> str:
    digits = reference.replace(".", "").replace(" ", "")
    if digits.isdecimal() and len(digits) in (8, 9) and _could_be_a_bsn(digits.zfill(9)):
        cure = "give the organisation's own case number; if this is one, put a letter before it"
        raise InvalidInput([Fault("", "this could be a BSN, and a BSN is not kept here", cure)])
    return reference


def _could_be_a_bsn(digits: str) -> bool:
    """The eleven test of the citizen service number."""
    return sum(weight * int(digit) for weight, digit in zip(_BSN_WEIGHTS, digits, strict=True)) % 11 == 0


Reference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/-]*$"),
    AfterValidator(_no_bsn),
    Field(description="The organisation's own case number; never a BSN or a name", examples=["Z-2026-00123"]),
]
MunicipalityCode = Annotated[
    str, Field(pattern=r"^GM\d{4}$", description="The code of Statistics Netherlands", examples=["GM0518"])
]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    Field(description="Why, in a few words and without anybody's name", examples=["misread the letter"]),
]


class NewHousehold(Wire):
    """A household to be taken on, bare or with all that its papers say."""

    reference: Reference
    municipality: MunicipalityCode
    facts: Annotated[tuple[StatedContent, ...], Field(max_length=_MOST_AT_ONCE)] = ()
    cost_payees: Annotated[tuple[NewCostPayee, ...], Field(max_length=50)] = ()
    papers_missing: Annotated[
        tuple[Paper, ...] | None,
        Field(
            max_length=len(Paper),
            description="The papers that are still missing, where the others are there; in a caseload all of them are "
            "there if this is left out, and for a new household nothing is known of them",
        ),
    ] = None

    @model_validator(mode="after")
    def _pays_each_cost_to_one(self) -> "NewHousehold":
        """Of two payees from one day only the later would ever be paid."""
        first: dict[tuple[str, date | None], int] = {}
        faults = []
        for place, one in enumerate(self.cost_payees):
            before = first.setdefault((one.cost, one.valid_from), place)
            if before != place:
                what = f"costPayees[{before}] is paid for {one.cost} from the same day"
                cure = "leave one of them out, give the second its own validFrom, or its bill another kind of cost"
                faults.append(Fault(f"costPayees[{place}].cost", what, cure))
        if faults:
            raise InvalidInput(faults)
        return self

    def wanted(self) -> WantedHousehold:
        """What is asked."""
        payees = [one.wanted(f"costPayees[{place}].account.iban") for place, one in enumerate(self.cost_payees)]
        papers = None if self.papers_missing is None else frozenset(self.papers_missing)
        return WantedHousehold(self.reference, self.municipality, self.facts, payees, papers)


class Correction(Wire):
    """Another fact in the place of one that was recorded, or without `fact`: it was never so."""

    corrects: UUID
    reason: Reason
    fact: StatedContent | None = None


class NewFacts(Wire):
    """What became known of a household, and what has to be corrected; all of it together or none."""

    facts: Annotated[tuple[StatedContent, ...], Field(max_length=_MOST_AT_ONCE)] = ()
    corrections: Annotated[tuple[Correction, ...], Field(max_length=_MOST_AT_ONCE)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> "NewFacts":
        if not self.facts and not self.corrections:
            raise InvalidInput([Fault("facts", "nothing is stated", "give at least one fact or correction")])
        return self

    def statements(self) -> list[Statement]:
        """What is stated, each with its place in the body."""
        new = [Statement(one, where=f"facts[{place}]") for place, one in enumerate(self.facts)]
        corrected = [
            Statement(one.fact, one.corrects, one.reason, f"corrections[{place}]")
            for place, one in enumerate(self.corrections)
        ]
        return [*new, *corrected]


class Missing(Wire):
    """What somebody still has to find out before there can be a plan."""

    fact: str
    what: str


class Household(Wire):
    """A household: a case number of the organisation's own, and nobody's name."""

    id: UUID
    reference: str
    municipality: str
    policy: str
    plan_version: int | None
    open_tasks: int
    registered_at: Instant
    missing: Annotated[list[Missing] | None, Field(description="Told of one household, not in a list")] = None

    @classmethod
    def of(cls, line: HouseholdLine, missing: list[Fault] | None = None) -> "Household":
        """The household as it is told."""
        told = None if missing is None else [Missing(fact=one.where, what=one.what) for one in missing]
        return cls(**line._asdict(), missing=told)


class Fact(Wire):
    """A fact as it was recorded. `stands` is false once it was corrected; `fact` is null for a retraction."""

    id: UUID
    sequence: int
    about: str
    holds_from: Day
    recorded_at: Instant
    recorded_by: str
    stands: bool
    corrects: UUID | None
    reason: str | None
    fact: StatedContent | None

    @classmethod
    def of(cls, line: FactLine) -> "Fact":
        """The fact as it is told."""
        told = line._asdict()
        del told["household_id"]
        stated = told.pop("content")
        return cls(**told, fact=stated)


class Recorded(Wire):
    """What became of a household: the facts that were added, its newest plan, and what is missing for one."""

    household_id: UUID
    facts: list[UUID]
    plan_version: int | None
    missing: list[Missing]

    @classmethod
    def of(cls, outcome: Outcome) -> "Recorded":
        """The outcome as it is told."""
        return cls(
            household_id=outcome.household_id,
            facts=[fact.id for fact in outcome.facts],
            plan_version=outcome.plan_version,
            missing=[Missing(fact=one.where, what=one.what) for one in outcome.missing],
        )


class HouseholdFilter(PageRequest):
    """Which households of a list."""

    municipality: Annotated[str | None, Field(description="Those of this municipality, by its code")] = None
    policy: Annotated[str | None, Field(description="Those that this policy carries")] = None
    open_task: Annotated[TaskKind | None, Field(description="Those for which such a task is open")] = None


class FactFilter(PageRequest):
    """Which facts of a household."""

    kind: Annotated[str | None, Field(description="Those of this kind")] = None
    standing: Annotated[bool, Field(description="Those that stand alone, without what was corrected")] = False

    def wish(self) -> FactWish:
        """What is asked."""
        return FactWish(self.kind, self.standing)


class FactSearch(HouseholdsAsked):
    """Whose facts, and which of them."""

    kind: Annotated[str | None, Field(description="Those of this kind")] = None
    standing: Annotated[bool, Field(description="Those that stand alone, without what was corrected")] = False

    def wish(self) -> FactWish:
        """What is asked."""
        return FactWish(self.kind, self.standing)


class HouseholdSearch(Wire):
    """Which households have these references or are paid on this account; or households by their ids, and no more."""

    references: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    iban: IbanText | None = None
    household_ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_HOUSEHOLDS)] = ()

    @model_validator(mode="after")
    def _asks_one_thing(self) -> "HouseholdSearch":
        looked_for = bool(self.references) or self.iban is not None
        if not looked_for and not self.household_ids:
            cure = "give references, an IBAN or householdIds"
            raise InvalidInput([Fault("references", "nothing to look for", cure)])
        if looked_for and self.household_ids:
            what = "ids are not looked for beside references or an IBAN"
            raise InvalidInput([Fault("householdIds", what, "ask for them by themselves")])
        return self
