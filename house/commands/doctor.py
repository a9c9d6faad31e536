"""`doctor`: prove on a live database, by SQL, everything that the services promise about it."""

import asyncio
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from house.doctor import kept_files
from house.doctor.examination import examine
from house.doctor.page import document, show
from house.doctor.waiting import waiting
from house.serving.folder import Folder
from house.serving.running import DATABASE, running
from services.sealing import Keyring

SUMMARY = "Prove on a live database what is promised of it, and name whatever breaks it."
GROUP = "operators"
EXAMPLE = "./ontzorg doctor"

_NARROWEST, _WIDEST = 80, 110
_SEALING, _LOOKUP = "ONTZORG_SEALING_KEYS", "ONTZORG_LOOKUP_KEY"


class Patient(NamedTuple):
    """What is looked at: a name for it, the administrator's URL of its database, and the keys if there are any."""

    name: str
    url: str
    keyring: Keyring | None


def add_arguments(parser: ArgumentParser) -> None:
    """Which database, and how to say what was found."""
    parser.add_argument("--database-url", metavar="URL", help=f"as its administrator; {DATABASE} does the same")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the folder of an `up` that is running")
    parser.add_argument("--json", action="store_true", help="the findings as one JSON document")


def run(args: Namespace) -> int:
    """Say how every promise stands, and what waits for a person; 1 if a promise is broken."""
    patient = patient_of(args)
    findings = examine(patient.url)
    if patient.keyring is None:
        findings.append(kept_files.unopened())
    else:
        findings.append(asyncio.run(kept_files.opened(patient.url, patient.keyring)))
    findings.sort(key=lambda finding: int(finding.promise.number.removeprefix("I")))
    waits = waiting(patient.url)
    if args.json:
        print(json.dumps(document(findings, waits, patient.name), separators=(",", ":")))
    else:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal without a check mark still gets the words
        console = Console(highlight=False)
        console.width = min(max(console.width, _NARROWEST), _WIDEST)
        show(console, findings, waits, patient.name)
    return int(any(finding.is_broken for finding in findings))


def patient_of(args: Namespace) -> Patient:
    """The database that was named, or that of an `up` that is running; `NothingIsUp`."""
    url, folder = running(args.database_url, args.folder)
    if folder is None:
        return Patient("this address", url, _keyring_of_environment())
    return Patient(str(folder), url, _keyring_of(folder))


def _keyring_of(path: Path) -> Keyring | None:
    """The keys that an `up` keeps in its folder; made by it and never by us."""
    if not (path / "keys.json").exists():
        return None
    keys = Folder(path).keys()
    return Keyring.parse(keys["sealing_keys"], keys["lookup_key"])


def _keyring_of_environment() -> Keyring | None:
    sealing, lookup = os.environ.get(_SEALING), os.environ.get(_LOOKUP)
    return Keyring.parse(sealing, lookup) if sealing and lookup else None
