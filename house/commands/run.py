"""`run`: a month's payments or living money today, proposed by one person, approved by another, at a running house."""

import asyncio
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import httpx

from house.run_difference import compared
from services.asking import DoesNotAnswer
from services.clock import AMSTERDAM, SystemClock
from services.errors import Conflict, Fault, InvalidInput, Unavailable
from services.ids import new_id
from services.money import euros, parse_euros
from services.months import parse_month
from services.schedule.client import ScheduleClient
from services.schedule.schemas import (
    BankFile,
    Difference,
    EmergencyForm,
    EmergencyPayment,
    EmergencyReason,
    HoldReason,
    InstructionFile,
    NewEmergencyPayment,
    NewRun,
    RunKind,
    RunReport,
    Runs,
    RunState,
    What,
)
from services.telemetry import set_up_logging

SUMMARY = "Propose a month's payments, look at them, approve them, fetch the bank files."
GROUP = "people"
EXAMPLE = "./ontzorg run propose 2026-03"

URL, TOKEN = "ONTZORG_URL", "ONTZORG_TOKEN"
HERE = "http://127.0.0.1:8056"
PATIENCE = httpx.Timeout(60.0, connect=3.0)
_LOOKS, _BETWEEN_LOOKS = 1200, 0.5
"""How often to look whether a worker is done, and the seconds between: ten minutes at most."""

_AT_WORK = {RunState.PROPOSING, RunState.APPROVED, RunState.FROZEN}


class NobodyIsThere(Unavailable):
    """Nothing answers where the house should be."""


class StillAtWork(Conflict):
    """The run is not done yet; a worker goes on with it. Look again with `run show`."""


class AnotherFile(Conflict):
    """There is a file of that name with other content, and a file of a run is never overwritten."""


def add_arguments(parser: ArgumentParser) -> None:
    """What to do with which run; where, and as whom, stand in the environment."""
    acts = parser.add_subparsers(
        dest="act", required=True, metavar="list | propose | emergency | show | approve | files"
    )
    listed = acts.add_parser("list", help="the runs that there are, those of the newest month first")
    listed.add_argument("--month", type=month, metavar="YYYY-MM", help="only those of this month")
    listed.add_argument("--state", type=RunState, choices=list(RunState), help="only those in this state")
    propose = acts.add_parser("propose", help="have the payments of a month put together")
    propose.add_argument("month", type=month, metavar="YYYY-MM")
    propose.add_argument("--supplementary", type=int, metavar="N", help="the N-th run for who came later")
    propose.add_argument("--pays-from", type=day, metavar="YYYY-MM-DD", help="first day of execution (today)")
    _add_emergency(acts.add_parser("emergency", help="ask for living money today, for a client who has none for food"))
    show = acts.add_parser("show", help="its sums, what waits, and what differs from the month before")
    approve = acts.add_parser("approve", help="as another person than its proposer, by the hash that `show` tells")
    files = acts.add_parser("files", help="fetch its bank files, and those for the benefit system")
    for one in (show, approve, files):
        one.add_argument("run", type=UUID, metavar="RUN")
    approve.add_argument("--hash", required=True, metavar="HASH", help="the whole content hash of what was looked at")
    files.add_argument("--output", type=Path, default=Path(), metavar="FOLDER", help="where to put them (here)")
    parser.epilog = (
        f"{parser.epilog}\n\n{URL} is the address of the house ({HERE} without it), {TOKEN} the access token of\n"
        "whoever acts; `./ontzorg up --sandbox` says where it keeps some."
    )


def _add_emergency(parser: ArgumentParser) -> None:
    parser.add_argument("household", type=UUID, metavar="HOUSEHOLD")
    parser.add_argument("--amount", required=True, metavar="EUROS", help="such as 50.00")
    parser.add_argument(
        "--form",
        required=True,
        type=EmergencyForm,
        choices=list(EmergencyForm),
        help="set off from the benefit (advance), or given as bijzondere bijstand (grant)",
    )
    parser.add_argument("--reason", required=True, type=EmergencyReason, choices=list(EmergencyReason))
    parser.add_argument("--number", type=int, default=1, metavar="N", help="2 for a second need on the same day")


def run(args: Namespace) -> int:
    """Do it, and say what it came to; the house's own problem if it refuses."""
    set_up_logging("run", SystemClock(), level="ERROR")  # what goes wrong is told in words of its own
    asyncio.run(_at_the_house(args, os.environ))
    return 0


async def _at_the_house(args: Namespace, settings: Mapping[str, str]) -> None:
    token = settings.get(TOKEN)
    if not token:
        raise InvalidInput([Fault(TOKEN, "is not set", "set it to an access token that may do this")])
    async with httpx.AsyncClient(base_url=settings.get(URL) or HERE, timeout=PATIENCE) as http:
        try:
            await _ACTS[args.act](ScheduleClient(http, token), args)
        except DoesNotAnswer:
            what = f"Nothing answers at {http.base_url}; `./ontzorg up` starts a house, {URL} names another."
            raise NobodyIsThere(what) from None


async def _list(house: ScheduleClient, args: Namespace) -> None:
    print("\n".join(listed(await house.runs(args.month, args.state))))


async def _propose(house: ScheduleClient, args: Namespace) -> None:
    kind = RunKind.SUPPLEMENTARY if args.supplementary else RunKind.MONTHLY
    wanted = NewRun(month=args.month, kind=kind, number=args.supplementary or 1, pays_from=args.pays_from)
    run = await house.propose_run(wanted, _key("propose"))
    await _show_when_done(house, run.id)


async def _emergency(house: ScheduleClient, args: Namespace) -> None:
    wanted = NewEmergencyPayment(form=args.form, amount=cents(args), reason=args.reason, number=args.number)
    asked = await house.ask_emergency_payment(args.household, wanted, _key("emergency"))
    print(needed(asked))
    await _show_when_done(house, asked.run_id)


async def _show(house: ScheduleClient, args: Namespace) -> None:
    await _show_when_done(house, args.run)


async def _approve(house: ScheduleClient, args: Namespace) -> None:
    await house.approve_run(args.run, args.hash, _key("approve"))
    await _show_when_done(house, args.run)


async def _files(house: ScheduleClient, args: Namespace) -> None:
    found, told = await house.run_files(args.run), await house.run_instruction_files(args.run)
    if not found and not told:
        report = await house.run_report(args.run)
        is_filed = report.state is RunState.FILED
        print("No files: everything in this run is held." if is_filed else "No files yet: a run has them once filed.")
    args.output.mkdir(parents=True, exist_ok=True)
    for file in found:
        figure = f"SHA-1 ends in {file.sha1_last_five}"
        print(_kept(args.output, file, await house.run_file(args.run, file.number), figure))
    for one in told:
        figure = f"for the benefit system of {one.municipality}"
        print(_kept(args.output, one, await house.run_instruction_file(args.run, one.number), figure))


_ACTS: dict[str, Callable[[ScheduleClient, Namespace], Awaitable[None]]] = {
    "list": _list,
    "propose": _propose,
    "emergency": _emergency,
    "show": _show,
    "approve": _approve,
    "files": _files,
}


def _key(act: str) -> str:
    return f"run {act} {new_id(SystemClock().now())}"


async def _show_when_done(house: ScheduleClient, run_id: UUID) -> None:
    """Wait for the worker, then tell what there is to look at."""
    for _ in range(_LOOKS):
        report = await house.run_report(run_id)
        if report.state not in _AT_WORK:
            for_one = report.kind is RunKind.EMERGENCY
            print("\n".join(told(report, None if for_one else await house.run_difference(run_id))))
            return
        await asyncio.sleep(_BETWEEN_LOOKS)
    raise StillAtWork


def listed(page: Runs) -> list[str]:
    """Runs as a person looks for one: what it is called by, where it is, who did that, and its id."""
    if not page.items:
        return ["No such run; ./ontzorg run propose YYYY-MM begins one."]
    lines = []
    for run in page.items:
        approved = f", approved by {run.approved_by}" if run.approved_by else ""
        name = f"{run.month} {run.kind} {run.number}"
        lines.append(f"{name:<24} {run.state:<10} {run.id}  proposed by {run.proposed_by}{approved}")
    return [*lines, "There are more, of older months: name one with --month."] if page.next_cursor else lines


def month(text: str) -> str:
    """A month as it was typed, if that is one."""
    try:
        parse_month(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{error}; write it as 2026-03") from None
    return text


def day(text: str) -> date:
    """A day as it was typed, if that is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day; write it as 2026-03-01") from None


def cents(args: Namespace) -> int:
    """The amount that was typed; `InvalidInput` for what can be read in two ways, and for what is no money at all."""
    try:
        amount = parse_euros(args.amount)
    except InvalidInput as refusal:
        raise InvalidInput(refusal.under("--amount")) from None
    if amount <= 0:
        raise InvalidInput([Fault("--amount", f"{args.amount} pays nothing", "give the euros to pay, such as 50.00")])
    return amount


def needed(asked: EmergencyPayment) -> str:
    """An emergency payment as a person reads it; of one that was asked for before also what became of it, and when."""
    amount, reason = euros(asked.sum.amount, "en"), str(asked.reason).replace("_", " ")
    wanted = f"{amount} for household {asked.household_id} on {asked.day}, as {_FORMS[asked.form]}: {reason}."
    by = f"by {asked.asked_by} at {_moment(asked.asked_at)}"
    if asked.state is RunState.PROPOSED:
        return f"{wanted} Asked for {by}."
    at = f" at {_moment(asked.filed_at)}" if asked.filed_at else ""
    again = f"A second need on this day is asked for with --number {asked.number + 1}."
    return f"{wanted}\nIt was asked for before, {by}, and {asked.state}{at}; nothing more is paid. {again}"


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


_FORMS = {EmergencyForm.ADVANCE: "an advance on its benefit", EmergencyForm.GRANT: "bijzondere bijstand"}


def told(report: RunReport, difference: Difference | None) -> list[str]:
    """A run as a person reads it: what waits before anything else, what it pays, what differs, and what comes next.

    An emergency run pays one household, and differs from no month.
    """
    since = f" since {_moment(report.filed_at)}" if report.filed_at else ""
    lines = [f"Run {report.month} {report.kind} {report.number} is {report.state}{since}.  {report.id}"]
    lines += _pays(report) if difference is None else _pays_a_month(report, difference)
    return [*lines, *_next(report)]


def _pays(report: RunReport) -> list[str]:
    return [f"  {one.count:>7} {one.state}: {euros(one.sum.amount, 'en')}" for one in report.totals]


def _pays_a_month(report: RunReport, difference: Difference) -> list[str]:
    lines = [*_left_out(report), *_waiting(report, difference), *_older(report)]
    if not report.totals:
        lines.append("  Nothing to pay: no household has a payment due in this month that is not paid.")
    for total in report.totals:
        why = f", {_WHY[total.reason]}" if total.reason else ""
        lines.append(f"  {total.count:>7} {total.state}: {euros(total.sum.amount, 'en')}{why}")
        lines += [f"          of which {one.count}: {one.detail.replace('_', ' ')}" for one in total.details]
    return [*lines, *compared(report, difference)]


_WHY = {
    HoldReason.NO_DECISION: "no decision covers the day; record the decision",
    HoldReason.MONEY_SHORT: "the money does not reach, even with the minstand; decide on bridging",
    HoldReason.LIMIT: "more than the approved minstand; decide on bridging today",
    HoldReason.PLAN_CHANGED: "the plan or the payee changed after the proposal; propose a supplementary run",
    HoldReason.PAID_ON_ANOTHER_DAY: "paid for that month already, under another day or name; correct the facts",
    HoldReason.PAID_ANOTHER_AMOUNT: "paid already with another amount; settle the difference with the payee",
    HoldReason.UNKNOWN_TO_REGISTRY: "the registry knows no arrangement; make one, or see GET /v1/registry-refusals",
    HoldReason.NOT_OURS_TO_PAY: "somebody else pays it on record; take it over, or correct the plan",
    HoldReason.NOT_TAKEN_OVER: "the supplier has not said that it collects no more; ask it, or decide without it",
    HoldReason.PAPERS_MISSING: "papers that the cost needs are missing; see from whom in the registry",
    HoldReason.NOT_AUTHORISED: "the client refused it, and no duty carries it; talk to the client",
    HoldReason.ACCOUNT_NOT_APPROVED: "no approved account of the payee; record it, and let a colleague approve it",
    HoldReason.ACCOUNT_MISMATCH: "the bank says that the account is another's; ask the payee for its account",
    HoldReason.AMOUNT_BEYOND_CONSENT: "more than the client agreed to; ask the client again",
    HoldReason.DEFERRED: "the supplier waits until a later day; nothing is to be done",
    HoldReason.BILL_PAID_TWICE: "two would pay one bill; decide which does (POST /v1/arrangements/{id}/bill-decisions)",
    HoldReason.BLOCKED: "a block stands on the mandate behind it; look why, and lift it",
    HoldReason.CAME_BACK: "the bank sent it back; record another account, or decide to repeat it to the same",
    HoldReason.BENEFIT_SYSTEM_REFUSED: "the benefit system withholds nothing for it; arrange another way to pay it",
    HoldReason.BENEFIT_SYSTEM_WITHHELD_LESS: "the benefit system withheld a part; settle the rest with the payee",
}


def _left_out(report: RunReport) -> list[str]:
    """Whom the run cannot plan, before all: everything of theirs waits, and nothing below tells of it."""
    if not report.left_out:
        return []
    return [
        f"  {report.left_out} HOUSEHOLD(S) CANNOT BE PLANNED, and get nothing at all",
        f"  Which: GET /v1/payment-runs/{report.id}/left-out-households",
    ]


def _waiting(report: RunReport, difference: Difference) -> list[str]:
    """What is held, leefgeld first: somebody lives from it."""
    held = [part for part in difference.parts if part.what is What.HELD]
    held.sort(key=lambda part: part.purpose != "leefgeld")
    lines = []
    for part in held:
        loud = "LEEFGELD IS HELD" if part.purpose == "leefgeld" else f"held: {part.purpose}"
        lines.append(f"  {loud} for {part.count} household(s), {euros(part.now.amount, 'en')}")
    return [*lines, f"  Which: GET /v1/payment-runs/{report.id}/payments?state=held"] if held else []


def _older(report: RunReport) -> list[str]:
    if not report.older_held.count:
        return []
    amount = euros(report.older_held.sum.amount, "en")
    return [
        f"  {report.older_held.count} payment(s) of long ago, {amount}, were held and never paid; no run looks at them",
        "  Which: GET /v1/held-payments",
    ]


def _next(report: RunReport) -> list[str]:
    if report.state is RunState.PROPOSED and report.totals:
        act = f"  ./ontzorg run approve {report.id} --hash {report.content_hash}"
        return [f"Proposed by {report.proposed_by}; a colleague approves it with", act]
    if report.state is RunState.FILED and report.totals:
        return [f"Its files, for who may hand them to the bank: ./ontzorg run files {report.id}", *_new_since(report)]
    return _new_since(report)


def _new_since(report: RunReport) -> list[str]:
    if not report.new_since:
        return []
    return [f"{report.new_since} payment(s) came after the proposal; a supplementary run pays them."]


def _kept(folder: Path, file: BankFile | InstructionFile, content: bytes, figure: str) -> str:
    path = folder / file.name
    if path.exists() and path.read_bytes() != content:
        raise AnotherFile(f"{AnotherFile.title} ({path})")
    path.write_bytes(content)
    payments = "1 payment" if file.items == 1 else f"{file.items} payments"
    return f"{path}  {payments}, {euros(file.sum.amount, 'en')}, {figure}"
