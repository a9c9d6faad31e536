"""Clients of tests: households, what they are asked and what they answer, and what stands written of it afterwards."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.database import Session
from services.mandate_events import AuthorisationEvent as Event
from services.mandate_events import AuthorisationState as State
from services.mandates.authorisations import service
from services.mandates.authorisations.authorisation import Authorisation, Duty, Given, Language, Refusal, RefusalReason
from services.mandates.costs import Cost
from services.mandates.hand import Hand
from tests.mandates.callers import KEYRING
from tests.superuser import as_superuser

EVIDENCE = bytes(range(32))
ASKED = (Cost.RENT, Cost.ENERGY, Cost.WATER, Cost.HEALTH_PREMIUM)
SIGNED_ON = date(2026, 1, 5)
LIMITED = Given(
    (Cost.RENT, Cost.ENERGY),
    Language.TIGRINYA,
    "Tolk Almaz",
    True,
    SIGNED_ON,
    EVIDENCE,
    RefusalReason.PAYS_BY_DIRECT_DEBIT,
    "the insurer takes it by itself",
)
IN_FULL = LIMITED._replace(costs=ASKED, reason=None, words=None)
REFUSAL = Refusal(RefusalReason.NO_TRUST, "I keep my own money")


def a_hand(session: Session, now: datetime, by: str = "anna", municipalities: frozenset[str] | None = None) -> Hand:
    return Hand.of(session, by, now, KEYRING, municipalities)


async def in_state(session: Session, hand: Hand, household: UUID, state: State) -> Authorisation:
    """An authorisation that came into this state by the front door; one that was given is limited."""
    asked = await service.ask(session, hand, household, ASKED)
    match state:
        case State.GIVEN:
            await service.give(session, hand, household, asked.id, LIMITED)
        case State.REFUSED:
            await service.refuse(session, hand, household, asked.id, REFUSAL)
        case State.REVOKED:
            await service.give(session, hand, household, asked.id, LIMITED)
            await service.revoke(session, hand, household, asked.id, hand.today, RefusalReason.OTHER)
        case State.REPLACED:
            await service.ask(session, hand, household, ASKED)
    return asked


async def happens(session: Session, hand: Hand, household: UUID, one: Authorisation, event: Event) -> None:
    """The event, by the front door, done by `hand`; duties are decided by somebody else than anna."""
    match event:
        case Event.GIVE:
            await service.give(session, hand, household, one.id, LIMITED)
        case Event.REFUSE:
            await service.refuse(session, hand, household, one.id, REFUSAL)
        case Event.REVOKE:
            await service.revoke(session, hand, household, one.id, hand.today, RefusalReason.OTHER)
        case Event.DECIDE_DUTY:
            decider = hand._replace(by="bram")
            await service.decide_duty(session, decider, household, one.id, Duty.EXEMPTED, "he pays this himself")
        case Event.REPLACE:
            newer = await service.ask(session, hand, household, ASKED)
            await service.give(session, hand, household, newer.id, IN_FULL)


class Written(NamedTuple):
    """What stands in the database about one authorisation."""

    state: str
    changes: int
    transitions: list[tuple[Any, ...]]
    announced: list[tuple[Any, ...]]


def written(admin_url: str, subject: UUID) -> Written:
    with as_superuser(admin_url) as connection:
        row = connection.execute(
            "select state, changes from mandates.authorisation where id = %s", [subject]
        ).fetchone()
        assert row is not None
        transitions = connection.execute(
            "select sequence, before, event, state, by from mandates.transition where subject_id = %s"
            " order by sequence",
            [subject],
        ).fetchall()
        announced = connection.execute(
            "select data ->> 'happened', data ->> 'state' from mandates.outbox"
            " where type = 'nl.ontzorg.mandates.authorisation.changed' and data ->> 'authorisationId' = %s"
            " order by sequence",
            [str(subject)],
        ).fetchall()
    return Written(row[0], row[1], transitions, announced)


def version_of(admin_url: str, household: UUID) -> int:
    with as_superuser(admin_url) as connection:
        row = connection.execute("select version from mandates.household where id = %s", [household]).fetchone()
    assert row is not None
    return int(row[0])


def a_supplier(admin_url: str, organisation: UUID, supplier_id: UUID, name: str, kind: str = "other") -> UUID:
    with as_superuser(admin_url) as connection:
        connection.execute(
            "insert into mandates.supplier (organisation_id, id, kind, name, reference_scheme, collection_days,"
            " procedures, answer_days, version, registered_at, registered_by)"
            " values (%s, %s, %s, %s, 'free_text', '{1}', '{email}', 5, 1, '2026-01-05T08:00Z', 'anna')",
            [organisation, supplier_id, kind, name],
        )
    return supplier_id


def an_arrangement(
    admin_url: str, organisation: UUID, household: UUID, arrangement: UUID, cost: str, supplier: UUID,
    payer: str, from_month: int = 2026 * 12 + 1,
) -> UUID:  # fmt: skip
    """An arrangement, and who pays it from that month on."""
    with as_superuser(admin_url) as connection:
        connection.execute(
            "insert into mandates.arrangement (organisation_id, id, household_id, cost, supplier_id, from_month,"
            " bills_to, made_at, made_by)"
            " values (%s, %s, %s, %s, %s, %s, 'organisation', '2026-01-05T08:00Z', 'anna')",
            [organisation, arrangement, household, cost, supplier, from_month],
        )
        connection.execute(
            "insert into mandates.payer_of_record (organisation_id, household_id, cost, sequence, from_month, payer,"
            " arrangement_id, cause, at, by)"
            " values (%s, %s, %s, 1, %s, %s, %s, 'initial', '2026-01-05T08:00Z', 'anna')",
            [organisation, household, cost, from_month, payer, arrangement],
        )
    return arrangement
