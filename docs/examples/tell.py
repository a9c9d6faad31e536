"""Tell Ontzorg something by webhook, on the standard library alone.

    LETTERBOX="https://…/letterboxes/…" LETTERBOX_SECRET="whsec_…" \\
        python tell.py collection.suspended '{"handshakeId": "…", "fromMonth": "2026-03"}'

The word is signed anew at each attempt and keeps its id, so that it counts once however often it arrives.
"""

import argparse
import base64
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime

ATTEMPTS = 5
PATIENCE = 15
"""Seconds to wait for an answer."""


def signed(secret: bytes, message_id: str, body: bytes, now: float) -> dict[str, str]:
    """The headers of one attempt, as Standard Webhooks 1.0.0 has them."""
    second = str(int(now))
    signature = hmac.digest(secret, f"{message_id}.{second}.".encode() + body, "sha256")
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": second,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def tell(address: str, secret: bytes, message_id: str, body: bytes) -> tuple[int, str]:
    """The status and the answer; 0 if there was none after some attempts, ever further apart."""
    status, said = 0, ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(2**attempt)
        request = urllib.request.Request(address, body, signed(secret, message_id, body, time.time()))
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            status, said = refusal.code, refusal.read().decode(errors="replace")
            if status < 500 and status != 429:
                return status, said
        except OSError as failure:
            status, said = 0, str(failure)
    return status, said


def main() -> int:
    """0 if it was taken in."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("type", help="what kind of word: collection.suspended, payment.booked, …")
    parser.add_argument("data", type=json.loads, help="what it says, as JSON")
    parser.add_argument("--id", default=f"msg_{uuid.uuid4().hex}", help="the webhook-id, to tell the same again")
    args = parser.parse_args()
    address, secret = os.environ.get("LETTERBOX"), os.environ.get("LETTERBOX_SECRET")
    if not address or not secret:
        parser.error("set LETTERBOX to the address and LETTERBOX_SECRET to the secret of your source")
    happened = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    body = json.dumps({"type": args.type, "timestamp": happened, "data": args.data}).encode()
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    status, said = tell(address, key, args.id, body)
    print(f"{args.id}: {status or 'no answer'} {said}")
    return 0 if status == 202 else 1


if __name__ == "__main__":
    sys.exit(main())
