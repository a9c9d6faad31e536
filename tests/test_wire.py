import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.errors import InvalidInput
from services.iban import Iban
from services.wire import Amount, IbanText, Instant, Money, Page, PageRequest, Wire, answering, cursor

THING = UUID("019ca6b1-0000-7000-8000-000000000003")


class Bill(Wire):
    due_day: int
    money: Money


class Account(Wire):
    iban: IbanText


class Moment(Wire):
    happened_at: Instant


def test_it_is_camel_case_outside_and_snake_case_inside() -> None:
    bill = Bill.model_validate({"dueDay": 1, "money": {"amount": 56693, "currency": "EUR"}})
    assert (bill.due_day, bill.money.amount) == (1, 56693)
    assert json.loads(bill.model_dump_json()) == {"dueDay": 1, "money": {"amount": 56693, "currency": "EUR"}}


def test_a_field_that_we_do_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="dueDate"):
        Bill.model_validate({"dueDay": 1, "dueDate": "2026-03-01", "money": {"amount": 1}})


@pytest.mark.parametrize("amount", ["100", 100.0, True, 1.5, None, 2**53, -(2**53)])
def test_an_amount_is_a_whole_number_of_cents_and_nothing_that_looks_like_one(amount: Any) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount})


def test_there_is_one_currency() -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": 100, "currency": "USD"})


def test_an_instant_is_taken_with_any_offset_and_given_in_utc() -> None:
    moment = Moment.model_validate({"happenedAt": "2026-03-01T14:00:00+02:00"})
    assert moment.happened_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert json.loads(moment.model_dump_json()) == {"happenedAt": "2026-03-01T12:00:00Z"}


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Moment.model_validate({"happenedAt": "2026-03-01T14:00:00"})


def test_an_account_number_travels_in_full_and_is_masked_inside() -> None:
    account = Account.model_validate({"iban": "nl91 abna 0417 1643 00"})
    assert account.iban == Iban("NL91ABNA0417164300")
    assert json.loads(account.model_dump_json()) == {"iban": "NL91ABNA0417164300"}
    assert "0417" not in repr(account)


@pytest.mark.parametrize(("iban", "why"), [("NL91ABNA0417164301", "check digits"), (91, "an IBAN is a text")])
def test_a_wrong_account_number_is_refused_in_our_own_words(iban: Any, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Account.model_validate({"iban": iban})


def test_a_page_shows_no_more_than_was_asked_for_and_where_to_go_on() -> None:
    page = Page[int].cut([1, 2, 3], 2, lambda number: (date(2026, 3, number), number))
    assert page.items == [1, 2]
    assert PageRequest(cursor=page.next_cursor).after(date.fromisoformat, int) == (date(2026, 3, 2), 2)


def test_the_last_page_has_no_next_cursor() -> None:
    assert Page[int].cut([1, 2], 2, lambda number: (number,)) == Page(items=[1, 2])
    assert Page[int].cut([], 2, lambda number: (number,)).next_cursor is None


def test_the_first_page_is_after_nothing() -> None:
    request = PageRequest()
    assert (request.after(UUID), request.limit) == (None, 50)


@given(st.uuids(), st.dates(), st.text(max_size=20))
def test_a_cursor_gives_back_its_key_and_fits_in_a_url(thing: UUID, day: date, word: str) -> None:
    made = cursor([thing, day, word])
    assert PageRequest(cursor=made).after(UUID, date.fromisoformat, str) == (thing, day, word)
    assert not set(made) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(
    "text",
    ["", "***", "é", "bnVsbA", "WzFd", "eyJhIjoxfQ", cursor(["a"]), cursor([THING, THING]), cursor(["2026-03-01"])],
)
def test_a_cursor_of_another_list_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="cursor: is not one that this list gave"):
        PageRequest(cursor=text).after(UUID)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/payees", "state=open"),
        ("/v1/households", ""),
        ("/v1/households", "state=overdue"),
        ("/v1/households", "state=open&kind=review"),
    ],
)
def test_a_cursor_of_another_list_or_of_other_filters_is_refused_although_its_key_could_be_read(
    path: str, query: str
) -> None:
    with answering("/v1/households", "state=open"):
        made = cursor([THING])
    with answering(path, query), pytest.raises(InvalidInput, match="cursor: is not one that this list gave"):
        PageRequest(cursor=made).after(UUID)


def test_the_next_page_may_have_another_length_and_its_filters_in_another_order() -> None:
    with answering("/v1/tasks", "state=open&kind=review&limit=50"):
        made = cursor([THING])
    with answering("/v1/tasks", f"kind=review&limit=7&state=open&cursor={made}"):
        assert PageRequest(cursor=made).after(UUID) == (THING,)


@pytest.mark.parametrize("limit", [0, -1, 201, "many"])
def test_a_page_has_1_to_200_things(limit: Any) -> None:
    with pytest.raises(ValidationError, match="limit"):
        PageRequest(limit=limit)


def test_the_largest_amount_is_what_every_json_reader_keeps_exact() -> None:
    class Holder(Wire):
        amount: Amount

    assert Holder(amount=2**53 - 1).amount == 9_007_199_254_740_991
