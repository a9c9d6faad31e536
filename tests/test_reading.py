"""Reading what people hand in: a sound value or a fault with its place, what is wrong, and the cure."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

import pytest

from services.errors import Fault, InvalidInput
from services.months import parse_month
from services.reading import MOST_CENTS, Reader, in_order, parse_day, parse_json


class Colour(StrEnum):
    """Something to choose."""

    RED = "red"
    GREEN = "green"


def faults_of(raw: object, read: Callable[[Reader], object]) -> list[str]:
    """What reading says of a document, as text."""
    reader = Reader(raw)
    read(reader)
    return [str(fault) for fault in reader.faults]


def refusal(text: str) -> list[Fault]:
    with pytest.raises(InvalidInput) as refused:
        parse_json(text)
    return list(refused.value.faults)


class TestJson:
    def test_a_sound_document_is_read(self) -> None:
        assert parse_json('{"a": [1, null, "x"]}') == {"a": [1, None, "x"]}

    def test_what_no_database_can_hold_is_named_with_its_place(self) -> None:
        assert refusal(r'{"rows": [{"a": "\u0000"}, {"\ud800": 1}]}') == [
            Fault("rows[0].a", "the character U+0000 is no text", "leave it out"),
            Fault("rows[1]", "the character U+D800 is no text", "leave it out"),
        ]

    def test_broken_json_is_pointed_at_by_line_and_column(self) -> None:
        assert refusal('{"a": 1,\n "b" 2}') == [
            Fault("line 2, column 6", "this is not JSON: Expecting ':' delimiter", "mend the file at that place")
        ]

    def test_text_behind_the_document_is_refused(self) -> None:
        assert refusal('{"a": 1}\n{"a": 2}') == [
            Fault("line 2, column 1", "this is not JSON: Extra data", "mend the file at that place")
        ]

    def test_every_key_that_stands_twice_is_named(self) -> None:
        assert refusal('{"b": 1, "a": 1, "b": 2, "a": 1}') == [
            Fault("a", "this key stands twice in one object", "leave one of them out"),
            Fault("b", "this key stands twice in one object", "leave one of them out"),
        ]

    def test_a_hundred_thousand_keys_of_which_one_stands_twice_are_read_in_a_breath(self) -> None:
        keys = ", ".join(f'"k{number % 99_999}": 0' for number in range(100_000))
        assert [fault.where for fault in refusal(f"{{{keys}}}")] == ["k0"]

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_what_is_no_number_is_no_amount(self, word: str) -> None:
        assert refusal(f'{{"amount": {word}}}') == [Fault("", f"{word} is no amount", "write whole cents")]

    def test_a_nesting_bomb_does_not_go_off(self) -> None:
        assert refusal("[" * 200_000) == [Fault("", "this JSON is nested too deeply", "hand in one plain document")]

    def test_a_number_of_ten_thousand_digits_is_refused(self) -> None:
        assert refusal("9" * 10_000) == [Fault("", "a number in it has thousands of digits", "write whole cents")]


class TestCents:
    def test_whole_cents_are_an_amount(self) -> None:
        assert Reader({"amount": 62000}).cents("amount") == 62000
        assert Reader({"amount": -62000}).cents("amount", signed=True) == -62000
        assert faults_of({"amount": MOST_CENTS}, lambda reader: reader.cents("amount")) == []
        assert faults_of({"amount": 0}, lambda reader: reader.cents("amount")) == []

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (-1, "amount: -1 is negative (give the amount in cents, from 0 up)"),
            (
                100_000_000_000,
                "amount: 100000000000 cents is more than a payment can hold (give at most 99999999999)",
            ),
            (620.0, "amount: an amount in whole cents, such as 62000 for € 620.00 belongs here, not 620.0"),
            ("620", "amount: an amount in whole cents, such as 62000 for € 620.00 belongs here, not the text '620'"),
            (True, "amount: an amount in whole cents, such as 62000 for € 620.00 belongs here, not true"),
            (None, "amount: this field may not be null (add it)"),
        ],
    )
    def test_nothing_else_is(self, given: object, said: str) -> None:
        assert faults_of({"amount": given}, lambda reader: reader.cents("amount")) == [said]

    def test_a_missing_amount_is_not_a_zero(self) -> None:
        assert faults_of({}, lambda reader: reader.cents("amount")) == ["amount: this field is missing (add it)"]


class TestDays:
    def test_a_day_is_written_with_year_month_and_day(self) -> None:
        assert Reader({"on": "2028-02-29"}).day("on") == date(2028, 2, 29)
        assert Reader({"on": None}).day_or_none("on") is None
        assert Reader({}).day_or_none("on") is None

    def test_the_first_and_the_last_day_that_is_taken(self) -> None:
        assert parse_day("2000-01-01") == date(2000, 1, 1)
        assert parse_day("2100-12-31") == date(2100, 12, 31)

    def test_a_day_that_toml_has_read_already_is_taken_as_it_is(self) -> None:
        assert Reader({"on": date(2026, 3, 1)}).day("on") == date(2026, 3, 1)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("2026-02-30", "2026-02-30 is no day: 2026-02 has 28 days"),
            ("2026-04-31", "2026-04-31 is no day: 2026-04 has 30 days"),
            ("2026-13-01", "2026-13-01 is no day: there is no month 13"),
            ("2026-03-00", "2026-03-00 is no day: 2026-03 has 31 days"),
            ("1999-12-31", "1999-12-31 lies outside the years 2000 to 2100"),
            ("2101-01-01", "2101-01-01 lies outside the years 2000 to 2100"),
            ("1-3-2026", "'1-3-2026' is not a day written as YYYY-MM-DD"),
            ("2026-03-01T00:00:00Z", "'2026-03-01T00:00:00Z' is not a day written as YYYY-MM-DD"),
        ],
    )
    def test_a_day_that_does_not_exist_says_why(self, text: str, said: str) -> None:
        with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
            parse_day(text)
        assert faults_of({"on": text}, lambda reader: reader.day("on")) == [
            f"on: {said} (give a day that exists, written as YYYY-MM-DD)"
        ]

    def test_a_number_is_no_day(self) -> None:
        assert faults_of({"on": 20260301}, lambda reader: reader.day("on")) == [
            "on: a day written as YYYY-MM-DD belongs here, not 20260301"
        ]


class TestMonths:
    def test_a_month_is_written_with_year_and_month(self) -> None:
        assert Reader({"from": "2026-03"}).month("from") == parse_month("2026-03")
        assert Reader({"from": None}).month_or_none("from") is None

    def test_the_first_and_the_last_month_that_is_taken(self) -> None:
        for text in ("2000-01", "2100-12"):
            assert faults_of({"from": text}, lambda reader: reader.month("from")) == []

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ("2101-01", "from: 2101-01 lies outside the years 2000 to 2100 (check the year)"),
            ("2026-3", "from: '2026-3' is not a month written as YYYY-MM (write a month such as 2026-03)"),
            ("1999-12", "from: 1999-12 lies outside the years 2000 to 2100 (check the year)"),
            (3, "from: a month written as YYYY-MM belongs here, not 3"),
        ],
    )
    def test_nothing_else_is_a_month(self, given: object, said: str) -> None:
        assert faults_of({"from": given}, lambda reader: reader.month("from")) == [said]


class TestTexts:
    def test_a_text_is_taken_as_it_is(self) -> None:
        assert Reader({"title": "Zoë’s gezin 👪"}).text("title") == "Zoë’s gezin 👪"
        assert Reader({}).text("title", default="") == ""

    @pytest.mark.parametrize("empty", ["", "  \n"])
    def test_an_empty_text_says_nothing(self, empty: str) -> None:
        assert faults_of({"kind": empty}, lambda reader: reader.text("kind")) == [
            f"kind: a text that is not empty belongs here, not the text {empty!r}"
        ]

    @pytest.mark.parametrize(("given", "named"), [("a\ud800", "U+D800"), ("a\0", "U+0000")])
    def test_what_no_database_can_hold_is_no_text(self, given: str, named: str) -> None:
        assert faults_of({"kind": given}, lambda reader: reader.text("kind")) == [
            f"kind: the character {named} is no text (leave it out)"
        ]

    def test_nor_is_it_in_a_list(self) -> None:
        assert faults_of({"order": ["rent", "a\0"]}, lambda reader: reader.texts("order")) == [
            "order[1]: the character U+0000 is no text (leave it out)"
        ]

    def test_each_text_of_a_list_has_its_own_place(self) -> None:
        assert faults_of({"order": ["rent", 5, "", None]}, lambda reader: reader.texts("order")) == [
            "order[1]: a text belongs here, not 5",
            "order[2]: a text belongs here, not the text ''",
            "order[3]: a text belongs here, not null",
        ]

    def test_a_list_of_texts_may_be_empty_only_where_that_is_said(self) -> None:
        assert Reader({}).texts("order", least=0) == []
        assert faults_of({"order": []}, lambda reader: reader.texts("order")) == [
            "order: this list is empty (give at least 1)"
        ]

    def test_a_wrong_text_is_quoted_no_further_than_forty_characters(self) -> None:
        (said,) = faults_of({"amount": "x" * 500}, lambda reader: reader.cents("amount"))
        assert said.endswith(f"not the text '{'x' * 40}'")


class TestChoices:
    def test_one_of_the_words_is_chosen(self) -> None:
        assert Reader({"colour": "green"}).choice("colour", Colour) is Colour.GREEN
        assert Reader({"colour": None}).choice("colour", Colour, default=Colour.GREEN) is Colour.GREEN

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ("gren", "colour: 'gren' is not known (did you mean 'green'?)"),
            ("#00ff00", "colour: '#00ff00' is not known (one of: red, green)"),
            (["red"], "colour: ['red'] is not known (did you mean 'red'?)"),
        ],
    )
    def test_another_word_is_not_known(self, given: object, said: str) -> None:
        assert faults_of({"colour": given}, lambda reader: reader.choice("colour", Colour)) == [said]


class TestNumbers:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (0, "day: 0 lies outside 1 to 31 (give a whole number from 1 to 31)"),
            (32, "day: 32 lies outside 1 to 31 (give a whole number from 1 to 31)"),
            (1.5, "day: a whole number belongs here, not 1.5"),
            (True, "day: a whole number belongs here, not true"),
        ],
    )
    def test_a_number_lies_within_its_bounds(self, given: object, said: str) -> None:
        assert Reader({"day": 31}).number("day", 1, 31) == 31
        assert faults_of({"day": given}, lambda reader: reader.number("day", 1, 31)) == [said]


class TestObjects:
    def test_a_fault_within_names_the_way_to_it(self) -> None:
        raw = {"costs": [{"amount": 1}, {"amount": -1}]}
        assert faults_of(raw, lambda reader: reader.each("costs", lambda one: one.cents("amount"))) == [
            "costs[1].amount: -1 is negative (give the amount in cents, from 0 up)"
        ]

    def test_a_field_that_nobody_asked_for_is_a_fault_with_the_name_it_was_meant_to_have(self) -> None:
        raw = {"coa": {"dailyAmount": 1, "dailyAmmount": 2, "colour": "red"}}
        assert faults_of(raw, lambda reader: reader.nested("coa", lambda one: one.cents("dailyAmount"))) == [
            "coa.dailyAmmount: this field is not known (did you mean 'dailyAmount'?)",
            "coa.colour: this field is not known (known here: dailyAmount)",
        ]

    def test_a_field_that_cannot_be_judged_is_passed_over(self) -> None:
        def read(reader: Reader) -> None:
            reader.nested("coa", lambda one: one.pass_over("dailyAmount"))

        assert faults_of({"coa": {"dailyAmount": "?"}}, read) == []

    @pytest.mark.parametrize(("raw", "named"), [([], "a list"), ("x", "the text 'x'"), (None, "null"), (5, "5")])
    def test_what_is_no_object_gets_one_fault_and_not_one_for_each_field(self, raw: object, named: str) -> None:
        assert faults_of(raw, lambda reader: [reader.cents("a"), reader.cents("b")]) == [
            f"an object with named fields belongs here, not {named}"
        ]

    def test_a_missing_object_is_one_fault(self) -> None:
        def read(reader: Reader) -> int:
            return reader.nested("coa", lambda one: one.cents("dailyAmount"))

        assert faults_of({}, read) == ["coa: this field is missing (add it)"]
        assert faults_of({"coa": None}, read) == ["coa: this field may not be null (add it)"]

    def test_an_object_may_be_left_out_where_that_is_said(self) -> None:
        assert Reader({"first": None}).nested_or_none("first", lambda one: one.cents("amount")) is None
        assert Reader({"first": {"amount": 5}}).nested_or_none("first", lambda one: one.cents("amount")) == 5

    def test_a_list_that_is_none_and_a_list_that_is_too_short(self) -> None:
        assert Reader({}).each("costs", lambda one: one.cents("amount")) == []
        assert faults_of({"costs": {}}, lambda reader: reader.each("costs", lambda one: one.cents("amount"))) == [
            "costs: a list belongs here, not an object"
        ]
        assert faults_of({"costs": []}, lambda reader: reader.each("costs", lambda one: one.cents("amount"), 1)) == [
            "costs: this list is empty (give at least 1)"
        ]


class TestSoundness:
    def test_a_field_is_sound_until_a_fault_lies_in_it(self) -> None:
        reader = Reader({"a": {"b": "x"}, "ab": 1})
        reader.nested("a", lambda one: one.cents("b"))
        assert not reader.sound("a")
        assert not reader.sound("a.b")
        assert reader.sound("ab", "b")


class TestOrder:
    def test_dated_values_are_put_in_order(self) -> None:
        assert in_order(Reader({}), "amounts", [3, 1, 2], lambda one: one) == (1, 2, 3)

    def test_two_of_one_date_are_a_fault_for_neither_can_win(self) -> None:
        assert faults_of({}, lambda reader: in_order(reader, "amounts", [2, 1, 2], lambda one: one)) == [
            "amounts: two entries have the same 'from' (leave one of them out)"
        ]
