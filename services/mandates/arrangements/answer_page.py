"""The page behind a link by which a supplier answers: what is asked, and a form for its own words. Pure.

For somebody with a browser and no account, in Dutch or English: no script, nothing fetched, one style that the policy
knows by its digest. WCAG 2.2 AA (EN 301 549): the language is said, each field has its label and what is wrong with it.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

from services.clock import AMSTERDAM
from services.errors import Fault, Problem
from services.mandate_events import HandshakeDirection
from services.mandates.arrangements.answer_link import Reply
from services.mandates.arrangements.answer_link_service import Question
from services.mandates.arrangements.answer_words import PROBLEMS, WORDS, PageLanguage, cost_words
from services.mandates.arrangements.handshake import Answer
from services.months import month_text

STYLE: Final = (
    "body{font:1.125rem/1.5 'Noto Sans','Segoe UI',Roboto,Arial,sans-serif;color:#1b1b1b;background:#fff;"
    "max-width:38rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}dt{color:#4a4a4a}dd{margin:0 0 .75rem;font-weight:600}"
    "fieldset{border:1px solid #767676;margin:1rem 0;padding:.5rem 1rem 1rem}"
    "label{display:block;margin-top:.75rem}label.choice{display:inline;margin:0}"
    "input[type=text],input[type=month],textarea{font:inherit;width:100%;box-sizing:border-box;padding:.4rem;"
    "border:1px solid #767676}"
    "button{font:inherit;padding:.5rem 1.25rem;background:#1b1b1b;color:#fff;border:0}"
    ".wrong{background:#fff3cd;padding:.5rem 1rem}"
)
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""What the page may do: show its own style and send its own form; run nothing, fetch nothing, be framed by nobody."""

LONGEST = {"month": 7, "reason": 500, "customerNumber": 35}
"""Characters of each field."""


class Typed(NamedTuple):
    """What somebody typed that could not be taken, and what is wrong with it, to be shown again."""

    fields: Mapping[str, str]
    faults: Sequence[Fault]


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
    return _page(
        language,
        title,
        f"<p>{escape(words.asks.format(organisation=organisation))}</p>",
        "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()) + "</dl>",
        *_wrong(typed, language),
        '<form method="post">',
        f"<fieldset><legend>{escape(words.your_answer)}</legend>",
        _choice("confirmed", words.yes_stop if takes_over else words.yes_begin, fields),
        f'<label for="month">{escape(words.which_month)}</label>',
        f'<input type="month" id="month" name="month" value="{_value(fields, "month")}" placeholder="2026-03">',
        "</fieldset><fieldset>",
        _choice("refused", words.no, fields),
        f'<label for="reason">{escape(words.why)}</label>',
        f'<textarea id="reason" name="reason" rows="3" maxlength="{LONGEST["reason"]}">{_value(fields, "reason")}'
        "</textarea></fieldset>",
        *([] if asked.customer_number else _number(language, fields)),
        f'<p><button type="submit">{escape(words.send)}</button></p></form>',
        f"<p>{escape(words.until.format(day=asked.expires_at.astimezone(AMSTERDAM).date().isoformat()))}</p>",
    )


def answered_page(reply: Reply, language: PageLanguage) -> str:
    """That it was taken in, and what it was."""
    words = WORDS[language]
    said = words.said_no if reply.answer is Answer.REFUSED else words.said_yes
    month = month_text(reply.month) if reply.month is not None else ""
    return _page(language, words.thanks, f"<p>{escape(said.format(month=month))}</p>", f"<p>{escape(words.over)}</p>")


def problem_page(problem: Problem, language: PageLanguage) -> str:
    """Why nothing can be answered here, or not now; nothing was changed."""
    title, text = PROBLEMS[language].get(problem.code, PROBLEMS[language][""])
    return _page(language, title, f"<p>{escape(text)}</p>")


def _page(language: PageLanguage, title: str, *parts: str) -> str:
    other = PageLanguage.ENGLISH if language is PageLanguage.DUTCH else PageLanguage.DUTCH
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="robots" content="noindex"><title>{escape(title)}</title><style>{STYLE}</style></head>',
            f'<body><p><a href="?lang={other}" lang="{other}" hreflang="{other}">{WORDS[other].name}</a></p>',
            f"<main><h1>{escape(title)}</h1>",
            *parts,
            "</main></body></html>",
            "",
        )
    )


def _wrong(typed: Typed | None, language: PageLanguage) -> list[str]:
    if typed is None:
        return []
    words = WORDS[language]
    faults = {words.faults.get(fault.where, words.faults[""]) for fault in typed.faults}
    return [
        f'<div class="wrong" role="alert"><p>{escape(words.not_taken)}</p><ul>',
        *(f"<li>{escape(fault)}</li>" for fault in sorted(faults)),
        "</ul></div>",
    ]


def _choice(answer: str, label: str, fields: Mapping[str, str]) -> str:
    checked = " checked" if fields.get("answer") == answer else ""
    return (
        f'<input type="radio" id="{answer}" name="answer" value="{answer}" required{checked}>'
        f' <label class="choice" for="{answer}">{escape(label)}</label>'
    )


def _number(language: PageLanguage, fields: Mapping[str, str]) -> list[str]:
    return [
        f'<label for="customerNumber">{escape(WORDS[language].which_number)}</label>',
        '<input type="text" id="customerNumber" name="customerNumber" autocomplete="off"'
        f' maxlength="{LONGEST["customerNumber"]}" value="{_value(fields, "customerNumber")}">',
    ]


def _value(fields: Mapping[str, str], name: str) -> str:
    return escape(fields.get(name, ""))
