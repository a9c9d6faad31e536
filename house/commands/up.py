"""`up`: the whole system on this machine, with a database of its own, until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

from house.postgres import PostgresProblem
from house.serving.folder import default_folder, opened
from house.serving.server import listening
from house.serving.up import Wish, up
from services.errors import Fault, InvalidInput
from services.reading import parse_day

SUMMARY = "Serve the whole system on this machine; --sandbox invents its people and lets you move its clock."
GROUP = "operators"
EXAMPLE = "./ontzorg up --sandbox"

_PORT = 8056
_TO_TRY = Fault("to try it", "none of this is needed", "./ontzorg up --sandbox")


def add_arguments(parser: ArgumentParser) -> None:
    """Whether it is for trying, where it keeps its data, and where it listens."""
    parser.add_argument("--sandbox", action="store_true", help="with invented people and a clock that callers move")
    parser.add_argument("--begins-on", type=_day, metavar="DAY", help="where the clock of a new sandbox stands; today")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where to keep data; each has one house at a time")
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help=f"where to listen ({_PORT}; 0: any free)")


def run(args: Namespace) -> int:
    """Serve until told to leave; 1 if it cannot be up, with what would mend it."""
    if args.begins_on and not args.sandbox:
        raise InvalidInput([Fault("--begins-on", "is for a sandbox", "add --sandbox")])
    path = args.folder or default_folder(os.environ, os.geteuid(), sandbox=args.sandbox)
    try:
        with opened(path, sandbox=args.sandbox) as folder, listening(args.port) as listener:
            up(Wish(folder, listener, args.sandbox, args.begins_on), os.environ)
    except InvalidInput as invalid:
        raise InvalidInput([*invalid.faults, *([] if args.sandbox else [_TO_TRY])]) from None
    except PostgresProblem as problem:
        print(f"ontzorg up: {problem}", file=sys.stderr)
        return 1
    print("Stopped.")
    return 0


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
