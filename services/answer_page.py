"""The page behind a link by which somebody answers: its frame, its form, and what goes wrong with a link.

For somebody with a browser and no account, in Dutch or English: no script, nothing fetched, one style that the policy
knows by its digest. WCAG 2.2 AA (EN 301 549): the language is said, each field has its label and what is wrong with it.
What is asked on it is the room's whose link it is.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape
from http import HTTPStatus
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.responses import Response

from services.clock import AMSTERDAM
from services.errors import Fault, Problem
from services.problem_json import status_of

_A_MOMENT = timedelta(microseconds=1)
LARGEST_FORM: Final = 10_000
"""Bytes: whoever answers here has no account, so nothing larger is read."""
STYLE: Final = (
    "body{font:1.125rem/1.5 'Noto Sans','Segoe UI',Roboto,Arial,sans-serif;color:#1b1b1b;background:#fff;"
    "max-width:38rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}dt{color:#4a4a4a}dd{margin:0 0 .75rem;font-weight:600}"
    "fieldset{border:1px solid #767676;margin:1rem 0;padding:.5rem 1rem 1rem}"
    "label{display:block;margin-top:.75rem}label.choice{display:inline;margin:0}"
    "input[type=text],input[type=month],input[type=date],select,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.4rem;"
    "border:1px solid #767676}"
    "button{font:inherit;padding:.5rem 1.25rem;background:#1b1b1b;color:#fff;border:0}"
    ".wrong{background:#fff3cd;padding:.5rem 1rem}"
)
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""What the page may do: show its own style and send its own form; run nothing, fetch nothing, be framed by nobody."""


class PageLanguage(StrEnum):
    """The languages of the page; Dutch where a browser asks for neither."""

    DUTCH = "nl"
    ENGLISH = "en"


class Typed(NamedTuple):
    """What somebody typed that could not be taken, and what is wrong with it, to be shown again."""

    fields: Mapping[str, str]
    faults: Sequence[Fault]


class FormWords(NamedTuple):
    """What every such page says, in one language."""

    name: str
    your_answer: str
    send: str
    until: str
    not_taken: str
    any_fault: str
    thanks: str
    over: str


FORM: Mapping[PageLanguage, FormWords] = {
    PageLanguage.DUTCH: FormWords(
        name="Nederlands",
        your_answer="Uw antwoord",
        send="Antwoord versturen",
        until="Deze pagina werkt tot en met {day}, en voor één antwoord.",
        not_taken="Uw antwoord is nog niet verstuurd.",
        any_fault="Vul de velden in zoals erbij staat.",
        thanks="Dank u, uw antwoord is ontvangen",
        over="Klopt dat niet meer? Bel dan wie u deze link stuurde.",
    ),
    PageLanguage.ENGLISH: FormWords(
        name="English",
        your_answer="Your answer",
        send="Send the answer",
        until="This page works until the end of {day}, and for one answer.",
        not_taken="Your answer was not sent yet.",
        any_fault="Fill in the fields as they say.",
        thanks="Thank you, we have your answer",
        over="Has that changed? Then call whoever sent you this link.",
    ),
}

Problems = Mapping[PageLanguage, Mapping[str, tuple[str, str]]]
"""By the code of a problem what to say of it, with a title; without a code of any other."""

PROBLEMS: Problems = {
    PageLanguage.DUTCH: {
        "no-such-link": ("Deze link klopt niet", "Kijk of u hem helemaal hebt overgenomen."),
        "link-expired": ("Deze link is verlopen", "Vraag een nieuwe aan wie hem u stuurde."),
        "link-used": ("Er is al geantwoord", "Met deze link is een ander antwoord gegeven. Bel wie hem u stuurde."),
        "": ("Dat lukt nu niet", "Uw antwoord is niet verstuurd. Probeer het later nog eens."),
    },
    PageLanguage.ENGLISH: {
        "no-such-link": ("This is no link of ours", "See whether it was copied whole."),
        "link-expired": ("This link is over", "Ask whoever sent it for a new one."),
        "link-used": ("This was answered already", "Another answer was given by this link. Call whoever sent it."),
        "": ("That cannot be done now", "Your answer was not sent. Try again later."),
    },
}


def page_of(language: PageLanguage, title: str, *parts: str) -> str:
    """The whole page around these parts, with a way to the other language."""
    other = PageLanguage.ENGLISH if language is PageLanguage.DUTCH else PageLanguage.DUTCH
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="robots" content="noindex"><title>{escape(title)}</title><style>{STYLE}</style></head>',
            f'<body><p><a href="?lang={other}" lang="{other}" hreflang="{other}">{FORM[other].name}</a></p>',
            f"<main><h1>{escape(title)}</h1>",
            *parts,
            "</main></body></html>",
            "",
        )
    )


def problem_page(problem: Problem, language: PageLanguage, said: Problems = PROBLEMS) -> str:
    """Why nothing can be answered here, or not now; nothing was changed."""
    title, text = said[language].get(problem.code, said[language][""])
    return page_of(language, title, f"<p>{escape(text)}</p>")


def facts_of(facts: Mapping[str, str]) -> str:
    """What it is about, each with what it is called."""
    return (
        "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()) + "</dl>"
    )


def wrong_of(typed: Typed | None, language: PageLanguage, said: Mapping[str, str]) -> list[str]:
    """What is wrong with what was typed, by field as it is `said`."""
    if typed is None:
        return []
    faults = {said.get(fault.where, FORM[language].any_fault) for fault in typed.faults}
    return [
        f'<div class="wrong" role="alert"><p>{escape(FORM[language].not_taken)}</p><ul>',
        *(f"<li>{escape(fault)}</li>" for fault in sorted(faults)),
        "</ul></div>",
    ]


def choice_of(answer: str, label: str, fields: Mapping[str, str]) -> str:
    """One of the answers to choose from."""
    checked = " checked" if fields.get("answer") == answer else ""
    return (
        f'<input type="radio" id="{answer}" name="answer" value="{answer}" required{checked}>'
        f' <label class="choice" for="{answer}">{escape(label)}</label>'
    )


def end_of_form(language: PageLanguage, expires_at: datetime) -> tuple[str, str]:
    """The button, and the last day on which it works."""
    words, day = FORM[language], (expires_at - _A_MOMENT).astimezone(AMSTERDAM).date().isoformat()
    return (
        f'<p><button type="submit">{escape(words.send)}</button></p></form>',
        f"<p>{escape(words.until.format(day=day))}</p>",
    )


def typed_in(fields: Mapping[str, str], name: str) -> str:
    """What stands in a field, as a page may hold it."""
    return escape(fields.get(name, ""))


def fields_of(body: bytes, names: Collection[str]) -> dict[str, str]:
    """What was filled in of these fields; the last of two by one name, and nothing of a form that is none."""
    try:
        given = dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))
    except ValueError:
        return {}
    return {name: given[name].strip() for name in names if given.get(name, "").strip()}


def answered_with(page: str, language: PageLanguage, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """The page as it is sent."""
    headers = {"Content-Security-Policy": POLICY, "Content-Language": language}
    return Response(page, status.value, headers, media_type="text/html; charset=utf-8")


def refused_with(problem: Problem, language: PageLanguage, said: Problems = PROBLEMS) -> Response:
    """The page that says why nothing can be answered, as it is sent."""
    return answered_with(problem_page(problem, language, said), language, status_of(type(problem)))


def language_of(chosen: str, accepted: str) -> PageLanguage:
    """The language that was chosen on the page; else the first of the browser's that there is.

    >>> language_of("", "de-DE, en;q=0.8, nl;q=0.5")
    <PageLanguage.ENGLISH: 'en'>
    >>> language_of("nl", "en")
    <PageLanguage.DUTCH: 'nl'>
    """
    for one in (chosen, *accepted.split(",")):
        name = one.strip()[:2].lower()
        if name in list(PageLanguage):
            return PageLanguage(name)
    return PageLanguage.DUTCH
