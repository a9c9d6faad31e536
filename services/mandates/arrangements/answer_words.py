"""What the page behind an answer link says, in Dutch and in English. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from services.mandates.costs import Cost


class PageLanguage(StrEnum):
    """The languages of the page; Dutch where a browser asks for neither."""

    DUTCH = "nl"
    ENGLISH = "en"


class PageWords(NamedTuple):
    """The words of the page in one language; `faults` by field what is wrong with it."""

    name: str
    stop: str
    begin: str
    asks: str
    number: str
    no_number: str
    cost: str
    from_month: str
    answer_by: str
    your_answer: str
    yes_stop: str
    yes_begin: str
    which_month: str
    no: str
    why: str
    which_number: str
    send: str
    until: str
    not_taken: str
    faults: Mapping[str, str]
    thanks: str
    said_yes: str
    said_no: str
    over: str


WORDS: Mapping[PageLanguage, PageWords] = {
    PageLanguage.DUTCH: PageWords(
        name="Nederlands",
        stop="Stopt u met incasseren bij deze klant?",
        begin="Incasseert u weer bij deze klant?",
        asks="{organisation} vraagt dit aan u, omdat wie deze rekening betaalt verandert.",
        number="Uw klantnummer",
        no_number="bij ons niet bekend",
        cost="Voor",
        from_month="Vanaf",
        answer_by="Graag uw antwoord uiterlijk op",
        your_answer="Uw antwoord",
        yes_stop="Ja, wij stoppen met incasseren.",
        yes_begin="Ja, wij incasseren weer.",
        which_month="Vanaf welke maand?",
        no="Nee.",
        why="Waarom niet? Noem geen namen.",
        which_number="Onder welk klantnummer kent u deze klant? Als u het weet.",
        send="Antwoord versturen",
        until="Deze pagina werkt tot en met {day}, en voor één antwoord.",
        not_taken="Uw antwoord is nog niet verstuurd.",
        faults={
            "answer": "Kies ja of nee.",
            "month": "Vul bij ja de maand in, bijvoorbeeld 2026-03; laat die bij nee weg.",
            "reason": "Vul bij nee de reden in, in 3 tot 500 tekens; laat die bij ja weg.",
            "customerNumber": "Een klantnummer heeft 2 tot 35 letters en cijfers.",
            "": "Vul de velden in zoals erbij staat.",
        },
        thanks="Dank u, uw antwoord is ontvangen",
        said_yes="U antwoordde: ja, vanaf {month}.",
        said_no="U antwoordde: nee.",
        over="Klopt dat niet meer? Bel dan wie u deze link stuurde.",
    ),
    PageLanguage.ENGLISH: PageWords(
        name="English",
        stop="Will you stop collecting from this customer?",
        begin="Will you collect from this customer again?",
        asks="{organisation} asks you this because somebody else is going to pay this bill.",
        number="Your customer number",
        no_number="not known to us",
        cost="For",
        from_month="From",
        answer_by="Please answer by",
        your_answer="Your answer",
        yes_stop="Yes, we stop collecting.",
        yes_begin="Yes, we collect again.",
        which_month="From which month on?",
        no="No.",
        why="Why not? Please give no names.",
        which_number="By which customer number do you know this customer? If you know it.",
        send="Send the answer",
        until="This page works until the end of {day}, and for one answer.",
        not_taken="Your answer was not sent yet.",
        faults={
            "answer": "Choose yes or no.",
            "month": "With a yes give the month, such as 2026-03; with a no leave it out.",
            "reason": "With a no give the reason, in 3 to 500 characters; with a yes leave it out.",
            "customerNumber": "A customer number has 2 to 35 letters and digits.",
            "": "Fill in the fields as they say.",
        },
        thanks="Thank you, we have your answer",
        said_yes="You answered: yes, from {month} on.",
        said_no="You answered: no.",
        over="Has that changed? Then call whoever sent you this link.",
    ),
}

PROBLEMS: Mapping[PageLanguage, Mapping[str, tuple[str, str]]] = {
    PageLanguage.DUTCH: {
        "no-such-link": ("Deze link klopt niet", "Kijk of u hem helemaal hebt overgenomen."),
        "link-expired": ("Deze link is verlopen", "Vraag een nieuwe aan wie hem u stuurde."),
        "link-used": ("Er is al geantwoord", "Met deze link is een ander antwoord gegeven. Bel wie hem u stuurde."),
        "no-longer-asked": (
            "Dit wordt niet meer gevraagd",
            "Het is ingetrokken, of al op een andere manier beantwoord.",
        ),
        "numbered-otherwise": (
            "Wij kennen een ander klantnummer",
            "Uw antwoord is niet verstuurd. Laat het nummer weg, of bel wie u deze link stuurde.",
        ),
        "": ("Dat lukt nu niet", "Uw antwoord is niet verstuurd. Probeer het later nog eens."),
    },
    PageLanguage.ENGLISH: {
        "no-such-link": ("This is no link of ours", "See whether it was copied whole."),
        "link-expired": ("This link is over", "Ask whoever sent it for a new one."),
        "link-used": ("This was answered already", "Another answer was given by this link. Call whoever sent it."),
        "no-longer-asked": ("This is no longer asked", "It was withdrawn, or answered in another way."),
        "numbered-otherwise": (
            "We know another customer number",
            "Your answer was not sent. Leave the number out, or call whoever sent you this link.",
        ),
        "": ("That cannot be done now", "Your answer was not sent. Try again later."),
    },
}
"""By the code of a problem what to say of it, with a title; without a code of any other."""

_ENGLISH_COSTS = {
    Cost.RENT: "rent",
    Cost.ENERGY: "gas and electricity",
    Cost.WATER: "water",
    Cost.HEALTH_PREMIUM: "health insurance",
    Cost.OTHER: "other fixed costs",
    Cost.PHONE: "telephone",
    Cost.TV: "television",
    Cost.INTERNET: "internet",
    Cost.INSURANCE: "insurance",
}


def cost_words(cost: str, language: PageLanguage) -> str:
    """How a cost is called."""
    return Cost(cost).dutch if language is PageLanguage.DUTCH else _ENGLISH_COSTS[Cost(cost)]


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
