"""`run` says first what waits, then what is paid, then what comes next; and what it lacks before it asks anything."""

from argparse import Namespace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from house.command_line import main
from house.commands.run import cents, listed, needed, told
from services.errors import InvalidInput
from services.schedule.schemas import (
    DetailTotal,
    Difference,
    DifferencePart,
    EmergencyForm,
    EmergencyPayment,
    EmergencyReason,
    HoldReason,
    OlderHeld,
    PaymentState,
    Run,
    RunKind,
    RunReport,
    Runs,
    RunState,
    StateTotal,
    What,
)
from services.wire import Money

RUN = UUID("019ca6b1-0000-7000-8000-000000000003")


def a_report(
    *totals: StateTotal, state: RunState = RunState.PROPOSED, left_out: int = 0, new_since: int = 0, older: int = 0
) -> RunReport:
    return RunReport(
        id=RUN,
        month="2026-03",
        kind=RunKind.MONTHLY,
        number=1,
        state=state,
        pays_from=date(2026, 2, 20),
        pays_until=date(2026, 3, 31),
        proposed_by="piet",
        proposed_at=datetime(2026, 2, 20, 9, tzinfo=UTC),
        approved_by=None,
        approved_at=None,
        filed_at=None,
        content_hash="ab" * 32,
        left_out=left_out,
        new_since=new_since,
        older_held=OlderHeld(count=older, sum=Money(amount=older * 1500)),
        totals=list(totals),
    )


def part(what: What, purpose: str, before: int, now: int) -> DifferencePart:
    return DifferencePart(what=what, purpose=purpose, count=1, before=Money(amount=before), now=Money(amount=now))


def test_leefgeld_that_is_held_is_the_first_thing_said() -> None:
    held = StateTotal(state=PaymentState.HELD, reason=HoldReason.UNKNOWN_TO_REGISTRY, count=2, sum=Money(amount=41500))
    ready = StateTotal(state=PaymentState.PROPOSED, reason=None, count=1, sum=Money(amount=62000))
    difference = Difference(
        margin=10,
        parts=[
            part(What.HELD, "water", 0, 1500),
            part(What.HELD, "leefgeld", 0, 40000),
            part(What.NEW, "rent", 0, 62000),
        ],
    )
    assert told(a_report(held, ready), difference) == [
        f"Run 2026-03 monthly 1 is proposed.  {RUN}",
        "  LEEFGELD IS HELD for 1 household(s), €400.00",
        "  held: water for 1 household(s), €15.00",
        f"  Which: GET /v1/payment-runs/{RUN}/payments?state=held",
        "        2 held: €415.00, the registry knows no arrangement; make one, or see GET /v1/registry-refusals",
        "        1 proposed: €620.00",
        "Paid in 2026-03 beside the month before; changed is by more than 10%, or to another account:",
        "        1 new: €0.00 → €620.00",
        "            1 rent: €0.00 → €620.00",
        "        0 gone: €0.00 → €0.00",
        "        0 changed: €0.00 → €0.00",
        "        0 unchanged: €0.00 → €0.00",
        "        1 together: €0.00 → €620.00",
        "Proposed by piet; a colleague approves it with",
        f"  ./ontzorg run approve {RUN} --hash {'ab' * 32}",
    ]


def test_what_the_registry_says_of_a_reason_is_said_under_it() -> None:
    details = [DetailTotal(detail="rental_agreement", count=2), DetailTotal(detail="form_56a", count=1)]
    held = StateTotal(
        state=PaymentState.HELD, reason=HoldReason.PAPERS_MISSING, count=3, sum=Money(amount=93000), details=details
    )
    assert told(a_report(held), Difference(margin=10, parts=[]))[1:4] == [
        "        3 held: €930.00, papers that the cost needs are missing; see from whom in the registry",
        "          of which 2: rental agreement",
        "          of which 1: form 56a",
    ]


def test_before_all_is_said_who_cannot_be_planned() -> None:
    difference = Difference(margin=10, parts=[part(What.HELD, "leefgeld", 0, 40000)])
    assert told(a_report(left_out=2), difference)[:4] == [
        f"Run 2026-03 monthly 1 is proposed.  {RUN}",
        "  2 HOUSEHOLD(S) CANNOT BE PLANNED, and get nothing at all",
        f"  Which: GET /v1/payment-runs/{RUN}/left-out-households",
        "  LEEFGELD IS HELD for 1 household(s), €400.00",
    ]


def test_what_came_after_the_proposal_is_said_once_the_run_is_done() -> None:
    filed = StateTotal(state=PaymentState.SUBMITTED, reason=None, count=7, sum=Money(amount=175164))
    assert told(a_report(filed, state=RunState.FILED, new_since=2), Difference(margin=10, parts=[]))[-2:] == [
        f"Its files, for who may hand them to the bank: ./ontzorg run files {RUN}",
        "2 payment(s) came after the proposal; a supplementary run pays them.",
    ]


def test_what_was_held_long_ago_is_said_until_it_is_settled() -> None:
    assert told(a_report(older=2), Difference(margin=10, parts=[]))[1:3] == [
        "  2 payment(s) of long ago, €30.00, were held and never paid; no run looks at them",
        "  Which: GET /v1/held-payments",
    ]


def test_an_emergency_run_says_what_it_pays_and_differs_from_no_month() -> None:
    proposed = StateTotal(state=PaymentState.PROPOSED, reason=None, count=1, sum=Money(amount=5000))
    report = a_report(proposed, older=2).model_copy(update={"kind": RunKind.EMERGENCY, "month": "2026-02"})
    assert told(report, None) == [
        f"Run 2026-02 emergency 1 is proposed.  {RUN}",
        "        1 proposed: €50.00",
        "Proposed by piet; a colleague approves it with",
        f"  ./ontzorg run approve {RUN} --hash {'ab' * 32}",
    ]


def an_emergency(**other: object) -> EmergencyPayment:
    return EmergencyPayment(
        household_id=RUN,
        day=date(2026, 2, 20),
        number=1,
        form=EmergencyForm.ADVANCE,
        sum=Money(amount=5000),
        reason=EmergencyReason.NO_INCOME_YET,
        asked_by="piet",
        asked_at=datetime(2026, 2, 20, 9, tzinfo=UTC),
        run_id=RUN,
        run_number=1,
        state=RunState.PROPOSED,
        content_hash="ab" * 32,
        approved_by=None,
        filed_at=None,
    ).model_copy(update=other)


FIFTY = f"€50.00 for household {RUN} on 2026-02-20, as an advance on its benefit: no income yet."


def test_an_emergency_is_told_with_its_form_its_reason_and_who_asked() -> None:
    assert needed(an_emergency()) == f"{FIFTY} Asked for by piet at 2026-02-20 10:00."


def test_an_emergency_that_was_filed_before_says_when_and_that_nothing_more_is_paid() -> None:
    filed = an_emergency(
        state=RunState.FILED, approved_by="roos", filed_at=datetime(2026, 2, 20, 9, 5, tzinfo=UTC), number=2
    )
    assert needed(filed) == (
        f"{FIFTY}\nIt was asked for before, by piet at 2026-02-20 10:00, and filed at 2026-02-20 10:05; nothing more is"
        " paid. A second need on this day is asked for with --number 3."
    )


def test_an_emergency_that_was_withdrawn_says_so() -> None:
    told_of = needed(an_emergency(state=RunState.WITHDRAWN))
    assert "It was asked for before, by piet at 2026-02-20 10:00, and withdrawn; nothing more is paid." in told_of


def test_a_run_that_was_filed_says_since_when() -> None:
    report = a_report(state=RunState.FILED).model_copy(update={"filed_at": datetime(2026, 2, 20, 9, 5, tzinfo=UTC)})
    assert told(report, Difference(margin=10, parts=[]))[0] == (
        f"Run 2026-03 monthly 1 is filed since 2026-02-20 10:05.  {RUN}"
    )


def test_an_amount_that_can_be_read_in_two_ways_is_asked_again() -> None:
    assert cents(Namespace(amount="50.00")) == 5000
    with pytest.raises(InvalidInput) as refused:
        cents(Namespace(amount="1.500"))
    assert [fault.where for fault in refused.value.faults] == ["--amount"]


@pytest.mark.parametrize("amount", ["0", "0,00", "-5"])
def test_an_amount_that_pays_nothing_is_refused_in_the_euros_that_were_typed(amount: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cents(Namespace(amount=amount))
    assert [fault.where for fault in refused.value.faults] == ["--amount"]
    assert "euros" in refused.value.faults[0].cure


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["run", "propose", "2026-3"], "'2026-3' is not a month written as YYYY-MM; write it as 2026-03"),
        (["run", "list", "--month", "maart"], "'maart' is not a month written as YYYY-MM; write it as 2026-03"),
        (["run", "propose", "2026-03", "--pays-from", "1-3-2026"], "'1-3-2026' is not a day; write it as 2026-03-01"),
    ],
)
def test_a_month_or_day_that_is_none_is_told_with_how_to_write_it(
    typed: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_run_of_nothing_says_so_and_asks_for_nothing() -> None:
    assert told(a_report(), Difference(margin=10, parts=[])) == [
        f"Run 2026-03 monthly 1 is proposed.  {RUN}",
        "  Nothing to pay: no household has a payment due in this month that is not paid.",
    ]


def a_run(month: str, approved_by: str | None = None) -> Run:
    fields = a_report().model_dump(include=set(Run.model_fields), by_alias=False)
    return Run(**fields | {"month": month, "approved_by": approved_by})


def test_runs_are_listed_with_what_one_needs_to_take_one_up() -> None:
    page = Runs(items=[a_run("2026-04"), a_run("2026-03", "roos")], next_cursor="W10")
    assert listed(page) == [
        f"2026-04 monthly 1        proposed   {RUN}  proposed by piet",
        f"2026-03 monthly 1        proposed   {RUN}  proposed by piet, approved by roos",
        "There are more, of older months: name one with --month.",
    ]


def test_where_there_is_no_run_it_says_how_to_begin_one() -> None:
    assert listed(Runs(items=[], next_cursor=None)) == ["No such run; ./ontzorg run propose YYYY-MM begins one."]


def test_every_reason_to_hold_has_its_cure() -> None:
    for reason in HoldReason:
        total = StateTotal(state=PaymentState.HELD, reason=reason, count=1, sum=Money(amount=1))
        (line,) = [one for one in told(a_report(total), Difference(margin=10, parts=[])) if "1 held" in one]
        assert line.startswith("        1 held: €0.01, ")


def test_without_a_token_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ONTZORG_TOKEN", raising=False)
    assert main(["run", "propose", "2026-03"]) == 1
    assert capsys.readouterr().err == (
        "ontzorg run: ONTZORG_TOKEN: is not set (set it to an access token that may do this)\n"
    )
