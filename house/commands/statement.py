"""`statement`: files of the bank, read on this machine; or handed in and decided about at a running house."""

import asyncio
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx

from house.commands.run import HERE, PATIENCE, TOKEN, URL, NobodyIsThere
from house.plan_page import printable
from house.statement_page import read_statements, statement_document, statement_page
from services.asking import DoesNotAnswer
from services.clock import SystemClock
from services.errors import Fault, InvalidInput, Problem
from services.events import StatementState
from services.ids import new_id
from services.money import euros
from services.schedule.client import ScheduleClient
from services.schedule.schemas import Statement
from services.schedule.statements.formats.format import BankFileFormat, recognise
from services.schedule.statements.formats.reading import beginning, chunks_of, reader_of
from services.schedule.statements.proving import Proof
from services.telemetry import set_up_logging

SUMMARY = "Read what a file of the bank says; hand it in, and decide about what was stopped."
GROUP = "people"
EXAMPLE = "./ontzorg statement read statement.xml"

SCHEMAS = "ONTZORG_SCHEMAS"
_SHOWN = 50


def add_arguments(parser: ArgumentParser) -> None:
    """What to do with which file or statement; where, and as whom, stand in the environment."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="read | hand-in | list | let-in | set-aside")
    read = acts.add_parser("read", help="what files say, without a house: camt.053, camt.054 or MT940")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help="one statement a line, with every booking, in whole cents")
    hand_in = acts.add_parser("hand-in", help="take in what the bank sent, of any kind, and say what it came to")
    hand_in.add_argument("file", type=Path, metavar="FILE")
    listed = acts.add_parser("list", help="the newest statements at the house")
    listed.add_argument("--state", choices=[state.value for state in StatementState], help="those in this state alone")
    for act, says in (("let-in", "take in what waits or was stopped"), ("set-aside", "never take it in")):
        decide = acts.add_parser(act, help=f"{says}, as another person than who handed it in")
        decide.add_argument("statement", type=UUID, metavar="STATEMENT")
        decide.add_argument("--reason", required=True, metavar="TEXT", help="why, in a sentence")
    parser.epilog = (
        f"{parser.epilog}\n\n{SCHEMAS} may name a folder with ISO's schemas, against which files are held too.\n"
        f"At a house: {URL} is its address ({HERE} without it), {TOKEN} the access token of whoever acts.\n"
        "Exit code 1 if a file cannot be read, a statement does not close, or one was not taken in."
    )


def run(args: Namespace) -> int:
    """Do it, and say what it came to."""
    if args.act == "read":
        return _read(args)
    set_up_logging("statement", SystemClock(), level="ERROR")  # what goes wrong is told in words of its own
    return asyncio.run(_at_the_house(args, os.environ))


def _read(args: Namespace) -> int:
    sound = True
    for path in args.files:
        try:
            chunks, schemas = partial(chunks_of, path), os.environ.get(SCHEMAS)
            reader = reader_of(chunks(), Path(schemas) if schemas else None)
            for one in read_statements(reader, chunks()):
                said = [json.dumps(statement_document(one))] if args.json else statement_page(one)
                print("\n".join(printable(line) for line in said))
                sound = sound and one.proven.proof is not Proof.DOES_NOT_CLOSE
        except (Problem, OSError) as refusal:
            sound = False
            print("\n".join(f"{printable(str(path))}: {printable(line)}" for line in _words(refusal)), file=sys.stderr)
    return 0 if sound else 1


def _words(refusal: Problem | OSError) -> list[str]:
    if isinstance(refusal, InvalidInput):
        return [str(fault) for fault in refusal.faults]
    return [refusal.detail if isinstance(refusal, Problem) else refusal.strerror or "cannot be read"]


async def _at_the_house(args: Namespace, settings: Mapping[str, str]) -> int:
    token = settings.get(TOKEN)
    if not token:
        raise InvalidInput([Fault(TOKEN, "is not set", "set it to an access token that may do this")])
    address = settings.get(URL) or HERE
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as http:
        try:
            return await _ACTS[args.act](ScheduleClient(http, token), args)
        except DoesNotAnswer:
            what = f"Nothing answers at {address}; `./ontzorg up` starts a house, {URL} names another."
            raise NobodyIsThere(what) from None


async def _hand_in(house: ScheduleClient, args: Namespace) -> int:
    format_ = recognise(beginning(chunks_of(args.file)))
    if format_ is BankFileFormat.PAIN_002:
        return await _hand_in_report(house, args)
    if format_ is BankFileFormat.CAMT_029:
        return await _hand_in_answer(house, args)
    received = await house.hand_in_statement_file(args.file.read_bytes(), args.file.name, _key("hand-in"))
    known = "; these bytes were handed in before" if received.known_before else ""
    print(f"{printable(args.file.name)}: {received.format}, {len(received.statements)} statement(s){known}")
    for one in received.statements:
        print("\n".join(told(one)))
    return 0 if all(one.state is StatementState.TAKEN for one in received.statements) else 1


async def _hand_in_report(house: ScheduleClient, args: Namespace) -> int:
    report = await house.hand_in_status_report(args.file.read_bytes(), args.file.name, _key("hand-in"))
    known = "; these bytes were handed in before" if report.known_before else ""
    said = f"{report.rejected} payment(s) rejected, {report.advised} told otherwise, {report.odd} that do not fit"
    print(f"{printable(args.file.name)}: {report.format}, {said}{known}")
    return 1 if report.odd else 0


async def _hand_in_answer(house: ScheduleClient, args: Namespace) -> int:
    answer = await house.hand_in_recall_answer(args.file.read_bytes(), args.file.name, _key("hand-in"))
    known = "; these bytes were handed in before" if answer.known_before else ""
    print(f"{printable(args.file.name)}: {answer.format}, {answer.changed} recall(s) answered{known}")
    return 0


async def _list(house: ScheduleClient, args: Namespace) -> int:
    page = await house.statements(StatementState(args.state) if args.state else None)
    print("\n".join(line for one in page.items[:_SHOWN] for line in told(one)) or "There are none.")
    return 0


async def _let_in(house: ScheduleClient, args: Namespace) -> int:
    print("\n".join(told(await house.let_statement_in(args.statement, args.reason, _key("let-in")))))
    return 0


async def _set_aside(house: ScheduleClient, args: Namespace) -> int:
    print("\n".join(told(await house.set_statement_aside(args.statement, args.reason, _key("set-aside")))))
    return 0


_ACTS: dict[str, Callable[[ScheduleClient, Namespace], Awaitable[int]]] = {
    "hand-in": _hand_in,
    "list": _list,
    "let-in": _let_in,
    "set-aside": _set_aside,
}


def _key(act: str) -> str:
    return f"statement {act} {new_id(SystemClock().now())}"


def told(one: Statement) -> list[str]:
    """A statement in two lines, or three if something can be done about it."""
    closing = "not told" if one.closing is None else euros(one.closing.amount, "en")
    lines = [
        f"{one.as_of}  {one.account}  {one.statement_id}: {one.state.value.replace('_', ' ')}",
        f"  {one.booked} booked, closing balance {closing}; {one.why}",
    ]
    if one.state in (StatementState.WAITS, StatementState.STOPPED):
        lines.append(f'  ./ontzorg statement let-in {one.id} --reason "…"')
    return lines
