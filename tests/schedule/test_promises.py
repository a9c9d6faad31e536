"""A month that was paid keeps every promise; and for each promise somebody breaks it, and exactly that is found."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable

import pytest

from house.doctor.examination import Finding, examine
from house.doctor.returning import Returning
from house.postgres import Cluster
from services.promises import Promise
from services.schedule.promises import PROMISES
from tests.schedule.payments.caseload import Town
from tests.schedule.payments.paid import a_paid_town
from tests.superuser import as_superuser

_FIRST = "(select id from household order by id limit 1)"
_RENT = f"household_id = {_FIRST} and purpose = 'rent'"
_RUN = "(select id from payment_run)"
_RUN_NEWS = f"subject = {_RUN}::text"
_ANOTHER_RUN = """
    insert into payment_run (
        organisation_id, month, kind, number, id, state, pays_from, pays_until, proposed_by, proposed_at
    ) select organisation_id, month, 'supplementary', 1, organisation_id, '{state}', pays_from, pays_until, 'piet',
        proposed_at from payment_run;
    insert into payment select organisation_id, organisation_id, household_id, purpose, '{occasion}', month,
        municipality, plan_version, null, true, payee, payee_id, reference_kind, reference_text, amount,
        due_on, execute_on, rank, 'E2E'
    from payment where household_id = (select id from household order by id limit 1) and purpose = 'rent';
    insert into payment_account select organisation_id, organisation_id, account_id, name_sealed, iban_sealed
    from payment_account
"""
_BRIDGED = """
    insert into bridging_decision (organisation_id, household_id, number, instrument, amount, account, basis,
        beyond_policy, needs_second, state, decided_by, decided_at, reason_sealed)
    select organisation_id, id, 1, 'minstand', 5, 'budget', 'article_56a', false, {needs_second}, '{state}', 'anna',
        registered_at, '' from household order by id limit 1;
    insert into bridging_history (organisation_id, household_id, number, step, state, at, by)
    select organisation_id, household_id, number, 1, '{told}', decided_at, decided_by from bridging_decision
"""
_RECALLED = f"""
    insert into payment_recall (organisation_id, id, run_id, end_to_end_id, household_id, subject, municipality,
        execute_on, reason, why_sealed, state, asked_by, asked_at, approved_by, answer_due_on, file_sealed)
    select organisation_id, run_id, run_id, end_to_end_id, household_id, 'rent/2026-03', municipality, execute_on,
        'DUPL', '', 'sent', 'piet', '2026-03-03', '{{approved_by}}', '2026-03-24', ''
    from payment where {_RENT} and end_to_end_id is not null limit 1;
    insert into payment_recall_step (organisation_id, recall_id, number, state, by, at)
    select organisation_id, id, 1, '{{told}}', approved_by, asked_at from payment_recall
"""
_BEING_FROZEN = """;
    update payment_run set state = 'approved', approved_by = 'roos', content_hash = '' where id = organisation_id;
    insert into payment_run_shard (organisation_id, run_id, number, stage, reached)
    select organisation_id, organisation_id, 1, 'proposed', {reached} from household order by id limit 1
"""


_UNDER_WAY = """
    insert into proceeding (organisation_id, id, household_id, kind, about, state, attempt, look_at, steps_sealed,
        asked_by, asked_at, changed_at)
    select organisation_id, id, id, 'stop_relief', '', '{state}', 1, {look_at}, '', 'anna', registered_at, registered_at
    from household order by id limit 1;
    insert into proceeding_step (organisation_id, proceeding_id, number, key, state, has_task, changed_at)
    select organisation_id, id, 1, 'papers', 'to_do', true, asked_at from proceeding;
    insert into proceeding_turn (organisation_id, proceeding_id, number, happened, step, state, by, at)
    select organisation_id, id, 1, 'begin', null, '{told}', asked_by, asked_at from proceeding
"""
OF = ["schedule"]
"""Whose promises are broken here."""


def rewriting(table: str, statement: str) -> str:
    """What the house itself refuses: its trigger is off for a moment, and on again, so that only the rows tell."""
    return f"alter table {table} disable trigger user; {statement}; alter table {table} enable trigger user"


A_BATCH = """
    insert into processing_batch select organisation_id, 1, 0, 1, 1, decode(repeat('00', 32), 'hex'),
        decode(repeat('11', 32), 'hex'), '2026-01-05T08:00Z'
"""

FAULTS: dict[str, tuple[str, dict[str, int]]] = {
    "a debit without its credit": (
        f"update ledger_account set debits_posted = debits_posted + 1 where kind = 'benefit' and book_id = {_FIRST}",
        {"I1": 1, "I2": 1},
    ),
    "an entry that is gone": (
        rewriting("ledger_entry", f"delete from ledger_entry where book_id = {_FIRST} and subject like 'benefit%'"),
        {"I2": 2},
    ),
    "a cost-month that two runs pay": (
        "drop index payment_once;" + _ANOTHER_RUN.format(state="proposing", occasion="2026-03"),
        # nor did the registry release what the other run pays
        {"I4": 1, "I10": 1},
    ),
    "an emergency that its run does not pay": (
        "insert into emergency_payment select organisation_id, '2026-02-20', household_id, 1, run_id, 'grant', amount,"
        f" 'money_lost', 'piet', '2026-02-20' from payment where {_RENT}",
        {"I4": 1},
    ),
    "an EndToEndId in two places": (
        "drop index payment_end_to_end; update payment set end_to_end_id = 'TWICE'"
        " where purpose = 'rent' and live and municipality = 'GM0502'",
        {"I5": 1},
    ),
    "a payment that a withdrawn run left behind": (
        _ANOTHER_RUN.format(state="withdrawn", occasion="2026-09"),
        # nor did the registry release what it pays
        {"I6": 1, "I10": 1},
    ),
    "a batch that was frozen and never booked": (
        _ANOTHER_RUN.format(state="proposing", occasion="2026-09") + _BEING_FROZEN.format(reached="id"),
        # nor did the registry release what it pays
        {"I10": 1, "I13": 1, "I14": 1},
    ),
    "a batch that was approved by nobody and is not frozen yet": (
        _ANOTHER_RUN.format(state="proposing", occasion="2026-09") + _BEING_FROZEN.format(reached="null"),
        {"I10": 1, "I13": 1},
    ),
    "a payment in a file whose key is free again": (
        f"update payment set live = false where {_RENT}",
        # its file has it no more, so that one tells of more than it holds
        {"I6": 1, "I7": 1, "I14": 1},
    ),
    "a payment that never came into a file": (
        f"update payment set execute_on = '2026-12-31' where {_RENT}",
        {"I6": 1, "I14": 1},
    ),
    "a payment whose file is gone": (
        rewriting("payment_file", "delete from payment_file where number = 1"),
        {"I6": 2, "I14": 1},
    ),
    "a minstand deeper than was approved": (
        "update ledger_account set cap = cap + 1 where kind = 'minstand' and debits_posted > 0",
        {"I9": 1},
    ),
    "something resolved that was never pending": (
        "insert into ledger_entry select organisation_id, book_id, month, booked_on, amount, true, 'executed', debit,"
        f" credit, subject from ledger_entry where book_id = {_FIRST} and subject = 'benefit/2026-02'",
        {"I2": 2, "I11": 1},
    ),
    "a trigger that is off": ("alter table fact disable trigger is_append_only", {"I12": 1}),
    "a right to rewrite": ("grant update on payment_run_history to ontzorg_schedule", {"I12": 1}),
    "an outbox that can be emptied": ("grant truncate on outbox to ontzorg_schedule", {"I12": 1}),
    "an approval by the proposer": (
        "alter table payment_run drop constraint payment_run_check; update payment_run set approved_by = proposed_by",
        {"I13": 1},
    ),
    "an approval that nobody gave": (
        rewriting("payment_run_history", "delete from payment_run_history where state = 'approved'"),
        {"I13": 1},
    ),
    "a file of another sum": (
        rewriting("payment_file", "update payment_file set amount = 1 where number = 1"),
        {"I14": 2},
    ),
    "a file of another municipality": (
        rewriting("payment_file", "update payment_file set municipality = 'GM0502' where number = 2"),
        {"I6": 20, "I14": 1},
    ),
    "a record of another number": (rewriting("bank_file", "update bank_file set items = items + 1"), {"I14": 2}),
    "a kept file of no run": (
        "insert into bank_file select organisation_id, 'LOST', name, bytes, items, amount, sha1, sha256, kept_at"
        " from bank_file limit 1",
        {"I14": 1},
    ),
    "a payment of another amount": (f"update payment set amount = amount + 1 where {_RENT}", {"I14": 2}),
    "an event that no door heard": (
        f"delete from outbox_delivery where {_RUN_NEWS} and sequence = 3",
        {"I17": 1},
    ),
    "an event that a later one overtook": (
        f"update outbox_delivery set delivered_at = null where {_RUN_NEWS} and sequence = 4",
        {"I17": 1},
    ),
    "a delivery of something else": (
        f"update outbox_delivery set sequence = 9 where {_RUN_NEWS} and sequence = 4",
        {"I17": 1},
    ),
    "an event that is gone": (
        f"update outbox_subject set sequence = sequence + 1 where {_RUN_NEWS}",
        {"I17": 1},
    ),
    "a table that shows everything to its owner": ("alter table task no force row level security", {"I19": 1}),
    "a policy beside the one of the house": ("create policy for_support on task for select using (true)", {"I19": 1}),
    "a policy that lets everybody in": (
        "alter policy of_organisation on task using (organisation_id = organisation_id)",
        {"I19": 1},
    ),
    "a service that owns what it reads": ("alter table door owner to ontzorg_schedule", {"I19": 1}),
    "an account that the registry did not release anything to": (
        f"update payment set payee_id = run_id where {_RENT}",
        {"I23": 1},
    ),
    "a payment to nobody": (
        f"alter table payment drop constraint goes_to_somebody; update payment set payee_id = null where {_RENT}",
        {"I23": 1},
    ),
    "a cost that the registry never released": (
        f"delete from payment_release where household_id = {_FIRST}",
        {"I10": 5},
    ),
    "a decision that had ended": (
        rewriting(
            "fact",
            f'update fact set content = content || \'{{"until": "2026-02-27"}}\''
            f" where household_id = {_FIRST} and kind = 'decision'",
        ),
        {"I24": 6},
    ),
    "bookings of no statement": (
        "insert into bank_booking (organisation_id, statement_id, entry, part, amount, entry_amount, direction, status,"
        " booked_on, is_reversal) select id, id, 1, 1, 5, 5, 'debit', 'booked', '2026-03-03', false from organisation",
        {"I15": 1},
    ),
    "a toeslag that is missing and that nobody asks for": (
        f"update toeslag_standing set state = 'missing' where household_id = {_FIRST} and toeslag = 'huurtoeslag'",
        {"I6": 1},
    ),
    "a surplus that was released and that no plan knows of": (
        "insert into surplus select organisation_id, 24314, id, '2026-02-20', 900, 900, 100, 800, '2026-04-01',"
        f" 'released', registered_at from household where id = {_FIRST}",
        {"I6": 1},
    ),
    "a claim on toeslag that no step led to": (
        "insert into toeslag_arrival select organisation_id, id, 'huurtoeslag', '2026-02-20', 'client-1', 24314, 24314,"
        f" 6, 'client', null, null, null, 'anna', registered_at from household where id = {_FIRST};"
        " insert into toeslag_claim select organisation_id, household_id, toeslag, 1, arrived_on, told, 6, 'open',"
        " null, null, null, 0 from toeslag_arrival",
        {"I12": 1},
    ),
    "a request for another account that no step led to": (
        "insert into toeslag_account_request select organisation_id, id, 'huurtoeslag', 1, 'budget', '2026-02-20',"
        f" 24314, '2026-04-20', null, 0, 'asked' from household where id = {_FIRST}",
        {"I12": 1},
    ),
    "more of a toeslag than its booking brought": (
        "insert into bank_booking (organisation_id, statement_id, entry, part, amount, entry_amount, direction, status,"
        " booked_on, is_reversal) select id, id, 1, 1, 5, 5, 'credit', 'booked', '2026-03-20', false from organisation;"
        " insert into toeslag_arrival select organisation_id, id, 'huurtoeslag', '2026-03-20', 'told', 24314, 24314, 6,"
        f" 'budget', organisation_id, 1, 1, 'piet', registered_at from household where id = {_FIRST}",
        # and its booking is of no statement, and was shared out to nobody
        {"I15": 3},
    ),
    "what the bank showed and nobody booked": (
        "insert into bank_booking (organisation_id, statement_id, entry, part, amount, entry_amount, direction, status,"
        " booked_on, is_reversal) select id, id, 1, 1, 5, 5, 'debit', 'booked', '2026-03-03', false from organisation;"
        " insert into bank_match select id, id, 1, 1, 'batch', 'executed', id, 1, 5 from organisation",
        # of no statement, and of no payment
        {"I3": 1, "I6": 1, "I15": 1},
    ),
    "an account that stands where no statement ended": (
        "insert into statement_account (organisation_id, account, closing) select id, 'NL91', 5 from organisation",
        {"I26": 1},
    ),
    "a decision on bridging that its history does not know": (
        _BRIDGED.format(needs_second="false", state="withdrawn", told="proposed"),
        {"I12": 1},
    ),
    "a loan that one person decided": (
        "alter table bridging_decision drop constraint bridging_decision_check3;"
        + _BRIDGED.format(needs_second="true", state="replaced", told="replaced"),
        {"I13": 1},
    ),
    "a decision on bridging that no plan knows": (
        _BRIDGED.format(needs_second="false", state="decided", told="decided"),
        {"I24": 1},
    ),
    "a recall that went by the word of who asked for it": (
        "alter table payment_recall drop constraint sent_by_another;"
        + _RECALLED.format(approved_by="piet", told="sent"),
        {"I13": 1},
    ),
    "an answer of a landlord about a rent that no statement shows": (
        "insert into allocation_answer (organisation_id, run_id, household_id, purpose, occasion, number, word,"
        " told_on, told_by, on_another_contract, reason, by, at)"
        " select organisation_id, run_id, household_id, purpose, occasion, 1, 'not_booked', '2026-03-09', 'supplier',"
        " false, 'not_received', 'anna', '2026-03-09' from payment"
        f" where {_RENT} and occasion = '2026-03' and live",
        {"I6": 1},
    ),
    "a letter about an open bill that nobody has to see to": (
        "insert into arrears (organisation_id, id, household_id, supplier_id, cost, month, sum, stage, letter_on,"
        " told_by, state, still_open, at, by) select organisation_id, gen_random_uuid(), household_id,"
        " gen_random_uuid(), 'rent', 24314, 100, 'reminder', '2026-03-09', 'supplier', 'open', 100, '2026-03-09',"
        " 'anna' from payment"
        f" where {_RENT} and occasion = '2026-03' and live",
        {"I6": 1},
    ),
    "a recall that its steps do not know": (_RECALLED.format(approved_by="els", told="asked"), {"I12": 1}),
    "a proceeding that its turns do not know": (
        _UNDER_WAY.format(state="under_way", look_at="registered_at", told="waiting"),
        {"I12": 1},
    ),
    "a proceeding that stopped and is nobody's task": (
        _UNDER_WAY.format(state="stopped", look_at="null", told="stopped"),
        {"I32": 1},
    ),
    "a proceeding that waits for nobody": (
        _UNDER_WAY.format(state="waiting", look_at="registered_at", told="waiting"),
        {"I32": 1},
    ),
    "a proceeding that ended before its steps did": (
        _UNDER_WAY.format(state="done", look_at="null", told="done"),
        {"I32": 1},
    ),
    "a step that was done twice": (
        _UNDER_WAY.format(state="under_way", look_at="registered_at", told="under_way")
        + "; insert into proceeding_turn select organisation_id, proceeding_id, place, 'do', 'papers', state, by, at"
        " from proceeding_turn, generate_series(2, 3) as place",
        {"I32": 1},
    ),
    "a recall of a payment whose key is free": (
        _RECALLED.format(approved_by="els", told="sent") + "; update payment_recall set end_to_end_id = 'NOBODY'",
        {"I7": 1},
    ),
    "a journal that says another thing than the ledger": (
        "insert into journal_export select id, 1, '2026-01-01', '2026-02-20', 1, 5, 1, repeat('0', 64), '2026-03-01',"
        " 'piet' from organisation",
        # nor has it any bytes, nor are its days closed
        {"I14": 1, "I27": 2},
    ),
    "a payment of no plan": (f"update payment set plan_version = 99 where {_RENT}", {"I24": 1}),
    "a table that shows a supporter all households": ("drop policy of_households on task", {"I19": 1}),
    "a policy that widens what a supporter sees": (
        "drop policy of_households on task; create policy of_households on task using (true)",
        {"I19": 2},
    ),
    "a batch of the processing log without its lines": (
        f"{A_BATCH} from household order by id limit 1",
        # nor does the chain end with it
        {"I20": 2},
    ),
}
"""What somebody does to the database, and how many offenders of which promise that makes.

A counter without an entry, and an entry without its counter, break what follows from both; a sum that is told in three
places is wrong in two.
"""


@pytest.fixture
async def town(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    async with a_paid_town(cluster, template) as paid:
        yield paid


@pytest.fixture(scope="module")
async def untouched(cluster: Cluster, template: str) -> AsyncIterator[Town]:
    """One for all who only look."""
    async with a_paid_town(cluster, template) as paid:
        yield paid


def broken(town: Town) -> dict[str, int]:
    """How many offenders there are of each promise that is broken."""
    return counted(examine(town.admin_url, OF))


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    found = Counter[str]()
    for finding in findings:
        found[finding.promise.number] += finding.offenders or 0
    return dict(+found)


async def test_a_month_that_was_paid_keeps_every_promise(untouched: Town) -> None:
    assert counted(examine(untouched.admin_url)) == {}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_somebody_breaks_is_found_and_nothing_else(fault: str, town: Town) -> None:
    statement, wanted = FAULTS[fault]
    doctor = Returning(town.admin_url, OF)
    assert counted(doctor.look()) == {}
    with as_superuser(town.admin_url, "schedule") as connection:
        connection.execute(statement.encode())
    assert broken(town) == wanted
    assert counted(doctor.look()) == wanted, "who looks only at what changed since finds it too"


async def test_history_that_can_be_rewritten_is_found_in_whatever_table_it_stands(town: Town) -> None:
    """A table that becomes append-only is found here until some promise names it."""
    with as_superuser(town.admin_url) as connection:
        tables = connection.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'is_append_only'")
        names = [name for (name,) in tables.fetchall()]
        for name in names:
            connection.execute(f"alter table {name} disable trigger is_append_only".encode())
    assert counted(examine(town.admin_url)) == {"I12": len(names)}


def test_every_promise_is_broken_by_somebody() -> None:
    assert {number for _, wanted in FAULTS.values() for number in wanted} == {promise.number for promise in PROMISES}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: f"{promise.number}: {promise.says}")
async def test_an_offender_is_told_by_ids_and_never_by_name(promise: Promise, untouched: Town) -> None:
    with as_superuser(untouched.admin_url, "schedule") as connection:
        told = {column.name for column in connection.execute(promise.offenders.encode()).description or ()}
    assert told & {"name", "iban", "reference_text", "proposed_by", "approved_by", "by", "content"} == set()
