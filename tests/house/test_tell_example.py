"""The example of how a supplier tells us something: signed as our door verifies it, and persistent."""

import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from services.clock import SystemClock
from services.webhooks import WebhookSecret, verify
from tests.house.supplier_check.endpoints import Answering, always, endpoint

_EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "tell.py"
_SECRET = WebhookSecret(b"s" * 32)
_WORD = ["collection.suspended", '{"fromMonth": "2026-03"}', "--id", "msg_1"]


def _tell(answering: Answering) -> subprocess.CompletedProcess[str]:
    with endpoint(answering) as url:
        environment = {"LETTERBOX": url, "LETTERBOX_SECRET": _SECRET.written(), "no_proxy": "*"}
        command = [sys.executable, str(_EXAMPLE), *_WORD]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_word_is_signed_as_our_own_verifier_wants_it_and_sent_again_with_its_id() -> None:
    heard: list[tuple[str, bytes]] = []

    def second_time(request: BaseHTTPRequestHandler, body: bytes) -> None:
        heard.append((verify([_SECRET], dict(request.headers), body, SystemClock().now()), body))
        always(503 if len(heard) == 1 else 202)(request, body)

    told = _tell(second_time)
    assert (told.returncode, told.stdout) == (0, "msg_1: 202 \n"), told.stderr
    assert heard[0] == heard[1]
    assert heard[0][0] == "msg_1"


def test_a_refusal_is_not_tried_again() -> None:
    asked: list[bytes] = []

    def refusing(request: BaseHTTPRequestHandler, body: bytes) -> None:
        asked.append(body)
        always(400)(request, body)

    told = _tell(refusing)
    assert (told.returncode, told.stdout) == (1, "msg_1: 400 \n")
    assert len(asked) == 1
