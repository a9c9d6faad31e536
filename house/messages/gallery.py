"""Every kind of message in every language in one folder, about invented people, for whoever wants to look."""

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from typing import NamedTuple

from house.messages.invented import INVENTED
from services.notify.messages.catalogue import reviewed
from services.notify.messages.email_message import email_of
from services.notify.messages.facts import Facts
from services.notify.messages.html_page import html_of
from services.notify.messages.language import Language
from services.notify.messages.letter import letter_of
from services.notify.messages.plain_text import text_of
from services.notify.messages.telling import worded
from services.notify.messages.text_message import sms_of

RECIPIENT = ("Mevrouw S. Verzonnen", "Dwaalweg 1", "9999 ZZ Voorbeeldstad")
DATED = date(2026, 2, 2)


class Exhibit(NamedTuple):
    """One file of the gallery: where it lies in the folder, and its bytes."""

    path: str
    content: bytes


def exhibits(languages: Iterable[Language]) -> Iterator[Exhibit]:
    """All files: for each language and message a page, a letter, plain text and text message; and a list of them."""
    shown = tuple(languages)
    yield Exhibit("index.html", _index(shown).encode())
    for language in shown:
        for name, facts in INVENTED.items():
            yield from _of_message(f"{language}/{name}", facts, language)


def _of_message(place: str, facts: Facts, language: Language) -> Iterator[Exhibit]:
    message = worded(facts, language)
    email, sms = email_of(message), sms_of(message)
    yield Exhibit(f"{place}.html", html_of(message).encode())
    yield Exhibit(f"{place}.pdf", letter_of(message, RECIPIENT, DATED))
    yield Exhibit(f"{place}.txt", f"{email.subject}\n\n{text_of(message)}".encode())
    yield Exhibit(f"{place}.sms.txt", f"{sms.words}\n\n({sms.segments} part(s))\n".encode())


def _index(languages: tuple[Language, ...]) -> str:
    heads = "".join(f'<th scope="col" lang="{one}">{one.own_name}<br>{_review(one)}</th>' for one in languages)
    rows = "".join(f'<tr><th scope="row">{escape(name)}</th>{_cells(name, languages)}</tr>' for name in INVENTED)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Messages</title><style>'
        "body{font:1rem/1.5 sans-serif;margin:1rem}td,th{padding:.4rem .8rem;text-align:start;"
        "border-bottom:1px solid #767676}</style></head><body><main><h1>Messages</h1>"
        "<p>To invented people. Each as a page, a letter, plain text and a text message.</p>"
        f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></main></body></html>\n"
    )


def _review(language: Language) -> str:
    return '<small lang="en">reviewed</small>' if reviewed(language) else '<small lang="en">not reviewed</small>'


def _cells(name: str, languages: tuple[Language, ...]) -> str:
    return "".join(f"<td>{' '.join(_links(name, language))}</td>" for language in languages)


def _links(name: str, language: Language) -> Iterator[str]:
    for word, ending in (("page", "html"), ("letter", "pdf"), ("text", "txt"), ("SMS", "sms.txt")):
        yield f'<a href="{language}/{name}.{ending}" aria-label="{name}, {language}, {word}">{word}</a>'
