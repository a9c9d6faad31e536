"""A subscription over HTTP is a stream of events; a question is one answer."""

from tests.gateway.conftest import MakeVisitor, Schedule
from tests.visitors import Visitor

ID = "019ca6b1-0000-7000-8000-00000000000c"
PATH = f"GET /v1/payment-runs/{ID}"
QUERY = f'subscription {{ runProgress(runId: "{ID}") {{ state }} }}'
STREAM = {"accept": "text/event-stream"}


async def test_each_thing_that_is_told_is_an_event_and_the_end_is_one_too(roos: Visitor, schedule: Schedule) -> None:
    schedule.says(PATH, 200, {"id": ID, "state": "filed"})
    answer = await roos.http.post("/graphql", json={"query": QUERY}, headers=STREAM)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert answer.text == (
        'event: next\ndata: {"data":{"runProgress":{"state":"FILED"}}}\n\nevent: complete\ndata:\n\n'
    )


async def test_what_cannot_be_listened_to_says_why_and_ends(roos: Visitor) -> None:
    answer = await roos.http.post("/graphql", json={"query": "subscription { nothing }"}, headers=STREAM)
    first, *_, last = answer.text.split("\n\n")[:-1]
    assert "Cannot query field 'nothing'" in first
    assert last == "event: complete\ndata:"


async def test_a_subscription_that_is_asked_as_a_question_is_told_how_to_ask(roos: Visitor) -> None:
    answer = await roos.http.post("/graphql", json={"query": QUERY})
    assert answer.status_code == 400
    assert [one["where"] for one in answer.json()["errors"]] == ["operationName"]


async def test_who_asks_too_often_is_told_when_to_come_back_and_the_next_caller_is_served(visit: MakeVisitor) -> None:
    roos = visit(settings={"caller_rate": 1})
    answers = [await roos.send("{ __typename }") for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[5].json()["type"] == "urn:problem-type:ontzorg:asks-too-often"
    assert (answers[5].headers["retry-after"], answers[5].headers["ratelimit-policy"]) == (
        "1",
        '"caller";q=5;w=5, "organisation";q=1000;w=5',
    )
    assert (await visit().send("{ __typename }")).status_code == 200
