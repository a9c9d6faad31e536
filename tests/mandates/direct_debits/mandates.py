"""Mandates of tests: suppliers that hold them, each state by the front door, and what stands written afterwards."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from services.database import Session
from services.mandate_events import DirectDebitEvent as Event
from services.mandate_events import DirectDebitState as State
from services.mandates.costs import Cost
from services.mandates.direct_debits import repository, service
from services.mandates.direct_debits.direct_debit import DirectDebit, OnAccount, RejectedFor, Scheme, Sequence, Terms
from services.mandates.direct_debits.service import New
from services.mandates.hand import Hand
from services.mandates.transitions import Because
from tests.mandates.callers import KEYRING
from tests.superuser import as_superuser

CREDITOR = "NL69ZZZ123456780000"
SIGNED_ON = date(2026, 1, 2)
TERMS = Terms(
    "WSV-2026-1", CREDITOR, Scheme.CORE, Sequence.RECURRING, date(2026, 1, 1), None, 70000, 70000, SIGNED_ON,
    bytes(range(32)),
)  # fmt: skip
ONCE = TERMS._replace(sequence=Sequence.ONE_OFF)
AT_CLIENTS = Because("client_asked")


def a_hand(session: Session, now: datetime, by: str = "anna", municipalities: frozenset[str] | None = None) -> Hand:
    return Hand.of(session, by, now, KEYRING, municipalities)


def a_supplier(
    admin_url: str, organisation: UUID, supplier_id: UUID, kvk: str = "12345678", creditor: str | None = CREDITOR
) -> UUID:
    with as_superuser(admin_url) as connection:
        connection.execute(
            "insert into mandates.supplier (organisation_id, id, kind, name, kvk, creditor_id, reference_scheme,"
            " collection_days, procedures, answer_days, version, registered_at, registered_by) values"
            " (%s, %s, 'other', 'Woonstede', %s, %s, 'free_text', '{1}', '{email}', 5, 1, '2026-01-05T08:00Z', 'anna')",
            [organisation, supplier_id, kvk, creditor],
        )
    return supplier_id


def new(supplier: UUID, terms: Terms = TERMS, on_account: OnAccount = OnAccount.ORGANISATION) -> New:
    return New(Cost.RENT, supplier, on_account, terms)


_WAY_TO: dict[State, tuple[Event, ...]] = {
    State.DRAFT: (),
    State.PENDING_APPROVAL: (Event.SUBMIT,),
    State.ACTIVE: (Event.SUBMIT, Event.APPROVE),
    State.REJECTED: (Event.SUBMIT, Event.REJECT),
    State.SUSPENDED: (Event.SUBMIT, Event.APPROVE, Event.SUSPEND),
    State.REVOKED: (Event.SUBMIT, Event.APPROVE, Event.REVOKE),
    State.EXPIRED: (Event.SUBMIT, Event.APPROVE, Event.EXPIRE),
    State.REPLACED: (Event.SUBMIT, Event.APPROVE, Event.REPLACE),
    State.CONSUMED: (Event.SUBMIT, Event.APPROVE, Event.CONSUME),
    State.BLOCKED: (Event.BLOCK,),
}
LATER = timedelta(days=40 * 31)
"""After which a mandate that nobody draws by has expired."""


async def in_state(
    session: Session, hand: Hand, household: UUID, wanted: New, state: State, by: tuple[str, str] = ("anna", "bram")
) -> DirectDebit:
    """A mandate that came into this state by the front door: made by the first, approved by the second."""
    made = await service.create(session, hand._replace(by=by[0]), household, wanted)
    for event in _WAY_TO[state]:
        await happens(session, hand, household, made.id, event, by)
    return await repository.mandate(session, household, made.id)


async def happens(
    session: Session, hand: Hand, household: UUID, one: UUID, event: Event, by: tuple[str, str] = ("anna", "bram")
) -> None:
    """The event, by the front door, done by whoever may."""
    first, second = hand._replace(by=by[0]), hand._replace(by=by[1])
    named = (household, one)
    match event:
        case Event.SUBMIT:
            await service.submit(session, first, *named)
        case Event.APPROVE:
            await service.approve(session, second, *named)
        case Event.REJECT:
            await service.reject(session, second, *named, RejectedFor.WRONG_TERMS, "the amount is another")
        case Event.SUSPEND:
            await service.suspend(session, first, *named, AT_CLIENTS)
        case Event.RESUME:
            await service.resume(session, first, *named, Because("resumed"))
        case Event.REVOKE:
            await service.revoke(session, first, *named, Because("revoked"))
        case Event.EXPIRE:
            await service.expire_due(session, first, first.today + LATER)
        case Event.REPLACE:
            await service.replace(session, first, *named, TERMS._replace(umr="WSV-2026-2"))
        case Event.CONSUME:
            await service.collected(session, first, *named, first.today)
        case Event.BLOCK:
            await service.block(session, first, *named, "reported as stolen")
        case Event.UNBLOCK:
            await service.unblock(session, second, *named, "it was not stolen")
        case Event.CREATE:
            raise AssertionError("a mandate that is there is not created")


class Written(NamedTuple):
    """What stands in the database about one mandate."""

    state: str
    changes: int
    transitions: list[tuple[Any, ...]]
    announced: list[tuple[Any, ...]]


def written(admin_url: str, subject: UUID) -> Written:
    with as_superuser(admin_url) as connection:
        row = connection.execute("select state, changes from mandates.direct_debit where id = %s", [subject]).fetchone()
        assert row is not None
        transitions = connection.execute(
            "select sequence, before, event, state from mandates.transition where subject_id = %s order by sequence",
            [subject],
        ).fetchall()
        announced = connection.execute(
            "select data ->> 'happened', data ->> 'state' from mandates.outbox"
            " where type = 'nl.ontzorg.mandates.direct-debit.changed' and data ->> 'directDebitId' = %s"
            " order by sequence",
            [str(subject)],
        ).fetchall()
    return Written(row[0], row[1], transitions, announced)
