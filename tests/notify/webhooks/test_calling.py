"""A message is posted to a real server: what is answered is a value, and where the name leads is looked at."""

import datetime
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notify.webhooks.attempts import Answer, Failure
from services.notify.webhooks.calling import KEPT, WHOLE_ANSWER, EndpointCalls, all_of_it, open_calls
from tests.notify.webhooks.receiver import Receiver

LOOPBACK = [IPv4Network("127.0.0.0/8")]
NAME = "woonstede.example"


class Names(AbstractResolver):
    """Where a name leads: to each of these in turn, and to the last of them from then on."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = list(addresses)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        address = self._addresses.pop(0) if len(self._addresses) > 1 else self._addresses[0]
        flags = socket.AI_NUMERICHOST
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)]

    async def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as listening:
        yield listening


@pytest.fixture
async def calls() -> AsyncIterator[EndpointCalls]:
    async with open_calls(LOOPBACK, whole=0.3, connect=0.2) as opened:
        yield opened


async def test_what_is_posted_arrives_byte_for_byte_and_the_answer_is_told(
    calls: EndpointCalls, receiver: Receiver
) -> None:
    receiver.answers(429, "Retry-After: 120", body=b"not so fast")
    url = f"http://127.0.0.1:{receiver.port}/a%2Fb?c=d%20e"
    assert await calls.post(url, b"\x00\xff", {"webhook-id": "one"}) == Answer(429, "120", b"not so fast")
    (got,) = receiver.got
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/a%2Fb?c=d%20e", b"\x00\xff", "one")
    assert (got.headers["user-agent"], "cookie" in got.headers) == ("Ontzorg-Webhooks/1.0", False)


async def test_one_connection_serves_again(calls: EndpointCalls, receiver: Receiver) -> None:
    for _ in range(3):
        assert await calls.post(receiver.url, b"", {}) == Answer(204)
    assert receiver.connections == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_an_answer_and_is_not_followed(
    calls: EndpointCalls, receiver: Receiver, status: int
) -> None:
    receiver.answers(status, f"Location: {receiver.url}/elsewhere")
    assert await calls.post(receiver.url, b"", {}) == Answer(status)
    assert [one.path for one in receiver.got] == ["/webhooks"]


async def test_no_cookie_is_kept(calls: EndpointCalls, receiver: Receiver) -> None:
    receiver.answers(200, "Set-Cookie: who=we")
    for _ in range(2):
        await calls.post(receiver.url, b"", {})
    assert [one.headers.get("cookie") for one in receiver.got] == [None, None]


async def test_of_an_answer_no_more_is_read_than_is_kept(calls: EndpointCalls, receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 500 No\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 4096
    reply = await calls.post(receiver.url, b"", {})
    assert isinstance(reply, Answer)
    assert (reply.status, len(reply.said) <= KEPT) == (500, True)


async def test_an_answer_that_says_more_than_its_status_is_read_to_its_end_but_not_for_ever(receiver: Receiver) -> None:
    said = b"x" * (WHOLE_ANSWER + 1)
    async with open_calls(LOOPBACK, whole=2, reads=all_of_it) as calls:
        for many, read in ((3, 3), (KEPT + 1, KEPT + 1), (WHOLE_ANSWER + 1, WHOLE_ANSWER)):
            receiver.answers(200, body=said[:many])
            assert await calls.post(receiver.url, b"", {}) == Answer(200, None, said[:read])


async def test_what_is_packed_is_not_unpacked(calls: EndpointCalls, receiver: Receiver) -> None:
    receiver.answers(500, "Content-Encoding: gzip", body=b"no gzip at all")
    assert await calls.post(receiver.url, b"", {}) == Answer(500, None, b"no gzip at all")


async def test_who_says_nothing_is_too_slow(calls: EndpointCalls, receiver: Receiver) -> None:
    receiver.answer = None
    assert await calls.post(receiver.url, b"", {}) is Failure.TOO_SLOW


async def test_who_begins_an_answer_and_does_not_end_it_is_too_slow(calls: EndpointCalls, receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 200 OK\r\nContent-Le"
    assert await calls.post(receiver.url, b"", {}) is Failure.TOO_SLOW


async def test_who_breaks_off_or_speaks_no_http_has_not_answered(calls: EndpointCalls, receiver: Receiver) -> None:
    receiver.answer = b"SSH-2.0-OpenSSH_9.7\r\n\r\n"
    assert await calls.post(receiver.url, b"", {}) is Failure.BROKEN_OFF
    receiver.resets = True
    assert await calls.post(receiver.url, b"", {}) is Failure.BROKEN_OFF


async def test_where_nobody_listens_nobody_answers(calls: EndpointCalls, receiver: Receiver) -> None:
    await receiver.disappear()
    assert await calls.post(receiver.url, b"", {}) is Failure.UNREACHABLE


async def test_a_name_that_is_none_leads_nowhere(calls: EndpointCalls) -> None:
    assert await calls.post("http://no-such-host.invalid/", b"", {}) is Failure.UNKNOWN_HOST


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "[::1]"]
)
async def test_an_address_inside_is_not_called_however_it_is_written(receiver: Receiver, host: str) -> None:
    async with open_calls() as calls:
        assert await calls.post(f"http://{host}:{receiver.port}/", b"", {}) is Failure.ADDRESS_REFUSED
    assert receiver.connections == 0


async def test_a_name_is_looked_at_for_each_connection_and_the_address_looked_at_is_the_one_called(
    receiver: Receiver,
) -> None:
    """The resolver that rebinds: it leads where it may, and a moment later to our own machine."""
    names = Names("127.0.0.1", "127.0.0.2")
    receiver.answers(204, "Connection: close")
    async with open_calls([IPv4Network("127.0.0.1/32")], resolver=names) as calls:
        url = f"http://{NAME}:{receiver.port}/"
        assert await calls.post(url, b"", {}) == Answer(204)
        assert await calls.post(url, b"", {}) is Failure.ADDRESS_REFUSED
    assert (names.asked, receiver.connections, receiver.got[0].headers["host"]) == (2, 1, f"{NAME}:{receiver.port}")


def a_certificate(folder: Path, names: Sequence[str]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Who shows it, and who trusts it."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    from_, until = datetime.datetime(2020, 1, 1), datetime.datetime(2060, 1, 1)  # noqa: DTZ001 - as X.509 has it: in UTC, without saying so
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(from_).not_valid_after(until)
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
    certificate = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(private + certificate)
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(folder / "both.pem")
    return shows, ssl.create_default_context(cadata=certificate.decode())


async def test_host_and_certificate_are_those_of_the_name_whatever_address_is_called(tmp_path: Path) -> None:
    shows, trusts = a_certificate(tmp_path, [NAME])
    async with (
        Receiver(shows) as receiver,
        open_calls(LOOPBACK, resolver=Names("127.0.0.1"), trusted=trusts) as calls,
    ):
        assert await calls.post(f"https://{NAME}:{receiver.port}/", b"", {}) == Answer(204)
        assert receiver.got[0].headers["host"] == f"{NAME}:{receiver.port}"
        assert await calls.post(f"https://elders.example:{receiver.port}/", b"", {}) is Failure.NOT_TRUSTED
        assert len(receiver.got) == 1


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    shows, _ = a_certificate(tmp_path, [NAME])
    async with Receiver(shows) as receiver, open_calls(LOOPBACK, resolver=Names("127.0.0.1")) as calls:
        assert await calls.post(f"https://{NAME}:{receiver.port}/", b"", {}) is Failure.NOT_TRUSTED
        assert receiver.got == []
