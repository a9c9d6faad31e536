"""A household that never was, with everything that becomes known of it and the day on which it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from house.caseload.arriving import arriving
from house.caseload.bijstand import bijstand, decisions
from house.caseload.bills import billed, bills_of, payees_of
from house.caseload.ending import ending
from house.caseload.life import Known, KnownPaper, KnownPayee, Life, Period, life_of
from house.caseload.names import person_name
from house.caseload.toeslagen import toeslagen
from house.caseload.towns import towns
from sandbox.accounts import CLIENT_ACCOUNTS, example_iban
from sandbox.draw import Draw
from services.schedule.households.contents import Article, Content, DecisionTaken
from services.schedule.planning.entries import LEEFGELD


@dataclass(frozen=True)
class Household:
    """`known` and `payees` are in the order in which they become known, none before the household is handed in.

    `missing` are the papers that are still to come when it is.
    """

    life: Life
    known: tuple[Known, ...]
    payees: tuple[KnownPayee, ...]
    missing: tuple[KnownPaper, ...] = ()

    @property
    def reference(self) -> str:
        """The organisation's own case number."""
        return f"ZAAK-{self.life.number:06d}"

    def papers(self, on: date) -> list[Content]:
        """What stands in its papers on a day: of two that say something about the same, the newer."""
        newest = {(one.content.kind, one.content.about): one.content for one in self.known if one.on <= on}
        return list(newest.values())

    def payees_on(self, on: date) -> list[KnownPayee]:
        """Whom to pay, as far as that is known on a day."""
        return [one for one in self.payees if one.on <= on]


def household_of(seed: int, number: int, period: Period) -> Household:
    """The household with this number (from 0 on) of a caseload.

    To every town come the same people, under names and references of their own, and every office forgets the same:
    what differs between towns at the end is the policy, and the day on which the benefit is paid.
    """
    people = Draw(seed, number // len(towns()), "people")
    life = life_of(people.part("life"), number, period)
    bills = bills_of(people.part("contracts"), life)
    known = [*arriving(people.part("arriving"), life), *bijstand(people.part("bijstand"), life)]
    known += decisions(people.part("decisions"), life)
    known += billed(people.part("bills"), life, bills)
    known += toeslagen(people.part("toeslagen"), life, bills[0].contract.amount)
    known += ending(people.part("ending"), life, bills, extended=_is_extended(known))
    payees = [_own_account(Draw(seed, number, "name"), life), *payees_of(people.part("payees"), life, bills)]
    return Household(life, _in_order(known, life), tuple(sorted(payees, key=attrgetter("on"))))


def _own_account(draw: Draw, life: Life) -> KnownPayee:
    iban = example_iban(CLIENT_ACCOUNTS + life.number)
    return KnownPayee(life.handed_in_on, LEEFGELD, person_name(draw), iban, None)


def _is_extended(known: Iterable[Known]) -> bool:
    return any(isinstance(one.content, DecisionTaken) and one.content.article is Article.ARTICLE_57 for one in known)


def _in_order(known: Iterable[Known], life: Life) -> tuple[Known, ...]:
    """What was so before the household was handed in becomes known with it."""
    found = (one._replace(on=max(one.on, life.handed_in_on)) for one in known)
    return tuple(sorted(found, key=attrgetter("on")))
