"""Writing down whom somebody says that the costs of a household are paid to, so that the same is known again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.database import Session
from services.schedule.hand import Hand
from services.schedule.payees import repository
from services.schedule.payees.payee import ToldPayee, WantedCostPayee, in_force


async def note(
    session: Session, hand: Hand, wanted: Mapping[UUID, Sequence[WantedCostPayee]], *, only_news: bool = False
) -> dict[UUID, list[ToldPayee]]:
    """Note who is paid for the costs of these households, which the caller has locked; what was added for each.

    With `only_news` what holds already is not noted again.
    """
    known = await repository.told_of(session, list(wanted))
    added: dict[UUID, list[ToldPayee]] = {}
    for household_id, entries in wanted.items():
        before = known.get(household_id, [])
        first = max((one.sequence for one in before), default=0) + 1
        made = [ToldPayee.of(one, before, hand.today, hand.keyring) for one in entries]
        news = [one for one in made if not (only_news and _holds(one, before))]
        added[household_id] = [one._replace(sequence=number) for number, one in enumerate(news, start=first)]
    await repository.add_told(session, hand, [(owner, one) for owner, ones in added.items() for one in ones])
    return added


def _holds(entry: ToldPayee, before: Sequence[ToldPayee]) -> bool:
    if not before:
        return False
    known = in_force(before, max(entry.valid_from, *(one.valid_from for one in before))).get(entry.cost)
    return known is not None and known.says_the_same(entry)
