"""`accounts`: payee accounts that wait for a second person, looked at and decided together or one by one."""

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
from services.errors import Fault, InvalidInput, NotFound
from services.ids import new_id
from services.mandates.client import MandatesClient
from services.mandates.schemas import AccountBatch, ApprovedAccounts, DecidedAccount, WaitingAccount
from services.telemetry import set_up_logging

SUMMARY = "Look at the payee accounts that wait for a second person; approve a batch or one of them, or reject one."
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


class NoSuchAccount(NotFound):
    """There is no such account that you may decide about."""


def add_arguments(parser: ArgumentParser) -> None:
    """What to do with which batch or account; where, and as whom, stand in the environment."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="list | approve | reject")
    listing = acts.add_parser("list", help="what waits, with what the banks said; names and numbers are masked")
    listing.add_argument("--all", action="store_true", help=f"every account, and not the first {_SHOWN} of a batch")
    approve = acts.add_parser("approve", help="one account, or a whole batch by its digest; not your own")
    approve.add_argument("id", type=UUID, metavar="ID", help="of an account, or with --digest of a batch")
    approve.add_argument("--digest", metavar="DIGEST", help="approve the batch: the whole digest of what was looked at")
    approve.add_argument(
        "--despite-no-match", metavar="REASON", help="why to pay to an account that the bank says is another's"
    )
    reject = acts.add_parser("reject", help="one account, with the reason; it can be proposed anew")
    reject.add_argument("id", type=UUID, metavar="ID", help="of an account")
    reject.add_argument("--reason", required=True, metavar="REASON", help="why nothing is to be paid to it")
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


async def _list(registry: MandatesClient, args: Namespace) -> None:
    waiting = await _waiting(registry)
    ids = {one.batch_id for one in waiting if one.batch_id is not None}
    batches = {batch_id: await registry.account_batch(batch_id) for batch_id in sorted(ids)}
    print("\n".join(listed(waiting, batches, None if args.all else _SHOWN)))


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
    check(args)
    key = f"accounts approve {new_id(SystemClock().now())}"
    if args.digest is not None:
        print("\n".join(approved(await registry.approve_account_batch(args.id, args.digest, key))))
        return
    try:
        print(decided(await registry.approve_account(args.id, args.despite_no_match, key)))
    except NotFound:
        raise NoSuchAccount(f"{NoSuchAccount.title} If {args.id} is a batch, add its --digest.") from None


async def _reject(registry: MandatesClient, args: Namespace) -> None:
    key = f"accounts reject {new_id(SystemClock().now())}"
    try:
        print(decided(await registry.reject_account(args.id, args.reason, key)))
    except NotFound:
        raise NoSuchAccount(f"{NoSuchAccount.title} A batch is rejected account by account.") from None


_ACTS: dict[str, Callable[[MandatesClient, Namespace], Awaitable[None]]] = {
    "list": _list,
    "approve": _approve,
    "reject": _reject,
}


def check(args: Namespace) -> None:
    """`InvalidInput` for a reason that would be given for a whole batch."""
    if args.digest is not None and args.despite_no_match is not None:
        cure = "approve that account by its own id; a batch never takes along what is another's"
        raise InvalidInput([Fault("--despite-no-match", "is about one account, and --digest about a batch", cure)])


def listed(
    waiting: Sequence[WaitingAccount], batches: Mapping[UUID, AccountBatch], shown: int | None = _SHOWN
) -> list[str]:
    """The accounts that wait, by batch: how many, some or all of them masked with what the banks said, those first that
    a person has to look at, and how to approve the others together."""
    if not waiting:
        return ["No account waits for a second person."]
    lines: list[str] = []
    in_order = sorted(waiting, key=_place)
    for batch_id, some in groupby(in_order, key=lambda one: one.batch_id):
        accounts = list(some)
        whose = sorted({one.proposed_by for one in accounts})
        name = f"Batch {batch_id}" if batch_id else "One by one"
        lines += [f"{name}: {len(accounts)} account(s), handed in by {', '.join(whose)}"]
        lines += [
            f"  {one.id}  {one.name}  {one.iban}  {_SAID[one.verification or 'not_asked']}" for one in accounts[:shown]
        ]
        left = len(accounts) - len(accounts[:shown])
        lines += [f"  … and {left} more; --all shows them"] if left else []
        if batch_id is not None:
            lines += [f"  ./ontzorg accounts approve {batch_id} --digest {batches[batch_id].digest}"]
    return [*lines, "One alone: ./ontzorg accounts approve ID, or reject ID --reason REASON"]


def _place(one: WaitingAccount) -> tuple[str, bool, str, str]:
    """By batch; in it those first that are not approved with the others."""
    return str(one.batch_id or ""), one.verification not in ("no_match", None), one.name, str(one.id)


def decided(account: DecidedAccount) -> str:
    """What became of one account."""
    return f"{account.name}  {account.iban} is {account.state}."


def approved(told: ApprovedAccounts) -> list[str]:
    """What was approved, and what of the batch a person has to look at one by one."""
    left = told.batch.states.get("proposed", 0)
    rest = [f"{left} wait(s) still: look at each with `accounts list`, for no bank said that it is the payee's."]
    return [f"{told.approved} account(s) approved.", *(rest if left else [])]
