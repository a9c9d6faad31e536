"""Every key of a policy file is found on the line on which a person sees it."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

import pytest

from services.schedule.policies.positions import lines_of

SHIPPED = sorted(
    (one.name, one.read_text("utf-8"))
    for one in files("services.schedule.policies").iterdir()
    if one.name.endswith(".toml")
)


def test_a_key_stands_on_the_line_where_it_is_written() -> None:
    text = 'title = "one"\n\n[leefgeld]\nfloor = 40000\n'

    assert lines_of(text) == {"title": 1, "leefgeld": 3, "leefgeld.floor": 4}


def test_a_comment_or_a_text_that_looks_like_a_key_is_none() -> None:
    text = '# floor = 1\ntitle = "a # b = [" # day = 2\nnote = """\nday = 3\n"""\nday = 4\n'

    assert lines_of(text) == {"title": 2, "note": 3, "day": 6}


def test_each_item_of_a_list_of_tables_has_a_line_of_its_own() -> None:
    text = '[[bridging]]\nkind = "loan"\n[bridging.repay]\nmode = "none"\n[[bridging]]\nkind = "grant"\n'

    assert lines_of(text) == {
        "bridging": 1,
        "bridging[0]": 1,
        "bridging[0].kind": 2,
        "bridging[0].repay": 3,
        "bridging[0].repay.mode": 4,
        "bridging[1]": 5,
        "bridging[1].kind": 6,
    }


def test_what_is_nested_in_one_value_is_found_over_several_lines() -> None:
    text = 'bridging = [\n  { kind = "loan" }, # ]\n  { repay = {\n    mode = "none" } },\n]\n'.replace("{\n    ", "{ ")

    assert lines_of(text) == {
        "bridging": 1,
        "bridging[0]": 2,
        "bridging[0].kind": 2,
        "bridging[1]": 3,
        "bridging[1].repay": 3,
        "bridging[1].repay.mode": 3,
    }


def test_quoted_and_dotted_keys_are_read_as_toml_reads_them() -> None:
    text = '"*" = 1\ntoeslagen."*" = 2\n\'a b\' . c = 3\n'

    assert lines_of(text) == {"*": 1, "toeslagen": 2, "toeslagen.*": 2, "a b": 3, "a b.c": 3}


@pytest.mark.parametrize(("name", "text"), SHIPPED)
def test_every_value_of_a_shipped_policy_has_the_line_that_names_it(name: str, text: str) -> None:
    lines, written = lines_of(text), text.splitlines()

    for path in _leaves(tomllib.loads(text)):
        key = path.rpartition(".")[2]
        assert key in written[lines[path] - 1], f"{name}: {path}"


def _leaves(table: Mapping[str, object], path: str = "") -> Iterator[str]:
    for key, value in table.items():
        tables = value if isinstance(value, list) else [value]
        for index, item in enumerate(tables):
            here = f"{path}{key}[{index}]" if isinstance(value, list) else f"{path}{key}"
            if isinstance(item, dict):
                yield from _leaves(item, f"{here}.")
            elif not isinstance(value, list):
                yield here
