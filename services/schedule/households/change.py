"""What becomes of a household when something is stated about it: facts, a plan version, tasks; all or nothing. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.clock import civil_date
from services.errors import Fault, Refused
from services.schedule.hand import Hand
from services.schedule.households.dossier import Dossier, missing
from services.schedule.households.facts import Fact, Statement, recorded
from services.schedule.households.planning import PlannedCase, Summary, planned, policy_of
from services.schedule.households.reconciliation import KeptTask, TaskChanges, reconcile
from services.schedule.households.tasks import tasks_for
from services.schedule.toeslagen.known import KnownToeslag, known_toeslagen
from services.schedule.wanted.sheet import Sheet


class PlanNeedsThis(Refused):
    """Without this fact there would be no plan any more; correct it instead of retracting it."""


class Marks(NamedTuple):
    """By which rules a version was made."""

    policy: str
    policy_mark: str
    norms_mark: str


class KeptPlan(NamedTuple):
    """The newest version of a plan as it is kept, as JSON; what was made before sheets were has none."""

    document: str
    wanted: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """A household as it is kept, with all that decides what becomes of it.

    `municipal_policy` is the policy of its municipality; `marks` are those of its newest plan version, `paid_to` the
    kinds of cost whose payee is known (`TO_CLIENT` for the client's own account), `undecided` the costs that the client
    refused from a day on while nobody decided about the duty.
    """

    id: UUID
    reference: str
    municipality: str
    municipal_policy: str
    registered_at: datetime
    registered_by: str
    plan_version: int | None = None
    marks: Marks | None = None
    imported_row: bytes | None = None
    facts: Sequence[Fact] = ()
    tasks: Sequence[KeptTask] = ()
    paid_to: Collection[str] = ()
    undecided: Mapping[str, date] = field(default_factory=dict)


class NewVersion(NamedTuple):
    """A version of a plan to be written: `inputs`, `document` and `wanted` as JSON, `last_day` that of the plan.

    The plan itself is not carried along: of a batch of households it would be all that their memory is spent on.
    """

    number: int
    id: UUID
    marks: Marks
    summary: Summary
    inputs: bytes
    document: bytes
    wanted: bytes
    last_day: date


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written about one household, all of it in one transaction.

    `policy` carries the household from here on; `version` is None where no plan is made, and `lacks` what is missing
    for one. `toeslagen` are what facts and plan say of them.
    """

    household: Household
    is_new: bool
    policy: str
    facts: list[Fact]
    fact_sequence: int
    version: NewVersion | None = None
    lacks: Sequence[Fault] = ()
    tasks: TaskChanges = field(default_factory=TaskChanges)
    toeslagen: Sequence[KnownToeslag] = ()
    imported_row: bytes | None = None

    @property
    def plan_version(self) -> int | None:
        """The newest version once this is written."""
        return self.version.number if self.version else self.household.plan_version


def changed(
    household: Household,
    statements: Sequence[Statement],
    hand: Hand,
    *,
    is_new: bool = False,
    imported_row: bytes | None = None,
    kept: KeptPlan | None = None,
) -> Change:
    """What these statements make of the household; without any, what a change of rules or payees does.

    Every new fact makes a new version, and so do new norms or another policy. What another release of the program makes
    of the same is seen only beside what is `kept`. `InvalidInput` for facts that cannot all be true, a
    `Conflict` for what is known already, `PlanNeedsThis` for a retraction that would leave nothing to plan with.
    """
    facts = recorded(household.facts, statements, hand.by, hand.now, hand.new_id)
    everything = [*household.facts, *facts]
    dossier = Dossier.of(everything)
    made = planned(str(household.id), dossier, household.municipal_policy, hand.rules)
    policy = policy_of(dossier, household.municipal_policy, hand.rules)
    if made is None and household.plan_version is not None:
        raise PlanNeedsThis
    registered_on = civil_date(household.registered_at)
    wanted = tasks_for(dossier, made, household.paid_to, registered_on, household.undecided)
    is_news = made is not None and (facts or household.marks != _marks(made) or _differs(made, kept))
    return Change(
        household=household,
        is_new=is_new,
        policy=policy.name,
        facts=facts,
        fact_sequence=len(everything),
        version=_version(made, household, hand) if made and is_news else None,
        lacks=() if made else missing(dossier),
        tasks=reconcile(household.tasks, wanted, hand.new_id),
        toeslagen=known_toeslagen(dossier, made.case) if made else (),
        imported_row=imported_row or household.imported_row,
    )


def _differs(made: PlannedCase, kept: KeptPlan | None) -> bool:
    if kept is None:
        return False
    return (made.document.decode(), Sheet.of(made.plan).written().decode()) != (kept.document, kept.wanted)


def _version(made: PlannedCase, household: Household, hand: Hand) -> NewVersion:
    number = (household.plan_version or 0) + 1
    wanted = Sheet.of(made.plan).written()
    told = made.inputs, made.document, wanted
    return NewVersion(number, hand.new_id(), _marks(made), made.summary, *told, made.plan.last_day)


def _marks(made: PlannedCase) -> Marks:
    return Marks(made.policy.name, made.policy_mark, made.norms_mark)
