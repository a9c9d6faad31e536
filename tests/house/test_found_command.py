"""`./ontzorg found`: an organisation exists in every service; every fault of its file is told at once."""

from pathlib import Path

import psycopg
import pytest

from house.command_line import main
from house.commands.found import read_organisation, urls_of
from house.composition.founding import NewMunicipality
from house.steps import ROOT
from services.errors import InvalidInput, NotFound
from services.schedule.policies.loading import shipped

EXAMPLE = ROOT / "docs" / "examples" / "organisation.toml"
KNOWN = "select id::text, name from {}.organisation"


def faults_of(text: str) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        read_organisation(text, shipped())
    return {fault.where: fault.what for fault in refused.value.faults}


def test_it_is_founded_in_every_service_and_a_second_time_changes_nothing(
    admin_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert main(["found", str(EXAMPLE), "--database-url", admin_url]) == 0
    with psycopg.connect(admin_url) as connection:
        for service in ("schedule", "mandates", "notify"):
            found = connection.execute(KNOWN.format(service).encode()).fetchall()
            assert found == [("019ca6b1-0000-7000-8000-00000000000d", "Sociale Dienst Verzonnen")]
        towns = connection.execute("select code, policy, iban from schedule.municipality").fetchall()
    assert towns == [("GM9001", "den-haag", "NL91ABNA0417164300")]
    said = capsys.readouterr().out.splitlines()[0]
    assert said == "Sociale Dienst Verzonnen exists as 019ca6b1-0000-7000-8000-00000000000d, with 1 municipality."


def test_a_file_with_faults_founds_nothing_and_names_all_of_them(
    admin_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = EXAMPLE.read_text().replace("GM9001", "9001").replace("den-haag", "den-hag").replace("NL91", "NL92")
    file = tmp_path / "organisation.toml"
    file.write_text(wrong)
    assert main(["found", str(file), "--database-url", admin_url]) == 1
    said = capsys.readouterr().err
    assert [place for place in ("code", "policy", "iban") if f"municipalities[0].{place}" not in said] == []
    assert "did you mean 'den-haag'?" in said
    with psycopg.connect(admin_url) as connection:
        assert connection.execute("select count(*) from notify.organisation").fetchone() == (0,)


def test_what_is_no_organisation_is_refused_with_its_cure() -> None:
    assert faults_of("name = ") == {"": "is no TOML: Invalid value (at end of document)"}
    assert faults_of('id = "7"\nname = "X"\nmunicipalities = []') == {
        "id": "is no UUID",
        "municipalities": "this list is empty",
    }
    example = EXAMPLE.read_text()
    assert faults_of(example + example[example.index("[[") :]) == {"municipalities": "GM9001 stands there twice"}


def test_an_account_may_be_written_with_spaces() -> None:
    (one,) = read_organisation(EXAMPLE.read_text(), shipped()).municipalities
    assert one == NewMunicipality("GM9001", "Nergenshuizen", "den-haag", "NL91ABNA0417164300")


def test_a_service_with_a_database_of_its_own_is_founded_there() -> None:
    own = {f"ONTZORG_{name}_DATABASE_URL": f"postgresql://{name}" for name in ("SCHEDULE", "MANDATES", "NOTIFY")}
    assert urls_of(None, None, own) == {
        "schedule": "postgresql://SCHEDULE",
        "mandates": "postgresql://MANDATES",
        "notify": "postgresql://NOTIFY",
    }
    some = urls_of("postgresql://admin@db/ontzorg", None, {"ONTZORG_NOTIFY_DATABASE_URL": "postgresql://elsewhere"})
    assert some == {
        "schedule": "postgresql://ontzorg_schedule@db/ontzorg",
        "mandates": "postgresql://ontzorg_mandates@db/ontzorg",
        "notify": "postgresql://elsewhere",
    }


def test_where_nothing_is_up_nothing_is_founded(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        urls_of(None, tmp_path, {})
