"""The channels of a deployment, as a TOML file describes them: which host, which key, which folder, how often.

No secret stands in it: our own key lies in a file of its own, and the keys of the host are public.
"""

import re
import tomllib
from datetime import time, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncssh

from services.errors import Fault, InvalidInput
from services.reading import Reader

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_SSH_PORT, _LAST_PORT = 22, 65_535
_USUALLY, _MOST = 15, 24 * 60


class ChannelDescription(NamedTuple):
    """A channel of an organisation at its bank; `expected_by` is an hour in the Netherlands on each bank day.

    `host_keys` are the public keys of which the host has to show one, in the form of OpenSSH. A file is only ever
    removed at the bank when it was taken in, and only if `delete_when_taken` says so.
    """

    organisation_id: UUID
    name: str
    host: str
    port: int
    user: str
    host_keys: tuple[str, ...]
    key_file: Path
    incoming: str
    every: timedelta
    expected_by: time | None
    delete_when_taken: bool


def read_channels(text: str) -> tuple[ChannelDescription, ...]:
    """The channels of such a file; `InvalidInput` with every fault."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput([Fault("", f"this is not TOML: {error}", "mend the file at that place")]) from None
    reader = Reader(raw)
    found = reader.each("channel", _channel, least=1)
    reader.finish()
    places = [(one.organisation_id, one.name) for one in found]
    for number, place in enumerate(places):
        if place in places[:number]:
            reader.fault(f"channel[{number}].name", "this organisation has a channel of that name", "give it another")
    if reader.faults:
        raise InvalidInput(reader.faults)
    return tuple(found)


def _channel(reader: Reader) -> ChannelDescription:
    return ChannelDescription(
        organisation_id=_organisation(reader),
        name=_name(reader),
        host=reader.text("host"),
        port=reader.number("port", 1, _LAST_PORT, _SSH_PORT),
        user=reader.text("user"),
        host_keys=_host_keys(reader),
        key_file=Path(reader.text("key_file")),
        incoming=reader.text("incoming").rstrip("/") or "/",
        every=timedelta(minutes=reader.number("every_minutes", 1, _MOST, _USUALLY)),
        expected_by=_hour(reader),
        delete_when_taken=_flag(reader, "delete_when_taken"),
    )


def _organisation(reader: Reader) -> UUID:
    text = reader.text("organisation")
    try:
        return UUID(text)
    except ValueError:
        if text:
            reader.fault("organisation", "this is no id of an organisation", "give its UUID")
        return UUID(int=0)


def _name(reader: Reader) -> str:
    name = reader.text("name")
    if name and not _NAME.fullmatch(name):
        reader.fault(
            "name", "a channel has a short name", "use small letters, digits and hyphens, as in bng-statements"
        )
    return name


def _host_keys(reader: Reader) -> tuple[str, ...]:
    """At least one: a host whose key nobody has compared may be anybody."""
    keys = reader.texts("host_keys")
    for number, key in enumerate(keys):
        try:
            asyncssh.import_public_key(key)
        except asyncssh.KeyImportError:
            where = f"host_keys[{number}]"
            reader.fault(where, "this is no public key", "copy it as OpenSSH writes it, as in ssh-ed25519 AAAA…")
    return tuple(keys)


def _hour(reader: Reader) -> time | None:
    if not reader.has("expected_by"):
        return None
    text = reader.text("expected_by")
    if text and not _HOUR.fullmatch(text):
        reader.fault("expected_by", "this is no time of day", "write an hour and minutes, as in 09:30")
        return None
    return time.fromisoformat(text) if text else None


def _flag(reader: Reader, key: str) -> bool:
    given = reader.given(key)
    if given not in (None, True, False):
        reader.fault(key, "true or false belongs here", "")
    return given is True
