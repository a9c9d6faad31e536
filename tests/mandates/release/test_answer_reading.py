"""What the registry answers about payments is believed as it was said, or not at all."""

import copy
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json, to_json

from services.asking import AnswerNotUnderstood
from services.clock import MovableClock
from services.mandates.client import MandatesClient
from services.mandates.release.schemas import written
from services.mandates.release.service import Answer
from services.mandates.schemas import LineToRelease, Payable, Reason, Reference, ReleaseAnswer, Released, Waits
from tests.logs import logging_to
from tests.mandates.release.conftest import ON, a_line

FIRST, SECOND, UNKNOWN, STRANGER = (UUID(f"019b8d2b-8c00-7000-8000-00000000000{number}") for number in range(1, 5))
HOUSING = Payable("019b8d2b-8c00-7000-8000-0000000000a1", "Woonstichting De Vlinder", "NL02ABNA0123456789")
OWN = Payable("019b8d2b-8c00-7000-8000-0000000000a2", "T. Testpersoon", "NL20INGB0001234567")
ASKED = [
    a_line(FIRST),
    a_line(FIRST, "leefgeld"),
    a_line(FIRST, "energy"),
    a_line(SECOND),
    a_line(SECOND, "water"),
    a_line(UNKNOWN),
]
SAID = ReleaseAnswer(
    {FIRST: 3, SECOND: 0},
    [
        Released("we_push", HOUSING, Reference("free_text", "huur 2026-001")),
        Released("we_push", OWN, None),
        Released("supplier_pulls", None, None, "UMR-1"),
        Released("benefit_system_withholds", HOUSING, None),
        Waits(Reason.DEFERRED, "2026-03-09"),
        Waits(Reason.UNKNOWN_TO_REGISTRY, "household"),
    ],
)
Document = dict[str, Any]
Place = tuple[str | int, ...]


def on_the_wire(answer: ReleaseAnswer) -> Document:
    """The answer as the registry itself would write it."""
    document: Document = from_json(written(Answer({str(one): at for one, at in answer.versions.items()}, answer.lines)))
    return document


def client_told(content: bytes) -> MandatesClient:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=content))
    return MandatesClient(httpx.AsyncClient(transport=transport, base_url="http://mandates.test"), "a-token")


async def told(content: Any, asked: list[LineToRelease] = ASKED) -> ReleaseAnswer:
    return await client_told(to_json(content)).release(ON, asked)


def at(document: Any, place: Place) -> Any:
    for step in place:
        document = document[step]
    return document


def with_(place: Place, value: Any) -> Document:
    document = on_the_wire(SAID)
    at(document, place[:-1])[place[-1]] = value
    return document


def without(place: Place) -> Document:
    document = on_the_wire(SAID)
    del at(document, place[:-1])[place[-1]]
    return document


async def test_a_sound_answer_is_believed_as_it_was_said() -> None:
    assert await told(on_the_wire(SAID)) == SAID


RENT, LEEFGELD, PULLED, WAITS = (("lines", number) for number in (0, 1, 2, 4))
VERSION = ("households", 0, "version")


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (with_((*RENT, "released"), "no"), "lines.released"),
        (with_((*RENT, "released"), "false"), "lines.released"),
        (with_((*RENT, "released"), 1), "lines.released"),
        (with_((*WAITS, "released"), None), "lines.released"),
        (with_((*WAITS, "released"), 0), "lines.released"),
        (without((*WAITS, "released")), "lines.released"),
        (with_(VERSION, None), "households.version"),
        (with_(VERSION, 3.0), "households.version"),
        (with_(VERSION, "3"), "households.version"),
        (with_(VERSION, True), "households.version"),
        (with_(VERSION, -1), "households.version"),
        (with_(VERSION, 2**31), "households.version"),
        (without(VERSION), "households.version"),
        (without(("households", 0)), "households"),
        (without(("households",)), "households"),
        (with_(("households", 0, "id"), str(STRANGER)), "households.id"),
        (with_(("households", 0, "id"), str(SECOND)), "households.id"),
        (with_(("households", 0, "id"), FIRST.hex), "households.id"),
        (with_(("households", 0, "id"), 7), "households.id"),
        (with_(("households", 0), [str(FIRST), 3]), "households.id"),
        (with_(("households",), {str(FIRST): 3}), "households"),
        (with_((*WAITS, "reason"), "tired"), "lines.reason"),
        (with_((*WAITS, "reason"), ["deferred"]), "lines.reason"),
        (with_((*WAITS, "detail"), 60000.0), "lines.detail"),
        (without((*WAITS, "detail")), "lines.detail"),
        (with_((*RENT, "route"), "client_pays"), "lines.route"),
        (with_((*RENT, "route"), None), "lines.route"),
        (with_((*RENT, "accountId"), "a"), "lines.accountId"),
        (with_((*RENT, "accountId"), None), "lines.accountId"),
        (with_((*RENT, "iban"), None), "lines.accountId"),
        (with_((*RENT, "iban"), 12), "lines.accountId"),
        (with_((*RENT, "iban"), OWN.iban), "lines.accountId"),
        (without((*RENT, "name")), "lines.name"),
        (with_((*PULLED, "route"), "we_push"), "lines.accountId"),
        (with_((*LEEFGELD,), on_the_wire(SAID)["lines"][2]), "lines.route"),
        (with_((*LEEFGELD, "route"), "benefit_system_withholds"), "lines.route"),
        (with_((*PULLED, "umr"), 1), "lines.umr"),
        (with_((*RENT, "reference"), "huur"), "lines.reference"),
        (with_((*RENT,), ["we_push"]), "lines"),
        (with_((*RENT, "reference", "kind"), "remark"), "lines.reference"),
        (with_((*RENT, "reference", "text"), 2026), "lines.reference"),
        (without((*RENT,)), "lines"),
        (with_(("lines", 5), on_the_wire(SAID)["lines"][4]), "households"),
        (with_(("lines", 3), on_the_wire(SAID)["lines"][5]), "households"),
        (with_(("lines",), None), "lines"),
    ],
)
async def test_an_answer_that_is_wrong_anywhere_is_believed_nowhere_and_the_log_says_where(
    answer: Document, where: str, clock: MovableClock
) -> None:
    with logging_to("schedule", clock) as log, pytest.raises(AnswerNotUnderstood):
        await told(answer)
    (line,) = [one for one in log.lines if one["event"] == "answer not understood"]
    assert (line["answer"], line["where"]) == ("releases", where)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Sign in</html>",
        b"[]",
        b"null",
        b'{"households": [',
        b'{"households": [], "lines": "\xff"}',
        b"[" * 9999,
    ],
)
async def test_a_page_of_somebodys_is_no_answer(content: bytes) -> None:
    with pytest.raises(AnswerNotUnderstood):
        await client_told(content).release(ON, ASKED)
    with pytest.raises(AnswerNotUnderstood):
        await client_told(content).changed({FIRST: 3})


@pytest.mark.parametrize(
    "changed",
    [None, "", str(FIRST), {str(FIRST): 4}, [str(STRANGER)], [str(FIRST)] * 2, [FIRST.hex], [None], [[str(FIRST)]]],
)
async def test_whoever_is_said_to_have_changed_was_asked_about_and_is_named_once(changed: Any) -> None:
    client = client_told(to_json({"changed": changed}))
    with pytest.raises(AnswerNotUnderstood):
        await client.changed({FIRST: 3, SECOND: 0})


async def test_what_cannot_be_read_is_not_in_the_log(clock: MovableClock) -> None:
    with logging_to("schedule", clock) as log, pytest.raises(AnswerNotUnderstood) as refusal:
        await told(with_((*RENT, "iban"), [HOUSING.iban]))
    written_down = f"{log.lines} {refusal.value.detail} {refusal.value!r}"
    assert HOUSING.iban not in written_down
    assert HOUSING.name not in written_down


async def test_what_a_newer_registry_says_besides_is_left() -> None:
    document = with_((*RENT, "colour"), "green")
    document["weather"] = "rain"
    assert await told(document) == SAID


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from([*(str(one) for one in (FIRST, SECOND, UNKNOWN, STRANGER)), *Reason, "we_push", "no", OWN.iban]),
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.text(max_size=3), SCALARS, max_size=2))


def places(part: Any, here: Place = ()) -> list[Place]:
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [found for step, below in steps for found in ((*here, step), *places(below, (*here, step)))]


def _set(document: Any, place: Place, draw: Callable[..., Any]) -> None:
    at(document, place[:-1])[place[-1]] = draw(VALUES)


def _drop(document: Any, place: Place, draw: Callable[..., Any]) -> None:
    del at(document, place[:-1])[place[-1]]


def _copy_here(document: Any, place: Place, draw: Callable[..., Any]) -> None:
    """Something of elsewhere in the answer, which is sound where it stood."""
    value = copy.deepcopy(at(document, draw(st.sampled_from(places(document)))))
    at(document, place[:-1])[place[-1]] = value


def _double(document: Any, place: Place, draw: Callable[..., Any]) -> None:
    listed = at(document, place[:-1])
    if isinstance(listed, list):
        listed.insert(draw(st.integers(0, len(listed))), copy.deepcopy(listed[int(place[-1])]))


@st.composite
def mangled_answers(draw: Callable[..., Any]) -> Document:
    document = on_the_wire(SAID)
    for _ in range(draw(st.integers(1, 3))):
        if found := places(document):
            mangle = draw(st.sampled_from([_set, _drop, _copy_here, _double]))
            mangle(document, draw(st.sampled_from(found)), draw)
    return document


@given(mangled_answers())
async def test_either_exactly_what_was_said_is_believed_or_nothing_is(answer: Document) -> None:
    """Whatever is believed can be written down again, and is then what was said, to the letter and the type."""
    try:
        believed = await told(answer)
    except AnswerNotUnderstood:
        return
    again = on_the_wire(believed)
    assert to_json(again["lines"]) == to_json([_known(one) for one in answer["lines"]])
    assert to_json(again["households"]) == to_json([_fields(one, "id", "version") for one in answer["households"]])
    known = believed.versions.keys()
    for asked, one in zip(ASKED, believed.lines, strict=True):
        assert asked.household_id in known or one == Waits(Reason.UNKNOWN_TO_REGISTRY, "household")
    assert known <= {line.household_id for line in ASKED}


def _fields(one: Document, *names: str) -> Document:
    return {name: one[name] for name in names}


def _known(line: Document) -> Document:
    """Of a line what is said of such a line, for what stands besides it is left."""
    if not line["released"]:
        return _fields(line, "released", "reason", "detail")
    reference = line["reference"] and _fields(line["reference"], "kind", "text")
    return {
        **_fields(line, "released", "route", "accountId", "name", "iban"),
        "reference": reference,
        "umr": line["umr"],
    }
