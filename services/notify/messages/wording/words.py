"""The words that all messages share: names of bills and toeslagen, headings, what every message ends with."""

from services.notify.messages.kinds import Cost, Rhythm, Toeslag
from services.notify.messages.phrase import CountedPhrase, Phrase
from services.notify.messages.pictograms import Pictogram

_BILL = "name of a bill, as at the head of a line"
COSTS = {
    Cost.RENT: Phrase("bill", "Huur", _BILL),
    Cost.ENERGY: Phrase("bill", "Gas en stroom", _BILL),
    Cost.WATER: Phrase("bill", "Water", _BILL),
    Cost.HEALTH_PREMIUM: Phrase("bill", "Zorgverzekering", "The health insurance that everybody has to have."),
    Cost.OTHER: Phrase("bill", "Andere vaste kosten", "Bills that come every month."),
    Cost.PHONE: Phrase("bill", "Telefoon", _BILL),
    Cost.TV: Phrase("bill", "Televisie", _BILL),
    Cost.INTERNET: Phrase("bill", "Internet", _BILL),
    Cost.INSURANCE: Phrase("bill", "Verzekering", "Another insurance than the one for health."),
}
PICTOGRAMS = {
    Cost.RENT: Pictogram.HOUSE,
    Cost.ENERGY: Pictogram.LIGHTNING_AND_FLAME,
    Cost.WATER: Pictogram.TAP,
    Cost.HEALTH_PREMIUM: Pictogram.CROSS,
    Cost.PHONE: Pictogram.PHONE,
}
"""The drawing of a bill; an envelope for any other."""

_TOESLAG = "Keep the Dutch name, in brackets if need be: it stands on letters. Say what the money is for."
TOESLAGEN = {
    Toeslag.HUURTOESLAG: Phrase("toeslag", "Huurtoeslag (geld voor de huur)", _TOESLAG),
    Toeslag.ZORGTOESLAG: Phrase("toeslag", "Zorgtoeslag (geld voor de zorgverzekering)", _TOESLAG),
    Toeslag.KINDGEBONDEN_BUDGET: Phrase("toeslag", "Kindgebonden budget (geld voor kinderen)", _TOESLAG),
    Toeslag.KINDEROPVANGTOESLAG: Phrase("toeslag", "Kinderopvangtoeslag (geld voor de opvang)", _TOESLAG),
    Toeslag.KINDERBIJSLAG: Phrase("toeslag", "Kinderbijslag (geld voor kinderen)", _TOESLAG),
}

LEEFGELD = Phrase("list", "Leefgeld", "Money to live on: food, clothes. Keep the Dutch word beside your own.")
RHYTHMS = {
    Rhythm.MONTHLY: Phrase("list", "elke maand", "How often, at the end of a line."),
    Rhythm.WEEKLY: Phrase("list", "elke week", "How often, at the end of a line."),
}
TOGETHER = CountedPhrase("list", "Samen: 1 rekening", "Samen: {count} rekeningen", "The sum under a list of bills.")
YOU_GET_LEEFGELD = Phrase("leefgeld", "U krijgt {amount} leefgeld op {day}.", "{amount} in euros, {day} in full.")
TO_PAYEE = Phrase("list", "aan {payee}", "{payee} is the name of a company.")

WE_PAY = Phrase("heading", "Dit betalen wij", "‘We’ is the municipality.")
YOU_GET = Phrase("heading", "Dit krijgt u")
YOU_PAY = Phrase("heading", "Dit betaalt u dan zelf")
WHAT_CAME = Phrase("heading", "Dit geld is gekomen")
THE_BILL = Phrase("heading", "Om deze rekening gaat het")
THE_PAYMENT = Phrase("heading", "Om dit geld gaat het")
WITH_US = Phrase("heading", "Uw geld bij ons")

WHAT_TO_DO = Phrase("heading", "Wat moet u doen?")
NOTHING_TO_DO = Phrase("action", "U hoeft niets te doen.")
DO_NOT_PAY = CountedPhrase(
    "action",
    "Betaal deze rekening niet zelf.",
    "Betaal deze rekeningen niet zelf.",
    "The one bill of the list, or all of them; the number itself need not be said.",
)
BY = Phrase("action", "Doe dit uiterlijk op {day}.", "{day} is a day in full.")

QUESTIONS = Phrase("heading", "Vragen?")
CALL = Phrase("call", "Bel {name}: {phone}.", "{name} is a person, {phone} a number.")
ENDS = Phrase("end", "Onze hulp stopt op {day}.", "‘Help’ is the whole arrangement: that we pay the bills.")
HAS_ENDED = Phrase("end", "Onze hulp is gestopt op {day}.", "As the one before, told afterwards.")
_SHORT = "In a text message of at most 200 letters: as short as you can."
ENDS_SHORT = Phrase("text message", "Hulp tot en met {day}.", _SHORT)
HAS_ENDED_SHORT = Phrase("text message", "Hulp gestopt op {day}.", _SHORT)
CALL_SHORT = Phrase("text message", "Vragen? {name}: {phone}", _SHORT)
CALL_NUMBER = Phrase("text message", "Vragen? Bel {phone}", _SHORT)
UNREVIEWED_SHORT = Phrase("text message", "(Vertaling niet gecontroleerd.)", _SHORT)
UNREVIEWED = Phrase(
    "mark",
    "Deze vertaling is nog niet gecontroleerd. Twijfelt u? Bel ons.",
    "Stands above a message in a language that no native speaker has read yet.",
)
