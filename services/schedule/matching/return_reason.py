"""Why a payment was rejected or came back, and what is to be done: the code decides, and where it is unclear a person.

Codes: ISO 20022 ExternalStatusReason1Code and ExternalReturnReason1Code, as the rulebooks of the European Payments
Council use them for credit transfers (EPC125-05, reasons of rejects and returns).
"""

from services.events import ComeBackCure

_CURES = {
    "AC01": ComeBackCure.ANOTHER_ACCOUNT,
    "AC03": ComeBackCure.ANOTHER_ACCOUNT,
    "AC04": ComeBackCure.ANOTHER_ACCOUNT,
    "AC06": ComeBackCure.ANOTHER_ACCOUNT,
    "AC13": ComeBackCure.ANOTHER_ACCOUNT,
    "AG01": ComeBackCure.ANOTHER_ACCOUNT,
    "BE04": ComeBackCure.ASK,
    "CNOR": ComeBackCure.ANOTHER_ACCOUNT,
    "MD07": ComeBackCure.ASK,
    "MS02": ComeBackCure.ASK,
    "MS03": ComeBackCure.ASK,
    "RC01": ComeBackCure.ANOTHER_ACCOUNT,
    "AB05": ComeBackCure.ONCE_MORE,
    "AB06": ComeBackCure.ONCE_MORE,
    "AB07": ComeBackCure.ONCE_MORE,
    "AB08": ComeBackCure.ONCE_MORE,
    "AM04": ComeBackCure.ONCE_MORE,
    "ED05": ComeBackCure.ONCE_MORE,
    "FF10": ComeBackCure.ONCE_MORE,
    "TM01": ComeBackCure.ONCE_MORE,
}


def cure_of(code: str | None) -> ComeBackCure:
    """What is to be done; a person is asked about every code that is not known to be harmless."""
    return _CURES.get(code or "", ComeBackCure.ASK)
