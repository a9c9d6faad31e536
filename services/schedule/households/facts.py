"""Facts as they are kept: who recorded what when, what it corrected and why; never edited.

Of one kind about one thing a single fact stands. To say something else about it is to correct that fact, with a
reason; a fact that was never so is retracted by one that states nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.errors import Conflict, Fault, InvalidInput
from services.schedule.households.contents import Content, CostContracted

RETRACTION = "retraction"
"""The kind of a fact that states nothing, and says that an earlier one was never so."""

Key: TypeAlias = tuple[str, str]
"""Kind and about: of what one fact stands at a time."""


class FactStands(Conflict):
    """Something is already known about this; correct the fact that stands, with its id and a reason."""


class FactWasCorrected(Conflict):
    """This fact was corrected before; correct the one that took its place."""


class Statement(NamedTuple):
    """What somebody wants recorded: new, or in the place of the fact with the id `corrects`, and why.

    Without content it retracts. `where` is its place in what was sent, for a fault.
    """

    content: Content | None
    corrects: UUID | None = None
    reason: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one household; `sequence` counts from 1 in the order of recording, `corrects` is such a number."""

    id: UUID
    sequence: int
    kind: str
    about: str
    holds_from: date
    content: Content | None
    recorded_at: datetime
    recorded_by: str
    corrects: int | None = None
    reason: str | None = None

    @property
    def key(self) -> Key:
        return self.kind, self.about


def standing(facts: Iterable[Fact]) -> dict[Key, Fact]:
    """The facts that stand, by what they are about: not corrected, and the newest of their key."""
    ordered = sorted(facts, key=lambda fact: fact.sequence)
    corrected = {fact.corrects for fact in ordered}
    return {fact.key: fact for fact in ordered if fact.content is not None and fact.sequence not in corrected}


def recorded(
    known: Sequence[Fact], statements: Sequence[Statement], by: str, now: datetime, new_id: Callable[[], UUID]
) -> list[Fact]:
    """The facts that these statements become beside those that are known.

    `InvalidInput` for statements that do not fit each other or name no fact of this household; `FactStands` and
    `FactWasCorrected` for what another fact has already said.
    """
    corrected = _corrected(known, statements)
    keys = [None if one.content is None else (one.content.kind, one.content.about) for one in statements]
    _refuse_twice(statements, keys)
    _refuse_what_stands(known, keys, corrected)
    first = max((fact.sequence for fact in known), default=0) + 1
    return [
        _fact(statement, key, target, sequence, by, now, new_id())
        for sequence, (statement, key, target) in enumerate(zip(statements, keys, corrected, strict=True), start=first)
    ]


def _fact(
    statement: Statement, key: Key | None, target: Fact | None, sequence: int, by: str, now: datetime, fact_id: UUID
) -> Fact:
    content, corrects = statement.content, target.sequence if target else None
    if content is None or key is None:
        assert target is not None, "what states nothing retracts something"
        return Fact(fact_id, sequence, RETRACTION, "", target.holds_from, None, now, by, corrects, statement.reason)
    return Fact(fact_id, sequence, *key, content.holds_from, content, now, by, corrects, statement.reason)


def _corrected(known: Sequence[Fact], statements: Sequence[Statement]) -> list[Fact | None]:
    """For each statement the fact that it corrects."""
    by_id = {fact.id: fact for fact in known}
    found = [by_id.get(one.corrects) if one.corrects else None for one in statements]
    faults = [fault for one, target in zip(statements, found, strict=True) for fault in _misfits(one, target)]
    if faults:
        raise InvalidInput(faults)
    gone = {fact.corrects for fact in known}
    for target in found:
        if target is not None and target.sequence in gone:
            raise FactWasCorrected(f"Fact {target.id} was corrected before; correct the one that took its place.")
    return found


def _misfits(statement: Statement, target: Fact | None) -> Iterator[Fault]:
    if statement.corrects is not None and target is None:
        yield Fault(f"{statement.where}.corrects", "is no fact of this household", "see the household's facts")
    elif target is not None and target.content is None:
        yield Fault(f"{statement.where}.corrects", "is a retraction", "state the fact anew")
    elif target is not None and statement.content is not None and statement.content.kind != target.kind:
        what = f"a {statement.content.kind} cannot take the place of a {target.kind}"
        yield Fault(f"{statement.where}.fact.kind", what, "retract the one and state the other")
    lacks = statement.content.needs_reason if statement.content is not None and not statement.reason else None
    if lacks is not None:
        yield lacks.under(statement.where)


def _refuse_twice(statements: Sequence[Statement], keys: Sequence[Key | None]) -> None:
    seen: set[object] = set()
    faults = []
    for one, key in zip(statements, keys, strict=True):
        for stated in (key, one.corrects):
            if stated is not None and stated in seen:
                cure = f"leave one of them out{_second_bill(one.content)}"
                faults.append(Fault(one.where, "the same is stated twice at once", cure))
            seen.add(stated)
    if faults:
        raise InvalidInput(faults)


def _refuse_what_stands(known: Sequence[Fact], keys: Sequence[Key | None], corrected: Sequence[Fact | None]) -> None:
    stands = standing(known)
    making_room = {target.key for target in corrected if target is not None}
    taken = [stands[key] for key in keys if key in stands and key not in making_room]
    if taken:
        told = "; ".join(f"{' '.join(filter(None, fact.key))} (fact {fact.id})" for fact in taken)
        second = next((text for fact in taken if (text := _second_bill(fact.content))), "")
        raise FactStands(f"Already known: {told}. Correct the fact that stands, with its id and a reason{second}.")


def _second_bill(content: Content | None) -> str:
    """A month of a cost is paid once by its kind, so that a second bill under the same kind would never be."""
    if not isinstance(content, CostContracted):
        return ""
    return "; a second bill of this kind is stated under another kind, such as other, with its own payee"


def changes(stands: Mapping[Key, Fact], contents: Iterable[Content], reason: str) -> list[Statement]:
    """What of `contents` is new or different, as statements: what is known already is not stated again."""
    found = []
    for content in contents:
        fact = stands.get((content.kind, content.about))
        if fact is None:
            found.append(Statement(content))
        elif fact.content != content:
            found.append(Statement(content, fact.id, reason))
    return found
