"""docs/operating.md: the table of settings is that of the code."""

import re

from house.steps import ROOT
from tests.deploy.known import KINDS

PAGE = (ROOT / "docs" / "operating.md").read_text()
ROWS = {
    name: (needed.strip(), otherwise.strip(" `"))
    for name, needed, otherwise in re.findall(r"^\| `ONTZORG_(\w+)` \|([^|]*)\|([^|]*)\|", PAGE, re.MULTILINE)
}
FIELDS = {name.upper(): field for kind in KINDS for name, field in kind.model_fields.items()}


def test_every_setting_stands_in_the_table_and_no_other() -> None:
    assert set(ROWS) == set(FIELDS)


def test_it_says_which_are_needed_and_what_holds_otherwise() -> None:
    for name, field in FIELDS.items():
        needed, otherwise = ROWS[name]
        if field.is_required():
            assert (bool(needed), otherwise) == (True, ""), name
        elif name.removesuffix("_URL").lower() not in ("schedule", "mandates", "notify"):
            assert needed == "", name
            default = str(field.default) if field.default is not None else ""
            assert otherwise == (default or otherwise) != "", name
