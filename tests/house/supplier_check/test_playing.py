"""What is wrong with an endpoint is said, scene by scene, with the cure."""

import threading
from http.server import BaseHTTPRequestHandler

from house.commands.supplier_check import schemas
from house.supplier_check.conversation import Letters, conversation
from house.supplier_check.page import ending, line
from house.supplier_check.playing import play
from house.supplier_check.scene import Expected, Outcome, Scene
from services.clock import SystemClock
from services.errors import Unauthenticated
from services.ids import new_id
from services.webhooks import WebhookSecret, verify
from tests.house.supplier_check.endpoints import Answering, always, endpoint

_SECRET, _OTHER = WebhookSecret(b"s" * 32), WebhookSecret(b"o" * 32)
_CLOCK = SystemClock()


def _scenes() -> list[Scene]:
    return conversation(Letters(_SECRET, _OTHER, _CLOCK.now(), lambda: new_id(_CLOCK.now())), schemas())


async def _played(answering: Answering, scenes: list[Scene] | None = None, patience: float = 5) -> list[Outcome]:
    with endpoint(answering) as url:
        return [outcome async for outcome in play(url, scenes or _scenes(), _CLOCK, patience)]


def _verifying(request: BaseHTTPRequestHandler, body: bytes) -> None:
    """The verifier that our own doors have."""
    try:
        verify([_SECRET], dict(request.headers), body, _CLOCK.now())
        status = 204 if body.endswith(b"}") else 400
    except Unauthenticated:
        status = 401
    always(status)(request, body)


async def test_our_own_verifier_is_content_with_the_whole_conversation_and_the_conversation_with_it() -> None:
    outcomes = await _played(_verifying)
    assert [one.scene.name for one in outcomes if one.wrong] == []
    assert len(outcomes) == len(_scenes())
    assert ending(outcomes, len(outcomes)).endswith("This endpoint can be subscribed.")


async def test_who_takes_everything_is_told_each_thing_that_he_must_not_take() -> None:
    outcomes = await _played(always(204))
    assert {one.scene.expected for one in outcomes if one.wrong} == {Expected.REFUSED}
    refusals = [one for one in outcomes if one.scene.expected is Expected.REFUSED]
    assert all(one.wrong == "it took it with 204 instead of a 401 or another 4xx" for one in refusals)


async def test_who_refuses_everything_is_told_what_he_must_take() -> None:
    outcomes = await _played(always(401))
    taken = [one for one in outcomes if one.scene.expected is Expected.TAKEN]
    assert [one.wrong for one in outcomes if one.wrong] == ["it answered 401 instead of 2xx"] * len(taken)


async def test_who_breaks_down_is_wrong_whatever_was_asked() -> None:
    outcomes = await _played(always(500))
    assert {one.wrong for one in outcomes} == {"it broke down with 500"}
    assert ending(outcomes, len(outcomes)).startswith(f"0 of {len(outcomes)} scenes are good")


async def test_a_redirect_is_followed_by_nobody() -> None:
    asked = []

    def redirecting(request: BaseHTTPRequestHandler, body: bytes) -> None:
        asked.append(request.path)
        always(307, location="/elsewhere")(request, body)

    (outcome,) = await _played(redirecting, _scenes()[:1])
    assert outcome.wrong.startswith("it redirects with 307")
    assert set(asked) == {"/"}


async def test_who_hangs_is_left_after_three_scenes_and_told_to_answer_before_he_works() -> None:
    over = threading.Event()

    def hanging(_: BaseHTTPRequestHandler, __: bytes) -> None:
        over.wait(10)

    scenes = [scene for scene in _scenes() if len(scene.posts) == 1]
    with endpoint(hanging) as url:
        outcomes = [outcome async for outcome in play(url, scenes, _CLOCK, 0.05)]
        over.set()
    assert [one.wrong for one in outcomes] == ["no answer within 0 s"] * 3
    assert line(outcomes[0]).endswith("see that it listens at this address, and answers before it works")
    assert ending(outcomes, len(scenes)) == (
        f"Nobody answered; {len(scenes) - 3} of {len(scenes)} scenes were not played."
    )


async def test_an_answer_without_an_end_is_read_no_further_than_a_little() -> None:
    def endless(request: BaseHTTPRequestHandler, _: bytes) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            for _piece in range(10_000):
                request.wfile.write(b"x" * 4096)
        except OSError:
            return
        raise AssertionError("all of it was read")

    outcomes = await _played(endless, _scenes()[:1])
    assert [one.wrong for one in outcomes] == [""]
