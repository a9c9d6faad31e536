"""The processing activities of the house. What an organisation's own register (GDPR art. 30) calls them is its own.

The legal bases are ours to propose; an organisation's privacy officer has the last word on them.
"""

from services.processing import Activity

_URN = "urn:ontzorg:processing-activity:"
_DUTY = "GDPR art. 6(1)(c) and (e); Participatiewet art. 56a, 57"
_PUBLIC_TASK = "GDPR art. 6(1)(e)"


def _activity(name: str, said: str, purpose: str, legal_basis: str) -> Activity:
    return Activity(f"{_URN}{name}", said, purpose, legal_basis)


CASE_FILE = _activity(
    "case-file",
    "Household file and plan",
    "To know what a household has to live on and what falls due, and to plan its payments from that",
    _DUTY,
)
GUIDANCE = _activity(
    "guidance",
    "Tasks, papers, arrears and letting go",
    "To see that what has to happen for a household happens in time, until it does its money by itself",
    _DUTY,
)
PAYMENTS = _activity(
    "payments",
    "Payments out of the benefit",
    "To pay the costs of a household from its benefit, and its leefgeld to itself",
    _DUTY,
)
BRIDGING = _activity(
    "bridging",
    "Bridging what the toeslagen leave open",
    "To decide on money ahead of toeslagen and to settle it when they come",
    "GDPR art. 6(1)(e); Participatiewet art. 35, 48, 52, 56a",
)
TOESLAGEN = _activity(
    "toeslagen",
    "Following toeslagen",
    "To know which toeslagen were applied for, came in, and on which account",
    _DUTY,
)
BOOKS = _activity(
    "books",
    "Bank statements and books",
    "To account for every euro that went through the organisation's accounts, and to bring astray money home",
    "GDPR art. 6(1)(c) and (e); Gemeentewet art. 212, 213",
)
REGISTRY = _activity(
    "registry",
    "Authorisations and arrangements with suppliers",
    "To know who pays which cost of a household, by whose authorisation, on which account",
    f"{_DUTY}; Burgerlijk Wetboek 3:60",
)
ALARMS = _activity(
    "alarms",
    "Alarms about two payers or none",
    "To hear of it before a household is hurt because a cost is paid twice or by nobody",
    _DUTY,
)
TELLING = _activity(
    "telling-households",
    "Telling households",
    "To reach a household in its language and to be able to prove what it was told",
    _PUBLIC_TASK,
)
SUPPLIERS = _activity(
    "telling-suppliers",
    "Telling and hearing suppliers",
    "To let suppliers know what is paid for their customers, and to take in what they say of it",
    _DUTY,
)
DESK = _activity(
    "desk",
    "Telling workers and supporters",
    "To reach whoever has to act for a household, within the organisation and around the household",
    _PUBLIC_TASK,
)
ACCOUNTABILITY = _activity(
    "accountability",
    "Reading this log",
    "To show who saw and changed what about whom",
    "GDPR art. 5(2), 6(1)(c), 15, 32",
)
