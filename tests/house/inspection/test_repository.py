"""The whole repository against its own rules."""

from pathlib import Path

from house.inspection.repository import inspect_repository, texts_of


def a_repository(root: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = root / name.replace("__", "/").replace("_py", ".py").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_caches_environments_and_binaries_are_not_looked_at(tmp_path: Path) -> None:
    for name in (".venv/lib/x.py", "house/__pycache__/x.py", "output/x.xml", ".ci/run", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\0\0")
    assert set(texts_of(tmp_path)) == {".ci/run", "README.md"}


def test_every_kind_of_fault_is_found_in_one_go(tmp_path: Path) -> None:
    a_repository(
        tmp_path,
        README_md="`./ontzorg fly` and [gone](gone.md)",
        services__x_py="def bare(): pass\n",
        docs__decisions__notes_md="",
        house__y_py="x = 1  # no" + "qa\n",
    )
    assert [fault.what for fault in inspect_repository(tmp_path)] == [
        "there is no command `fly`",
        "the link to gone.md leads nowhere",
        "silences the linter without saying what and why",
        "`bare` has no docstring",
        "is not numbered",
    ]
