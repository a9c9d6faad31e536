"""What is told of a key in a trace, each part as SQL that gives JSON.

The parts read three names of the question that they stand in (`trace_query.py`): `asked`, the key; `paid`, its payments
in all runs; `days`, the place of each day in a bank file.
"""

KEY = ("month", "household_id", "purpose", "occasion")
SAME_KEY = " and ".join(f"one.{name} = asked.{name}" for name in KEY)
_PAID = " and ".join(f"paid.{name} = asked.{name}" for name in KEY)


def _money(cents: str) -> str:
    return f"json_build_object('amount', {cents})"


def _all(fields: str, rows: str, order: str) -> str:
    """SQL: `rows` (the rest of a FROM) as a JSON list of objects with these fields."""
    return _line(f"(select coalesce(json_agg({_object(fields)} order by {order}), '[]') from {rows})")


def _one(fields: str, rows: str) -> str:
    """SQL: the only row of `rows` as a JSON object; null without one."""
    return _line(f"(select {_object(fields)} from {rows})")


def _object(fields: str) -> str:
    """SQL: an object with these fields, `name` or `name=expression`, one a line."""
    parts = [line.strip().partition("=") for line in fields.strip().splitlines()]
    pairs = ", ".join(f"'{name}', {value or name}" for name, _, value in parts)
    return f"json_build_object({pairs})"


def _line(sql: str) -> str:
    """The same on one line, so that a part can be a field of another."""
    return " ".join(sql.split())


def _corrected(when: str = "") -> str:
    """SQL: whether a later fact took the place of a decision."""
    return _line(
        f"""
        exists (
            select from fact as later where later.household_id = decision.household_id
            and later.corrects = decision.sequence {when}
        )
        """
    )


_RUN = _one(
    """
    id
    month=to_char(make_date(run.month / 12, run.month % 12 + 1, 1), 'YYYY-MM')
    kind
    number
    state
    content_hash
    proposed_by
    proposed_at
    approved_by
    approved_at
    filed_at
    """,
    "payment_run as run where run.id = paid.run_id",
)
_EMERGENCY = _one(
    """
    form
    reason
    asked_by
    asked_at
    """,
    """
    emergency_payment as need where need.run_id = paid.run_id and need.household_id = paid.household_id
    and need.day = case when run.kind = 'emergency' then cast(left(paid.occasion, 10) as date) end
    """,
)
"""The occasion begins with the day of need only where the run is one of an emergency."""
_PLAN = _one(
    """
    version
    id
    made_at
    fact_sequence
    policy
    policy_mark
    norms_mark
    """,
    "plan_version as plan where plan.household_id = paid.household_id and plan.version = paid.plan_version",
)
_DAY_OF_RELIEF = """
    least(greatest(paid.due_on, cast(plan.inputs -> 'benefit' ->> 'startsOn' as date)),
        cast(plan.inputs ->> 'reliefEndsOn' as date))
"""
_DECISIONS = _all(
    f"""
    fact_id=decision.id
    article=coalesce(decision.content ->> 'article', 'bridging')
    about=decision.about
    since=decision.holds_from
    until=cast(decision.content ->> 'until' as date)
    recorded_at=decision.recorded_at
    recorded_by=decision.recorded_by
    corrected_since={_corrected()}
    """,
    f"""
    plan_version as plan join fact as decision on decision.household_id = plan.household_id
    where plan.household_id = paid.household_id and plan.version = paid.plan_version
    and decision.kind in ('decision', 'bridging_decided') and decision.sequence <= plan.fact_sequence
    and coalesce(cast(decision.content ->> 'amount' as bigint), 1) > 0
    and {_DAY_OF_RELIEF} between decision.holds_from and coalesce(
        cast(decision.content ->> 'until' as date), 'infinity'
    ) and not {_corrected("and later.sequence <= plan.fact_sequence")}
    """,
    "decision.sequence",
)
_FILE = _one(
    """
    number
    name=kept.name
    message_id=file.message_id
    payment_information_id=file.message_id || '-' || days.place
    sha256=kept.sha256
    kept_at=kept.kept_at
    """,
    """
    payment_file as file join bank_file as kept on kept.message_id = file.message_id
    join days on days.run_id = file.run_id and days.file_number = file.number and days.day = paid.execute_on
    where file.run_id = paid.run_id and file.number = paid.file_number
    """,
)
_INSTRUCTION = _one(
    f"""
    file_number=line.number
    sum={_money("line.amount")}
    due_on=line.due_on
    state=coalesce(answer.outcome, 'instructed')
    withheld={_money("coalesce(answer.withheld, 0)")}
    answered_at=answers.taken_at
    answered_by=answers.taken_by
    """,
    """
    instruction_line as line
    left join instruction_answer as answer on answer.run_id = line.run_id and answer.number = line.number
        and answer.end_to_end_id = line.end_to_end_id
    left join instruction_answer_file as answers on answers.run_id = answer.run_id and answers.number = answer.number
        and answers.sequence = answer.sequence
    where line.run_id = paid.run_id and line.household_id = paid.household_id and line.purpose = paid.purpose
    and line.occasion = paid.occasion
    """,
)
_OUTCOMES = _all(
    """
    outcome
    told_on
    reason_code
    subject
    statement_id
    entry
    part
    at
    takes_back=takes_back is not null
    """,
    "payment_outcome as told where told.run_id = paid.run_id and told.end_to_end_id = paid.end_to_end_id",
    "number",
)
_ALLOCATIONS = _all(
    f"""
    word
    told_on
    told_by
    booked_on
    sum=case when said.amount is not null then {_money("said.amount")} end
    on_another_contract
    reason
    by
    at
    """,
    """
    allocation_answer as said where said.run_id = paid.run_id and said.household_id = paid.household_id
    and said.purpose = paid.purpose and said.occasion = paid.occasion
    """,
    "told_on, number",
)
"""In the order in which they came to stand: the last one holds."""
_PAYMENTS = _all(
    f"""
    end_to_end_id=paid.end_to_end_id
    state=paid.state
    reason=paid.reason
    detail=paid.detail
    sum={_money("paid.amount")}
    due_on=paid.due_on
    execute_on=paid.execute_on
    route=paid.route
    decisions={_DECISIONS}
    plan={_PLAN}
    run={_RUN}
    emergency={_EMERGENCY}
    file={_FILE}
    instruction={_INSTRUCTION}
    outcomes={_OUTCOMES}
    allocations={_ALLOCATIONS}
    """,
    f"paid join payment_run as run on run.id = paid.run_id where {_PAID}",
    "run.proposed_at, run.id",
)
_ENTRIES = _all(
    f"""
    booked_on
    subject
    stage
    debit
    credit
    sum={_money("amount")}
    corrects
    """,
    """
    ledger_entry as entry where entry.month = asked.month and entry.book_id = asked.household_id
    and subject between asked.purpose || '/' || asked.occasion and asked.purpose || '/' || asked.occasion || '/~'
    and substr(subject, length(asked.purpose || '/' || asked.occasion) + 1, 1) in ('', '#', '/')
    """,
    "booked_on, cast(coalesce(substring(subject from '#([0-9]+)'), '1') as integer), subject, resolves",
)
"""Attempts, what was set aside for them, what was withheld and what was corrected stand behind `#` or `/`."""
_SAID = f"""
    select told.statement_id, told.entry, told.part from paid join payment_outcome as told
        on told.run_id = paid.run_id and told.end_to_end_id = paid.end_to_end_id
    where {_PAID}
    union
    select odd.statement_id, odd.entry, odd.part from paid join bank_exception as odd
        on odd.run_id = paid.run_id and odd.end_to_end_id = paid.end_to_end_id
    where {_PAID}
    union
    select share.statement_id, share.entry, share.part from bank_share as share
    where share.month = asked.month and share.household_id = asked.household_id
    and share.subject = asked.purpose || '/' || asked.occasion
    union
    select cast(:statement_id as uuid), cast(:entry as integer), cast(:part as integer)
"""
_BOOKINGS = _all(
    f"""
    statement_id=said.statement_id
    statement=statement.statement_id
    as_of=statement.as_of
    entry=said.entry
    part=said.part
    sum={_money("coalesce(booking.amount, odd.amount)")}
    direction=coalesce(booking.direction, odd.direction)
    booked_on=coalesce(booking.booked_on, booking.value_on, odd.booked_on)
    rule=matched.rule
    outcome=matched.outcome
    payments=coalesce(matched.payments, 0)
    oddity=odd.oddity
    look_by=odd.due_on
    explained_at=odd.closed_at
    explained_by=odd.closed_by
    """,
    f"""
    ({_SAID}) as said (statement_id, entry, part)
    left join statement on statement.id = said.statement_id
    left join bank_booking as booking on booking.statement_id = said.statement_id and booking.entry = said.entry
        and booking.part = said.part
    left join bank_match as matched on matched.statement_id = said.statement_id and matched.entry = said.entry
        and matched.part = said.part
    left join bank_exception as odd on odd.statement_id = said.statement_id and odd.entry = said.entry
        and odd.part = said.part
    where booking.statement_id is not null or odd.statement_id is not null
    """,
    "coalesce(booking.booked_on, booking.value_on, odd.booked_on), said.statement_id, said.entry, said.part",
)
"""What a report of the bank says has no booking, and is odd alone."""

_EXPECTED = _one(
    f"""
    happening
    sum={_money("amount")}
    expected_on
    booked={_money("booked")}
    """,
    """
    expected_income as one where one.month = asked.month and one.household_id = asked.household_id
    and one.subject = asked.purpose || '/' || asked.occasion
    """,
)
_WAITS = _one(
    f"sum={_money('amount')}\ndue_on\nreason\ndetail\nheld_since\nrun_id", f"held_payment as one where {SAME_KEY}"
)
_SETTLED = _one(
    f"sum={_money('amount')}\ndue_on\nreason\nwhy\nsettled_by\nsettled_at", f"payment_settled as one where {SAME_KEY}"
)
_CAME_BACK = _one(
    "times\nreason_code\ncure\nsince\ndecided_by\ndecided_at", f"payment_came_back as one where {SAME_KEY}"
)

PARTS = {
    "household_id": "asked.household_id",
    "municipality": "household.municipality",
    "purpose": "asked.purpose",
    "occasion": "asked.occasion",
    "expected": _EXPECTED,
    "payments": _PAYMENTS,
    "entries": _ENTRIES,
    "bookings": _BOOKINGS,
    "came_back": _CAME_BACK,
    "waits": _WAITS,
    "settled": _SETTLED,
}
"""Everything that is told of a key, by its name on the wire."""
