"""A cost that went back to the client at the registry is the client's in the plan too: the supplier's word, or a
person's decision there, becomes the fact `cost_handed_back` here, which nobody need type for a second time.

Whoever comes first: what the fact says already is not recorded again, and another month takes its place. An event about
a household that somebody is changing at that moment is not taken, and comes again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.database import Session
from services.mandate_events import Payer, PayerOfRecordChanged
from services.schedule.hand import Hand
from services.schedule.households import repository
from services.schedule.households.contents import CostHandedBack
from services.schedule.households.facts import changes, standing
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.service import record
from services.schedule.planning.policy import CostKind
from services.sealing import Keyring

BY: Final = "service:mandates"
_REASON: Final = "the supplier, or a person at the registry, named this month"
_CLIENT = {Payer.CLIENT_PAYS, Payer.CLIENT_PAYS_WATCHED}


class FollowsTheRegistry:
    """What this service records of what became of payers at the registry, by these rules."""

    def __init__(self, rules: Rulebook, keyring: Keyring) -> None:
        self._rules = rules
        self._keyring = keyring

    async def hear_payers(self, session: Session, events: Sequence[PayerOfRecordChanged], now: datetime) -> None:
        """Record what was handed back, and make the plan that follows from it; `HouseholdIsChanging`."""
        hand = Hand.of(session, BY, now, self._rules, self._keyring)
        for one in events:
            if one.is_handed_over and one.payer in _CLIENT:
                await _record(session, hand, one)


async def _record(session: Session, hand: Hand, told: PayerOfRecordChanged) -> None:
    household = await repository.lock(session, told.household_id, None)
    content = CostHandedBack(cost=CostKind(told.cost), since=told.from_month)
    statements = changes(standing(household.facts), [content], _REASON)
    if statements:
        await record(session, hand, told.household_id, statements)
