"""What the world knows: what it booked and of whom, and what somebody has to be told. Values; amounts are cents."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sandbox.faults import FaultKind
from sandbox.statement_file import Line
from services.schedule.schemas import AllocationWord, NotBookedReason, Teller


class Booked(NamedTuple):
    """An entry on an account of ours, and the truth of it: of which household it is (by its number in the caseload) and
    for what (`rent/2026-03`), or nobody's; and what is wrong with it. Of a payment of ours its EndToEndId, and if all
    goes as it should its block in the file; of a block that the bank booked at once, the payments.
    """

    account: str
    line: Line
    household: int | None
    about: str
    fault: FaultKind | None = None
    payment: str = ""
    block: str = ""
    of: tuple["Booked", ...] = ()

    @property
    def rank(self) -> tuple[str, ...]:
        """Its place among those of a day, whoever brought it and in which order."""
        whose = "" if self.household is None else f"{self.household:08d}"
        line = self.line
        return (whose, self.about, line.own_id, f"{line.cents:015d}", line.reason, self.fault or "")


class Notice(NamedTuple):
    """Something that a person has to be told about a household: a task of this kind, or an exception of this oddity
    (`sign`), about this (an EndToEndId for an exception).

    It can be known once the statements of the account reach `known_by`; without an account, on that day. What shows
    after all, on `until`, nobody has to be told once that was shown.
    """

    household: int
    sign: str
    about: str
    fault: FaultKind
    account: str | None
    known_by: date
    until: date | None = None


class Rejection(NamedTuple):
    """What the bank says it will not execute: on which morning it reports that, of which file and block, and why."""

    on: date
    message_id: str
    block: str
    end_to_end_id: str
    code: str


class AtClient(NamedTuple):
    """Money (cents) of a toeslag that came to the client's own account on a day, which he tells on another."""

    household: int
    kind: str
    cents: int
    on: date
    told_on: date


class Said(NamedTuple):
    """What a supplier says on a day of a payment: booked on a day, booked as another amount (cents) or to another
    contract, or not booked for a reason."""

    word: AllocationWord
    told_on: date
    told_by: Teller
    booked_on: date | None = None
    amount: int | None = None
    on_another_contract: bool = False
    reason: NotBookedReason | None = None


class Answered(NamedTuple):
    """What a supplier says on a day of a payment of ours, by its EndToEndId."""

    on: date
    end_to_end_id: str
    said: Said


@dataclass
class Course:
    """What becomes of something: what is booked of it, reported, comes elsewhere, is answered about it, and what people
    have to be told."""

    booked: list[Booked] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    at_client: list[AtClient] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    befell: FaultKind | None = None
