"""`supplier-check`: what a supplier's engineer runs before the first real message: is the endpoint ready?"""

import asyncio
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from house.supplier_check.conversation import Letters, Schemas, conversation
from house.supplier_check.page import ending, line
from house.supplier_check.playing import PATIENCE, play
from house.supplier_check.scene import Outcome, Scene
from services.clock import SystemClock
from services.errors import Fault, InvalidInput
from services.ids import new_id
from services.notify.subscriptions.address import checked
from services.notify.subscriptions.leaving import EventType, schema_of
from services.webhooks import WebhookSecret

SUMMARY = "Play the whole conversation against a supplier's endpoint, and say what is wrong with its answers."
GROUP = "suppliers"
EXAMPLE = "./ontzorg supplier-check http://127.0.0.1:8090/ --secret-file secret.txt"

_SECRET = "ONTZORG_WEBHOOK_SECRET"


def add_arguments(parser: ArgumentParser) -> None:
    """Where, and with which secret."""
    parser.add_argument("url", metavar="URL", help="where the endpoint listens")
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--secret-file", type=Path, metavar="FILE", help=f"has the secret (or {_SECRET} has it)")
    given.add_argument("--new-secret", type=Path, metavar="FILE", help="write another secret there, and end")
    parser.add_argument("--only", metavar="WORDS", default="", help="scenes with these words in their name")
    parser.epilog = (
        f"{parser.epilog}\n\nFirst --new-secret, and give that secret to the endpoint. Messages are invented, with\n"
        "new ids at each run. A receiver to begin with: docs/examples/receiver.py."
    )


def run(args: Namespace) -> int:
    """0 if every scene is good, 1 if one is not."""
    if args.new_secret is not None:
        return _make_secret(args.new_secret)
    url, clock = checked_url(args.url), SystemClock()
    letters = Letters(_secret(args.secret_file), WebhookSecret.new(), clock.now(), lambda: new_id(clock.now()))
    scenes = [one for one in conversation(letters, schemas()) if args.only.lower() in one.name.lower()]
    if not scenes:
        raise InvalidInput([Fault("--only", f"no scene has ‘{args.only}’ in its name", "leave it out to see all")])
    outcomes = asyncio.run(_play(url, scenes, clock))
    print(f"\n{ending(outcomes, len(scenes))}")
    for fault in _faults_in_production(url):
        print(f"In production this address is refused: it {fault.what}; {fault.cure}.")
    return 0 if len(outcomes) == len(scenes) and not any(one.wrong for one in outcomes) else 1


def schemas() -> Schemas:
    """The JSON Schema of all that can leave the house."""
    return {kind.value: schema_of(kind) for kind in EventType}


def checked_url(written: str) -> str:
    """The address in its one form; `InvalidInput` with every fault."""
    try:
        return checked(written, development=True)
    except InvalidInput as wrong:
        raise InvalidInput(wrong.under("URL")) from None


async def _play(url: str, scenes: list[Scene], clock: SystemClock) -> list[Outcome]:
    print(f"{len(scenes)} scenes, each answer within {PATIENCE:.0f} s\n")
    outcomes = []
    async for outcome in play(url, scenes, clock):
        print(line(outcome), flush=True)
        outcomes.append(outcome)
    return outcomes


def _secret(file: Path | None) -> WebhookSecret:
    """The secret that endpoint and check share; `InvalidInput` where there is none."""
    try:
        written = os.environ.get(_SECRET, "") if file is None else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise InvalidInput(
            [Fault("--secret-file", f"cannot be read: {type(failure).__name__}", "name a file")]
        ) from None
    if not written.strip():
        cure = f"make one with --new-secret FILE, or set {_SECRET}"
        raise InvalidInput([Fault("--secret-file", "there is no secret", cure)])
    try:
        return WebhookSecret.parse(written.strip())
    except InvalidInput as wrong:
        raise InvalidInput(wrong.under("--secret-file")) from None


def _make_secret(file: Path) -> int:
    """Write a secret where only its owner reads it; a file that exists is left alone."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as failure:
        print(f"ontzorg supplier-check: {file} was not written: {failure.strerror}", file=sys.stderr)
        return 1
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(f"{WebhookSecret.new().written()}\n")
    print(f"The secret is in {file}; give it to the endpoint, then: ./ontzorg supplier-check URL --secret-file {file}")
    return 0


def _faults_in_production(url: str) -> list[Fault]:
    try:
        checked(url, development=False)
    except InvalidInput as wrong:
        return list(wrong.faults)
    return []
