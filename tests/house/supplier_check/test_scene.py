"""How answers are judged, and what a post is made of."""

from datetime import UTC, datetime, timedelta

import pytest

from house.supplier_check.scene import Answer, Expected, Post, Scene, judged
from services.webhooks import SignatureRefused, WebhookSecret, verify

_NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
_SECRET, _OTHER = WebhookSecret(b"s" * 32), WebhookSecret(b"o" * 32)


@pytest.mark.parametrize(
    ("expected", "status", "wrong"),
    [
        (Expected.TAKEN, 204, ""),
        (Expected.TAKEN, 299, ""),
        (Expected.TAKEN, 400, "it answered 400 instead of 2xx"),
        (Expected.REFUSED, 401, ""),
        (Expected.REFUSED, 200, "it took it with 200 instead of a 401 or another 4xx"),
        (Expected.EITHER, 200, ""),
        (Expected.EITHER, 422, ""),
        (Expected.EITHER, 503, "it broke down with 503"),
        (Expected.REFUSED, 500, "it broke down with 500"),
    ],
)
def test_a_status_is_judged_by_what_was_expected(expected: Expected, status: int, wrong: str) -> None:
    scene = Scene("a scene", (), expected, "a cure")
    assert judged(scene, [Answer(status, 0.1)]).wrong == wrong


def test_one_wrong_answer_of_several_makes_the_scene_wrong() -> None:
    scene = Scene("several at once", (), Expected.TAKEN, "a cure", at_once=True)
    assert (
        judged(scene, [Answer(204, 0.1), Answer(409, 0.1), Answer(204, 0.1)]).wrong == "it answered 409 instead of 2xx"
    )


def test_a_right_answer_that_takes_more_than_five_seconds_is_called_slow() -> None:
    scene = Scene("a scene", (), Expected.TAKEN, "a cure")
    assert judged(scene, [Answer(204, 5.0)]).wrong == ""
    assert judged(scene, [Answer(204, 5.1)]).wrong.startswith("it took 5.1 s to answer")


def test_a_post_is_signed_anew_at_each_attempt() -> None:
    post = Post("one", b"{}", [_SECRET])
    later = _NOW + timedelta(hours=1)
    assert verify([_SECRET], post.headers(later), b"{}", later) == "one"
    assert post.headers(_NOW)["webhook-id"] == post.headers(later)["webhook-id"]


def test_a_forged_header_replaces_the_good_one_and_an_empty_one_leaves_it_out() -> None:
    forged = {"webhook-id": "", "webhook-signature": "v1a,AAAA {signature}"}
    headers = Post("one", b"{}", [_SECRET], forged=forged).headers(_NOW)
    assert "webhook-id" not in headers
    assert headers["webhook-signature"].startswith("v1a,AAAA v1,")


def test_what_was_signed_long_ago_or_over_another_body_is_refused_by_our_own_verifier() -> None:
    for post in (
        Post("one", b"{}", [_SECRET], late=timedelta(minutes=6)),
        Post("one", b"{} ", [_SECRET], signed_body=b"{}"),
        Post("one", b"{}", [_OTHER]),
    ):
        with pytest.raises(SignatureRefused):
            verify([_SECRET], post.headers(_NOW), post.body, _NOW)
