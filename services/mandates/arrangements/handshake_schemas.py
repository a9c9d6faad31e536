"""Handshakes on the wire, the telephone script, and what a supplier sees and says by a link."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from services.errors import Fault, InvalidInput
from services.mandate_events import HandshakeDirection, HandshakeState, Payer
from services.mandates.arrangements.answer_link import Reply
from services.mandates.arrangements.answer_link_service import MadeLink
from services.mandates.arrangements.answer_link_service import Question as AskedQuestion
from services.mandates.arrangements.handshake import Answer, Channel, Word
from services.mandates.arrangements.handshake import Handshake as KeptHandshake
from services.mandates.arrangements.handshake_repository import HandshakeWish
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.arrangements.schemas import CustomerNumber
from services.mandates.arrangements.telephone_script import Act, Step
from services.mandates.costs import Cost
from services.mandates.evidence import Digest
from services.mandates.fields import Day, MonthField, Reason
from services.many_households import HouseholdsAsked
from services.wire import Instant, PageRequest, Wire

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_WITHOUT_PAPER = {Channel.TELEPHONE, Channel.WEBHOOK}


class NewHandshake(Wire):
    """Who is to pay from a month on, and by which way the supplier is asked; its favourite if none is named."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"payer": "we_push", "fromMonth": "2026-03", "channel": "telephone"}]}
    )

    payer: Payer
    from_month: MonthField
    channel: Channel | None = None
    direct_debit_id: UUID | None = None
    owner: Annotated[str | None, Field(min_length=1, max_length=255, description="Who sees to it; you, if nobody")] = (
        None
    )

    def wanted(self, arrangement_id: UUID) -> WantedHandshake:
        """What is asked."""
        return WantedHandshake(
            arrangement_id, self.payer, self.from_month, self.channel, self.direct_debit_id, self.owner
        )


class Handshake(Wire):
    """A handshake: who is to pay from `fromMonth` on, by when the supplier must have answered, and what it said.

    A supervisor is shown a silent supplier on `escalatesOn`.
    """

    id: UUID
    arrangement_id: UUID
    household_id: UUID
    supplier_id: UUID
    cost: Cost
    direction: HandshakeDirection
    payer: Payer
    from_month: MonthField
    direct_debit_id: UUID | None
    state: HandshakeState
    channel: Channel
    deadline: Day
    escalates_on: Day
    asked_on: Day | None
    remind_on: Day | None
    reminded: int
    owner: str
    answer: Answer | None
    answered_month: MonthField | None
    answered_at: Instant | None
    made_at: Instant
    made_by: str

    @classmethod
    def of(cls, kept: KeptHandshake) -> "Handshake":
        """The handshake as it is told."""
        shown = {name: value for name, value in kept._asdict().items() if name != "changes"}
        return cls(**{**shown, "cost": Cost(kept.cost)}, direction=kept.direction, escalates_on=kept.escalates_on)


class HandshakeFilter(PageRequest):
    """Which handshakes."""

    household_id: Annotated[UUID | None, Field(description="Those of this household")] = None
    state: Annotated[HandshakeState | None, Field(description="Those in this state; all of them without")] = None

    def wish(self) -> HandshakeWish:
        """What is asked."""
        return HandshakeWish(self.household_id, self.state)


class HandshakeSearch(HouseholdsAsked):
    """Whose handshakes."""

    state: Annotated[HandshakeState | None, Field(description="Those in this state; all of them without")] = None


class Why(Wire):
    """Why it goes on without the supplier, or is withdrawn."""

    reason: Reason


class SupplierAnswer(Wire):
    """What a supplier said, as somebody noted it: who said it there, and when.

    A confirmation names the month, a refusal the reason; what came on paper or by e-mail is proved by its digest.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answer": "confirmed",
                    "channel": "telephone",
                    "month": "2026-03",
                    "spokenWith": "J. de Vries, debiteurenbeheer",
                    "spokenAt": "2026-01-12T09:30:00Z",
                }
            ]
        }
    )

    answer: Answer
    channel: Channel
    month: MonthField | None = None
    reason: Reason | None = None
    spoken_with: _Line | None = None
    spoken_at: Instant | None = None
    evidence: Digest | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "SupplierAnswer":
        faults = answer_faults(self.answer, self.month, self.reason)
        if self.channel is Channel.TELEPHONE:
            faults += [
                Fault(field, "is missing", "note it during the call")
                for field, given in (("spokenWith", self.spoken_with), ("spokenAt", self.spoken_at))
                if given is None
            ]
        if self.channel not in _WITHOUT_PAPER and self.evidence is None:
            faults.append(Fault("evidence", "is missing", "give the SHA-256 of the letter or message"))
        if faults:
            raise InvalidInput(faults)
        return self

    def word(self) -> Word:
        """What was said, as it is kept."""
        noted = [self.spoken_with, self.spoken_at and self.spoken_at.isoformat()]
        note = ", ".join(part for part in noted if part) or None
        return Word(self.channel, self.month, self.evidence, note)


def answer_faults(answer: Answer, month: int | None, reason: str | None) -> list[Fault]:
    """What an answer lacks, and what it says besides that would contradict it, or be heard by nobody."""
    if answer is Answer.CONFIRMED:
        lacks = [Fault("month", "is missing", "give the month that the supplier named, as 2026-03")]
        besides = [Fault("reason", "is that of a refusal", "leave it out; a yes with a condition is a no")]
        return (lacks if month is None else []) + (besides if reason is not None else [])
    lacks = [Fault("reason", "is missing", "say why the supplier does not do it")]
    besides = [Fault("month", "is that of a confirmation", "leave it out, or confirm from that month on")]
    return (lacks if reason is None else []) + (besides if month is not None else [])


class AnswerLink(Wire):
    """A link to answer by: `/v1/answers/{token}/page` for people, `/v1/answers/{token}` for a program.

    The token is shown once, when it is made, and kept by nobody.
    """

    handshake_id: UUID
    token: Annotated[str | None, Field(description="Only in the first answer; make another link if it was lost")]
    expires_at: Instant

    @classmethod
    def of(cls, made: MadeLink, *, with_token: bool) -> "AnswerLink":
        """The link, with its token or without."""
        return cls(handshake_id=made.handshake.id, token=made.token if with_token else None, expires_at=made.expires_at)


class Question(Wire):
    """What a supplier is asked: from which month on it suspends, or resumes, its collection for this customer.

    Whose cost it is the supplier knows by its own customer number; we say no name and no address.
    """

    customer_number: str | None
    cost: Cost
    direction: HandshakeDirection
    payer: Payer
    from_month: MonthField
    deadline: Day
    expires_at: Instant
    answer: Answer | None
    answered_month: MonthField | None

    @classmethod
    def of(cls, asked: AskedQuestion) -> "Question":
        """The question as the supplier sees it."""
        one, given = asked.handshake, asked.given
        return cls(
            customer_number=asked.customer_number,
            cost=Cost(one.cost),
            direction=one.direction,
            payer=one.payer,
            from_month=one.from_month,
            deadline=one.deadline,
            expires_at=asked.expires_at,
            answer=given and given.answer,
            answered_month=given.month if given else None,
        )


class NewReply(Wire):
    """The supplier's answer: a confirmation with the month that it begins, or a refusal with its reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"answer": "confirmed", "month": "2026-03"}]})

    answer: Answer
    month: MonthField | None = None
    reason: Reason | None = None
    customer_number: CustomerNumber | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "NewReply":
        if faults := answer_faults(self.answer, self.month, self.reason):
            raise InvalidInput(faults)
        return self

    def reply(self) -> Reply:
        """What is said."""
        return Reply(self.answer, self.month)


class Thanks(Wire):
    """The answer as we took it in."""

    answer: Answer
    month: MonthField | None

    @classmethod
    def of(cls, reply: Reply) -> "Thanks":
        """The same words."""
        return cls(answer=reply.answer, month=reply.month)


class ScriptStep(Wire):
    """One step of a call, in Dutch."""

    act: Act
    text: str


class TelephoneScript(Wire):
    """What a person says to the supplier, in this order, and notes for the answer."""

    handshake_id: UUID
    language: Literal["nl"] = "nl"
    steps: list[ScriptStep]

    @classmethod
    def of(cls, handshake_id: UUID, steps: list[Step]) -> "TelephoneScript":
        """The steps as they are told."""
        return cls(handshake_id=handshake_id, steps=[ScriptStep(act=one.act, text=one.text) for one in steps])
