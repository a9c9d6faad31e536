"""What a person asks for when a proceeding begins, as it crosses the wire; names all that its steps need."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.errors import Fault, InvalidInput
from services.mandates.schemas import BillsTo, Channel, Payer, TeamRole
from services.payment_reference import ReferenceKind
from services.schedule.households.contents import BenefitNorm, Composition, DecisionTaken, StatedContent
from services.schedule.households.contents.benefit import Article
from services.schedule.households.fields import Day, MonthField
from services.schedule.payees.schemas import CustomerNumber
from services.schedule.planning.policy import CostKind
from services.wire import Wire

_MOST_COSTS = 20
_MOST_FACTS = 100

Way = Annotated[
    Channel | None, Field(description="By which way it is asked; the supplier's favourite if none is named")
]

_OUR_WAYS = (Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS)
"""How the municipality pays a cost: by credit transfer, or withheld from the benefit."""


class NewcomerToTeam(Wire):
    """Somebody who takes a role around the household from a day on; `subject` is the issuer's own word for them."""

    role: TeamRole
    subject: Annotated[str, Field(min_length=1, max_length=255)]
    from_day: Day


class TakenOver(Wire):
    """Who is to pay from a month on in the place of who pays now; the supplier is asked to suspend its collection."""

    payer: Payer = Payer.WE_PUSH
    from_month: MonthField
    channel: Way = None

    @model_validator(mode="after")
    def _is_ours(self) -> "TakenOver":
        if self.payer not in _OUR_WAYS:
            cure = f"one of: {', '.join(_OUR_WAYS)}; a direct debit on our account is begun at the registry"
            raise InvalidInput([Fault("payer", f"{self.payer} is no way in which we take a cost over", cure)])
        return self


class SupplierReference(Wire):
    """What tells the supplier which bill was paid, in the scheme that it asks for."""

    kind: ReferenceKind
    text: Annotated[str, Field(max_length=140)]


class ReliefArrangement(Wire):
    """With which supplier the household has a cost from a month on, who pays it at first, and who takes it over."""

    cost: CostKind
    supplier_id: UUID
    from_month: MonthField
    payer: Payer
    customer_number: CustomerNumber | None = None
    reference: SupplierReference | None = None
    bills_to: BillsTo = BillsTo.CLIENT
    taken_over: TakenOver | None = None


_START: JsonDict = {
    "decision": {"kind": "decision", "article": "56a", "from": "2026-02-08", "until": "2026-08-07"},
    "team": [{"role": "contact", "subject": "anna", "fromDay": "2026-02-01"}],
}


class ReliefStart(Wire):
    """The decision (art. 56a, 57, or voluntary), what else became known, who stands around the household, and with whom
    it has which cost."""

    model_config = ConfigDict(json_schema_extra={"examples": [_START]})

    decision: DecisionTaken
    facts: Annotated[tuple[StatedContent, ...], Field(max_length=_MOST_FACTS)] = ()
    team: Annotated[tuple[NewcomerToTeam, ...], Field(max_length=_MOST_COSTS)] = ()
    arrangements: Annotated[tuple[ReliefArrangement, ...], Field(max_length=_MOST_COSTS)] = ()

    @model_validator(mode="after")
    def _can_be_so(self) -> "ReliefStart":
        faults = []
        if self.decision.article is Article.BRIDGING:
            faults.append(Fault("decision.article", "does not let a cost be paid", "give 56a, 57 or voluntary"))
        first: dict[CostKind, int] = {}
        for place, one in enumerate(self.arrangements):
            if (before := first.setdefault(one.cost, place)) != place:
                what = f"arrangements[{before}] is about {one.cost} too"
                faults.append(Fault(f"arrangements[{place}].cost", what, "leave one of them out"))
        if faults:
            raise InvalidInput(faults)
        return self


class CostReturn(Wire):
    """Which cost the client is to pay himself from which month on, and by which way its supplier is asked."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cost": "energy", "fromMonth": "2026-06"}]})

    cost: CostKind
    from_month: MonthField
    channel: Way = None


class ReliefExtension(Wire):
    """The decision (art. 57, or voluntary) that goes on from the day after the relief would end, until its last day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"decision": {"kind": "decision", "article": "57", "from": "2026-08-08", "until": "2027-02-07"}}
            ]
        }
    )

    decision: DecisionTaken

    @model_validator(mode="after")
    def _goes_on(self) -> "ReliefExtension":
        faults = []
        if self.decision.article not in (Article.ARTICLE_57, Article.VOLUNTARY):
            faults.append(Fault("decision.article", "extends no relief", "give 57 or voluntary"))
        if self.decision.until is None:
            faults.append(Fault("decision.until", "is missing", "give the last day of the extension"))
        if faults:
            raise InvalidInput(faults)
        return self


class FamilyArrival(Wire):
    """Who lives from the benefit from a day on, with the norms and whatever else follows from it.

    `throughReception` says that those who came were in an azc, so that a B12 of theirs is to come.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "composition": {
                        "kind": "composition",
                        "householdType": "couple",
                        "children": 1,
                        "from": "2026-04-13",
                    },
                    "norms": [{"kind": "benefit_norm", "norm": "couple", "from": "2026-05"}],
                    "throughReception": True,
                }
            ]
        }
    )

    composition: Composition
    norms: Annotated[tuple[BenefitNorm, ...], Field(min_length=1, max_length=_MOST_COSTS)]
    facts: Annotated[tuple[StatedContent, ...], Field(max_length=_MOST_FACTS)] = ()
    through_reception: bool = False


class StepReport(Wire):
    """Which step a person did outside: its key, as the proceeding tells it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"step": "toeslag_change/huurtoeslag"}]})

    step: Annotated[str, Field(min_length=1, max_length=100)]


class ReliefStop(Wire):
    """The last day of the relief."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lastDay": "2026-06-30"}]})

    last_day: Day
