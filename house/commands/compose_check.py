"""`compose-check`: build the image, bring docker-compose.yml up, live in it for a while, and take it down again."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from house.compose_check.docker import Composed, not_hardened
from house.compose_check.journey import Addresses, DidNotHappen, Journey, Say, until
from house.steps import ROOT
from services.clock import SystemClock, stopwatch

SUMMARY = "Build the image, bring docker-compose.yml up, pay a month in it over HTTP, and take it down again."
GROUP = "builders"
EXAMPLE = "./ontzorg compose-check"

_PROJECT = "ontzorg-check"
_BASE = "python:3.11-slim-bookworm"
_HOOK = "http://supplier:8090/"
_TOLD = "nl.ontzorg.mandates.account.changed approve"
_ONCE = {"migrate", "found"}
_NOT_OURS = {"database", "supplier"}
"""Whose exit code is their own affair."""


def add_arguments(parser: ArgumentParser) -> None:
    """From which images."""
    parser.add_argument("--base", default=_BASE, metavar="IMAGE", help=f"what ours is built from ({_BASE})")
    parser.add_argument("--postgres", metavar="IMAGE", help="the database's (that of docker-compose.yml)")
    parser.epilog = (
        f"{parser.epilog}\n\nNeeds Docker with Compose, v2 or v1 from 1.29. Where no registry can be reached,\n"
        "deploy/without-registry.sh brings both, and stand-ins for the two images."
    )


def run(args: Namespace) -> int:
    """Say each thing that was seen to work; the first that does not is a `Problem`, and all is taken down."""
    elapsed = stopwatch()

    def say(words: str) -> None:
        print(f"{elapsed():7.1f} s  {words}", flush=True)

    composed = Composed(ROOT, _PROJECT, args.base, args.postgres)
    composed.build()
    say("the image is built")
    with _up(composed):
        say("everything is up, in the order of its health")
        _live_in(composed, say)
        _leave(composed, say)
    say("everything is gone again")
    return 0


@contextmanager
def _up(composed: Composed) -> Iterator[None]:
    try:
        composed.up()
        yield
    finally:
        composed.down()


def _live_in(composed: Composed, say: Say) -> None:
    if weak := list(not_hardened(composed.containers())):
        raise DidNotHappen(f"not hardened: {'; '.join(weak)}")
    say("every container has a root that is read-only, no capabilities, and does not run as root")
    parts = ("gateway", "schedule", "mandates", "notify", "issuer")
    here = {part: f"http://127.0.0.1:{composed.port(part)}" for part in parts}
    journey = Journey(Addresses(**here, supplier=_HOOK), SystemClock().today(), say)
    journey.wait_for_all()
    journey.hand_in()
    composed.up("supplier", WEBHOOK_SECRETS=journey.subscribe())
    journey.approve_accounts()
    journey.pay()
    until(lambda: composed.log("supplier"), lambda said: _TOLD in said, "no webhook arrived")
    say("the example supplier has the webhook, and its signature fits")
    say(composed.run("migrate", "migrate").strip())
    say(composed.run("migrate", "doctor").strip().splitlines()[-1])


def _leave(composed: Composed, say: Say) -> None:
    composed.stop()
    codes = {service: one["State"]["ExitCode"] for service, one in composed.containers().items()}
    if bad := {service: code for service, code in codes.items() if code and service not in _NOT_OURS}:
        raise DidNotHappen(f"did not leave in good order: {bad}")
    say(f"told to leave, {len(set(codes) - _NOT_OURS - _ONCE)} parts ended with exit code 0")
