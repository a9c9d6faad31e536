"""Bridging on the wire: gaps and what would close them. Amounts are whole cents."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.months import month_text
from services.schedule.bridging import saying
from services.schedule.bridging.proposal import Bill, Means, Proposal, Proposals, Rest
from services.schedule.bridging.repository import GapLine
from services.schedule.households.contents import Repayment
from services.schedule.households.fields import Cents, Day, SignedCents
from services.schedule.households.plan_schemas import Sentence
from services.schedule.planning.case import Account
from services.schedule.planning.plan import Shortfall, ShortfallKind
from services.wire import Money, PageRequest, Wire


class GapShortfall(Wire):
    """Something that the plan cannot do from a day on, and by how much it falls short."""

    on: Day
    kind: ShortfallKind
    cost: str | None
    month: str | None
    short: Money

    @classmethod
    def of(cls, one: Shortfall) -> "GapShortfall":
        """The shortfall as it is told."""
        month = None if one.month is None else month_text(one.month)
        return cls(on=one.on, kind=one.kind, cost=one.cost, month=month, short=Money(amount=one.amount))


class BridgedRest(Wire):
    """What is left to live on from a day up to and including another."""

    begins_on: Annotated[Day, Field(alias="from")]
    ends_on: Annotated[Day, Field(alias="to")]
    rest: SignedCents
    currency: Literal["EUR"] = "EUR"

    @classmethod
    def of(cls, one: Rest) -> "BridgedRest":
        """The rest as it is told."""
        return cls(**one._asdict())


class WaitingBill(Wire):
    """A bill of which the supplier would be asked to wait."""

    cost: str
    month: str
    due_on: Day
    sum: Money

    @classmethod
    def of(cls, bill: Bill) -> "WaitingBill":
        """The bill as it is told."""
        return cls(cost=bill.cost, month=month_text(bill.month), due_on=bill.due_on, sum=Money(amount=bill.amount))


class BridgingProposal(Wire):
    """One instrument of the policy and the smallest whole-euro amount with which it closes the gap alone.

    `amount` is null where none does; `remains` says what then stays short. `neededOn` is the day by which it must be
    there, `foreseen` what the policy has of it for this household. `sentence` can be said as it stands.
    """

    means: Means
    sentence: Sentence
    articles: list[str]
    needed_on: Day
    amount: Annotated[Cents | None, Field(description="Of a minstand the cap, of a deferral all its bills")]
    currency: Literal["EUR"] = "EUR"
    account: Account | None
    repay: Repayment | None
    foreseen: Cents
    beyond_policy: Annotated[bool, Field(description="Whether there would be more of it than the policy foresees")]
    bills: list[WaitingBill]
    wait_until: Day | None
    rests: list[BridgedRest]
    open_at_end: Annotated[Cents, Field(description="What is owed when the relief ends, of whatever kind")]
    remains: list[GapShortfall]

    @classmethod
    def of(cls, one: Proposal) -> "BridgingProposal":
        """The proposal as it is told."""
        return cls(
            means=one.means,
            sentence=Sentence.of(saying.sentence(one)),
            articles=saying.articles(one.means),
            needed_on=one.on,
            amount=one.amount,
            account=one.account,
            repay=one.repay,
            foreseen=one.foreseen,
            beyond_policy=one.beyond_policy,
            bills=[WaitingBill.of(bill) for bill in one.bills],
            wait_until=one.until,
            rests=[BridgedRest.of(rest) for rest in one.rests],
            open_at_end=one.open_at_end,
            remains=[GapShortfall.of(short) for short in one.remains],
        )


class BridgingProposals(Wire):
    """What the plan of a household lacks from today on, and what would close that gap; without a gap nothing is."""

    household_id: UUID
    needed_on: Annotated[Day | None, Field(description="The first day on which something is short")]
    gap: list[GapShortfall]
    items: Annotated[list[BridgingProposal], Field(description="In the order of the policy")]

    @classmethod
    def of(cls, household_id: UUID, found: Proposals) -> "BridgingProposals":
        """The proposals as they are told."""
        return cls(
            household_id=household_id,
            needed_on=found.needed_on,
            gap=[GapShortfall.of(one) for one in found.gap],
            items=[BridgingProposal.of(one) for one in found.items],
        )


class BridgingGap(Wire):
    """A household whose plan falls short while nobody has decided anything about it."""

    household_id: UUID
    reference: str
    municipality: str
    kinds: list[ShortfallKind]
    needed_on: Annotated[Day, Field(description="The first day on which something is short")]
    decide_by: Annotated[Day, Field(description="The last day on which a decision still helps in time")]

    @classmethod
    def of(cls, line: GapLine) -> "BridgingGap":
        """The household as the list shows it."""
        return cls(**line._asdict())


class GapFilter(PageRequest):
    """Which gaps of the caseload."""

    municipality: Annotated[str | None, Field(description="Those of households of this municipality")] = None
