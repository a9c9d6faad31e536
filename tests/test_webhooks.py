import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from services.errors import InvalidInput
from services.webhooks import TOLERANCE, SignatureRefused, WebhookSecret, sign, verify

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OLD, NEW, STRANGE = (WebhookSecret(bytes([number]) * 32) for number in (1, 2, 3))
BODY = b'{"type":"nl.ontzorg.schedule.plan.made"}'


def test_the_headers_are_those_of_standard_webhooks() -> None:
    second = int(NOW.timestamp())
    expected = hmac.new(OLD.key, b"msg_1.%d." % second + BODY, hashlib.sha256).digest()
    assert sign([OLD], "msg_1", BODY, NOW) == {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(second),
        "webhook-signature": "v1," + base64.b64encode(expected).decode(),
    }


@given(st.binary(max_size=200), st.integers(-300, 300))
def test_what_was_signed_within_five_minutes_is_taken(body: bytes, seconds: int) -> None:
    headers = sign([OLD], "msg_1", body, NOW)
    assert verify([OLD], headers, body, NOW + timedelta(seconds=seconds)) == "msg_1"


@given(st.text(max_size=50), st.sampled_from(["msg_1", "~", "a" * 255]))
def test_what_the_reference_library_signs_is_what_we_sign(body: str, message_id: str) -> None:
    signature = Webhook(OLD.written()).sign(message_id, NOW, body)
    assert signature == sign([OLD], message_id, body.encode(), NOW)["webhook-signature"]
    headers = {"webhook-id": message_id, "webhook-timestamp": str(int(NOW.timestamp())), "webhook-signature": signature}
    assert verify([OLD], headers, body.encode(), NOW) == message_id


@pytest.mark.parametrize("late", [TOLERANCE + timedelta(seconds=1), -TOLERANCE - timedelta(seconds=1)])
def test_an_attempt_outside_the_tolerance_is_refused(late: timedelta) -> None:
    headers = sign([OLD], "msg_1", BODY, NOW)
    with pytest.raises(SignatureRefused, match="too far from our clock"):
        verify([OLD], headers, BODY, NOW + late)


def test_while_a_secret_is_replaced_either_end_may_be_first() -> None:
    both = sign([NEW, OLD], "msg_1", BODY, NOW)
    assert verify([OLD], both, BODY, NOW) == "msg_1"
    assert verify([NEW], both, BODY, NOW) == "msg_1"
    assert verify([NEW, OLD], sign([OLD], "msg_1", BODY, NOW), BODY, NOW) == "msg_1"


def test_a_strangers_signature_is_refused() -> None:
    with pytest.raises(SignatureRefused, match="No signature"):
        verify([OLD, NEW], sign([STRANGE], "msg_1", BODY, NOW), BODY, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook-signature": "v2,AAAA"},
        {"webhook-signature": "v1,"},
    ],
)
def test_a_changed_header_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(SignatureRefused):
        verify([OLD], sign([OLD], "msg_1", BODY, NOW) | changes, BODY, NOW)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(SignatureRefused):
        verify([OLD], sign([OLD], "msg_1", BODY, NOW), BODY + b" ", NOW)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"webhook-id": ""}, "webhook-id is missing"),
        ({"webhook-timestamp": ""}, "webhook-timestamp is missing"),
        ({"webhook-signature": ""}, "webhook-signature is missing"),
        ({"webhook-timestamp": "yesterday"}, "not a number of seconds"),
        ({"webhook-timestamp": "9" * 400}, "not a number of seconds"),
        ({"webhook-timestamp": "\N{ARABIC-INDIC DIGIT ONE}"}, "not a number of seconds"),
        ({"webhook-signature": "v1"}, "No signature"),
        ({"webhook-signature": "nonsense"}, "No signature"),
        ({"webhook-signature": "v1,***"}, "not base64"),
        ({"webhook-signature": "v1,é"}, "not base64"),
    ],
)
def test_a_malformed_header_is_a_refusal_like_any_other(changes: dict[str, str], why: str) -> None:
    with pytest.raises(SignatureRefused, match=why):
        verify([OLD], sign([OLD], "msg_1", BODY, NOW) | changes, BODY, NOW)


@given(st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()))
def test_no_header_whatever_breaks_the_receiver(headers: dict[str, str]) -> None:
    with pytest.raises(SignatureRefused):
        verify([OLD], headers, BODY, NOW)


def test_header_names_are_read_in_any_case() -> None:
    headers = {name.title(): value for name, value in sign([OLD], "msg_1", BODY, NOW).items()}
    assert verify([OLD], headers, BODY, NOW) == "msg_1"


def test_without_a_secret_nothing_is_signed_and_nothing_is_taken() -> None:
    with pytest.raises(InvalidInput):
        sign([], "msg_1", BODY, NOW)
    with pytest.raises(SignatureRefused):
        verify([], sign([OLD], "msg_1", BODY, NOW), BODY, NOW)


def test_an_id_with_a_full_stop_is_not_signed() -> None:
    with pytest.raises(InvalidInput, match="without full stops"):
        sign([OLD], "msg.1", BODY, NOW)


def test_a_secret_is_written_once_and_read_back() -> None:
    secret = WebhookSecret.new()
    assert secret.written().startswith("whsec_")
    assert WebhookSecret.parse(secret.written()) == secret
    assert WebhookSecret.new() != secret


@pytest.mark.parametrize(
    ("text", "why"),
    [("whsec_***", "not base64"), ("whsec_é", "not base64"), ("whsec_AAAA", "a secret of 3 bytes"), ("", "0 bytes")],
)
def test_what_is_no_secret_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        WebhookSecret.parse(text)


def test_a_secret_is_not_printed() -> None:
    assert repr(OLD) == "WebhookSecret(…)"
    assert "AQEB" not in f"{OLD} {[OLD]!r}"
