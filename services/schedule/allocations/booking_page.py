"""The page behind a booking link: which payment it is about, and a form for booked or not booked. Pure.

It names the payment as the supplier's own bank does; whose bill it is the supplier knows by that, and we say no name.
"""

from collections.abc import Mapping
from html import escape

from services.answer_page import (
    FORM,
    PageLanguage,
    Typed,
    choice_of,
    end_of_form,
    facts_of,
    page_of,
    typed_in,
    wrong_of,
)
from services.money import euros
from services.months import month_text
from services.schedule.allocations.allocation import AllocationWord, NotBookedReason
from services.schedule.allocations.booking_link import BookingReply
from services.schedule.allocations.booking_link_service import Question
from services.schedule.allocations.booking_words import WORDS, BookingWords
from services.schedule.planning.policy import CostKind


def question_page(asked: Question, organisation: str, language: PageLanguage, typed: Typed | None = None) -> str:
    """What is asked, and the form; what could not be taken stands in it again."""
    words = WORDS[language]
    fields = typed.fields if typed else {}
    return page_of(
        language,
        words.title,
        f"<p>{escape(words.asks.format(organisation=organisation))}</p>",
        facts_of(_facts(asked, language)),
        *wrong_of(typed, language, words.faults),
        '<form method="post">',
        f"<fieldset><legend>{escape(FORM[language].your_answer)}</legend>",
        choice_of(AllocationWord.BOOKED, words.yes, fields),
        f'<label for="bookedOn">{escape(words.which_day)}</label>',
        f'<input type="date" id="bookedOn" name="bookedOn" value="{typed_in(fields, "bookedOn")}"'
        ' placeholder="2026-03-02">',
        "</fieldset><fieldset>",
        choice_of(AllocationWord.NOT_BOOKED, words.no, fields),
        f'<label for="reason">{escape(words.why)}</label>',
        f'<select id="reason" name="reason"><option value="">{escape(words.choose)}</option>',
        *_reasons(words, fields),
        "</select></fieldset>",
        f"<p>{escape(words.otherwise)}</p>",
        *end_of_form(language, asked.expires_at),
    )


def answered_page(reply: BookingReply, language: PageLanguage) -> str:
    """That it was taken in, and what it was."""
    words, form = WORDS[language], FORM[language]
    if reply.reason is not None:
        said = words.said_no.format(reason=words.reasons[reply.reason])
    else:
        said = words.said_yes.format(day=reply.booked_on)
    return page_of(language, form.thanks, f"<p>{escape(said)}</p>", f"<p>{escape(form.over)}</p>")


def _facts(asked: Question, language: PageLanguage) -> Mapping[str, str]:
    words, one = WORDS[language], asked.payment
    facts = {
        words.amount: euros(one.amount, "nl" if language is PageLanguage.DUTCH else "en"),
        words.paid_on: str(one.executed_on),
        words.name: one.end_to_end_id,
        words.cost: words.costs[CostKind(one.purpose)],
    }
    return {**facts, words.month: month_text(one.month)} if one.month else facts


def _reasons(words: BookingWords, fields: Mapping[str, str]) -> list[str]:
    chosen = {fields.get("reason"): " selected"}
    return [
        f'<option value="{one}"{chosen.get(one, "")}>{escape(words.reasons[one])}</option>' for one in NotBookedReason
    ]
