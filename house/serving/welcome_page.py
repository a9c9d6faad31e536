"""What `up` says when it is there: where to knock, who may come in, and one line to try."""

import shlex
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from house.services import SERVICES
from house.serving.folder import Folder


class Post(NamedTuple):
    """Where messages to people are laid down: letters and text messages, and mail where no server takes it."""

    folder: Path
    mail_too: bool


class Welcome(NamedTuple):
    """What there is to tell; `clock` is the sandbox's time, `roles` those that have a token."""

    address: str
    folder: Folder
    clock: datetime | None
    roles: Iterable[str]
    post: Post | None = None


def welcome_page(welcome: Welcome) -> str:
    """The page; without colour, for it is read by people and by scripts that wait for it."""
    roles = sorted(welcome.roles)
    lines = [
        f"Ontzorg is up{_as_what(welcome)}.",
        "",
        f"  GraphQL   {welcome.address}/graphql",
        f"  REST      {welcome.address}/v1          described in {welcome.address}/v1/openapi.json",
        *(f"            {_described(welcome.address, service)}" for service in SERVICES if service != "schedule"),
        *([f"  Clock     {welcome.address}/v1/sandbox/clock   POST moves it"] if welcome.clock else []),
        f"  Data      {welcome.folder.path}",
        *([_messages(welcome.post)] if welcome.post else []),
        *(_people(welcome.folder, roles) if roles else []),
        *(_to_try(welcome) if roles else []),
        "",
        "Ctrl-C ends it.",
    ]
    return "\n".join(lines)


def _described(address: str, service: str) -> str:
    base = f"{address}/{service}/v1"
    return f"{base:<{len(address) + len('/mandates/v1')}} described in {base}/openapi.json"


def _as_what(welcome: Welcome) -> str:
    if welcome.clock is None:
        return ""
    return f", as a sandbox: it is {welcome.clock:%Y-%m-%dT%H:%M:%SZ} until somebody moves the clock"


def _messages(post: Post) -> str:
    """Nothing that people are told is lost for want of somebody who carries it."""
    what = "letters, text messages and mail" if post.mail_too else "letters and text messages"
    return f"  Messages  {post.folder}   {what} to people lie there until somebody fetches them"


def _people(folder: Folder, roles: list[str]) -> list[str]:
    return [
        "",
        f"Everybody in it is invented. Each file in {folder.tokens} is a token, good for twelve hours:",
        f"  {'  '.join(roles)}",
    ]


def _to_try(welcome: Welcome) -> list[str]:
    token = shlex.quote(str(welcome.folder.tokens / "case_manager"))
    return [
        "",
        "To try in another terminal:",
        f'  curl -s -H "Authorization: Bearer $(cat {token})" {welcome.address}/v1/municipalities',
    ]
