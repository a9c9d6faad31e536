"""How others ask the schedule service; what it answers is in `schemas`."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

import httpx

from services.asking import Asking
from services.many_households import HouseholdsAsked, ListOfHousehold, OneOfHousehold
from services.schedule.schemas import (
    Approval,
    Arrears,
    BankDays,
    BankException,
    BankExceptions,
    BankExceptionsAsked,
    BankExceptionSearch,
    BankFile,
    BankFiles,
    BridgingDecisionLine,
    Bridgings,
    CaseloadImport,
    CoaOverlap,
    CostCalendars,
    CostCalendarSearch,
    Difference,
    DifferingHouseholds,
    EmergencyPayment,
    Fact,
    FactSearch,
    HeldPayment,
    HeldPayments,
    Household,
    HouseholdPayment,
    HouseholdReconciliation,
    Households,
    HouseholdSearch,
    HouseholdSurplus,
    HouseholdSurpluses,
    InstructionFile,
    InstructionFiles,
    JournalAccounts,
    JournalExport,
    JournalExports,
    LettingGo,
    NewEmergencyPayment,
    NewJournalExport,
    NewRun,
    Outlooks,
    OutlookSearch,
    PaymentAllocation,
    PaymentAllocations,
    PaymentAllocationsAsked,
    PaymentAllocationSearch,
    Plan,
    RecallAnswerFile,
    ReceivedStatementFile,
    Run,
    RunReport,
    Runs,
    RunState,
    Statement,
    StatementDecision,
    Statements,
    StatementState,
    StatusReport,
    SupplierPayments,
    SupplierPaymentSearch,
    Task,
    Tasks,
    TasksAsked,
    TaskSearch,
    ToeslagStanding,
    ToeslagStandings,
    Traces,
)
from services.wire import Page


class ScheduleClient:
    """The schedule service, as the holder of one token may ask it.

    Every method raises the problem that the service tells, `DoesNotAnswer` if it tells nothing.
    """

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._ask = Asking(http, token)

    async def household(self, household_id: UUID) -> Household:
        """One household of the caller's organisation."""
        return await self._ask.get(f"/v1/households/{household_id}", Household)

    async def households(self, cursor: str | None = None) -> Households:
        """A page of the households that the caller works for, in the order of registration."""
        asked = {"limit": "200"} | ({"cursor": cursor} if cursor else {})
        return await self._ask.get(f"/v1/households?{urlencode(asked)}", Households)

    async def households_of(self, household_ids: Sequence[UUID]) -> list[Household]:
        """At most 100 households, with what each lacks for a plan; those that the caller may see, in this order."""
        wanted = HouseholdSearch(household_ids=tuple(household_ids))
        return (await self._ask.search("/v1/households/_search", Households, wanted)).items

    async def facts_of(self, wanted: FactSearch) -> list[ListOfHousehold[Fact]]:
        """The first facts of each of at most 100 households, in the order of recording."""
        return (await self._ask.search("/v1/facts/_search", Page[ListOfHousehold[Fact]], wanted)).items

    async def plans_of(self, household_ids: Sequence[UUID]) -> list[OneOfHousehold[Plan]]:
        """The newest plan of each of at most 100 households; nothing found where there is none yet."""
        return (await self._ask.search("/v1/plans/_search", Page[OneOfHousehold[Plan]], _of(household_ids))).items

    async def tasks_of(self, wanted: TaskSearch) -> list[ListOfHousehold[Task]]:
        """The first tasks of each of at most 100 households, by deadline."""
        return (await self._ask.search("/v1/tasks/_search", Page[ListOfHousehold[Task]], wanted)).items

    async def letting_go_of(self, household_ids: Sequence[UUID]) -> list[OneOfHousehold[LettingGo]]:
        """How each of at most 100 households is let go of, step by step."""
        return (
            await self._ask.search("/v1/letting-go/_search", Page[OneOfHousehold[LettingGo]], _of(household_ids))
        ).items

    async def coa_overlaps_of(self, household_ids: Sequence[UUID]) -> list[OneOfHousehold[CoaOverlap]]:
        """What COA paid each of at most 100 households too long; nothing found without a plan."""
        return (
            await self._ask.search("/v1/coa-overlaps/_search", Page[OneOfHousehold[CoaOverlap]], _of(household_ids))
        ).items

    async def bridgings_of(self, household_ids: Sequence[UUID]) -> list[OneOfHousehold[Bridgings]]:
        """What bridges each of at most 100 households; nothing found without a plan."""
        return (
            await self._ask.search("/v1/bridgings/_search", Page[OneOfHousehold[Bridgings]], _of(household_ids))
        ).items

    async def bridging_decisions_of(self, household_ids: Sequence[UUID]) -> list[ListOfHousehold[BridgingDecisionLine]]:
        """The newest decisions on bridging of each of at most 100 households."""
        return (
            await self._ask.search(
                "/v1/bridging-decisions/_search", Page[ListOfHousehold[BridgingDecisionLine]], _of(household_ids)
            )
        ).items

    async def toeslagen_of(self, household_ids: Sequence[UUID]) -> list[ListOfHousehold[ToeslagStanding]]:
        """Where each toeslag of at most 100 households stands."""
        return (
            await self._ask.search("/v1/toeslagen/_search", Page[ListOfHousehold[ToeslagStanding]], _of(household_ids))
        ).items

    async def payments_of(self, household_ids: Sequence[UUID]) -> list[ListOfHousehold[HouseholdPayment]]:
        """The payments of each of at most 100 households over all runs, the last due first."""
        return (
            await self._ask.search("/v1/payments/_search", Page[ListOfHousehold[HouseholdPayment]], _of(household_ids))
        ).items

    async def held_payments_of(self, household_ids: Sequence[UUID]) -> list[ListOfHousehold[HeldPayment]]:
        """What waits of each of at most 100 households, the longest overdue first."""
        return (
            await self._ask.search("/v1/held-payments/_search", Page[ListOfHousehold[HeldPayment]], _of(household_ids))
        ).items

    async def emergency_payments_of(self, household_ids: Sequence[UUID]) -> list[ListOfHousehold[EmergencyPayment]]:
        """What was asked for each of at most 100 households, the newest first."""
        return (
            await self._ask.search(
                "/v1/emergency-payments/_search", Page[ListOfHousehold[EmergencyPayment]], _of(household_ids)
            )
        ).items

    async def payment_allocations_of(self, wanted: PaymentAllocationSearch) -> list[ListOfHousehold[PaymentAllocation]]:
        """What suppliers booked of the payments of each of at most 100 households, those of the oldest run first."""
        answer = Page[ListOfHousehold[PaymentAllocation]]
        return (await self._ask.search("/v1/payment-allocations/_search", answer, wanted)).items

    async def bank_exceptions_of(self, wanted: BankExceptionSearch) -> list[ListOfHousehold[BankException]]:
        """The bookings that no rule explains of each of at most 100 households, the soonest due first."""
        return (
            await self._ask.search("/v1/bank-exceptions/_search", Page[ListOfHousehold[BankException]], wanted)
        ).items

    async def arrears_of(self, household_ids: Sequence[UUID]) -> list[ListOfHousehold[Arrears]]:
        """The letters about bills of each of at most 100 households, as they were told of."""
        return (await self._ask.search("/v1/arrears/_search", Page[ListOfHousehold[Arrears]], _of(household_ids))).items

    async def surpluses_of(self, household_ids: Sequence[UUID]) -> list[ListOfHousehold[HouseholdSurplus]]:
        """What was found over of each of at most 100 households, month by month."""
        return (
            await self._ask.search("/v1/surpluses/_search", Page[ListOfHousehold[HouseholdSurplus]], _of(household_ids))
        ).items

    async def cost_calendars(self, household_ids: Sequence[UUID]) -> CostCalendars:
        """What the newest plans of at most 500 households say of their costs; of those that the caller may see."""
        wanted = CostCalendarSearch(household_ids=list(household_ids))
        return await self._ask.search("/v1/cost-calendars/_search", CostCalendars, wanted)

    async def outlooks(self, household_ids: Sequence[UUID], on: date) -> Outlooks:
        """What there is to tell at most 500 households around a day; of those that the caller may see."""
        wanted = OutlookSearch(household_ids=list(household_ids), on=on)
        return await self._ask.search("/v1/outlooks/_search", Outlooks, wanted)

    async def plan(self, household_id: UUID, version: int | None = None) -> Plan:
        """A version of its plan, day by day; the newest if none is named."""
        return await self._ask.get(f"/v1/households/{household_id}/plans/{version or 'latest'}", Plan)

    async def letting_go(self, household_id: UUID) -> LettingGo:
        """How a household is let go of, step by step; nothing while it has no plan."""
        return await self._ask.get(f"/v1/households/{household_id}/letting-go", LettingGo)

    async def held_payments(self, household_id: UUID) -> HeldPayments:
        """What a run held of a household and none has paid since, at most 200 payments."""
        asked = urlencode({"householdId": household_id, "limit": 200})
        return await self._ask.get(f"/v1/held-payments?{asked}", HeldPayments)

    async def toeslagen(self, household_id: UUID) -> ToeslagStandings:
        """Where each toeslag of a household stands."""
        return await self._ask.get(f"/v1/households/{household_id}/toeslagen", ToeslagStandings)

    async def bridgings(self, household_id: UUID) -> Bridgings:
        """What bridges a household until its toeslagen come."""
        return await self._ask.get(f"/v1/households/{household_id}/bridgings", Bridgings)

    async def surpluses(self, household_id: UUID) -> HouseholdSurpluses:
        """What was found over of a household, month by month; the first 200."""
        return await self._ask.get(f"/v1/households/{household_id}/surpluses?limit=200", HouseholdSurpluses)

    async def coa_overlap(self, household_id: UUID) -> CoaOverlap:
        """What COA paid a household too long; of one that has a plan."""
        return await self._ask.get(f"/v1/households/{household_id}/coa-overlap", CoaOverlap)

    async def tasks(self, asked: TasksAsked, cursor: str | None = None) -> Tasks:
        """A page of what is to be done about the households that the caller works for, by deadline."""
        return await self._ask.get(f"/v1/tasks?{_query(asked, cursor)}", Tasks)

    async def bank_exceptions(self, asked: BankExceptionsAsked, cursor: str | None = None) -> BankExceptions:
        """A page of the bookings that no rule explains, the soonest due first."""
        return await self._ask.get(f"/v1/bank-exceptions?{_query(asked, cursor)}", BankExceptions)

    async def payment_allocations(
        self, asked: PaymentAllocationsAsked, cursor: str | None = None
    ) -> PaymentAllocations:
        """A page of what suppliers booked of our payments, or have not told yet; those of the oldest run first."""
        return await self._ask.get(f"/v1/payment-allocations?{_query(asked, cursor)}", PaymentAllocations)

    async def supplier_payments(self, wanted: SupplierPaymentSearch) -> SupplierPayments:
        """A page of the payments of a run to some accounts of suppliers, and how far each is."""
        return await self._ask.search("/v1/supplier-payments/_search", SupplierPayments, wanted)

    async def import_caseload(self, content: bytes, media_type: str, key: str) -> CaseloadImport:
        """Hand in a file of households (`text/csv` or `application/json`): all of it is taken in, or nothing."""
        return await self._ask.command("/v1/caseload-imports", key, CaseloadImport, content, media_type)

    async def runs(self, month: str | None = None, state: RunState | None = None, cursor: str | None = None) -> Runs:
        """A page of payment runs, those of the newest month first; of one month or in one state if asked."""
        asked = {"month": month, "state": state, "cursor": cursor}
        return await self._ask.get(f"/v1/payment-runs?{urlencode({k: v for k, v in asked.items() if v})}", Runs)

    async def run(self, run_id: UUID) -> Run:
        """One payment run."""
        return await self._ask.get(f"/v1/payment-runs/{run_id}", Run)

    async def run_report(self, run_id: UUID) -> RunReport:
        """One payment run with its sums by state."""
        return await self._ask.get(f"/v1/payment-runs/{run_id}", RunReport)

    async def run_difference(self, run_id: UUID) -> Difference:
        """What a run pays otherwise than the month before."""
        return await self._ask.get(f"/v1/payment-runs/{run_id}/difference", Difference)

    async def run_files(self, run_id: UUID) -> list[BankFile]:
        """The bank files of a run with their check figures; none before it is filed."""
        return (await self._ask.get(f"/v1/payment-runs/{run_id}/files", BankFiles)).root

    async def run_file(self, run_id: UUID, number: int) -> bytes:
        """A bank file: the same bytes every time."""
        return await self._ask.content(f"/v1/payment-runs/{run_id}/files/{number}")

    async def run_instruction_files(self, run_id: UUID) -> list[InstructionFile]:
        """What the benefit systems are instructed of for a run, a file a municipality; none before it is filed."""
        return (await self._ask.get(f"/v1/payment-runs/{run_id}/instruction-files", InstructionFiles)).root

    async def run_instruction_file(self, run_id: UUID, number: int) -> bytes:
        """An instruction file: the same bytes every time. That it was fetched is written down."""
        return await self._ask.content(f"/v1/payment-runs/{run_id}/instruction-files/{number}")

    async def propose_run(self, new: NewRun, key: str) -> Run:
        """Have a run put together; a worker does it, and `state` of the run tells how far it is."""
        return await self._ask.command("/v1/payment-runs", key, Run, _written(new))

    async def ask_emergency_payment(self, household_id: UUID, new: NewEmergencyPayment, key: str) -> EmergencyPayment:
        """Ask for living money today; it is paid when somebody else approves its run."""
        path = f"/v1/households/{household_id}/emergency-payments"
        return await self._ask.command(path, key, EmergencyPayment, _written(new))

    async def approve_run(self, run_id: UUID, content_hash: str, key: str) -> Run:
        """Approve a run as another person than its proposer, by the hash of what was looked at."""
        body = _written(Approval(content_hash=content_hash))
        return await self._ask.command(f"/v1/payment-runs/{run_id}/_approve", key, Run, body)

    async def hand_in_statement_file(self, content: bytes, name: str, key: str) -> ReceivedStatementFile:
        """Hand in a file of the bank; each statement of it says what became of it."""
        path = f"/v1/statement-files?{urlencode({'fileName': name})}"
        return await self._ask.command(path, key, ReceivedStatementFile, content, "application/octet-stream")

    async def hand_in_status_report(self, content: bytes, name: str, key: str) -> StatusReport:
        """Hand in what the bank says of a file of ours; what it rejects waits again."""
        path = f"/v1/status-reports?{urlencode({'fileName': name})}"
        return await self._ask.command(path, key, StatusReport, content, "application/octet-stream")

    async def hand_in_recall_answer(self, content: bytes, name: str, key: str) -> RecallAnswerFile:
        """Hand in what the bank answers to recalls."""
        path = f"/v1/recall-answers?{urlencode({'fileName': name})}"
        return await self._ask.command(path, key, RecallAnswerFile, content, "application/octet-stream")

    async def statements(self, state: StatementState | None = None, cursor: str | None = None) -> Statements:
        """A page of the bank's statements, those of the latest day first; of those in one state if asked."""
        asked = {"state": state and state.value, "cursor": cursor}
        return await self._ask.get(f"/v1/statements?{urlencode({k: v for k, v in asked.items() if v})}", Statements)

    async def let_statement_in(self, statement_id: UUID, reason: str, key: str) -> Statement:
        """Take in a statement that waits or was stopped, as another person than who handed it in."""
        body = _written(StatementDecision(reason=reason))
        return await self._ask.command(f"/v1/statements/{statement_id}/_admit", key, Statement, body)

    async def set_statement_aside(self, statement_id: UUID, reason: str, key: str) -> Statement:
        """Never take in a statement that waits or was stopped, as another person than who handed it in."""
        body = _written(StatementDecision(reason=reason))
        return await self._ask.command(f"/v1/statements/{statement_id}/_discard", key, Statement, body)

    async def traces(
        self,
        *,
        end_to_end_id: str | None = None,
        statement_id: UUID | None = None,
        entry: int | None = None,
        part: int | None = None,
        household_id: UUID | None = None,
        purpose: str | None = None,
        occasion: str | None = None,
        cursor: str | None = None,
    ) -> Traces:
        """A page of the ways of a euro, by the identifier of a payment, by a booking, or by whose and what it is."""
        given = {
            "endToEndId": end_to_end_id,
            "statementId": statement_id,
            "entry": entry,
            "part": part,
            "householdId": household_id,
            "purpose": purpose,
            "occasion": occasion,
            "cursor": cursor,
        }
        return await self._ask.get(f"/v1/traces?{urlencode({k: v for k, v in given.items() if v is not None})}", Traces)

    async def household_reconciliation(self, household_id: UUID, first: date, last: date) -> HouseholdReconciliation:
        """What plan, postings and bank say of a household's money at the end of each day from one to another."""
        days = urlencode({"from": first, "to": last})
        return await self._ask.get(f"/v1/households/{household_id}/reconciliation?{days}", HouseholdReconciliation)

    async def differing_households(self, on: date, cursor: str | None = None) -> DifferingHouseholds:
        """A page of the households of which somebody has to look at something at the end of a day."""
        asked = {"on": str(on), "limit": "200"} | ({"cursor": cursor} if cursor else {})
        return await self._ask.get(f"/v1/household-differences?{urlencode(asked)}", DifferingHouseholds)

    async def bank_days(self, first: date, last: date, cursor: str | None = None) -> BankDays:
        """A page of what each account at the bank shows, day by day from one to another."""
        asked = {"from": str(first), "to": str(last), "limit": "200"} | ({"cursor": cursor} if cursor else {})
        return await self._ask.get(f"/v1/bank-days?{urlencode(asked)}", BankDays)

    async def export_journal(self, through: date, key: str) -> JournalExport:
        """Export all postings up to and including a day that stand in no export yet, and close those days."""
        body = _written(NewJournalExport(through=through))
        return await self._ask.command("/v1/journal-exports", key, JournalExport, body)

    async def journal_exports(self, cursor: str | None = None) -> JournalExports:
        """A page of what was exported, the newest first."""
        return await self._ask.get(
            f"/v1/journal-exports?{urlencode({'cursor': cursor} if cursor else {})}", JournalExports
        )

    async def journal_export(self, number: int) -> JournalExport:
        """One export with its figures."""
        return await self._ask.get(f"/v1/journal-exports/{number}", JournalExport)

    async def journal_content(self, number: int, *, as_json: bool = False) -> bytes:
        """A journal: the same bytes every time; or the same lines as JSON."""
        return await self._ask.content(f"/v1/journal-exports/{number}/content?format={'json' if as_json else 'csv'}")

    async def journal_accounts(self) -> JournalAccounts:
        """Which code each account of the books has."""
        return await self._ask.get("/v1/journal-accounts", JournalAccounts)


def _of(household_ids: Sequence[UUID]) -> HouseholdsAsked:
    return HouseholdsAsked(household_ids=tuple(household_ids))


def _written(body: NewRun | NewEmergencyPayment | NewJournalExport | Approval | StatementDecision) -> bytes:
    return body.model_dump_json(by_alias=True, exclude_none=True).encode()


def _query(asked: BankExceptionsAsked | PaymentAllocationsAsked | TasksAsked, cursor: str | None) -> str:
    """What is asked of a list, as far as it is not what everybody gets; the largest page."""
    given = asked.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"limit": 200}
    told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in given.items()}
    return urlencode(told | ({"cursor": cursor} if cursor else {}))
