"""Taking back that a booking brought money of a toeslag: it came from nobody, and what followed from it is retracted.

The row of the arrival stays, with one against it. The fact of the first money is retracted, or becomes that of the next
one that stands; so is the account that was recorded because of it. A request for another account that it confirmed
stays confirmed, for that is the word of who asked.
"""

from collections.abc import Iterator, Sequence

from services.database import Session, organisation_of
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Household
from services.schedule.households.contents import ToeslagAccount, ToeslagArrived
from services.schedule.households.facts import Statement, standing
from services.schedule.households.service import record_all
from services.schedule.planning.case import Account
from services.schedule.toeslagen import repository
from services.schedule.toeslagen.arriving import Place
from services.schedule.toeslagen.keeping import look_again
from services.schedule.toeslagen.repository import ToldArrival
from services.schedule.toeslagen.tables import ArrivalTakenBackRow

_NOT_SO = "the booking that brought it was matched wrongly"


async def take_back(session: Session, hand: Hand, booking: Place) -> None:
    """Say of all that this booking brought of toeslagen that it did not. The caller holds the households."""
    gone = await repository.told_by(session, *booking)
    if not gone:
        return
    mine = organisation_of(session)
    for one in gone:
        session.add(
            ArrivalTakenBackRow(
                organisation_id=mine,
                household_id=one.household_id,
                toeslag=one.toeslag,
                arrived_on=one.arrived_on,
                told=one.told,
                by=hand.by,
                at=hand.now,
            )
        )
    await session.flush()
    ids = sorted({one.household_id for one in gone})
    held = await households.lock_all(session, ids, hand.municipalities)
    left = list((await repository.told_of(session, ids)).values())
    statements = {one.id: list(_stated(one, gone, left)) for one in held}
    told = {one: said for one, said in statements.items() if said}
    if told:
        await record_all(session, hand, told, lambda one: told[one.id])
    await look_again(session, hand, [one for one in held if one.id not in told])


def _stated(household: Household, gone: Sequence[ToldArrival], left: Sequence[ToldArrival]) -> Iterator[Statement]:
    """What the facts of a household are to say without this."""
    stands = standing(household.facts)
    for one in (each for each in gone if each.household_id == household.id):
        first = stands.get(("toeslag_arrived", str(one.toeslag)))
        if first is not None and isinstance(first.content, ToeslagArrived) and first.content.on == one.arrived_on:
            others = [each for each in left if (each.household_id, each.toeslag) == (household.id, one.toeslag)]
            yield Statement(_first_of(others), first.id, _NOT_SO)
        account = stands.get(("toeslag_account", f"{one.toeslag}/{Account.BUDGET}"))
        if account is not None and _is_of(account.content, one):
            yield Statement(None, account.id, _NOT_SO)


def _is_of(content: object, one: ToldArrival) -> bool:
    """Whether an account was recorded because of this arrival."""
    return isinstance(content, ToeslagAccount) and content.on == content.since == one.arrived_on


def _first_of(others: Sequence[ToldArrival]) -> ToeslagArrived | None:
    if not others:
        return None
    one = min(others, key=lambda each: (each.arrived_on, each.told))
    return ToeslagArrived(toeslag=one.toeslag, on=one.arrived_on, account=one.account)
