"""What clients said of their costs. Thousands say the same, so each thing that is said is looked at once."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from services.database import ReadSession
from services.mandate_events import AuthorisationState
from services.mandates.authorisations.authorisation import Authorisation, Duty
from services.mandates.authorisations.coverage import Covered, Ground, NotCovered, coverage
from services.mandates.costs import Cost

_SAID = text(
    """
    select array_agg(household) as households, state, asked, costs, refused, duty, signed_on, ends_on from (
        select distinct on (household_id) cast(household_id as text) as household, state, asked, costs, refused, duty,
            signed_on, ends_on
        from authorisation where household_id = any(cast(:ids as uuid[])) and state <> 'replaced'
        order by household_id, case state when 'asked' then 2 when 'revoked' then 1 else 0 end, id desc
    ) as newest
    group by state, asked, costs, refused, duty, signed_on, ends_on
    """
).bindparams(bindparam("ids", type_=ARRAY(Text)))
"""Of each household the newest word, as `authorisations.repository.in_force` finds it; who says the same, together."""
_NOBODY, _NEVER = UUID(int=0), datetime.min.replace(tzinfo=UTC)
_COSTS = {str(cost): cost for cost in Cost}
_GROUNDS = {str(ground): ground for ground in Ground}


class Words:
    """The newest word of each household, by the number of what it says; None is for whoever said nothing."""

    def __init__(self, said: list[Authorisation], number: Mapping[str, int]) -> None:
        self._said = said
        self._number = number
        self._covered: dict[tuple[int | None, str, date, str], Covered | NotCovered] = {}

    def coverage(self, household: str, cost: str, day: date, ground: str) -> Covered | NotCovered:
        """Whether a cost of a household may be paid on a day on that ground, as far as its client's word goes."""
        key = self._number.get(household), cost, day, ground
        found = self._covered.get(key)
        if found is None:
            word = None if key[0] is None else self._said[key[0]]
            found = self._covered[key] = coverage(word, _COSTS[cost], day, _GROUNDS[ground])
        return found


async def words_of(session: ReadSession, households: Collection[str]) -> Words:
    """What the clients of these households said."""
    rows = (await session.execute(_SAID, {"ids": list(households)})).all()
    numbers = {household: number for number, row in enumerate(rows) for household in row.households}
    return Words([_authorisation(row) for row in rows], numbers)


def _authorisation(row: Row[Any]) -> Authorisation:
    """What was said; by whom is no part of it."""
    return Authorisation(
        id=_NOBODY,
        household_id=_NOBODY,
        state=AuthorisationState(row.state),
        changes=0,
        asked=_costs(row.asked),
        costs=_costs(row.costs),
        refused=_costs(row.refused),
        reason=None,
        language=None,
        signed_on=row.signed_on,
        evidence=None,
        duty=Duty(row.duty) if row.duty else None,
        ends_on=row.ends_on,
        refused_by=None,
        replaced_by=None,
        made_at=_NEVER,
        made_by="",
    )


def _costs(words: list[str]) -> tuple[Cost, ...]:
    return tuple(_COSTS[word] for word in words)
