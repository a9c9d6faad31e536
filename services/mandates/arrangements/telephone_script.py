"""What a person says on the telephone to a supplier: the steps to work through, in Dutch. Pure.

Insurers and others take an authorisation by telephone (seed 001, lines 1755-1757). The client is named by his customer
number alone: that is all the supplier needs to know which collection is meant.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from services.mandate_events import HandshakeDirection, Payer
from services.mandates.arrangements.handshake import Handshake
from services.mandates.costs import Cost
from services.mandates.suppliers.supplier import ContactPerson
from services.months import Month

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


class Act(StrEnum):
    """What the person does in a step."""

    CALL = "call"
    SAY = "say"
    ASK = "ask"
    NOTE = "note"


class Step(NamedTuple):
    """One step: what to do, and the words for it."""

    act: Act
    text: str


class Call(NamedTuple):
    """What the script is made from; `caller` is the organisation on whose behalf is called."""

    caller: str
    supplier: str
    contact: ContactPerson | None
    customer_number: str | None
    handshake: Handshake


def script(call: Call) -> list[Step]:
    """The steps of a call about a handshake."""
    return list(_steps(call))


def dutch_month(month: Month) -> str:
    """`maart 2026`."""
    return f"{_MONTHS[month % 12]} {month // 12}"


def _steps(call: Call) -> Iterator[Step]:
    one = call.handshake
    since, cost = dutch_month(one.from_month), Cost(one.cost).dutch
    yield Step(Act.CALL, _whom_to_call(call))
    yield Step(Act.SAY, f"U spreekt met {call.caller}. Ik bel over {_customer(call)}. Het gaat om: {cost}.")
    yield Step(Act.SAY, _what_changes(one.payer, since, cost))
    if one.direction is HandshakeDirection.TAKING_OVER:
        yield Step(
            Act.ASK, f"Kunt u bevestigen dat u vanaf {since} niets meer afschrijft van de rekening van de klant?"
        )
        yield Step(Act.ASK, "Vanaf welke maand gaat dat in? En wat schrijft u daarvoor nog af, en op welke dag?")
    else:
        yield Step(Act.ASK, f"Kunt u bevestigen dat u vanaf {since} weer afschrijft van de rekening van de klant?")
        yield Step(Act.ASK, "Vanaf welke maand gaat dat in? Heeft u daarvoor een nieuwe machtiging van de klant nodig?")
    yield Step(Act.ASK, "Staan er nog rekeningen open? Zo ja: over welke maand, en welk bedrag?")
    yield Step(Act.NOTE, "Noteer wie u sprak, op welke dag en hoe laat, en welke maand werd genoemd.")
    yield Step(Act.NOTE, f"Wil of kan men het niet bevestigen? Noteer de reden; dan verandert er niets vanaf {since}.")


def _whom_to_call(call: Call) -> str:
    if call.contact is None:
        return f"Bel {call.supplier} en vraag naar wie over betalingen en incasso gaat."
    number = f" op {call.contact.telephone}" if call.contact.telephone else ""
    return f"Bel {call.supplier}{number} en vraag naar {call.contact.name}."


def _customer(call: Call) -> str:
    if call.customer_number is None:
        return "een klant van u, van wie het klantnummer ons nog ontbreekt: vraag eerst daarnaar"
    return f"uw klant met klantnummer {call.customer_number}"


def _what_changes(payer: Payer, since: str, cost: str) -> str:
    match payer:
        case Payer.WE_PUSH:
            return f"Vanaf {since} betalen wij deze kosten ({cost}) zelf aan u. Zet uw incasso bij de klant dan stil."
        case Payer.BENEFIT_SYSTEM_WITHHOLDS:
            return (
                f"Vanaf {since} worden deze kosten ({cost}) ingehouden op de uitkering en aan u overgemaakt. "
                "Zet uw incasso bij de klant dan stil."
            )
        case Payer.SUPPLIER_PULLS:
            return (
                f"Vanaf {since} kunt u deze kosten ({cost}) afschrijven van onze rekening, met de machtiging die u "
                "daarvoor heeft. Schrijf dan niets meer af van de rekening van de klant."
            )
        case Payer.CLIENT_PAYS | Payer.CLIENT_PAYS_WATCHED:
            return f"Vanaf {since} betaalt de klant deze kosten ({cost}) weer zelf. Hervat uw incasso bij de klant dan."
