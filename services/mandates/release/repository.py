"""What the registry knows of the lines of a page: a fixed number of statements, however many lines there are.

The versions of the households are read first: what changes while the rest is read makes another version, and whoever
compares it later asks anew. Ids are read as text, for they only travel from one text to another.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text

from services.database import ReadSession
from services.mandate_events import HandshakeState, Payer
from services.mandates.arrangements.payer import OURS
from services.mandates.direct_debits import repository as direct_debits
from services.mandates.direct_debits.direct_debit import DirectDebit
from services.mandates.hand import Municipalities
from services.mandates.intake.requirement_reading import shipped
from services.mandates.release.accounts import Accounts, accounts_of
from services.mandates.release.bills import paid_twice
from services.mandates.release.deciding import TO_CLIENT, Arranged, Facts, Line, Reference
from services.mandates.release.words import Words, words_of
from services.months import Month
from services.sealing import Keyring


def _texts(*names: str) -> Iterable[Any]:
    return [bindparam(name, type_=ARRAY(Text)) for name in names]


_HOUSEHOLDS = text(
    """
    select cast(id as text), version, policy from household
    where id = any(cast(:ids as uuid[])) and reference <> ''
    and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    """
).bindparams(*_texts("ids", "municipalities"))
_ARRANGED = text(
    """
    select cast(arranged.id as text), cast(arranged.supplier_id as text), arranged.reference_kind,
        arranged.reference_text, arranged.consent_most, arranged.deferred_until, record.payer, record.direct_debit_id
    from unnest(cast(:households as uuid[]), :costs, :months) with ordinality
        as asked (household_id, cost, month, place)
    left join lateral (
        select * from arrangement where arrangement.household_id = asked.household_id and arrangement.cost = asked.cost
        and from_month <= asked.month order by from_month desc, id desc limit 1
    ) as arranged on true
    left join lateral (
        select payer, direct_debit_id from payer_of_record as one
        where one.household_id = asked.household_id and one.cost = asked.cost and one.from_month <= asked.month
        order by from_month desc, sequence desc limit 1
    ) as record on true
    order by asked.place
    """
).bindparams(*_texts("households", "costs"), bindparam("months", type_=ARRAY(Integer)))
"""Which arrangement holds in a month, and whose row of record: as `arrangement.in_force` and `payer.holds_in` say."""
_THERE = text(
    """
    select cast(household_id as text), string_agg(kind || ' ' || about, ',') from paper
    where household_id = any(cast(:ids as uuid[])) and state in ('delivered', 'waived') group by household_id
    """
).bindparams(*_texts("ids"))
_TAKING_OVER = text(
    """
    select cast(arrangement_id as text), from_month, state from handshake
    where arrangement_id = any(cast(:ids as uuid[])) and direction = 'taking_over'
    and state in ('prepared', 'asked', 'overdue')
    """
).bindparams(*_texts("ids"))
_CHANGED = text(
    """
    select cast(asked.id as text) from unnest(cast(:ids as uuid[]), :versions) as asked (id, version)
    left join household on household.id = asked.id and reference <> ''
        and (cast(:municipalities as text[]) is null or municipality = any(:municipalities))
    where household.version is distinct from asked.version
    """
).bindparams(*_texts("ids", "municipalities"), bindparam("versions", type_=ARRAY(Integer)))


class Known(NamedTuple):
    """What is known of each line, in their order, and the version of each household that is known."""

    versions: Mapping[str, int]
    facts: list[Facts]


_Place = tuple[str, str, Month]
"""A cost of a household in a month."""


class _Found(NamedTuple):
    """How it is arranged, with which supplier, and by which mandate it is pulled."""

    arrangement: str
    supplier: str
    arranged: Arranged
    direct_debit_id: UUID | None


async def facts_of(session: ReadSession, keyring: Keyring, lines: Sequence[Line], sees: Municipalities) -> Known:
    """What the registry knows of these lines, of households that the caller may see."""
    asked = {"ids": list({line.household for line in lines}), "municipalities": _codes(sees)}
    households = {one: (version, policy) for one, version, policy in (await session.execute(_HOUSEHOLDS, asked)).all()}
    ours = [line for line in lines if line.household in households]
    found = await _arranged(session, [line for line in ours if line.cost != TO_CLIENT])
    billed = {household for household, _, _ in found}
    clients = {line.household for line in ours if line.cost == TO_CLIENT}
    others = {one.arrangement for one in found.values() if one.arranged.payer not in OURS}
    to_pay = {(one.arrangement, place[2]) for place, one in found.items() if one.arranged.payer in OURS}
    pulled = {place[0] for place, one in found.items() if one.direct_debit_id is not None}
    sheet = _Sheet(
        {household: policy for household, (_, policy) in households.items()},
        found,
        await words_of(session, billed),
        await _papers_there(session, billed),
        await accounts_of(session, keyring, {one.supplier for one in found.values()}, clients),
        await _taking_over(session, others),
        await _pulling(session, pulled),
        await paid_twice(session, to_pay),
    )
    versions = {household: version for household, (version, _) in households.items()}
    return Known(versions, [sheet.facts(line) for line in lines])


async def changed(session: ReadSession, versions: Mapping[str, int], sees: Municipalities) -> list[str]:
    """The households whose version is another one than this, or that are not known to the caller."""
    asked = {"ids": list(versions), "versions": list(versions.values()), "municipalities": _codes(sees)}
    return list((await session.execute(_CHANGED, asked)).scalars())


_NOTHING = Facts(is_known=False)
_NO_COST = Facts(is_known=True)


class _Sheet(NamedTuple):
    """All that was found for a page, from which the facts of each line are taken."""

    policies: Mapping[str, str]
    found: Mapping[_Place, _Found]
    words: Words
    papers_there: Mapping[str, str]
    accounts: Accounts
    taking_over: Mapping[str, tuple[Month, HandshakeState]]
    pulling: Mapping[UUID, DirectDebit]
    paid_twice: Mapping[tuple[str, Month], str]

    def facts(self, line: Line) -> Facts:
        """What is known of one line."""
        household, cost, month, _, day, ground = line
        policy = self.policies.get(household)
        if policy is None:
            return _NOTHING
        if cost == TO_CLIENT:
            return Facts(True, account=self.accounts.on(household, day))
        one = self.found.get((household, cost, month))
        if one is None:
            return _NO_COST
        arrangement, supplier, arranged, direct_debit_id = one
        return Facts(
            True,
            arranged,
            None if arranged.payer in OURS else self._taking_over(arrangement, month),
            self.words.coverage(household, cost, day, ground),
            lacking(policy, cost, self.papers_there.get(household, "")),
            self.accounts.on(supplier, day),
            None if direct_debit_id is None else self.pulling.get(direct_debit_id),
            self.paid_twice.get((arrangement, month)),
        )

    def _taking_over(self, arrangement: str, month: Month) -> HandshakeState | None:
        """Where a taking over stands that would have made the month ours."""
        under_way = self.taking_over.get(arrangement)
        return under_way[1] if under_way and under_way[0] <= month else None


@lru_cache(maxsize=8192)
def lacking(policy: str, cost: str, there: str) -> tuple[str, ...]:
    """The papers that a cost still waits for under a policy; `there` are those that are, as the database tells them.

    It goes by what the policy asks, also where nobody asked it of the client yet.
    """
    asked = [one for one in shipped().of(policy) if one.holds_costs and (not one.costs or cost in one.costs)]
    places = [f"{one.kind} {cost if one.costs else ''}" for one in asked]
    delivered = set(there.split(","))
    return tuple(place.strip().replace(" ", ":") for place in places if place not in delivered)


async def _arranged(session: ReadSession, lines: Iterable[Line]) -> dict[_Place, _Found]:
    """What is arranged of these lines, without those of which nothing is."""
    places = list(dict.fromkeys(line[:3] for line in lines))
    households, costs, months = map(list, zip(*places, strict=True)) if places else ([], [], [])
    asked = {"households": households, "costs": costs, "months": months}
    rows = (await session.execute(_ARRANGED, asked)).all()
    return {
        place: _Found(
            arrangement,
            supplier,
            Arranged(payer, Reference(kind, reference) if kind else None, most, until),
            direct_debit_id if payer == Payer.SUPPLIER_PULLS else None,
        )
        for place, (arrangement, supplier, kind, reference, most, until, payer, direct_debit_id) in zip(
            places, rows, strict=True
        )
        if arrangement is not None and payer is not None
    }


async def _papers_there(session: ReadSession, households: Collection[str]) -> dict[str, str]:
    rows = (await session.execute(_THERE, {"ids": list(households)})).all()
    return {row[0]: row[1] for row in rows}


async def _taking_over(session: ReadSession, arrangements: Collection[str]) -> dict[str, tuple[Month, HandshakeState]]:
    """One at most is under way for an arrangement."""
    rows = (await session.execute(_TAKING_OVER, {"ids": list(arrangements)})).all()
    return {arrangement: (first, HandshakeState(state)) for arrangement, first, state in rows}


async def _pulling(session: ReadSession, households: Collection[str]) -> dict[UUID, DirectDebit]:
    found = await direct_debits.mandates_of(session, [UUID(one) for one in households])
    return {one.id: one for ones in found.values() for one in ones}


def _codes(sees: Municipalities) -> list[str] | None:
    return None if sees is None else sorted(sees)
