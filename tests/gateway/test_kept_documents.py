"""Where documents are kept, callers name one and send none of their own."""

from pathlib import Path

import pytest

from gateway.kept_documents import KeptDocuments, NoSuchDocument, OnlyKeptDocuments, document_id
from services.errors import InvalidInput
from tests.gateway.conftest import MakeVisitor

DOCUMENT = "query Nothing { __typename }\n"
NAME = "sha256:7ffc7b0b3a1c10a4d6c0a2b2a3f7e2a0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "nothing.graphql").write_text(DOCUMENT)
    return tmp_path


def test_a_document_is_named_by_its_hash(folder: Path) -> None:
    kept = KeptDocuments.read(folder)
    assert kept.text(document_id(DOCUMENT), None) == DOCUMENT
    assert document_id("") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_name_that_is_not_kept(folder: Path) -> None:
    with pytest.raises(NoSuchDocument):
        KeptDocuments.read(folder).text(NAME, None)


def test_where_documents_are_kept_none_is_taken(folder: Path) -> None:
    with pytest.raises(OnlyKeptDocuments):
        KeptDocuments.read(folder).text(None, DOCUMENT)


def test_where_none_are_kept_everybody_sends_his_own() -> None:
    assert KeptDocuments.read(None).text(None, DOCUMENT) == DOCUMENT


@pytest.mark.parametrize(("name", "sent"), [(None, None), (NAME, DOCUMENT)])
def test_one_of_the_two_is_given(name: str | None, sent: str | None) -> None:
    with pytest.raises(InvalidInput, match="both or neither"):
        KeptDocuments({}).text(name, sent)


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_documents_is_a_mistake_of_the_deployment(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="holds no"):
        KeptDocuments.read(tmp_path / name)


async def test_over_http_a_named_document_is_answered_and_a_sent_one_refused(visit: MakeVisitor, folder: Path) -> None:
    roos = visit(settings={"kept_documents": folder})
    named = await roos.http.post("/graphql", json={"documentId": document_id(DOCUMENT)})
    assert named.json() == {"data": {"__typename": "Query"}}
    sent = await roos.http.post("/graphql", json={"query": DOCUMENT})
    assert (sent.status_code, sent.json()["type"]) == (422, "urn:problem-type:ontzorg:only-kept-documents")
    unknown = await roos.http.post("/graphql", json={"documentId": NAME})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:problem-type:ontzorg:no-such-document")
