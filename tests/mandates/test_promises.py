"""A registry that was worked in keeps every promise; and for each one somebody breaks it, and exactly that is found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from house.doctor.examination import Finding, examine
from house.doctor.returning import Returning
from services.clock import MovableClock
from services.database import Database
from services.ids import SeededIds
from services.mandates.hand import Hand
from services.mandates.households.repository import count_change, hold
from services.mandates.promises import PROMISES
from services.promises import Promise
from tests.mandates.arrangements.builders import a_supplier
from tests.mandates.callers import KEYRING
from tests.superuser import as_superuser

MARCH = 2026 * 12 + 2
WHEN = "2026-01-05T08:00Z"
NEEDED = {
    "boolean": False,
    "ARRAY": [],
    "bytea": b"",
    "date": "2026-01-05",
    "timestamp with time zone": WHEN,
    "text": "something",
    "jsonb": "{}",
}
"""What a column of a type holds that has to hold something and about which nothing is to be said here."""


class Life(NamedTuple):
    """One thing with a life of its own: what is in its row, and the steps (event, state) that led to where it is."""

    values: dict[str, Any]
    steps: list[tuple[str, str]]


LIVES = {
    "account": Life(
        {"proposed_by": "anna", "decided_by": "bram", "decided_at": WHEN},
        [("propose", "proposed"), ("approve", "approved")],
    ),
    "authorisation": Life({"asked": ["rent"], "made_by": "anna"}, [("ask", "asked")]),
    "direct_debit": Life(
        {"cost": "rent", "on_account": "client", "umr": "UMR1", "creditor_id": "NL98ZZZ999999990000", "scheme": "core",
         "sequence": "recurring", "made_by": "anna"},
        [("prepare", "draft")],
    ),
    "handshake": Life(
        {"cost": "rent", "direction": "taking_over", "payer": "we_push", "from_month": MARCH, "channel": "email",
         "made_by": "anna"},
        [("prepare", "prepared"), ("ask", "asked")],
    ),
    "paper": Life(
        {"kind": "lease", "about": "rent", "delivered_by": "client", "delivered_to": "case_manager"},
        [("require", "missing")],
    ),
    "watched_month": Life(
        {"cost": "rent", "month": MARCH, "amount": 60000}, [("watch", "to_ask")]
    ),
    "alarm": Life(
        {"kind": "no_payer", "about": "rent", "month": MARCH, "number": 1}, [("raise", "open")]
    ),
}  # fmt: skip


class Registry:
    """A registry with one of everything that has a life of its own, and a payer of the rent from March on."""

    def __init__(
        self, admin_url: str, organisation: UUID, household: UUID, ids: SeededIds, clock: MovableClock
    ) -> None:
        self.admin_url = admin_url
        arrangement, *things = [ids.new_id(clock.now()) for _ in range(len(LIVES) + 1)]
        supplier = a_supplier(admin_url, organisation, ids.new_id(clock.now()))
        self._ours = {
            "organisation_id": organisation,
            "household_id": household,
            "supplier_id": supplier,
            "arrangement_id": arrangement,
        }
        rent = {"cost": "rent", "from_month": MARCH}
        self._insert("arrangement", **rent, id=arrangement, bills_to="organisation", made_by="anna")
        self._insert("payer_of_record", **rent, sequence=1, payer="client_pays", cause="initial", by="anna")
        for (machine, life), thing in zip(LIVES.items(), things, strict=True):
            self._insert(machine, **life.values, id=thing, state=life.steps[-1][1], changes=len(life.steps))
            self._live(machine, thing, life.steps)

    def write(self, statement: str, given: Sequence[Any] = ()) -> list[Any]:
        """Do this to the tables as the superuser, whom no trigger and no foreign key refuses anything."""
        with as_superuser(self.admin_url, "mandates") as connection:
            connection.execute("set local session_replication_role = replica")
            done = connection.execute(statement.encode(), list(given))
            return done.fetchall() if done.description else []

    def broken(self) -> dict[str, int]:
        """How many offenders there are of each promise that is broken."""
        return counted(examine(self.admin_url, ["mandates"]))

    def _live(self, machine: str, thing: UUID, steps: Sequence[tuple[str, str]]) -> None:
        before = None
        for sequence, (event, state) in enumerate(steps, start=1):
            step = {"sequence": sequence, "machine": machine, "before": before, "event": event, "state": state}
            self._insert("transition", **step, subject_id=thing, cause="asked_for", origin="organisation", by="anna")
            before = state

    def _insert(self, table: str, **values: Any) -> None:
        """A row with these values, and with something in every other column that has to hold something."""
        columns = self.write(
            "select column_name, data_type, is_nullable = 'NO' and column_default is null"
            " from information_schema.columns where table_schema = 'mandates' and table_name = %s",
            [table],
        )
        needed = {name: NEEDED[kind] for name, kind, has_to in columns if has_to and kind in NEEDED}
        ours = {name: value for name, value in self._ours.items() if name in {column[0] for column in columns}}
        if table == "account":
            del ours["supplier_id"]
        row = needed | ours | values
        places = ", ".join(["%s"] * len(row))
        self.write(f"insert into {table} ({', '.join(row)}) values ({places})", list(row.values()))


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for finding in findings:
        found[finding.promise.number] += finding.offenders or 0
    return {number: count for number, count in found.items() if count}


@pytest.fixture
async def worked_in(
    registry: Database, admin_url: str, organisation: UUID, household: UUID, ids: SeededIds, clock: MovableClock
) -> Registry:
    made = Registry(admin_url, organisation, household, ids, clock)
    for _ in range(3):
        async with registry.transaction(organisation) as session:
            await hold(session, household, None)
            await count_change(session, Hand.of(session, "anna", clock.now(), KEYRING), [household])
    return made


FAULTS: dict[str, tuple[str, dict[str, int]]] = {
    "a trigger that is off": ("alter table payer_of_record disable trigger is_append_only", {"I12": 1}),
    "a right to rewrite": ("grant update on transition to ontzorg_mandates", {"I12": 1}),
    "an inbox that can be emptied": ("grant truncate on inbox to ontzorg_mandates", {"I12": 1}),
    "a step that is gone": ("delete from transition where machine = 'alarm'", {"I12": 1}),
    "a step too many": (
        "insert into transition select organisation_id, subject_id, 2, machine, state, 'deliver', 'delivered', cause,"
        " origin, reason_code, note_sealed, at, by from transition where machine = 'paper'",
        {"I12": 1},
    ),
    "a step that leads elsewhere": (
        "update transition set state = 'given' where machine = 'authorisation'",
        {"I12": 1},
    ),
    "a step from nowhere": (
        "update transition set before = 'overdue' where machine = 'handshake' and sequence = 2",
        {"I12": 1},
    ),
    **{
        f"a state of the {machine} that nobody led to": (f"update {machine} set state = '{state}'", {"I12": 1})
        for machine, state in {
            "account": "rejected",
            "authorisation": "refused",
            "direct_debit": "active",
            "handshake": "refused",
            "paper": "delivered",
            "watched_month": "withdrawn",
            "alarm": "escalated",
        }.items()
    },
    "a handshake that came about and changed nothing": (
        "update handshake set state = 'confirmed';"
        " update transition set state = 'confirmed' where machine = 'handshake' and sequence = 2",
        {"I23": 1},
    ),
    "an alarm that stands twice": (
        "drop index alarm_open; insert into alarm (organisation_id, household_id, kind, about, month, number, id,"
        " state, changes, raised_on, act_by, harms_on, why) select organisation_id, household_id, kind, about, month,"
        " 2, gen_random_uuid(), state, 0, raised_on, act_by, harms_on, why from alarm",
        {"I12": 1, "I25": 1},
    ),
    "an alarm that is gone from between": ("update alarm set number = 2", {"I25": 1}),
    "an approval by the proposer": (
        "alter table account drop constraint account_check1; update account set decided_by = proposed_by",
        {"I13": 1},
    ),
    "an approval by nobody": (
        "alter table account drop constraint account_check2; update account set decided_by = null",
        {"I13": 1},
    ),
    "an event that no door heard": ("delete from outbox_delivery where sequence = 2", {"I17": 1}),
    "an event that a later one overtook": (
        "update outbox_delivery set delivered_at = '2026-01-05T08:00Z' where sequence = 3",
        {"I17": 1},
    ),
    "an event that is gone": ("update outbox_subject set sequence = sequence + 1", {"I17": 1}),
    "a table that shows everything to its owner": ("alter table account no force row level security", {"I19": 1}),
    "a month before any payer": (
        f"update payer_of_record set from_month = {MARCH + 2}",
        {"I23": 2},
    ),
    "a payer that is gone": ("delete from payer_of_record", {"I23": 5}),
    "a payer out of line": ("update payer_of_record set sequence = 2", {"I23": 1}),
    "a payer of another cost": (
        f"insert into payer_of_record select organisation_id, household_id, 'energy', 1, {MARCH}, payer,"
        " arrangement_id, cause, null, null, null, at, by from payer_of_record",
        {"I23": 1},
    ),
    "a batch of the processing log without its lines": (
        "insert into processing_batch select organisation_id, 1, 0, 1, 1, decode(repeat('00', 32), 'hex'),"
        " decode(repeat('11', 32), 'hex'), at from payer_of_record",
        # nor does the chain end with it
        {"I20": 2},
    ),
}
"""What somebody does to the database, and how many offenders of which promise that makes."""


def test_a_registry_that_was_worked_in_keeps_every_promise(worked_in: Registry) -> None:
    assert worked_in.broken() == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_somebody_breaks_is_found_and_nothing_else(fault: str, worked_in: Registry) -> None:
    statement, wanted = FAULTS[fault]
    doctor = Returning(worked_in.admin_url, ["mandates"])
    assert counted(doctor.look()) == {}
    worked_in.write(statement)
    assert worked_in.broken() == wanted
    assert counted(doctor.look()) == wanted, "who looks only at what changed since finds it too"


def test_history_that_can_be_rewritten_is_found_in_whatever_table_it_stands(worked_in: Registry) -> None:
    """A table that becomes append-only is found here until some promise names it."""
    with as_superuser(worked_in.admin_url) as connection:
        query = (
            "select tgrelid::regclass::text from pg_trigger join pg_class on pg_class.oid = tgrelid"
            " where tgname = 'is_append_only' and relnamespace = 'mandates'::regnamespace"
        )
        tables = [table for (table,) in connection.execute(query)]
        for table in tables:
            connection.execute(f"alter table {table} disable trigger is_append_only".encode())
    assert worked_in.broken() == {"I12": len(tables)}


def test_every_promise_is_broken_by_somebody() -> None:
    assert {number for _, wanted in FAULTS.values() for number in wanted} == {promise.number for promise in PROMISES}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: f"{promise.number}: {promise.says}")
def test_an_offender_is_told_by_ids_and_never_by_name(promise: Promise, worked_in: Registry) -> None:
    with as_superuser(worked_in.admin_url, "mandates") as connection:
        told = {column.name for column in connection.execute(promise.offenders.encode()).description or ()}
    assert told <= {
        "organisation_id", "household_id", "account_id", "thing_id", "machine", "cost", "month", "history", "event_id",
        "kind", "about", "door", "table_name", "number", "what",
    }  # fmt: skip
