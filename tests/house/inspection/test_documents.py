"""What documents promise."""

from house.inspection.documents import faults_in_commands, faults_in_decisions, faults_in_links, faults_in_paths


def test_a_command_that_a_document_shows_exists() -> None:
    text = "Run `./ontzorg plan x.json`,\nthen `./ontzorg fly`."
    assert [str(fault) for fault in faults_in_commands("README.md", text, {"plan"})] == [
        "README.md:2: there is no command `fly` (show what exists today)"
    ]


def test_a_link_leads_to_a_file_or_folder_from_where_the_document_stands() -> None:
    text = (
        "[a](../README.md) [b](decisions/0001-x.md#why) [c](gone.md) [d](https://example.org) [e](#here) [f](decisions)"
    )
    files = {"README.md", "docs/glossary.md", "docs/decisions/0001-x.md"}
    assert [fault.what for fault in faults_in_links("docs/glossary.md", text, files)] == [
        "the link to gone.md leads nowhere"
    ]


def test_a_file_or_folder_that_a_document_names_exists() -> None:
    text = "`services/money.py`, `services/`, `services/gold.py`, `tests/x/`, `services.money`, services/gold.py"
    assert [fault.what for fault in faults_in_paths("README.md", text, {"services/money.py"})] == [
        "there is no services/gold.py",
        "there is no tests/x/",
    ]


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    names = {"0001-one.md", "0003-three.md", "notes.md"}
    assert [(fault.where, fault.what) for fault in faults_in_decisions(names, "[one](0001-one.md)")] == [
        ("docs/decisions/notes.md", "is not numbered"),
        ("docs/decisions/0003-three.md", "number 0002 was expected here"),
        ("docs/decisions/0003-three.md", "is not in the list"),
    ]
