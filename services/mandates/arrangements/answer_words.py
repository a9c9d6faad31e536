"""What the page behind an answer link says, in Dutch and in English. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from services import answer_page
from services.answer_page import PageLanguage, Problems
from services.mandates.costs import Cost


class PageWords(NamedTuple):
    """The words of the page in one language; `faults` by field what is wrong with it."""

    stop: str
    begin: str
    asks: str
    number: str
    no_number: str
    cost: str
    from_month: str
    answer_by: str
    yes_stop: str
    yes_begin: str
    which_month: str
    no: str
    why: str
    which_number: str
    faults: Mapping[str, str]
    said_yes: str
    said_no: str


WORDS: Mapping[PageLanguage, PageWords] = {
    PageLanguage.DUTCH: PageWords(
        stop="Stopt u met incasseren bij deze klant?",
        begin="Incasseert u weer bij deze klant?",
        asks="{organisation} vraagt dit aan u, omdat wie deze rekening betaalt verandert.",
        number="Uw klantnummer",
        no_number="bij ons niet bekend",
        cost="Voor",
        from_month="Vanaf",
        answer_by="Graag uw antwoord uiterlijk op",
        yes_stop="Ja, wij stoppen met incasseren.",
        yes_begin="Ja, wij incasseren weer.",
        which_month="Vanaf welke maand?",
        no="Nee.",
        why="Waarom niet? Noem geen namen.",
        which_number="Onder welk klantnummer kent u deze klant? Als u het weet.",
        faults={
            "answer": "Kies ja of nee.",
            "month": "Vul bij ja de maand in, bijvoorbeeld 2026-03; laat die bij nee weg.",
            "reason": "Vul bij nee de reden in, in 3 tot 500 tekens; laat die bij ja weg.",
            "customerNumber": "Een klantnummer heeft 2 tot 35 letters en cijfers.",
        },
        said_yes="U antwoordde: ja, vanaf {month}.",
        said_no="U antwoordde: nee.",
    ),
    PageLanguage.ENGLISH: PageWords(
        stop="Will you stop collecting from this customer?",
        begin="Will you collect from this customer again?",
        asks="{organisation} asks you this because somebody else is going to pay this bill.",
        number="Your customer number",
        no_number="not known to us",
        cost="For",
        from_month="From",
        answer_by="Please answer by",
        yes_stop="Yes, we stop collecting.",
        yes_begin="Yes, we collect again.",
        which_month="From which month on?",
        no="No.",
        why="Why not? Please give no names.",
        which_number="By which customer number do you know this customer? If you know it.",
        faults={
            "answer": "Choose yes or no.",
            "month": "With a yes give the month, such as 2026-03; with a no leave it out.",
            "reason": "With a no give the reason, in 3 to 500 characters; with a yes leave it out.",
            "customerNumber": "A customer number has 2 to 35 letters and digits.",
        },
        said_yes="You answered: yes, from {month} on.",
        said_no="You answered: no.",
    ),
}

PROBLEMS: Problems = {
    PageLanguage.DUTCH: {
        **answer_page.PROBLEMS[PageLanguage.DUTCH],
        "no-longer-asked": (
            "Dit wordt niet meer gevraagd",
            "Het is ingetrokken, of al op een andere manier beantwoord.",
        ),
        "numbered-otherwise": (
            "Wij kennen een ander klantnummer",
            "Uw antwoord is niet verstuurd. Laat het nummer weg, of bel wie u deze link stuurde.",
        ),
    },
    PageLanguage.ENGLISH: {
        **answer_page.PROBLEMS[PageLanguage.ENGLISH],
        "no-longer-asked": ("This is no longer asked", "It was withdrawn, or answered in another way."),
        "numbered-otherwise": (
            "We know another customer number",
            "Your answer was not sent. Leave the number out, or call whoever sent you this link.",
        ),
    },
}

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
