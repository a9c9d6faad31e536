"""The script of a call says whom to call, what to say, what to ask and what to note, and names no client."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.mandate_events import HandshakeState, Payer
from services.mandates.arrangements.handshake import Channel, Handshake
from services.mandates.arrangements.telephone_script import Act, Call, dutch_month, script
from services.mandates.suppliers.supplier import ContactPerson
from tests.mandates.arrangements.builders import MARCH

ONE = Handshake(
    id=UUID(int=1),
    arrangement_id=UUID(int=2),
    household_id=UUID(int=3),
    supplier_id=UUID(int=4),
    cost="energy",
    payer=Payer.WE_PUSH,
    from_month=MARCH,
    direct_debit_id=None,
    state=HandshakeState.ASKED,
    changes=2,
    channel=Channel.TELEPHONE,
    deadline=date(2026, 2, 19),
    owner="anna",
    made_at=datetime(2026, 1, 5, tzinfo=UTC),
    made_by="anna",
)
DESK = ContactPerson("Joke Verzonnen", "010 000 00 00", None)
CALL = Call("Gemeente Voorbeeldstad", "Stroomhuis Energie", DESK, "KL-20391", ONE)


def test_taking_over_is_said_in_the_order_of_a_call() -> None:
    steps = script(CALL)
    assert [one.act for one in steps] == [
        Act.CALL, Act.SAY, Act.SAY, Act.ASK, Act.ASK, Act.ASK, Act.NOTE, Act.NOTE,
    ]  # fmt: skip
    assert [one.text for one in steps[:4]] == [
        "Bel Stroomhuis Energie op 010 000 00 00 en vraag naar Joke Verzonnen.",
        "U spreekt met Gemeente Voorbeeldstad. Ik bel over uw klant met klantnummer KL-20391. "
        "Het gaat om: gas en stroom.",
        "Vanaf maart 2026 betalen wij deze kosten (gas en stroom) zelf aan u. Zet uw incasso bij de klant dan stil.",
        "Kunt u bevestigen dat u vanaf maart 2026 niets meer afschrijft van de rekening van de klant?",
    ]


@pytest.mark.parametrize(
    ("payer", "said"),
    [
        (Payer.BENEFIT_SYSTEM_WITHHOLDS, "ingehouden op de uitkering"),
        (Payer.SUPPLIER_PULLS, "afschrijven van onze rekening"),
        (Payer.CLIENT_PAYS_WATCHED, "Hervat uw incasso bij de klant"),
        (Payer.CLIENT_PAYS, "Hervat uw incasso bij de klant"),
    ],
)
def test_each_payer_is_said_in_its_own_words(payer: Payer, said: str) -> None:
    assert said in script(CALL._replace(handshake=ONE._replace(payer=payer)))[2].text


def test_handing_back_asks_for_collecting_again() -> None:
    steps = script(CALL._replace(handshake=ONE._replace(payer=Payer.CLIENT_PAYS)))
    assert steps[3].text == "Kunt u bevestigen dat u vanaf maart 2026 weer afschrijft van de rekening van de klant?"


def test_without_a_contact_or_a_customer_number_the_script_says_what_to_ask_for() -> None:
    first, second, *_ = script(CALL._replace(contact=None, customer_number=None))
    assert first.text == "Bel Stroomhuis Energie en vraag naar wie over betalingen en incasso gaat."
    assert "vraag eerst daarnaar" in second.text


def test_without_a_telephone_number_the_contact_is_asked_for_by_name() -> None:
    first = script(CALL._replace(contact=DESK._replace(telephone=None)))[0]
    assert first.text == "Bel Stroomhuis Energie en vraag naar Joke Verzonnen."


def test_months_are_said_in_dutch() -> None:
    assert [dutch_month(2026 * 12), dutch_month(2026 * 12 + 11)] == ["januari 2026", "december 2026"]
