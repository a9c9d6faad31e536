"""An endpoint for the webhooks of Ontzorg, on the standard library alone: start here, and put your own work in `act`.

    WEBHOOK_SECRETS="whsec_…" python receiver.py --port 8090

It does what every receiver has to do, in this order: read the raw bytes, see that they are signed and fresh, keep the
message once by its id, and only then answer. A message that is kept and not yet acted upon is acted upon at the next
start, so a power cut loses nothing. Behind your own reverse proxy for https.
"""

import argparse
import base64
import binascii
import hmac
import json
import os
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOLERANCE = 5 * 60
"""Seconds that the sender's clock may be from yours."""
LARGEST = 64 * 1024
"""Bytes of a message; ours stay below 20,000."""
PATIENCE = 10
"""Seconds that a connection may be silent."""

_TABLES = """
create table if not exists message (
    id text primary key, type text not null, subject text not null, sequence text not null, body text not null,
    acted integer not null default 0
);
create table if not exists subject (name text primary key, sequence text not null);
"""


class RefusedError(Exception):
    """A message that is not taken: the status that says so, and a word for whoever reads the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def verified(headers: Mapping[str, str], body: bytes, secrets: list[bytes], now: float) -> str:
    """The id of a message that one of `secrets` signed, and not long ago; else `RefusedError`.

    Standard Webhooks 1.0.0. While a secret is replaced both sign, so any match will do. Never compare with `==`.
    """
    message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (sent_at.isascii() and sent_at.isdigit()) or len(sent_at) > 12:
        raise RefusedError(401, "webhook-id or webhook-timestamp is missing or odd")
    if abs(now - int(sent_at)) > TOLERANCE:
        raise RefusedError(401, "webhook-timestamp is too far from our clock")
    signed = f"{message_id}.{sent_at}.".encode() + body
    ours = [hmac.digest(secret, signed, "sha256") for secret in secrets]
    theirs = [_signature(one) for one in headers.get("webhook-signature", "").split(" ")[:16]]
    if not any(hmac.compare_digest(our, their) for our in ours for their in theirs):
        raise RefusedError(401, "no signature fits")
    return message_id


def _signature(written: str) -> bytes:
    """The bytes of one signature; empty for another scheme, or for what is no signature at all."""
    scheme, _, encoded = written.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if scheme == "v1" else b""
    except (binascii.Error, ValueError):
        return b""


def read(body: bytes) -> dict[str, Any]:
    """The CloudEvent; `RefusedError` for what is none. Fields and types that you do not know are let through."""
    try:
        event = json.loads(body.decode())
    except ValueError:
        raise RefusedError(400, "the body is no JSON in UTF-8") from None
    if not isinstance(event, dict) or not all(isinstance(event.get(name), str) for name in ("id", "type", "subject")):
        raise RefusedError(400, "the body is no CloudEvent with id, type and subject")
    return event


class Inbox:
    """What came, each message once, in a file that outlives the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as database:
            database.executescript(_TABLES)

    def keep(self, message_id: str, event: Mapping[str, Any], body: bytes) -> bool:
        """Keep a message; False if it was kept before, for that is no news."""
        row = (message_id, event["type"], event["subject"], str(event.get("sequence", "")), body.decode())
        with closing(self._open()) as database, database:
            added = database.execute(
                "insert into message (id, type, subject, sequence, body) values (?, ?, ?, ?, ?) on conflict do nothing",
                row,
            )
            return added.rowcount == 1

    def act_on_all(self) -> None:
        """Act on what is kept and was not acted upon, each once, newest word of a subject last."""
        with closing(self._open()) as database:
            waiting = database.execute(
                "select id, subject, sequence, body from message where acted = 0 order by subject, sequence"
            ).fetchall()
            for message_id, subject, sequence, body in waiting:
                with database:
                    mine = database.execute("update message set acted = 1 where id = ? and acted = 0", (message_id,))
                    if mine.rowcount == 1 and self._is_news(database, subject, sequence):
                        act(json.loads(body), database)

    @staticmethod
    def _is_news(database: sqlite3.Connection, subject: str, sequence: str) -> bool:
        """Messages can overtake each other. A `sequence` is a text that sorts as its number: an older one is past."""
        if not sequence:
            return True
        newer = database.execute(
            "insert into subject values (?, ?) on conflict (name) do update set sequence = excluded.sequence"
            " where excluded.sequence > subject.sequence",
            (subject, sequence),
        )
        return newer.rowcount == 1

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=PATIENCE)


def act(event: Mapping[str, Any], _: sqlite3.Connection) -> None:
    """Your work. What it writes goes into this transaction, beside the mark that it was done: both or neither."""
    print(f"{event['type']} {event.get('data', {}).get('happened', '')}", flush=True)


class Endpoint(BaseHTTPRequestHandler):
    """`POST` anywhere: 204 for what is kept, 4xx for what is not ours."""

    secrets: list[bytes]
    inbox: Inbox
    timeout = PATIENCE

    def do_POST(self) -> None:
        """Take a message in."""
        try:
            body = self._body()
            message_id = verified(
                {name.lower(): value for name, value in self.headers.items()}, body, self.secrets, time.time()
            )
            self.inbox.keep(message_id, read(body), body)
        except RefusedError as refusal:
            return self._answer(refusal.status, str(refusal))
        self._answer(204)
        return self.inbox.act_on_all()

    def _body(self) -> bytes:
        length = self.headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            raise RefusedError(411, "say how long the body is")
        if len(length) > 9 or int(length) > LARGEST:
            raise RefusedError(413, "the body is too large")
        return self.rfile.read(int(length))

    def _answer(self, status: int, why: str = "") -> None:
        content = why.encode()
        self.send_response(status)
        self.send_header("connection", "close")
        if status != 204:
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Addresses and headers are nobody's business in a log."""


def main() -> None:
    """Listen until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--inbox", type=Path, default=Path("inbox.sqlite"))
    args = parser.parse_args()
    written = os.environ.get("WEBHOOK_SECRETS", "").split()
    if not written:
        parser.error("put the secret into WEBHOOK_SECRETS; while it is replaced, both with a space between")
    Endpoint.secrets = [base64.b64decode(one.removeprefix("whsec_"), validate=True) for one in written]
    Endpoint.inbox = Inbox(args.inbox)
    Endpoint.inbox.act_on_all()
    server = ThreadingHTTPServer((args.host, args.port), Endpoint)
    print(f"listening on http://{args.host}:{server.server_address[1]}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
