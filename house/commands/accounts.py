"""`accounts`: payee accounts that wait for a second person, looked at and approved by batch, at a running house."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

import httpx

from house.commands.run import HERE, PATIENCE, TOKEN, URL, NobodyIsThere
from services.asking import DoesNotAnswer
from services.clock import SystemClock
from services.errors import Fault, InvalidInput
from services.ids import new_id
from services.mandates.client import MandatesClient
from services.mandates.schemas import AccountBatch, ApprovedAccounts, WaitingAccount
from services.telemetry import set_up_logging

SUMMARY = "Look at the payee accounts that wait for a second person, and approve a batch of them."
GROUP = "people"
EXAMPLE = "./ontzorg accounts list"

_PAGES = 200
"""As many pages are looked at, of 200 accounts each: what a whole caseload brings."""

_SHOWN = 10
_SAID = {
    "match": "the bank knows name and number as one holder's",
    "close_match": "the bank knows the number under a name that is nearly this one",
    "no_match": "THE BANK KNOWS THE NUMBER UNDER ANOTHER NAME; not approved with the others",
    "not_possible": "the bank could not say",
    "not_asked": "no bank was asked",
}


def add_arguments(parser: ArgumentParser) -> None:
    """What to do with which batch; where, and as whom, stand in the environment."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="list | approve")
    acts.add_parser("list", help="the batches that wait, with what the banks said; names and numbers are masked")
    approve = acts.add_parser("approve", help="as another person than who handed them in, by the digest of the list")
    approve.add_argument("batch", type=UUID, metavar="BATCH")
    approve.add_argument("--digest", required=True, metavar="DIGEST", help="the whole digest of what was looked at")
    parser.epilog = (
        f"{parser.epilog}\n\n{URL} is the address of the house ({HERE} without it), {TOKEN} the access token of\n"
        "whoever acts. Nothing is paid to an account that one person alone has seen."
    )


def run(args: Namespace) -> int:
    """Do it, and say what it came to; the registry's own problem if it refuses."""
    set_up_logging("accounts", SystemClock(), level="ERROR")  # what goes wrong is told in words of its own
    asyncio.run(_at_the_registry(args, os.environ))
    return 0


async def _at_the_registry(args: Namespace, settings: Mapping[str, str]) -> None:
    token = settings.get(TOKEN)
    if not token:
        raise InvalidInput([Fault(TOKEN, "is not set", "set it to an access token that may do this")])
    address = settings.get(URL) or HERE
    async with httpx.AsyncClient(base_url=f"{address.rstrip('/')}/mandates", timeout=PATIENCE) as http:
        try:
            await _ACTS[args.act](MandatesClient(http, token), args)
        except DoesNotAnswer:
            what = f"Nothing answers at {address}; `./ontzorg up` starts a house, {URL} names another."
            raise NobodyIsThere(what) from None


async def _list(registry: MandatesClient, _: Namespace) -> None:
    waiting = await _waiting(registry)
    ids = {one.batch_id for one in waiting if one.batch_id is not None}
    batches = {batch_id: await registry.account_batch(batch_id) for batch_id in sorted(ids)}
    print("\n".join(listed(waiting, batches)))


async def _waiting(registry: MandatesClient) -> list[WaitingAccount]:
    found: list[WaitingAccount] = []
    cursor: str | None = None
    for _ in range(_PAGES):
        page = await registry.waiting_accounts(cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


async def _approve(registry: MandatesClient, args: Namespace) -> None:
    key = f"accounts approve {new_id(SystemClock().now())}"
    print("\n".join(approved(await registry.approve_account_batch(args.batch, args.digest, key))))


_ACTS: dict[str, Callable[[MandatesClient, Namespace], Awaitable[None]]] = {"list": _list, "approve": _approve}


def listed(waiting: Sequence[WaitingAccount], batches: Mapping[UUID, AccountBatch]) -> list[str]:
    """The accounts that wait, by batch: how many, what the banks said, some of them masked, and how to approve all."""
    if not waiting:
        return ["No account waits for a second person."]
    lines: list[str] = []
    in_order = sorted(waiting, key=lambda one: (str(one.batch_id or ""), one.name, str(one.id)))
    for batch_id, some in groupby(in_order, key=lambda one: one.batch_id):
        accounts = list(some)
        whose = sorted({one.proposed_by for one in accounts})
        name = f"Batch {batch_id}" if batch_id else "One by one"
        lines += [f"{name}: {len(accounts)} account(s), handed in by {', '.join(whose)}"]
        lines += [f"  {one.name}  {one.iban}  {_SAID[one.verification or 'not_asked']}" for one in accounts[:_SHOWN]]
        lines += [f"  … and {len(accounts) - _SHOWN} more"] if len(accounts) > _SHOWN else []
        if batch_id is not None:
            lines += [f"  ./ontzorg accounts approve {batch_id} --digest {batches[batch_id].digest}"]
    return lines


def approved(told: ApprovedAccounts) -> list[str]:
    """What was approved, and what of the batch a person has to look at one by one."""
    left = told.batch.states.get("proposed", 0)
    rest = [f"{left} wait(s) still: look at each, for the bank did not say that name and number belong together."]
    return [f"{told.approved} account(s) approved.", *(rest if left else [])]
