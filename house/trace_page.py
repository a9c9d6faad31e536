"""The way of a euro on a page that a controller reads from top to bottom."""

from collections.abc import Iterator
from datetime import datetime

from services.money import euros
from services.schedule.schemas import (
    Direction,
    Trace,
    TracedAllocation,
    TracedBooking,
    TracedDecision,
    TracedEntry,
    TracedInstruction,
    TracedOutcome,
    TracedPayment,
    TracedRun,
)
from services.wire import Money

_CURES = {
    "another_account": "it needs another account",
    "once_more": "the next run tries it once more",
    "ask": "a person decides",
}


def trace_page(trace: Trace) -> Iterator[str]:
    """What was decided, planned, run, filed, posted and shown, and what is left to do."""
    if trace.household_id is None:
        yield "This booking says nothing of money of ours."
    else:
        yield f"{trace.purpose} {trace.occasion} of household {trace.household_id} ({trace.municipality})"
    yield from _expected(trace)
    for payment in trace.payments:
        yield ""
        yield from _payment(payment)
    if trace.entries:
        yield from ["", "Posted in the book of the household"]
        yield from (f"  {_entry(one)}" for one in trace.entries)
    if trace.bookings:
        yield from ["", "Shown by the bank"]
        yield from (f"  {_booking(one)}" for one in trace.bookings)
    rest = list(_left(trace))
    yield from ["", *rest] if rest else []


def _expected(trace: Trace) -> Iterator[str]:
    one = trace.expected
    if one is not None:
        words = one.happening.value
        yield f"Expected on {one.expected_on}: {_sum(one.sum)} of {words}, of which {_sum(one.booked)} is posted"


def _payment(one: TracedPayment) -> Iterator[str]:
    why = f" ({' '.join(_words(word) for word in (one.reason, one.detail) if word)})" if one.reason else ""
    yield f"Payment {one.end_to_end_id}: {_sum(one.sum)}, due {one.due_on}, {_words(one.state)}{why}"
    for decision in one.decisions:
        yield _row("decided", _decision(decision))
    if not one.decisions:
        yield _row("decided", "NO DECISION covers its day")
    if one.plan is not None:
        rules = f"{one.plan.policy} {one.plan.policy_mark}, norms {one.plan.norms_mark}"
        made = f"version {one.plan.version} of {_day(one.plan.made_at)}, from {one.plan.fact_sequence} facts"
        yield _row("planned", f"{made}, by {rules}")
    if one.emergency is not None:
        asked = f"{_words(one.emergency.form)} because of {_words(one.emergency.reason)}"
        yield _row("asked for", f"{asked}, by {one.emergency.asked_by} on {_day(one.emergency.asked_at)}")
    yield _row("run", _run(one.run))
    if one.file is not None:
        yield _row("filed in", f"{one.file.name}, message {one.file.message_id}")
        yield _row("", f"block {one.file.payment_information_id}, to be executed on {one.execute_on}")
    if one.instruction is not None:
        yield _row("instructed", _instruction(one.instruction))
    for outcome in one.outcomes:
        yield _row("bank", _outcome(outcome))
    for answer in one.allocations:
        yield _row("payee", _allocation(answer))


def _decision(one: TracedDecision) -> str:
    until = f" until {one.until}" if one.until else ""
    since = "; corrected since" if one.corrected_since else ""
    told = f"fact {one.fact_id}, recorded by {one.recorded_by} on {_day(one.recorded_at)}"
    return f"{one.article} from {one.since}{until} ({one.about}); {told}{since}"


def _run(one: TracedRun) -> str:
    steps = [f"proposed by {one.proposed_by} on {_day(one.proposed_at)}"]
    if one.approved_by is not None and one.approved_at is not None:
        steps.append(f"approved by {one.approved_by} on {_day(one.approved_at)}")
    if one.filed_at is not None:
        steps.append(f"filed on {_day(one.filed_at)}")
    return f"{one.month} {one.kind} {one.number} ({one.id}): {', '.join(steps)}"


def _instruction(one: TracedInstruction) -> str:
    answer = "no answer yet"
    if one.answered_at is not None:
        answer = f"{_words(one.state)}, {_sum(one.withheld)}, on {_day(one.answered_at)}"
    return f"the benefit system, in file {one.file_number}: {_sum(one.sum)}; {answer}"


def _outcome(one: TracedOutcome) -> str:
    code = f" ({one.reason_code})" if one.reason_code else ""
    place = "by a report" if one.statement_id is None else f"statement {one.statement_id}, entry {one.entry}.{one.part}"
    taken_back = "taken back: " if one.takes_back else ""
    return f"{one.told_on} {taken_back}{one.outcome}{code}, {place}"


def _allocation(one: TracedAllocation) -> str:
    parts = [f"{one.told_on} {_words(one.word)}"]
    if one.booked_on is not None:
        parts.append(f"on {one.booked_on}")
    if one.sum is not None:
        parts.append(f"as {_sum(one.sum)}")
    if one.on_another_contract:
        parts.append("on another contract")
    if one.reason is not None:
        parts.append(f"({_words(one.reason)})")
    return f"{' '.join(parts)}, by word of the {_words(one.told_by)}; noted by {one.by}"


def _entry(one: TracedEntry) -> str:
    corrects = f"  corrects {one.corrects}" if one.corrects else ""
    way = f"{one.debit} → {one.credit}"
    return f"{one.booked_on}  {one.stage:<8}  {way:<20}  {_sum(one.sum):>12}  {one.subject}{corrects}"


def _booking(one: TracedBooking) -> str:
    sign = "-" if one.direction is Direction.DEBIT else "+"
    said = f"{one.outcome}, known by its {_words(one.rule)}" if one.outcome and one.rule else "nothing we know"
    if one.payments > 1:
        said += f", one of {one.payments} payments"
    if one.oddity is not None:
        said = f"exception: {_words(one.oddity)}"
        said += f", explained by {one.explained_by}" if one.explained_by else f", to be looked at by {one.look_by}"
    where = f"statement {one.statement or one.statement_id}, entry {one.entry}.{one.part}"
    return f"{one.booked_on}  {sign}{_sum(one.sum):>12}  {where}: {said}"


def _left(trace: Trace) -> Iterator[str]:
    back, waits, settled = trace.came_back, trace.waits, trace.settled
    if back is not None:
        code = f" ({back.reason_code})" if back.reason_code else ""
        decided = f"; {back.decided_by} decided that it may go again" if back.decided_by else ""
        yield f"It came back {back.times} time(s), last on {back.since}{code}: {_CURES[back.cure]}{decided}."
    if waits is not None:
        detail = f" ({waits.detail})" if waits.detail else ""
        yield f"It waits since {waits.held_since}: {_words(waits.reason)}{detail}, {_sum(waits.sum)}."
    if settled is not None:
        when = f"on {_day(settled.settled_at)} by {settled.settled_by}"
        yield f"It was settled otherwise {when}: {settled.why}."


def _row(label: str, text: str) -> str:
    return f"  {label:<10}  {text}"


def _words(word: str | None) -> str:
    return (word or "").replace("_", " ")


def _sum(money: Money) -> str:
    return euros(money.amount, "en")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
