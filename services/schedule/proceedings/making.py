"""Which steps a proceeding has: they follow from what was asked and from what is known of the household. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.errors import Fault
from services.mandates.schemas import Channel, Payer
from services.months import Month, first_day, month_of, month_text
from services.schedule.households.contents import Content, DecisionTaken, ReliefEnds
from services.schedule.households.contents.benefit import Article
from services.schedule.households.dossier import Dossier
from services.schedule.households.planning import PlannedCase
from services.schedule.households.tasks import B12_AFTER, Task, TaskKind, own_again_from
from services.schedule.planning.fixed_costs import CostMonth
from services.schedule.planning.policy import CostKind, ToeslagKind
from services.schedule.proceedings.asked import CostReturn, FamilyArrival, ReliefStart
from services.schedule.proceedings.step import (
    ArrangeCost,
    AskSupplier,
    ChangeToeslag,
    CollectB12,
    FollowInPlan,
    HearSupplier,
    JoinTeam,
    KnowAddressee,
    LetHandshakeGo,
    PrepareHandshake,
    RecordFacts,
    RequirePapers,
    RerouteToeslag,
    SettleAtEnd,
    Step,
    WatchMonth,
)

REACHED_WITHIN: Final = 5
"""Bank days: by then somebody has found out how the household is reached, before its first payment is announced."""
OURS: Final = frozenset({Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.SUPPLIER_PULLS})

TOLD_WITHIN: Final = timedelta(weeks=4)
"""Dienst Toeslagen wants to hear of a change within four weeks."""

_GOES_ON: Final = "the relief is extended"
_JOINS: Final = "family joined the household"
_BEGINS: Final = "told when the relief began"
_STOPS: Final = "the relief stops on another day"
_OF_RELIEF = frozenset({Article.ARTICLE_56A, Article.ARTICLE_57, Article.VOLUNTARY})


class Return(NamedTuple):
    """A cost that goes back to the client: from which month on, and who pays it then."""

    cost: CostKind
    from_month: Month
    payer: Payer


def starting(asked: ReliefStart, today: date) -> list[Step]:
    """Relief begins: what is known is recorded, people and papers are put around the household, and each cost is
    arranged and, where another pays it now, taken over."""
    steps: list[Step] = [RecordFacts(facts=(asked.decision, *asked.facts), reason=_BEGINS)]
    for number, one in enumerate(asked.team, start=1):
        steps.append(JoinTeam(number=number, role=one.role, subject=one.subject, from_day=one.from_day))
    steps.append(RequirePapers(needs=("facts",)))
    steps.append(KnowAddressee(by=bank_days_later(today, REACHED_WITHIN)))
    for arrangement in asked.arrangements:
        arrange = ArrangeCost(needs=("facts",), cost=arrangement.cost, wanted=arrangement)
        steps.append(arrange)
        if (over := arrangement.taken_over) is not None:
            month = month_text(over.from_month)
            steps += _handshake(arrange.key, arrangement.cost, over.payer, month, over.channel)
    return steps


def returned(asked: CostReturn, planned: PlannedCase) -> Return:
    """A cost goes back while we look on, as long as we go on paying another one; without watch if it is the last."""
    others = (
        one.source
        for one in planned.plan.entries
        if isinstance(one.source, CostMonth) and one.source.kind != asked.cost and one.source.whose is None
    )
    is_watched = any(one.due >= first_day(asked.from_month) for one in others)
    payer = Payer.CLIENT_PAYS_WATCHED if is_watched else Payer.CLIENT_PAYS
    return Return(asked.cost, asked.from_month, payer)


def handing_back(one: Return, channel: Channel | None) -> list[Step]:
    """One cost goes back: its supplier collects again before we stop, the plan follows, and we look on."""
    steps: list[Step] = list(_handshake("", one.cost, one.payer, month_text(one.from_month), channel))
    steps.append(FollowInPlan(needs=(steps[-1].key,), cost=one.cost))
    if one.payer is Payer.CLIENT_PAYS_WATCHED:
        steps.append(WatchMonth(needs=(steps[-1].key,), cost=one.cost))
    return steps


def facts_of_stop(dossier: Dossier, last_day: date) -> list[Content]:
    """What is so once relief stops on a day: that it ends then, and that no decision lasts longer."""
    decisions = (one for one in dossier.each(DecisionTaken) if one.article in _OF_RELIEF and one.since <= last_day)
    shortened = [
        one.model_copy(update={"until": last_day}) for one in decisions if one.until is None or one.until > last_day
    ]
    return [ReliefEnds(on=last_day), *shortened]


def faults_of_stop(last_day: date, ends_on: date, today: date) -> Iterator[Fault]:
    """Why relief that ends on `ends_on` cannot stop on that day."""
    if last_day < today:
        yield Fault("lastDay", f"{last_day} has passed", f"give {today} or a later day")
    if last_day > ends_on:
        yield Fault("lastDay", f"the relief ends on {ends_on} already", "give an earlier day; to go on is to extend it")


def returns_at_end(planned: PlannedCase) -> list[tuple[CostKind, Month]]:
    """The costs that we pay until the relief ends, each with the month from which the client pays it."""
    paid = {one.source.kind for one in planned.plan.entries if isinstance(one.source, CostMonth)}
    ends_on = planned.case.relief_ends_on
    return [(CostKind(one.kind), own_again_from(one, ends_on)) for one in planned.case.fixed_costs if one.kind in paid]


def stopping(facts: Iterable[Content], returns: Iterable[Return], tasks: Iterable[Task]) -> list[Step]:
    """Relief stops: it ends on its day, every cost of ours goes back, the toeslagen go to the client's own account, and
    what is left is settled. `tasks` are those of the household by then."""
    steps: list[Step] = [RecordFacts.model_validate({"facts": tuple(facts), "reason": _STOPS})]
    for one in returns:
        steps += _handshake("facts", one.cost, one.payer, month_text(one.from_month), None)
    for task in tasks:
        if task.kind is TaskKind.TOESLAG_ACCOUNT_BACK and not task.done:
            steps.append(RerouteToeslag(needs=("facts",), toeslag=ToeslagKind(task.about), by=task.due_on))
    last = tuple(one.key for one in steps if isinstance(one, HearSupplier | RerouteToeslag | RecordFacts))
    for task in tasks:
        if task.kind is TaskKind.CLOSING_SETTLEMENT:
            steps.append(SettleAtEnd(needs=last, ends_on=date.fromisoformat(task.about), on=task.due_on))
    return steps


def facts_of_extension(dossier: Dossier, decision: DecisionTaken) -> list[Content]:
    """What is so once relief goes on: the decision, and where somebody had said when it ends, the later day."""
    until = decision.until
    assert until is not None, "an extension has a last day"
    said = dossier.newest(ReliefEnds) is not None
    return [decision, *([ReliefEnds(on=until)] if said else [])]


def faults_of_extension(decision: DecisionTaken, ends_on: date) -> Iterator[Fault]:
    """Why relief that ends on `ends_on` does not go on so: there would be a gap, or no day more."""
    after = ends_on + timedelta(days=1)
    if decision.since != after:
        yield Fault("decision.from", f"the relief ends on {ends_on}", f"let the decision begin on {after}")
    if decision.until is not None and decision.until <= ends_on:
        yield Fault("decision.until", f"{decision.until} extends nothing", f"give a day after {ends_on}")


class Ending(NamedTuple):
    """A cost that was to go back at the end: from which month on; who is on record until then, and from then on; and
    the handshake about it that its supplier has not answered."""

    cost: CostKind
    own_from: Month
    before: Payer | None
    after: Payer | None
    unanswered: UUID | None


def extending(facts: Iterable[Content], endings: Iterable[Ending]) -> list[Step]:
    """Relief goes on: what suppliers were asked for its end is let go, and what they agreed to is taken over again."""
    steps: list[Step] = [RecordFacts.model_validate({"facts": tuple(facts), "reason": _GOES_ON})]
    for one in endings:
        if one.unanswered is not None:
            gone = LetHandshakeGo(needs=("facts",), cost=one.cost, handshake_id=one.unanswered, reason=_GOES_ON)
            steps.append(gone)
        elif one.before in OURS and one.after not in OURS and one.after is not None:
            steps += _handshake("facts", one.cost, one.before, month_text(one.own_from), None)
    return steps


def joining(asked: FamilyArrival, toeslagen: Iterable[ToeslagKind], today: date) -> list[Step]:
    """Family joins: the facts are recorded together, papers follow, and a person tells whom only a person can tell."""
    since = asked.composition.since
    steps: list[Step] = [RecordFacts(facts=(asked.composition, *asked.norms, *asked.facts), reason=_JOINS)]
    steps.append(RequirePapers(needs=("facts",)))
    if asked.through_reception:
        steps.append(CollectB12(needs=("facts",), by=max(since + B12_AFTER, today)))
    told_by = max(since, today) + TOLD_WITHIN
    for kind in toeslagen:
        month = month_text(month_of(since))
        steps.append(ChangeToeslag(needs=("facts",), toeslag=kind, since=month, by=told_by))
    return steps


def at_risk(costs: Mapping[CostKind, CostKind], returns: Iterable[Return]) -> list[Fault]:
    """Of costs that wait for a clean month of another one (`costs`, each with that one) those that go too early."""
    return [
        Fault(
            "cost",
            f"{one.cost} goes back after a clean month of {costs[one.cost]}, and that has not come yet",
            "wait for it, or decide at the registry to go on without (ramp-down-decisions), with a reason",
        )
        for one in returns
        if one.cost in costs
    ]


def _handshake(needs: str, cost: CostKind, payer: Payer, from_month: str, channel: Channel | None) -> Iterator[Step]:
    """Prepared, asked and answered: each needs the one before it."""
    prepare = PrepareHandshake(
        needs=(needs,) if needs else (), cost=cost, payer=payer, from_month=from_month, channel=channel
    )
    ask = AskSupplier(needs=(prepare.key,), cost=cost)
    yield from (prepare, ask, HearSupplier(needs=(ask.key,), cost=cost))


def month_is_over(month: Month, today: date) -> Iterator[Fault]:
    """A cost does not go back for a month that has passed."""
    if month < month_of(today):
        yield Fault("fromMonth", f"{month_text(month)} is over", "give this month or a later one")
