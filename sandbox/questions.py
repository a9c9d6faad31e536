"""What others are asked, and how they answer: suppliers about who pays and what they booked, the benefit system about
what it withheld."""

from datetime import date
from hashlib import sha256

from sandbox.faults import FaultKind, Of
from sandbox.front_door import PROPOSER, SUPPLIER_DESK, FrontDoor
from sandbox.knowing import Instructed, Knowledge, Word
from sandbox.truth import Answered
from services.banking_days import bank_days_later
from services.months import month_text, parse_month

_ANSWERS_AFTER = 2
"""Bank days after it was asked a supplier has answered."""
_STILL_ASKED = ("asked", "overdue")
_MAIL = sha256(b"an e-mail that nobody wrote").hexdigest()
_NO = "we know nobody by this number"
_MOST = 1_000


async def hear_out(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """What suppliers were asked on a day, they answer some days later."""
    for handshake_id in sorted(knows.new_questions):
        told = await door.get(f"/mandates/v1/handshakes/{handshake_id}", SUPPLIER_DESK)
        number = knows.households[told["householdId"]].number
        befallen = knows.chances.befalls(Of.HANDSHAKE, number, f"{told['cost']}/{told['fromMonth']}")
        on, month = bank_days_later(day, _ANSWERS_AFTER), told["fromMonth"]
        if befallen is None:
            knows.words[on].append(Word(handshake_id, month))
        elif befallen.kind is FaultKind.HANDSHAKE_LATE:
            late = bank_days_later(max(day, date.fromisoformat(told["deadline"])), befallen.days)
            knows.words[late].append(Word(handshake_id, month))
        elif befallen.kind is FaultKind.HANDSHAKE_A_MONTH_LATER:
            knows.words[on].append(Word(handshake_id, month_text(parse_month(month) + 1)))
        elif befallen.kind is FaultKind.HANDSHAKE_REFUSED:
            knows.words[on].append(Word(handshake_id, None))
    knows.new_questions.clear()


async def answer_handshakes(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """Suppliers say yes or no, by e-mail, to what is still asked of them."""
    for one in knows.words.pop(day, ()):
        path = f"/mandates/v1/handshakes/{one.handshake_id}"
        if (await door.get(path, SUPPLIER_DESK))["state"] in _STILL_ASKED:
            yes_or_no = {"answer": "refused", "reason": _NO} if one.month is None else {"answer": "confirmed"}
            said = {**yes_or_no, "month": one.month, "channel": "email", "evidence": _MAIL}
            await door.post(f"{path}/_answer", said, f"sandbox/{one.handshake_id}/{day}", SUPPLIER_DESK)


async def tell_bookings(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """Suppliers tell what they booked of the payments that they are asked about."""
    told = {one.end_to_end_id: one for one in knows.answers.pop(day, ())}
    if not told:
        return
    asked = door.items("/v1/payment-allocations", SUPPLIER_DESK)
    answers = [_said(told[one["endToEndId"]]) async for one in asked if one["endToEndId"] in told]
    for first in range(0, len(answers), _MOST):
        body = {"answers": answers[first : first + _MOST]}
        await door.post("/v1/payment-allocations/_answer", body, f"sandbox/booked/{day}/{first}", SUPPLIER_DESK)


def _said(answer: Answered) -> dict[str, object]:
    said = answer.said
    told = {
        "endToEndId": answer.end_to_end_id,
        "word": str(said.word),
        "toldOn": str(said.told_on),
        "toldBy": str(said.told_by),
        "bookedOn": None if said.booked_on is None else str(said.booked_on),
        "amount": said.amount,
        "onAnotherContract": said.on_another_contract,
        "reason": None if said.reason is None else str(said.reason),
    }
    return {name: value for name, value in told.items() if value is not None}


async def read_instructions(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """What the benefit system is told to withhold; it answers on the next bank day."""
    for run_id in sorted(knows.new_instructions):
        for one in await door.listed(f"/v1/payment-runs/{run_id}/instruction-files", PROPOSER):
            knows.instructed[bank_days_later(day, 1)].append(Instructed(run_id, one["number"]))
    knows.new_instructions.clear()


async def answer_instructions(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """The benefit system withheld all that it was told to."""
    for one in knows.instructed.pop(day, ()):
        path = f"/v1/payment-runs/{one.run_id}/instruction-files/{one.number}"
        columns, *lines = (await door.content(path)).decode().splitlines()
        place = columns.split(";").index("reference")
        rows = [f"{line.split(';')[place]};withheld;;" for line in lines]
        content = "\r\n".join(["reference;outcome;withheldCents;reason", *rows, ""]).encode()
        await door.hand_in(f"{path}/answers", content, f"sandbox/{one.run_id}/{one.number}", PROPOSER, "text/csv")
