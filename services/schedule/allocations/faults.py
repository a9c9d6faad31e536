"""What is wrong with an answer about a payment: all of it at once, each with its cure. Pure."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services.errors import Fault
from services.schedule.allocations.allocation import Allocation, AllocationWord, NotAsked, Said, why_not_asked

UNKNOWN = Fault(
    "endToEndId", "is no payment of ours that you may see", "give the name that the payment had in its file"
)
TWICE = Fault("endToEndId", "is answered twice in this list", "give the newer of the two")

_NOT_ASKED = {
    NotAsked.TO_CLIENT: ("went to the client's own account", "leave it out"),
    NotAsked.WITHHELD: ("was withheld by the benefit system", "leave it out: what that answers is the proof"),
    NotAsked.DRAWN: ("was drawn by the supplier himself", "leave it out"),
    NotAsked.NOT_EXECUTED: ("is in no statement of our bank yet", "tell it again when one shows it"),
    NotAsked.LONG_AGO: ("was executed long before we heard of it", "leave it out, and tell its case manager"),
}
_ONLY_WITH = {
    AllocationWord.BOOKED: {"bookedOn"},
    AllocationWord.BOOKED_OTHERWISE: {"bookedOn", "amount", "onAnotherContract"},
    AllocationWord.NOT_BOOKED: {"reason"},
}


def faults_of_saying(said: Said, today: date) -> Iterator[Fault]:
    """What is wrong with the answer itself, whatever payment it is about."""
    if said.told_on > today:
        yield Fault("toldOn", "lies in the future", "give the day of which it was said")
    given = {
        "bookedOn": said.booked_on is not None,
        "amount": said.amount is not None,
        "onAnotherContract": said.on_another_contract,
        "reason": said.reason is not None,
    }
    for name, is_given in given.items():
        if is_given and name not in _ONLY_WITH[said.word]:
            yield Fault(name, f"says nothing of what is {said.word}", "leave it out, or give another word")
    if said.word is AllocationWord.NOT_BOOKED:
        if said.reason is None:
            yield Fault("reason", "is missing", "give why it was not booked, other if you do not know")
    elif said.booked_on is None:
        yield Fault("bookedOn", "is missing", "give the day on which it was booked")
    elif said.booked_on > said.told_on:
        yield Fault("bookedOn", "lies after the day of the answer", "give the day on which it was booked")


def fault_of_asking(one: Allocation) -> Fault | None:
    """Why there is nothing to say of this payment."""
    reason = why_not_asked(one)
    if reason is None:
        return None
    what, cure = _NOT_ASKED[reason]
    return Fault("endToEndId", what, cure)


def faults_of_answer(one: Allocation, said: Said, paid_to: frozenset[UUID] | None) -> Iterator[Fault]:
    """What is wrong with it for this payment; `paid_to` are the accounts of who answers, where only he may."""
    if paid_to is not None and one.payee_id not in paid_to:
        yield Fault("endToEndId", "was paid to another account", "answer for your own accounts only")
        return
    if (fault := fault_of_asking(one)) is not None:
        yield fault
        return
    assert one.executed_on is not None, "who is asked about it, it was executed"
    if said.told_on < one.executed_on:
        yield Fault("toldOn", f"lies before {one.executed_on}, when it was executed", "ask what is so today")
    if said.booked_on is not None and said.booked_on < min(one.execute_on, one.executed_on):
        yield Fault("bookedOn", f"lies before {one.executed_on}, when it was executed", "look which payment was booked")
    otherwise = said.word is AllocationWord.BOOKED_OTHERWISE and not said.on_another_contract
    if otherwise and said.amount in (None, one.amount):
        cure = "give the amount that was booked, or say that it stands on another contract; else it is booked"
        yield Fault("amount", "says that it was booked as it was paid", cure)
