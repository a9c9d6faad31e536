"""The address of a webhook, as somebody may write it down. Pure: where its name leads is looked at when it is called.

Outside development it is https, at the name of a host, on a port where web servers stand. Numbers for a host are
refused in every notation (decimal, octal, hexadecimal, IPv6): they are how a request is led where it should not go.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from services.errors import Fault, InvalidInput

LONGEST = 2000
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)
"""What an address is written with (RFC 3986, section 2)."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])", re.ASCII)
"""Names with a dot (RFC 1123), of which the last part begins with a letter: no number is written so."""
_PORTS = (443, 8443)


def checked(written: str, *, development: bool) -> str:
    """The address in its one form; `InvalidInput` with every fault. In development it may lead anywhere."""
    parts = _split(written)
    faults = list(_faults(parts, written)) + ([] if development else list(_faults_in_production(parts)))
    if faults:
        raise InvalidInput(faults)
    port = "" if parts.port in (None, _default_port(parts)) else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{_host(parts)}{port}{parts.path or '/'}{query}"


def _split(written: str) -> SplitResult:
    if len(written) > LONGEST or not _CHARACTERS.fullmatch(written):
        cure = f"give at most {LONGEST} characters of ASCII; a name with other letters begins with xn--"
        raise InvalidInput([Fault("", "is no address of the web", cure)])
    try:
        parts = urlsplit(written)
        _ = parts.port  # read here, for it is only then that a port that is none is found
    except ValueError:
        raise InvalidInput([Fault("", "is no address of the web", "write https://host.example/path")]) from None
    return parts


def _faults(parts: SplitResult, written: str) -> Iterator[Fault]:
    if parts.scheme not in ("http", "https"):
        yield Fault("", "is no address of the web", "begin with https://")
    if not parts.hostname:
        yield Fault("", "names no host", "write https://host.example/path")
    if "@" in parts.netloc:
        yield Fault("", "has a user or a password in it", "leave it out: what we send is signed")
    if "#" in written:
        yield Fault("", "has a fragment, which is never sent", "leave out what follows the #")
    if parts.port == 0:
        yield Fault("", "has port 0, where nobody listens", "leave the port out")


def _faults_in_production(parts: SplitResult) -> Iterator[Fault]:
    if parts.scheme == "http":
        yield Fault("", "is not encrypted", "begin with https://")
    if parts.hostname and not _HOST.fullmatch(parts.hostname):
        yield Fault("", "does not name its host", "write the full name of the host; a number is not called")
    if parts.port not in (None, *_PORTS):
        yield Fault("", f"has port {parts.port}", f"use {' or '.join(map(str, _PORTS))}")


def _host(parts: SplitResult) -> str:
    """The host in small letters; an IPv6 address between its brackets."""
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _default_port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80
