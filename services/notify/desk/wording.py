"""What the desk reads of each thing that waits: what it is and the one thing to do. Pure.

These are words for colleagues, who know the field's own; what clients read is in `messages`. They are Dutch, and in
another language what its catalogue says.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from services.mandate_events import AlarmKind
from services.notify.desk.matter import Matter, Word
from services.notify.desk.support import Support
from services.notify.messages.catalogue import catalogue_of
from services.notify.messages.language import Language
from services.notify.messages.phrase import Phrase
from services.notify_events import LoudKind
from services.schedule.schemas import TaskKind

FOLDER: Final = "services/notify/desk/catalogues/"
"""Where the desk's words in another language than Dutch lie."""

_Kind = TypeVar("_Kind", bound=Word)
_NOTE = "What waits for a colleague, who knows the field's own words, and the one thing to do about it; on one line."
_TOGETHER = "What a supporter and his client can do something about, and by when; he is no colleague."


def _lines(context: str, note: str, said: Mapping[_Kind, str | Phrase]) -> Mapping[_Kind, Phrase]:
    return {kind: one if isinstance(one, Phrase) else Phrase(context, one, note) for kind, one in said.items()}


_LOUD: Mapping[LoudKind, Phrase] = _lines(
    "loud",
    _NOTE,
    {
        LoudKind.LEEFGELD_CAME_BACK: "leefgeld kwam terug: betaal vandaag met spoed",
        LoudKind.ARREARS: "brief over een rekening die openstaat: betaal, of vraag uitstel",
        LoudKind.NO_PAYER: "niemand betaalt deze kosten: wijs aan wie",
        LoudKind.TWO_PAYERS: "twee betalen dezelfde kosten: laat er één stoppen",
        LoudKind.UNKNOWN_DEBIT: "geld ging van de rekening en niemand weet waarvoor: zoek het uit of vraag het terug",
        LoudKind.DEBIT_WITHOUT_MANDATE: "een leverancier incasseerde zonder machtiging: vraag het terug",
        LoudKind.EXECUTED_TWICE: "de bank voerde een betaling twee keer uit: vraag er één terug",
        LoudKind.UNKNOWN_CREDIT: "geld kwam binnen en niemand weet van wie: wijs het toe of stuur het terug",
        LoudKind.STATEMENT_GAP: "een afschrift ontbreekt of sluit niet: vraag de bank erom",
        LoudKind.BANK_CHANNEL: "de verbinding met de bank werkt niet of blijft stil: laat haar herstellen",
        LoudKind.WEBHOOK_FAILS: "een leverancier is niet te bereiken per webhook: bel hem",
    },
)
_TASKS: Mapping[TaskKind, Phrase] = _lines(
    "task",
    _NOTE,
    {
        TaskKind.FACTS_MISSING: "gegevens ontbreken voor een plan: leg ze vast",
        TaskKind.PAYEE_MISSING: "geen begunstigde bekend: voer hem in",
        TaskKind.BILL_PAID_TWICE: "dezelfde rekening staat bij twee huishoudens: kijk wie hem betaalt",
        TaskKind.B12_EXPECTED: "B12 verwacht: vraag COA erom",
        TaskKind.TOESLAG_APPLICATION: "vraag de toeslag aan",
        TaskKind.TOESLAG_DECISION: "beschikking toeslag verwacht: vraag ernaar",
        TaskKind.TOESLAG_ARRIVAL: "toeslag verwacht: kijk of hij kwam",
        TaskKind.TOESLAG_ACCOUNT_BACK: "vraag de toeslag terug op de eigen rekening",
        TaskKind.YOUTH_TOP_UP: "aanvulling voor jongeren: stel de norm vast",
        TaskKind.REVIEW: "houd het gesprek",
        TaskKind.SELF_RELIANCE_CHECK: "doe de zelfredzaamheidstoets",
        TaskKind.HAND_BACK: "draag kosten over aan de klant",
        TaskKind.EXTENSION_DECISION: "beslis over verlenging (art. 57)",
        TaskKind.END_OF_RELIEF: "leg het einde van het ontzorgen vast",
        TaskKind.CLOSING_SETTLEMENT: "sluit af met de klant",
        TaskKind.AFTERCARE: "doe de nazorg",
        TaskKind.PLAN_FALLS_SHORT: "het plan komt tekort: beslis over overbrugging",
        TaskKind.CAN_BE_PAID: "wat wachtte kan betaald worden: zet een run klaar",
        TaskKind.INSTRUCTION_DIFFERS: "het uitkeringssysteem hield iets anders in: vraag waar het geld bleef",
        TaskKind.MONEY_CAME_BACK: "een betaling kwam terug: zoek uit waarom",
        TaskKind.NOT_SEEN: "niet op het afschrift gezien: vraag waar het blijft",
        TaskKind.RECALL_NOT_MET: "terugvragen lukte niet: vraag de ontvanger",
        TaskKind.DUTY_UNDECIDED: "beslis over de plicht",
        TaskKind.TOESLAG_MISSING: "toeslag vermist: bel Dienst Toeslagen",
        TaskKind.TOESLAG_DIFFERS: "toeslag is anders: leg het nieuwe bedrag vast",
        TaskKind.BRIDGING_TO_APPROVE: "besluit over overbrugging: keur het goed of af",
        TaskKind.TOESLAG_ACCOUNT_ASTRAY: "toeslag gaat naar een verkeerde rekening: vraag om een andere",
        TaskKind.TOESLAG_TO_RECLAIM: "toeslag kwam bij de klant: spreek af wat terugkomt",
        TaskKind.COA_DEBT: "schuld bij COA: leg een afspraak vast",
        TaskKind.PAID_TWICE: "dubbel ontvangen: corrigeer de uitkering",
        TaskKind.OWED_AT_END: "schuld aan het einde: beslis over gift of lening",
        TaskKind.PAID_NOT_BOOKED: "betaald en niet geboekt: stuur de leverancier het bewijs",
        TaskKind.BOOKING_NOT_TOLD: "vraag de leverancier of er geboekt is",
        TaskKind.ARREARS: _LOUD[LoudKind.ARREARS],
        TaskKind.SUPPLIER_TOLD: "een leverancier meldde iets: verwerk het",
        TaskKind.PROCEEDING: "een zaak ligt stil of wacht op u: kijk welke stap",
    },
)
_ALARMS: Mapping[AlarmKind, Phrase] = _lines(
    "alarm",
    _NOTE,
    {
        AlarmKind.TWO_PAYERS: _LOUD[LoudKind.TWO_PAYERS],
        AlarmKind.NO_PAYER: _LOUD[LoudKind.NO_PAYER],
        AlarmKind.SUPPLIER_SILENT: "leverancier antwoordt niet: bel hem",
        AlarmKind.SUPPLIER_NOT_ASKED: "leverancier nog niet gevraagd: vraag hem",
        AlarmKind.MANDATE_DORMANT: "incassomachtiging slaapt: vernieuw haar",
        AlarmKind.AMOUNT_BEYOND_CONSENT: "meer dan de klant goedvond: vraag hem",
        AlarmKind.ACCOUNT_NOT_VERIFIED: "rekening niet gecontroleerd: controleer haar",
        AlarmKind.ADVANCE_TOO_LOW: "voorschot te laag: verhoog het",
        AlarmKind.AUTHORISATION_REFUSED: "machtiging geweigerd: spreek de klant",
        AlarmKind.PAPERS_MISSING: "papieren ontbreken: vraag erom",
        AlarmKind.WATCHED_NOT_ANSWERED: "vraag de leverancier of de klant betaalde",
        AlarmKind.WATCHED_NOT_PAID: "klant betaalde niet: neem de kosten terug",
    },
)
_SUPPORT: Mapping[Support, Phrase] = _lines(
    "support",
    _TOGETHER,
    {
        Support.B12_MISSING: "de B12 is er nog niet: vraag er samen met de klant bij COA om, uiterlijk op {day}",
        Support.B12_OVERDUE: "de B12 moest er op {day} zijn: vraag er vandaag samen met de klant bij COA om",
        Support.WENT_WRONG: (
            "er ging op {day} iets mis met geld en de gemeente herstelt het: vraag of de klant zich redt"
        ),
        Support.COST_HANDED_BACK: "de klant betaalt een rekening zelf vanaf {day}: regel het samen",
        Support.REVIEW: "er is een gesprek met de klant, uiterlijk op {day}: leg samen de brieven klaar",
        Support.RELIEF_ENDS: "het ontzorgen eindigt op {day}: kijk samen welke rekeningen de klant dan zelf betaalt",
        Support.LETTER: (
            "een brief over een rekening die openstaat: open samen de post en geef de gemeente een foto van de brief"
        ),
        Support.PAPERS_MISSING: "papieren ontbreken: zoek ze samen op, vóór {day}",
    },
)
"""A supporter is no colleague: what he reads says what to do together, and by when."""
_ODD = Phrase("booking", "een boeking past nergens bij: zoek uit wat zij is", _NOTE)


def said_of(word: Word) -> Phrase:
    """What is said of it."""
    match word:
        case LoudKind():
            return _LOUD[word]
        case TaskKind():
            return _TASKS[word]
        case AlarmKind():
            return _ALARMS[word]
        case Support():
            return _SUPPORT[word]
        case _:
            return _ODD


def say(phrase: Phrase, language: Language, **values: object) -> str:
    """The phrase with its places filled; `PhraseIsMissing` where its catalogue lacks it."""
    return catalogue_of(language, FOLDER).template(phrase).format(**values)


def line_of(matter: Matter, language: Language, **values: object) -> str:
    """One line about it."""
    return say(said_of(matter.word), language, **values)
