"""The page behind a link by which a supplier answers a handshake: what is asked, and a form for its own words. Pure."""

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
from services.mandate_events import HandshakeDirection
from services.mandates.arrangements.answer_link import Reply
from services.mandates.arrangements.answer_link_service import Question
from services.mandates.arrangements.answer_words import WORDS, cost_words
from services.mandates.arrangements.handshake import Answer
from services.months import month_text

LONGEST = {"month": 7, "reason": 500, "customerNumber": 35}
"""Characters of each field."""


def question_page(asked: Question, organisation: str, language: PageLanguage, typed: Typed | None = None) -> str:
    """What is asked, and the form; what could not be taken stands in it again."""
    words, one = WORDS[language], asked.handshake
    takes_over = one.direction is HandshakeDirection.TAKING_OVER
    title = words.stop if takes_over else words.begin
    facts = {
        words.number: asked.customer_number or words.no_number,
        words.cost: cost_words(one.cost, language),
        words.from_month: month_text(one.from_month),
        words.answer_by: one.deadline.isoformat(),
    }
    fields = {"month": month_text(one.from_month)} if typed is None else typed.fields
    return page_of(
        language,
        title,
        f"<p>{escape(words.asks.format(organisation=organisation))}</p>",
        facts_of(facts),
        *wrong_of(typed, language, words.faults),
        '<form method="post">',
        f"<fieldset><legend>{escape(FORM[language].your_answer)}</legend>",
        choice_of("confirmed", words.yes_stop if takes_over else words.yes_begin, fields),
        f'<label for="month">{escape(words.which_month)}</label>',
        f'<input type="month" id="month" name="month" value="{typed_in(fields, "month")}" placeholder="2026-03">',
        "</fieldset><fieldset>",
        choice_of("refused", words.no, fields),
        f'<label for="reason">{escape(words.why)}</label>',
        f'<textarea id="reason" name="reason" rows="3" maxlength="{LONGEST["reason"]}">{typed_in(fields, "reason")}'
        "</textarea></fieldset>",
        *([] if asked.customer_number else _number(language, fields)),
        *end_of_form(language, asked.expires_at),
    )


def answered_page(reply: Reply, language: PageLanguage) -> str:
    """That it was taken in, and what it was."""
    words = WORDS[language]
    said = words.said_no if reply.answer is Answer.REFUSED else words.said_yes
    month = month_text(reply.month) if reply.month is not None else ""
    return page_of(
        language,
        FORM[language].thanks,
        f"<p>{escape(said.format(month=month))}</p>",
        f"<p>{escape(FORM[language].over)}</p>",
    )


def _number(language: PageLanguage, fields: Mapping[str, str]) -> list[str]:
    return [
        f'<label for="customerNumber">{escape(WORDS[language].which_number)}</label>',
        '<input type="text" id="customerNumber" name="customerNumber" autocomplete="off"'
        f' maxlength="{LONGEST["customerNumber"]}" value="{typed_in(fields, "customerNumber")}">',
    ]
