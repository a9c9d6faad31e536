"""`./ontzorg plan`: files in, plans out; a page for a person, a line for a program, and every fault of every file."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from house.case_files import MOST_BYTES
from house.catalogue import describe
from house.command_line import main
from tests.schedule.planning.builders import Raw, a_case, a_coa, a_cost, a_toeslag, documented, monthly

ROOT = Path(__file__).parents[2]
OURS = ROOT / "tests" / "schedule" / "planning" / "cases"

Written = Callable[[str, object], str]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Writes a file into the folder one stands in and gives its name; bytes as they are, anything else as JSON."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, content: object) -> str:
        as_bytes = content if isinstance(content, bytes) else json.dumps(content).encode()
        (tmp_path / name).write_bytes(as_bytes)
        return name

    return write


def a_household(case_id: str = "H1", **changes: object) -> Raw:
    case = a_case(coa=a_coa(1426, b12="2026-02-15"), costs=[a_cost()], periods=[monthly(40000)], floor=40000)
    return case | {"caseId": case_id} | changes


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What is said of files that are at fault; nothing is printed on standard output and the exit code is 1."""
    assert main(["plan", "--json", *words]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


def in_a_process(*words: str, given: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "house", "plan", *words]
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    return subprocess.run(
        command, cwd=ROOT, env=environment | settings, input=given, capture_output=True, timeout=60, check=False
    )


class TestForAProgram:
    def test_there_is_one_plan_a_line_in_the_order_of_the_files(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        second, first = written("2.json", a_household("H2")), written("1.json", a_household("H1"))
        assert main(["plan", "--json", second, first, second]) == 0
        printed = capsys.readouterr()
        lines = [json.loads(line) for line in printed.out.splitlines()]
        assert lines == [documented(a_household(case_id)) for case_id in ("H2", "H1", "H2")]
        assert printed.err == ""

    def test_a_worked_case_is_planned_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = OURS / "borrowed_and_repaid.json"
        assert main(["plan", "--json", str(path)]) == 0
        made = json.loads(capsys.readouterr().out)
        expected = json.loads(path.read_text(encoding="utf-8"))["expected"]
        assert {field: made[field] for field in expected} == expected

    def test_a_file_may_come_in_on_standard_input(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(a_household()).encode())))
        assert main(["plan", "--json", "-"]) == 0
        assert json.loads(capsys.readouterr().out)["caseId"] == "H1"

    def test_a_byte_order_mark_is_no_fault(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        name = written("marked.json", b"\xef\xbb\xbf" + json.dumps(a_household()).encode())
        assert main(["plan", "--json", name]) == 0
        assert capsys.readouterr().err == ""

    def test_it_loads_nothing_that_draws_or_serves(self) -> None:
        """A back office calls this for each household: it may not wait for a terminal's colours or a web server."""
        heavy = "rich fastapi sqlalchemy sqlmodel pydantic procrastinate strawberry httpx lxml psycopg"
        program = (
            "import sys; from house.command_line import main; main(sys.argv[1:]); "
            f"print([name for name in {heavy.split()!r} if name in sys.modules], file=sys.stderr)"
        )
        case = str(OURS / "without_a_b12.json")
        words = [sys.executable, "-c", program, "plan", "--json", case]
        run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
        assert run.stderr == "[]\n"


class TestFaultyFiles:
    def test_a_file_that_is_not_there(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, "nowhere.json") == ["nowhere.json: there is no such file (check the path)"]

    def test_a_folder(self, written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "cases").mkdir()
        assert refused(capsys, "cases") == ["cases: this is a folder (name the files in it: cases/*.json)"]

    def test_a_path_through_a_file(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        written("a.json", a_household())
        assert refused(capsys, "a.json/b.json") == [
            "a.json/b.json: this cannot be read: not a directory (check the path and the rights on it)"
        ]

    def test_a_name_that_no_file_can_have(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, "a\0b") == ["a\N{REPLACEMENT CHARACTER}b: this is no name of a file (check the path)"]

    @pytest.mark.parametrize("content", [b"", b"  \n"])
    def test_an_empty_file(self, content: bytes, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, written("a.json", content)) == ["a.json: this is empty (put a case in it)"]

    def test_text_in_another_encoding(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        name = written("a.json", '{"title": "Zoë"}'.encode("latin-1"))
        assert refused(capsys, name) == ["a.json: byte 14 is not UTF-8 (save the file as UTF-8)"]

    def test_a_file_of_fifty_megabytes_is_not_read_to_its_end(
        self, written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with (tmp_path / "large.json").open("wb") as file:
            file.truncate(50_000_000)
        assert refused(capsys, "large.json") == [
            "large.json: this is larger than 5,000,000 bytes (hand in one household a file)"
        ]

    def test_one_of_exactly_the_most_is_still_read(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        case = json.dumps(a_household()).encode()
        assert main(["plan", "--json", written("a.json", case.ljust(MOST_BYTES))]) == 0
        capsys.readouterr()
        assert refused(capsys, written("b.json", case.ljust(MOST_BYTES + 1)))[0].startswith("b.json: this is larger")

    def test_an_endless_one_is_refused_as_well(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, "/dev/zero") == [
            "/dev/zero: this is larger than 5,000,000 bytes (hand in one household a file)"
        ]

    def test_broken_json_is_pointed_at(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        name = written("a.json", b'{\n "method": "inhouding",\n "coa": {,}\n}')
        assert refused(capsys, name) == [
            "a.json: line 3, column 10: this is not JSON: Expecting property name enclosed in double quotes"
            " (mend the file at that place)"
        ]

    def test_a_key_that_stands_twice(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        name = written("a.json", b'{"method": "inhouding", "method": "budgetbeheer"}')
        assert refused(capsys, name) == ["a.json: method: this key stands twice in one object (leave one of them out)"]

    def test_what_is_no_number(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        name = written("a.json", b'{"leefgeld": {"floor": NaN}}')
        assert refused(capsys, name) == ["a.json: NaN is no amount (write whole cents)"]

    def test_a_nesting_bomb(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, written("a.json", b"[" * 1_000_000)) == [
            "a.json: this JSON is nested too deeply (hand in one plain document)"
        ]

    def test_standard_input_is_called_by_its_name(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """And it can be read only once."""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
        assert refused(capsys, "-", "-") == [
            "standard input: an object with named fields belongs here, not a list",
            "standard input: this is empty (put a case in it)",
        ]


class TestFaultyCases:
    def test_all_faults_of_all_files_are_named_and_silence_no_other_plan(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sound = written("sound.json", a_household())
        early = written("early.json", a_case(starts_on="2026-02-02"))
        routed = written("routed.json", a_case("inhouding", toeslagen=[a_toeslag(to="budget")]))
        wrong = written("wrong.json", a_case(left="2026-02-30", costs=[a_cost(amounts=-1)]))
        assert main(["plan", "--json", early, sound, routed, "nowhere.json", wrong, sound]) == 1
        printed = capsys.readouterr()
        assert [json.loads(line)["caseId"] for line in printed.out.splitlines()] == ["H1", "H1"]
        assert printed.err.splitlines() == [
            "early.json: benefit.startsOn: the right starts on 2026-02-02, before the departure on 2026-02-03"
            " (give a later day)",
            "routed.json: toeslagen[0].paidTo[0].account: under inhouding there is no budget account for toeslagen"
            " (route it to the client, or choose budgetbeheer (Awir art. 25))",
            "nowhere.json: there is no such file (check the path)",
            "wrong.json: leavesReceptionCentreOn: 2026-02-30 is no day: 2026-02 has 28 days"
            " (give a day that exists, written as YYYY-MM-DD)",
            "wrong.json: fixedCosts[0].amounts[0].amount: -1 is negative (give the amount in cents, from 0 up)",
        ]

    def test_a_person_sees_the_sound_page_first_and_then_the_faults(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plan", "nowhere.json", written("sound.json", a_household())]) == 1
        printed = capsys.readouterr()
        assert printed.out.startswith("H1\n")
        assert printed.err == "nowhere.json: there is no such file (check the path)\n"

    def test_an_unknown_norm_is_named_with_those_that_are_known(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (said,) = refused(capsys, written("a.json", a_case(norms=[("2026-02", "student")])))
        assert said.startswith("a.json: benefit.norms[0].kind: 'student' is no norm (one of: aow_couple, aow_single, ")

    def test_a_hundred_faults_are_a_hundred_lines(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        name = written("a.json", a_case(costs=[a_cost(amounts=-1)] * 100))
        assert refused(capsys, name) == [
            f"a.json: fixedCosts[{index}].amounts[0].amount: -1 is negative (give the amount in cents, from 0 up)"
            for index in range(100)
        ]

    def test_a_fault_does_not_steer_the_terminal(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        (said,) = refused(capsys, written("a.json", a_case() | {"\x1b[2Jbenefit": {}}))
        assert said == "a.json: \N{REPLACEMENT CHARACTER}[2Jbenefit: this field is not known (did you mean 'benefit'?)"


class TestForAPerson:
    def test_a_plan_is_a_page_of_eighty_columns_without_colour_in_a_pipe(self) -> None:
        run = in_a_process(str(OURS / "toeslagen_after_three_months.json"))
        lines = run.stdout.decode().splitlines()
        assert run.returncode == 0
        assert run.stderr == b""
        assert b"\x1b" not in run.stdout
        assert max(map(len, lines)) <= 80

    def test_several_files_are_several_pages(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["plan", written("1.json", a_household("H1")), written("2.json", a_household("H2"))]) == 0
        titles = [line for line in capsys.readouterr().out.splitlines() if line in ("H1", "H2")]
        assert titles == ["H1", "H2"]

    def test_a_title_is_shown_as_it_is_and_never_obeyed(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plan", written("a.json", a_household(title="\x1b[2J[red]Gezin[/red]"))]) == 0
        assert capsys.readouterr().out.startswith("H1: \N{REPLACEMENT CHARACTER}[2J[red]Gezin[/red]\n")

    def test_where_box_characters_cannot_be_written_the_figures_still_are(self) -> None:
        run = in_a_process(str(OURS / "without_a_b12.json"), PYTHONIOENCODING="ascii")
        assert run.returncode == 0
        assert b" 656.52 " in run.stdout

    def test_a_terminal_that_wants_no_colour_gets_none(self) -> None:
        """FORCE_COLOR makes a pipe a terminal; bold and dim are no colours."""
        colours = [f"\x1b[{code}m".encode() for code in (31, 32)]
        path = str(OURS / "toeslagen_after_three_months.json")
        coloured = in_a_process(path, FORCE_COLOR="1", TERM="xterm").stdout
        plain = in_a_process(path, FORCE_COLOR="1", TERM="xterm", NO_COLOR="1").stdout
        assert [colour in coloured for colour in colours] == [True, True]
        assert [colour in plain for colour in colours] == [False, False]


class TestWhy:
    def test_an_amount_explains_itself_wherever_it_stands(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """998.57 is the first payout: 21 of 28 days of 1401.50, less 5%."""
        assert main(["plan", written("a.json", a_household()), "--why", "998,57"]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith("H1: why €998.57?\n")
        assert "/payouts/0/payable" in printed
        assert "Participatiewet" in printed

    def test_an_amount_that_the_plan_does_not_say_gets_the_nearest(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plan", written("a.json", a_household()), "--why", "998.58"]) == 1
        assert capsys.readouterr().out.startswith("H1: no figure of this plan is €998.58; nearest: €998.57 and ")

    def test_a_cost_is_asked_for_without_its_sign(self, written: Written, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["plan", written("a.json", a_household()), "--why", "620"]) == 0
        assert capsys.readouterr().err == ""

    @pytest.mark.parametrize("amount", ["much", "1.566", ""])
    def test_what_is_no_amount_is_wrong_usage(
        self, amount: str, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["plan", written("a.json", a_household()), "--why", amount])
        assert ended.value.code == 2
        assert f"argument --why: ‘{amount}’ " in capsys.readouterr().err


class TestMovingDay:
    def test_every_day_of_the_month_has_a_row_and_the_least_bad_is_marked(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["plan", written("a.json", a_household()), "--moving-day", "2026-02"]) == 0
        rows = [line for line in capsys.readouterr().out.splitlines() if line[4:6].strip().isdigit()]
        assert [row[:15] for row in rows[:3]] == ["Sun  1 Feb 2026", "Mon  2 Feb 2026", "Tue  3 Feb 2026"]
        assert len(rows) == 28
        assert sum(row.endswith("◀ least bad") for row in rows) == 1

    def test_a_row_says_the_gap_what_falls_short_the_days_and_the_debt(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """As planned: −300.00 on 10 February, money after 7 days, 13 days of COA."""
        assert main(["plan", written("a.json", a_household(fixedCosts=[])), "--moving-day", "2026-02"]) == 0
        (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Tue  3 Feb 2026")]
        assert row.split()[4:9] == ["-€300.00", "€300.00", "7", "days", "€185.38"]

    def test_a_month_for_which_there_are_no_norms_is_said_of_every_file(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        names = [written("1.json", a_household("H1")), written("2.json", a_household("H2"))]
        assert main(["plan", *names, "--moving-day", "2024-11"]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.splitlines() == [
            f"{name}: leaving in 2024-11: no norms are known for 2024-11; the first set is of 2025-01-01"
            " (choose another month)"
            for name in names
        ]

    def test_a_household_that_cannot_leave_then_silences_no_other(
        self, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The youth top-up exists from 2026 on."""
        benefit = a_case(norms=[("2026-01", "youth_with_top_up")])["benefit"]
        young = written("young.json", a_household("H1", benefit=benefit))
        assert main(["plan", young, written("2.json", a_household("H2")), "--moving-day", "2025-12"]) == 1
        printed = capsys.readouterr()
        assert printed.out.startswith("H2: what each day of leaving would mean.")
        assert printed.err.splitlines() == [
            "young.json: leaving in 2025-12: the youth top-up of art. 20 lid 3 exists from 2026-01 on, not in 2025-12"
            " (choose another month)"
        ]

    @pytest.mark.parametrize(
        ("month", "said"),
        [
            ("2026-13", "'2026-13' is not a month written as YYYY-MM"),
            ("9999-12", "9999-12 lies outside the years 2000 to 2100"),
        ],
    )
    def test_what_is_no_month_is_wrong_usage(
        self, month: str, said: str, written: Written, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["plan", written("a.json", a_household()), "--moving-day", month])
        assert ended.value.code == 2
        assert f"argument --moving-day: {said}" in capsys.readouterr().err


@pytest.mark.parametrize("others", [["--why", "5"], ["--moving-day", "2026-02"]])
def test_json_is_the_plan_and_nothing_else(
    others: list[str], written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["plan", written("a.json", a_household()), "--json", *others])
    assert ended.value.code == 2
    assert "not allowed with argument --json" in capsys.readouterr().err


def test_the_example_in_help_works(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, *words = describe("plan").example.split()
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("toeslagen_after_three_months: ")
