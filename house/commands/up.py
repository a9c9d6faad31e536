"""`up`: the whole system on this machine, with a database of its own, until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

from house.composition.sandbox_clock import SandboxClock
from house.postgres import PostgresProblem
from house.serving.folder import Folder, default_folder, opened
from house.serving.server import listening
from house.serving.up import Wish, up
from services.errors import Conflict, Fault, InvalidInput
from services.reading import parse_day

SUMMARY = "Serve the whole system on this machine; --sandbox invents its people and lets you move its clock."
GROUP = "operators"
EXAMPLE = "./ontzorg up --sandbox"

_PORT = 8056
_TO_TRY = Fault("to try it", "none of this is needed", "./ontzorg up --sandbox")


class StandsOnAnotherDay(Conflict):
    """This sandbox began before, and its clock stands on another day."""


def add_arguments(parser: ArgumentParser) -> None:
    """Whether it is for trying, where it keeps its data, and where it listens."""
    parser.add_argument("--sandbox", action="store_true", help="with invented people and a clock that callers move")
    parser.add_argument(
        "--begins-on",
        type=_day,
        metavar="DAY",
        help="the first day of a new sandbox (today); one that is there goes on where it stood",
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where to keep data; each has one house at a time")
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help=f"where to listen ({_PORT}; 0: any free)")


def run(args: Namespace) -> int:
    """Serve until told to leave; 1 if it cannot be up, with what would mend it."""
    if args.begins_on and not args.sandbox:
        raise InvalidInput([Fault("--begins-on", "is for a sandbox", "add --sandbox")])
    path = args.folder or default_folder(os.environ, os.geteuid(), sandbox=args.sandbox)
    try:
        with opened(path, sandbox=args.sandbox) as folder, listening(args.port) as listener:
            _check_day(folder, args.begins_on)
            up(Wish(folder, listener, args.sandbox, args.begins_on), os.environ)
    except InvalidInput as invalid:
        raise InvalidInput([*invalid.faults, *([] if args.sandbox else [_TO_TRY])]) from None
    except PostgresProblem as problem:
        print(f"ontzorg up: {problem}", file=sys.stderr)
        return 1
    print("Stopped.")
    return 0


def _check_day(folder: Folder, begins_on: date | None) -> None:
    """A sandbox that is there goes on where it stood; whoever asks for another day is not left to find out."""
    if begins_on is None or not folder.clock.exists():
        return
    stands_on = SandboxClock.found(folder.clock).today()
    if stands_on != begins_on:
        raise StandsOnAnotherDay(
            f"This sandbox began before, and stands on {stands_on}. Leave out --begins-on to go on there, and move its"
            " clock on with POST /v1/sandbox/clock; or begin another one with --folder."
        )


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
