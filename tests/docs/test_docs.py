"""The documents say of the code what is so."""

import re
from dataclasses import fields

import pytest

from bpmn.forms.kinds import KINDS
from engine.setting_names import KNOWN, SETTINGS
from engine.settings import Settings
from tests.docs import generated, names
from tests.docs.licences import ROOT
from tests.engine.verification.attacks_by_means import FOUND, REMAINS, Remains


@pytest.mark.parametrize("path", sorted(generated.documents()))
def test_a_generated_document_is_what_the_code_gives(path):
    assert (ROOT / path).read_text(encoding="utf-8") == generated.documents()[path], "run: python -m tests.docs"


@pytest.mark.parametrize("path", names.documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(path):
    assert names.missing(path) == []


def test_the_names_that_documents_must_not_get_wrong_are_found():
    text = """Run `tests/docs/names.py`, `engine.db.Database.transaction()`, `web/nowhere/`, `engine.db.nothing`,
    `gettext`, `--all`, `README.md`, `bpmn/rules/<rule>.py`.

```
`web/in_code.py`
```
"""
    found = names.named(text)
    assert "web/in_code.py" not in found and "gettext" not in found and "--all" not in found
    wrong = [name for name in found if not names.exists(name)]
    assert wrong == ["web/nowhere/", "engine.db.nothing"]


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One\n\n[a](other.md) [b](#one) [c](#two) [d](page.md#one) [e](https://example.com)")
    assert names.missing(page) == ["other.md", "#two"]


def test_documents_name_many_things():
    assert sum(len(names.named(path.read_text(encoding="utf-8"))) for path in names.documents()) > 100


def test_every_field_of_the_settings_is_one_that_a_variable_goes_into():
    assert {each.field for each in SETTINGS} == {each.name for each in fields(Settings)}
    assert len(SETTINGS) == len(KNOWN)


def test_every_kind_of_component_stands_in_the_reference_of_forms():
    text = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
    section = text.partition("## Kinds")[2].partition("\n### ")[0]
    rows = [row.split(" | ")[0] for row in section.splitlines() if re.match(r"\| `(?!type`)", row)]
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(KINDS)


def test_every_setting_that_a_document_names_is_one():
    for path in names.documents():
        found = set(re.findall(r"\bCAUCE_[A-Z][A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
        assert found <= KNOWN, path


def test_every_decision_stands_in_the_list_under_its_title_and_says_what_was_rejected():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^\| \[(\d{4})\]\(([\w.-]+)\) \| (.+) \|$", (folder / "README.md").read_text(), re.MULTILINE)
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [(number, name) for number, name, _ in listed] == [(path.name[:4], path.name) for path in records]
    for path, (number, _, title) in zip(records, listed, strict=True):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        assert head == f"# {number} · {title}"
        assert [line for line in lines if line.startswith("## ")] == [
            "## Context",
            "## Decision",
            "## Rejected",
            "## Consequences",
        ]


def test_what_is_said_to_remain_possible_is_what_no_test_finds():
    text = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
    section = text.partition("## What remains possible")[2].partition("\n## ")[0]
    said = re.findall(r"^- \*\*(.+?)\.?\*\*", section, re.MULTILINE)
    assert said == list(Remains)
    assert set(REMAINS.values()) == set(Remains)
    assert set(REMAINS) == {attack for attack, (_, found) in FOUND.items() if not any(found.values())}


def test_every_command_that_a_document_shows_is_one():
    known = set(re.findall(r"^\| `cauce (\w+)", generated.commands(), re.MULTILINE))
    for path in names.documents():
        shown = set(re.findall(r"^    cauce (\w+)|`cauce (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert {first or second for first, second in shown} <= known | {"COMMAND"}, path


def test_the_map_has_a_line_for_every_package():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {
        path.parent.relative_to(ROOT)
        for root in ("bpmn", "engine", "web")
        for path in (ROOT / root).rglob("*.py")
        if not {"node_modules", "versions", "processes"} & set(path.parts)
    }
    named = {name.rstrip("/") for name in names.named(text)}
    assert sorted(str(folder) for folder in folders if str(folder) not in named) == []
