"""The world outside at work, day by day: what it brings in the morning, and what it makes of a day that is over.

It hears what a municipality announces and asks at the front door what that is about, as a bank gets a file and a
supplier a letter. What it brings comes in by the front door too.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from sandbox import answering, collecting, drawing, letters, payers, questions
from sandbox import orders as files
from sandbox.bank import Bank, Made, Post
from sandbox.front_door import PROPOSER, FrontDoor
from sandbox.knowing import Knowledge, Known
from sandbox.payments import Order, course_of
from sandbox.report_file import reports
from sandbox.scripts import Befell, Scripted
from sandbox.statement_file import Statement, written
from sandbox.truth import Course
from services.banking_days import is_bank_day

_HEARD = "nl.ontzorg."


class News(Protocol):
    """Something that was announced: of which type, about what."""

    @property
    def type(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


def begin(accounts: Mapping[str, str], chances: Scripted) -> Knowledge:
    """The world outside on the first morning: a bank with an account (IBAN) for each municipality, by its code."""
    return Knowledge(Bank(sorted(set(accounts.values())), chances, sleeps=True), chances, dict(accounts))


class Outside:
    """Everybody outside of one world; `knows` is all that they remember."""

    def __init__(self, door: FrontDoor, knows: Knowledge) -> None:
        self._door = door
        self.knows = knows
        self._hears = {
            "schedule.household.registered": lambda _: self._hear_of_households(),
            "schedule.fact.recorded": lambda news: knows.new_facts.add(news.data["householdId"]),
            "schedule.plan.made": lambda news: knows.new_plans.add(news.data["householdId"]),
            "schedule.run.filed": lambda news: knows.new_runs.add(news.subject),
            "schedule.instructions.written": lambda news: knows.new_instructions.add(news.data["runId"]),
            "mandates.handshake.changed": self._hear_of_handshake,
        }

    def hear(self, news: Iterable[News]) -> None:
        """Note what was announced, to ask about it at the end of the day."""
        for one in news:
            if (note := self._hears.get(one.type.removeprefix(_HEARD))) is not None:
                note(one)

    async def morning(self, day: date) -> None:
        """Bring what comes on this day: the bank's post, and what was asked of others."""
        post, told = self.knows.bank.morning(day)
        await self._bring(day, post)
        self._reach_suppliers(day, told)
        await letters.bring_letters(self._door, self.knows, day)
        await letters.tell_arrivals(self._door, self.knows, day)
        await questions.answer_instructions(self._door, self.knows, day)
        await questions.answer_handshakes(self._door, self.knows, day)
        await questions.tell_bookings(self._door, self.knows, day)

    async def evening(self, day: date) -> None:
        """What becomes of all that was ordered and asked on a day that is over; then the bank closes."""
        await self.get_to_know()
        await letters.read_departures(self._door, self.knows)
        await questions.read_instructions(self._door, self.knows, day)
        await questions.hear_out(self._door, self.knows, day)
        for run_id in sorted(self.knows.new_runs):
            await self._take_orders(run_id, day)
        self.knows.new_runs.clear()
        if is_bank_day(day):
            for course in await payers.pay(self._door, self.knows, day):
                self._take_on(course)
            self.knows.bank.close(day)

    def befell(self) -> list[Befell]:
        """What went wrong since this was asked last."""
        found = self.knows.chances.befell[self.knows.told_of :]
        self.knows.told_of += len(found)
        return found

    def _hear_of_households(self) -> None:
        self.knows.new_households = True

    def _hear_of_handshake(self, news: News) -> None:
        if news.data["state"] == "asked":
            self.knows.new_questions.add(news.subject)

    async def get_to_know(self) -> None:
        """The households that were registered since, in the order of registration."""
        if not self.knows.new_households:
            return
        async for one in self._door.items("/v1/households"):
            if one["id"] not in self.knows.households:
                number, account = len(self.knows.households), self.knows.accounts[one["municipality"]]
                self.knows.households[one["id"]] = Known(number, one["reference"], account)
                self.knows.without_departure.add(one["id"])
                self.knows.new_facts.add(one["id"])
        self.knows.new_households = False

    async def _take_orders(self, run_id: str, day: date) -> None:
        """What our files of a run order, read as the bank reads them; and what suppliers come for by themselves."""
        run = f"/v1/payment-runs/{run_id}"
        payments = [one async for one in self._door.items(f"{run}/payments")]
        paid = {one["endToEndId"]: one for one in payments if one["fileNumber"] is not None}
        for file in await self._door.listed(f"{run}/files", PROPOSER):
            for one in files.ordered(await self._door.content(f"{run}/files/{file['number']}")):
                self._take_order(one, paid[one.end_to_end_id], day)
        for course in await collecting.collect(self._door, self.knows, payments, day):
            self._take_on(course)

    def _take_order(self, one: files.Ordered, paid: Mapping[str, Any], day: date) -> None:
        about = f"{paid['purpose']}/{paid['occasion']}"
        number = self.knows.households[paid["householdId"]].number
        self.knows.attempts[number, about] += 1
        order = Order(
            account=one.account,
            end_to_end_id=one.end_to_end_id,
            cents=one.cents,
            execute_on=one.execute_on,
            name=one.name,
            iban=one.iban,
            said=one.said,
            message_id=one.message_id,
            block=one.block,
            household=number,
            about=about,
            attempt=self.knows.attempts[number, about],
            to_supplier=paid["payee"] == "supplier",
        )
        self.knows.bank.wake(order.account)
        course = course_of(order, day, self.knows.chances)
        if order.to_supplier and course.befell is None:
            self.knows.at_suppliers[order.end_to_end_id] = order
        self._take_on(course)
        self._take_on(drawing.without_mandate(order, self.knows.chances))

    def _take_on(self, course: Course) -> None:
        self.knows.bank.take_on(course)
        for came in course.at_client:
            self.knows.at_client[came.told_on].append(came)
        for answer in course.answers:
            self.knows.answers[answer.on].append(answer)

    def _reach_suppliers(self, day: date, told: Iterable[Made]) -> None:
        """What a supplier got, and a statement shows since today, he answers for."""
        for booked in (one for made in told for one in made.booked):
            for one in booked.of or (booked,):
                order = self.knows.at_suppliers.pop(one.payment, None)
                if order is not None:
                    self._take_on(answering.course_of(order, one.line.on, day, self.knows.chances))

    async def _bring(self, day: date, post: Post) -> None:
        """Statements and reports, as files under names in the order in which the bank brings them."""
        if post.in_time:
            await self._hand_in(f"{day}-1.xml", post.in_time)
        for place, statement in enumerate(post.beside_time):
            await self._hand_in(f"{day}-0-{place:04d}.xml", [statement])
        for place, report in enumerate(reports(post.rejections)):
            name = f"{day}-2-{place:04d}.xml"
            await self._door.hand_in(f"/v1/status-reports?fileName={name}", report, f"sandbox/{name}")

    async def _hand_in(self, name: str, statements: Iterable[Statement]) -> None:
        content = written(statements)
        await self._door.hand_in(f"/v1/statement-files?fileName={name}", content, f"sandbox/{name}")
