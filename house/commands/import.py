"""`import`: hand in a caseload to a running house."""  # noqa: N999 - the command is called so, and found by its name

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

import httpx

from services.asking import DoesNotAnswer
from services.clock import SystemClock
from services.errors import Fault, InvalidInput, Unavailable
from services.ids import new_id
from services.schedule.client import ScheduleClient
from services.schedule.schemas import CaseloadImport
from services.telemetry import set_up_logging

SUMMARY = "Hand in a caseload, CSV or JSON: all of it is taken in, or nothing and every fault is told."
GROUP = "operators"
EXAMPLE = "./ontzorg import docs/examples/caseload.csv"

_URL, _TOKEN = "ONTZORG_URL", "ONTZORG_TOKEN"
_HERE = "http://127.0.0.1:8056"
_MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json"}
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".ods", ".numbers"}
_PATIENCE = httpx.Timeout(600.0, connect=3.0)
"""Seconds: a hundred thousand households take minutes."""


class NobodyIsThere(Unavailable):
    """Nothing answers where the house should be."""


def add_arguments(parser: ArgumentParser) -> None:
    """The file; where to, and who hands it in, stand in the environment."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a caseload, see docs/caseload-import.md")
    parser.epilog = (
        f"{parser.epilog}\n\n{_URL} is the address of the house ({_HERE} without it), {_TOKEN} the access token of\n"
        "whoever hands the file in; `./ontzorg up --sandbox` says where it keeps some."
    )


def run(args: Namespace) -> int:
    """Send the file and say what it came to; `OSError` if it cannot be read."""
    set_up_logging("import", SystemClock(), level="ERROR")  # what goes wrong is told in words of its own
    print(told(asyncio.run(handed_in(args.file, args.file.read_bytes(), os.environ))))
    return 0


async def handed_in(file: Path, content: bytes, settings: Mapping[str, str]) -> CaseloadImport:
    """What the service made of the file; its problem if it refuses, `NobodyIsThere` if nothing answers."""
    media_type = _MEDIA_TYPES.get(file.suffix.lower())
    faults = [] if media_type else [_no_caseload(file)]
    if not settings.get(_TOKEN):
        faults.append(Fault(_TOKEN, "is not set", "set it to an access token that may import"))
    if faults or media_type is None:
        raise InvalidInput(faults)
    async with httpx.AsyncClient(base_url=settings.get(_URL) or _HERE, timeout=_PATIENCE) as http:
        return await sent(http, settings[_TOKEN], content, media_type)


def _no_caseload(file: Path) -> Fault:
    """A file that is neither CSV nor JSON by its name; to rename a spreadsheet would make it neither."""
    what = "its name ends neither in .csv nor in .json"
    if file.suffix.lower() in _SPREADSHEETS:
        return Fault(str(file), f"{what}: it is a spreadsheet", "save it as ‘CSV UTF-8’ and hand that file in")
    return Fault(str(file), what, "hand in a CSV file or a JSON document, and name it so")


async def sent(http: httpx.AsyncClient, token: str, content: bytes, media_type: str) -> CaseloadImport:
    """What the house at the other end of `http` makes of it, as the holder of that token."""
    key = f"import {new_id(SystemClock().now())}"
    try:
        return await ScheduleClient(http, token).import_caseload(content, media_type, key)
    except DoesNotAnswer:
        what = f"Nothing answers at {http.base_url}; `./ontzorg up` starts a house, {_URL} names another."
        raise NobodyIsThere(what) from None


def told(outcome: CaseloadImport) -> str:
    """What the file came to, for a person."""
    if outcome.repeated:
        return (
            f"Nothing changed: this very file was taken in on {outcome.imported_at:%d-%m-%Y} by {outcome.imported_by}."
        )
    return (
        f"{outcome.rows} households, read as {outcome.encoding}: {outcome.registered} new, {outcome.changed} changed, "
        f"{outcome.unchanged} as they were.\n{outcome.facts} facts recorded, {outcome.plans} plans made."
    )
