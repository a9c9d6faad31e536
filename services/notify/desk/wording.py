"""What the desk reads of each thing that waits: what it is and the one thing to do, in Dutch and in English. Pure.

These are words for colleagues, who know the field's own; what clients read is in `messages`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from services.mandate_events import AlarmKind
from services.notify.desk.matter import Matter, Word
from services.notify.desk.support import Support
from services.notify.messages.language import Language
from services.notify_events import LoudKind
from services.schedule.schemas import TaskKind


class Says(NamedTuple):
    """What waits, and what to do about it, in each language of the desk."""

    nl: str
    en: str

    def in_(self, language: Language) -> str:
        """What is read in that language."""
        return self.nl if language is Language.DUTCH else self.en


_LOUD: Mapping[LoudKind, Says] = {
    LoudKind.LEEFGELD_CAME_BACK: Says(
        "leefgeld kwam terug: betaal vandaag met spoed", "leefgeld came back: pay by emergency today"
    ),
    LoudKind.ARREARS: Says(
        "brief over een rekening die openstaat: betaal, of vraag uitstel",
        "a letter about a bill that is open: pay it, or ask for time",
    ),
    LoudKind.NO_PAYER: Says("niemand betaalt deze kosten: wijs aan wie", "nobody pays this cost: name who does"),
    LoudKind.TWO_PAYERS: Says(
        "twee betalen dezelfde kosten: laat er één stoppen", "two pay the same cost: have one of them stop"
    ),
    LoudKind.UNKNOWN_DEBIT: Says(
        "geld ging van de rekening en niemand weet waarvoor: zoek het uit of vraag het terug",
        "money left the account and nobody knows why: find out, or ask it back",
    ),
    LoudKind.DEBIT_WITHOUT_MANDATE: Says(
        "een leverancier incasseerde zonder machtiging: vraag het terug",
        "a supplier collected without a mandate: ask it back",
    ),
    LoudKind.EXECUTED_TWICE: Says(
        "de bank voerde een betaling twee keer uit: vraag er één terug", "the bank paid twice: ask one of them back"
    ),
    LoudKind.UNKNOWN_CREDIT: Says(
        "geld kwam binnen en niemand weet van wie: wijs het toe of stuur het terug",
        "money came in and nobody knows whose it is: assign it, or send it back",
    ),
    LoudKind.STATEMENT_GAP: Says(
        "een afschrift ontbreekt of sluit niet: vraag de bank erom",
        "a statement is missing or does not close: ask the bank",
    ),
    LoudKind.BANK_CHANNEL: Says(
        "de verbinding met de bank werkt niet of blijft stil: laat haar herstellen",
        "the bank's channel fails or is silent: have it mended",
    ),
    LoudKind.WEBHOOK_FAILS: Says(
        "een leverancier is niet te bereiken per webhook: bel hem", "a supplier's webhook only fails: call the supplier"
    ),
}
_TASKS: Mapping[TaskKind, Says] = {
    TaskKind.FACTS_MISSING: Says("gegevens ontbreken voor een plan: leg ze vast", "facts are missing: record them"),
    TaskKind.PAYEE_MISSING: Says("geen begunstigde bekend: voer hem in", "no payee is known: enter one"),
    TaskKind.BILL_PAID_TWICE: Says(
        "dezelfde rekening staat bij twee huishoudens: kijk wie hem betaalt",
        "two households have the same bill: see which of them pays it",
    ),
    TaskKind.B12_EXPECTED: Says("B12 verwacht: vraag COA erom", "B12 expected: ask COA for it"),
    TaskKind.TOESLAG_APPLICATION: Says("vraag de toeslag aan", "apply for the toeslag"),
    TaskKind.TOESLAG_DECISION: Says("beschikking toeslag verwacht: vraag ernaar", "toeslag not decided: ask after it"),
    TaskKind.TOESLAG_ARRIVAL: Says("toeslag verwacht: kijk of hij kwam", "toeslag expected: see whether it came"),
    TaskKind.TOESLAG_ACCOUNT_BACK: Says(
        "vraag de toeslag terug op de eigen rekening", "ask for the toeslag on the client's own account"
    ),
    TaskKind.YOUTH_TOP_UP: Says("aanvulling voor jongeren: stel de norm vast", "top-up for the young: set the norm"),
    TaskKind.REVIEW: Says("houd het gesprek", "hold the review"),
    TaskKind.SELF_RELIANCE_CHECK: Says("doe de zelfredzaamheidstoets", "do the check of self-reliance"),
    TaskKind.HAND_BACK: Says("draag kosten over aan de klant", "hand a cost back to the client"),
    TaskKind.EXTENSION_DECISION: Says("beslis over verlenging (art. 57)", "decide about an extension (art. 57)"),
    TaskKind.END_OF_RELIEF: Says("leg het einde van het ontzorgen vast", "record the end of the relief"),
    TaskKind.CLOSING_SETTLEMENT: Says("sluit af met de klant", "close the settlement with the client"),
    TaskKind.AFTERCARE: Says("doe de nazorg", "look in for aftercare"),
    TaskKind.PLAN_FALLS_SHORT: Says(
        "het plan komt tekort: beslis over overbrugging", "the plan falls short: decide on bridging"
    ),
    TaskKind.CAN_BE_PAID: Says(
        "wat wachtte kan betaald worden: zet een run klaar", "what waited can be paid: propose a run"
    ),
    TaskKind.INSTRUCTION_DIFFERS: Says(
        "het uitkeringssysteem hield iets anders in: vraag waar het geld bleef",
        "the benefit system withheld something else: ask where the money went",
    ),
    TaskKind.MONEY_CAME_BACK: Says("een betaling kwam terug: zoek uit waarom", "a payment came back: find out why"),
    TaskKind.NOT_SEEN: Says(
        "niet op het afschrift gezien: vraag waar het blijft", "not seen at the bank: ask where it is"
    ),
    TaskKind.RECALL_NOT_MET: Says("terugvragen lukte niet: vraag de ontvanger", "a recall failed: ask the payee"),
    TaskKind.DUTY_UNDECIDED: Says("beslis over de plicht", "decide about the duty"),
    TaskKind.TOESLAG_MISSING: Says("toeslag vermist: bel Dienst Toeslagen", "toeslag missing: call Dienst Toeslagen"),
    TaskKind.TOESLAG_DIFFERS: Says(
        "toeslag is anders: leg het nieuwe bedrag vast", "toeslag differs: record the new amount"
    ),
    TaskKind.BRIDGING_TO_APPROVE: Says(
        "besluit over overbrugging: keur het goed of af", "decision on bridging: approve or refuse"
    ),
    TaskKind.TOESLAG_ACCOUNT_ASTRAY: Says(
        "toeslag gaat naar een verkeerde rekening: vraag om een andere", "toeslag goes astray: ask for another account"
    ),
    TaskKind.TOESLAG_TO_RECLAIM: Says(
        "toeslag kwam bij de klant: spreek af wat terugkomt", "toeslag came to the client: agree on what comes back"
    ),
    TaskKind.COA_DEBT: Says("schuld bij COA: leg een afspraak vast", "debt to COA: record an agreement"),
    TaskKind.PAID_TWICE: Says("dubbel ontvangen: corrigeer de uitkering", "received twice: correct the benefit"),
    TaskKind.OWED_AT_END: Says(
        "schuld aan het einde: beslis over gift of lening", "owed at the end: decide on grant or loan"
    ),
    TaskKind.PAID_NOT_BOOKED: Says(
        "betaald en niet geboekt: stuur de leverancier het bewijs", "paid and not booked: send the supplier the proof"
    ),
    TaskKind.BOOKING_NOT_TOLD: Says("vraag de leverancier of er geboekt is", "ask the supplier whether it booked"),
    TaskKind.ARREARS: _LOUD[LoudKind.ARREARS],
    TaskKind.SUPPLIER_TOLD: Says("een leverancier meldde iets: verwerk het", "a supplier told something: act upon it"),
}
_ALARMS: Mapping[AlarmKind, Says] = {
    AlarmKind.TWO_PAYERS: _LOUD[LoudKind.TWO_PAYERS],
    AlarmKind.NO_PAYER: _LOUD[LoudKind.NO_PAYER],
    AlarmKind.SUPPLIER_SILENT: Says("leverancier antwoordt niet: bel hem", "supplier is silent: call it"),
    AlarmKind.SUPPLIER_NOT_ASKED: Says("leverancier nog niet gevraagd: vraag hem", "supplier not asked yet: ask it"),
    AlarmKind.MANDATE_DORMANT: Says(
        "incassomachtiging slaapt: vernieuw haar", "direct debit mandate dormant: renew it"
    ),
    AlarmKind.AMOUNT_BEYOND_CONSENT: Says("meer dan de klant goedvond: vraag hem", "beyond consent: ask the client"),
    AlarmKind.ACCOUNT_NOT_VERIFIED: Says(
        "rekening niet gecontroleerd: controleer haar", "account not verified: verify it"
    ),
    AlarmKind.ADVANCE_TOO_LOW: Says("voorschot te laag: verhoog het", "advance too low: raise it"),
    AlarmKind.AUTHORISATION_REFUSED: Says(
        "machtiging geweigerd: spreek de klant", "authorisation refused: see the client"
    ),
    AlarmKind.PAPERS_MISSING: Says("papieren ontbreken: vraag erom", "papers are missing: ask for them"),
    AlarmKind.WATCHED_NOT_ANSWERED: Says("vraag de leverancier of de klant betaalde", "ask whether the client paid"),
    AlarmKind.WATCHED_NOT_PAID: Says(
        "klant betaalde niet: neem de kosten terug", "client did not pay: take the cost over"
    ),
}
_SUPPORT: Mapping[Support, Says] = {
    Support.B12_MISSING: Says(
        "de B12 is er nog niet: vraag er samen met de klant bij COA om, vóór {day}",
        "the B12 is not there yet: ask COA for it with the client, by {day}",
    ),
    Support.B12_OVERDUE: Says(
        "de B12 moest er op {day} zijn: vraag er vandaag samen met de klant bij COA om",
        "the B12 was due on {day}: ask COA for it with the client, today",
    ),
    Support.WENT_WRONG: Says(
        "er ging op {day} iets mis met geld en de gemeente herstelt het: vraag of de klant zich redt",
        "something went wrong with money on {day} and the municipality mends it: ask whether the client can manage",
    ),
    Support.COST_HANDED_BACK: Says(
        "de klant betaalt een rekening zelf vanaf {day}: regel het samen",
        "the client pays a bill himself from {day} on: arrange it together",
    ),
    Support.REVIEW: Says(
        "er is een gesprek met de klant, uiterlijk op {day}: leg samen de brieven klaar",
        "there is a talk with the client, by {day}: have the letters ready together",
    ),
    Support.RELIEF_ENDS: Says(
        "het ontzorgen eindigt op {day}: kijk samen welke rekeningen de klant dan zelf betaalt",
        "the relief ends on {day}: look together which bills the client pays himself then",
    ),
    Support.LETTER: Says(
        "een brief over een rekening die openstaat: open samen de post en geef de gemeente een foto van de brief",
        "a letter about a bill that is open: open the post together and give the municipality a photo of the letter",
    ),
    Support.PAPERS_MISSING: Says(
        "papieren ontbreken: zoek ze samen op, vóór {day}", "papers are missing: look for them together, by {day}"
    ),
}
"""A supporter is no colleague: what he reads says what to do together, and by when."""
_ODD = Says("een boeking past nergens bij: zoek uit wat zij is", "a booking fits nothing: find out what it is")


def said_of(word: Word) -> Says:
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


def line_of(matter: Matter, language: Language) -> str:
    """One line about it."""
    return said_of(matter.word).in_(language)
