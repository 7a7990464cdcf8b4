"""Whoever receives Cauce learns under which terms, and under which those stand that it brings along."""

import json
import tomllib

import pytest

from tests.docs import licences
from tests.docs.licences import FRONTEND, ROOT

DIST = ROOT / "web" / "static" / "dist"


@pytest.fixture(scope="module")
def bundled() -> str:
    path = DIST / "licences.txt"
    assert path.exists(), "the front end was not built since licences.txt came: make front"
    return path.read_text(encoding="utf-8")


def test_the_licence_is_the_whole_apache_licence():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert all(f"   {number}. " in text for number in range(1, 10))
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_package_names_its_licence_and_carries_the_texts():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert project["license-files"] == ["LICENSE", "NOTICE", "NOTICE-third-party.md"]
    assert all((ROOT / name).is_file() for name in project["license-files"])


@pytest.mark.parametrize("dependency", [*licences.python(), *licences.javascript()], ids=lambda each: each.name)
def test_every_direct_dependency_stands_in_the_notice_with_the_licence_that_it_states(dependency):
    rows = (ROOT / "NOTICE-third-party.md").read_text(encoding="utf-8").splitlines()
    found = [row for row in rows if row.startswith(f"| {dependency.name} |")]
    assert len(found) == 1, f"run: python -m tests.docs ({found})"
    assert found[0].split(" | ")[1] == dependency.licence


def test_the_notice_says_which_library_asks_for_its_mark_and_which_are_copyleft():
    text = (ROOT / "NOTICE").read_text(encoding="utf-8")
    asked = [each for each in licences.javascript() if each.licence.startswith("bpmn.io") and each.used == "run"]
    copyleft = [each for each in licences.python() if "GPL" in each.licence and each.used == "run"]
    assert {"SpiffWorkflow", "psycopg"} <= {each.name for each in copyleft}
    assert "bpmn-js" in {each.name for each in asked}
    assert [each.name for each in (*asked, *copyleft) if each.name not in text] == []


@pytest.mark.node
def test_the_bundles_bring_the_text_of_the_licence_of_every_package_in_them(bundled):
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = bundled.split(f"\n{'-' * 80}\n\n")
    heads = {part.splitlines()[0] for part in parts}
    shipped = {f"{path.rpartition('node_modules/')[2]} {each['version']}" for path, each in locked.items() if path}
    assert heads <= shipped
    assert {head.rpartition(" ")[0] for head in heads} >= {"bpmn-js", "diagram-js", "htmx.org", "@picocss/pico"}
    assert all("Licence: " in part for part in parts)
    silent = [part.splitlines()[0] for part in parts if "brings no text" in part]
    assert silent == []
    assert "the watermark must stay fully visible" in bundled
