"""What others are asked, and how they answer: suppliers about who pays and what they booked, the benefit system about
what it withheld."""

from datetime import date
from hashlib import sha256

from sandbox.front_door import PROPOSER, SUPPLIER_DESK, FrontDoor
from sandbox.knowing import Instructed, Knowledge, Question
from sandbox.truth import Answered
from services.banking_days import bank_days_later

_ANSWERS_AFTER = 2
"""Bank days after it was asked a supplier has answered."""
_STILL_ASKED = ("asked", "overdue")
_MAIL = sha256(b"an e-mail that nobody wrote").hexdigest()
_MOST = 1_000


async def hear_out(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """What suppliers were asked on a day, they answer some days later."""
    for handshake_id in sorted(knows.new_questions):
        told = await door.get(f"/mandates/v1/handshakes/{handshake_id}", SUPPLIER_DESK)
        knows.questions[bank_days_later(day, _ANSWERS_AFTER)].append(Question(handshake_id, told["fromMonth"]))
    knows.new_questions.clear()


async def answer_handshakes(door: FrontDoor, knows: Knowledge, day: date) -> None:
    """Suppliers say yes, by e-mail, to what is still asked of them."""
    for one in knows.questions.pop(day, ()):
        path = f"/mandates/v1/handshakes/{one.handshake_id}"
        if (await door.get(path, SUPPLIER_DESK))["state"] in _STILL_ASKED:
            said = {"answer": "confirmed", "month": one.month, "channel": "email", "evidence": _MAIL}
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
