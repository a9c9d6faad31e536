"""What the page behind a booking link says, in Dutch and in English. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from services import answer_page
from services.answer_page import PageLanguage, Problems
from services.schedule.allocations.allocation import NotBookedReason
from services.schedule.planning.policy import CostKind

_R, _C = NotBookedReason, CostKind


class BookingWords(NamedTuple):
    """The words of the page in one language; `faults` by field what is wrong with it."""

    title: str
    asks: str
    amount: str
    paid_on: str
    name: str
    cost: str
    month: str
    yes: str
    which_day: str
    no: str
    why: str
    choose: str
    otherwise: str
    said_yes: str
    said_no: str
    reasons: Mapping[NotBookedReason, str]
    costs: Mapping[CostKind, str]
    faults: Mapping[str, str]


WORDS: Mapping[PageLanguage, BookingWords] = {
    PageLanguage.DUTCH: BookingWords(
        title="Is deze betaling geboekt?",
        asks="{organisation} betaalde een rekening van een klant van u, en vraagt of het bedrag bij die klant staat.",
        amount="Bedrag",
        paid_on="Betaald op",
        name="Kenmerk van de betaling (EndToEndId)",
        cost="Voor",
        month="Maand",
        yes="Ja, het hele bedrag staat bij deze klant.",
        which_day="Op welke dag is het geboekt?",
        no="Nee.",
        why="Waarom niet?",
        choose="Kies een reden",
        otherwise="Staat er een ander bedrag, of staat het bij een andere klant? Bel dan wie u deze link stuurde.",
        said_yes="U antwoordde: geboekt op {day}.",
        said_no="U antwoordde: niet geboekt. {reason}.",
        reasons={
            _R.NOT_RECEIVED: "Wij hebben het bedrag niet ontvangen",
            _R.REFERENCE_UNKNOWN: "Wij herkennen het kenmerk niet",
            _R.CLIENT_UNKNOWN: "Wij kennen deze klant niet",
            _R.NOT_PLACED: "Het staat bij wat wij niet kunnen plaatsen",
            _R.SENT_BACK: "Wij hebben het teruggestuurd",
            _R.OTHER: "Een andere reden",
        },
        costs={
            _C.RENT: "huur",
            _C.ENERGY: "gas en stroom",
            _C.WATER: "water",
            _C.HEALTH_PREMIUM: "zorgverzekering",
            _C.OTHER: "andere vaste lasten",
            _C.PHONE: "telefoon",
            _C.TV: "televisie",
            _C.INTERNET: "internet",
            _C.INSURANCE: "verzekering",
        },
        faults={
            "answer": "Kies ja of nee.",
            "bookedOn": "Vul bij ja de dag van het boeken in: niet vóór de betaling en niet na vandaag.",
            "reason": "Kies bij nee een reden.",
        },
    ),
    PageLanguage.ENGLISH: BookingWords(
        title="Was this payment booked?",
        asks="{organisation} paid a bill of a customer of yours, and asks whether the amount stands on that account.",
        amount="Amount",
        paid_on="Paid on",
        name="Name of the payment (EndToEndId)",
        cost="For",
        month="Month",
        yes="Yes, all of it stands on this customer's account.",
        which_day="On which day was it booked?",
        no="No.",
        why="Why not?",
        choose="Choose a reason",
        otherwise="Is it another amount, or with another customer? Then call whoever sent you this link.",
        said_yes="You answered: booked on {day}.",
        said_no="You answered: not booked. {reason}.",
        reasons={
            _R.NOT_RECEIVED: "We have not received it",
            _R.REFERENCE_UNKNOWN: "We do not know its reference",
            _R.CLIENT_UNKNOWN: "We do not know this customer",
            _R.NOT_PLACED: "It stands among what we cannot place",
            _R.SENT_BACK: "We sent it back",
            _R.OTHER: "Another reason",
        },
        costs={
            _C.RENT: "rent",
            _C.ENERGY: "gas and electricity",
            _C.WATER: "water",
            _C.HEALTH_PREMIUM: "health insurance",
            _C.OTHER: "other fixed costs",
            _C.PHONE: "telephone",
            _C.TV: "television",
            _C.INTERNET: "internet",
            _C.INSURANCE: "insurance",
        },
        faults={
            "answer": "Choose yes or no.",
            "bookedOn": "With a yes give the day of booking: not before the payment, and not after today.",
            "reason": "With a no choose a reason.",
        },
    ),
}

PROBLEMS: Problems = {
    PageLanguage.DUTCH: {
        **answer_page.PROBLEMS[PageLanguage.DUTCH],
        "nothing-asked": ("Dit wordt niet meer gevraagd", "De betaling is al geboekt, of het geld is teruggekomen."),
    },
    PageLanguage.ENGLISH: {
        **answer_page.PROBLEMS[PageLanguage.ENGLISH],
        "nothing-asked": ("This is no longer asked", "The payment was booked already, or its money came back."),
    },
}
