"""The count at the end finds what is missing, what is there twice, and what nobody asked for."""

from house.chaos.book import Mark, Told, amiss, sent_amiss
from house.chaos.verdict import Verdict

A, B = Mark("household", "a"), Mark("household", "b")


def told(mark: Mark, verdict: Verdict = Verdict.ANSWERED) -> Told:
    return Told(f"register {mark.mark}", [mark], verdict, 3, "ReadTimeout")


def test_nothing_is_amiss_where_each_answer_has_its_row() -> None:
    assert amiss([told(A), told(B)], {"household": {"a": 1, "b": 1}}) == []


def test_an_answer_without_its_row_and_a_row_that_is_there_twice_are_found() -> None:
    assert amiss([told(A), told(B)], {"household": {"b": 2}}) == [
        "household a is there 0 times and was asked for 1 times",
        "household b is there 2 times and was asked for 1 times",
    ]


def test_a_row_of_a_command_that_was_refused_or_that_nobody_gave_is_found() -> None:
    assert amiss([told(A, Verdict.REFUSED)], {"household": {"a": 1, "b": 1}}) == [
        "household a is there 1 times and was asked for 0 times",
        "household b is there 1 times and was asked for 0 times",
    ]


def test_a_command_that_got_no_answer_is_found_whatever_became_of_its_row() -> None:
    lost = ["register a got no answer after 3 attempts: ReadTimeout"]
    assert amiss([told(A, Verdict.AGAIN)], {"household": {"a": 1}}) == lost
    assert amiss([told(A, Verdict.AGAIN)], {}) == lost


def test_two_commands_that_were_answered_for_one_row_are_found() -> None:
    assert amiss([told(A), told(A)], {"household": {"a": 1}}) == ["household a was answered to 2 commands"]


def test_a_payment_goes_to_the_bank_once_and_only_if_it_was_approved() -> None:
    assert sent_amiss(["p", "q"], {"p": 1, "q": 1}) == []
    assert sent_amiss(["p", "q", "q"], {"q": 1, "r": 1}) == [
        "payment p stands 1 times in files and 0 times among what was approved",
        "payment q stands 2 times in files and 1 times among what was approved",
        "payment r stands 0 times in files and 1 times among what was approved",
    ]
