"""Whatever bpmn-js, its properties panel and our fields can show in the editor has its Spanish."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FRONTEND = Path(__file__).parents[2] / "web" / "frontend"

pytestmark = pytest.mark.node


def texts(folder: Path = FRONTEND) -> Any:
    node = shutil.which("node") or Path(sys.executable).parent / "node"  # the machine's, or the lock's
    done = subprocess.run([node, "untranslated.mjs"], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def found() -> Any:
    """What can be shown, what of it has no Spanish, and what Spanish is not shown."""
    return texts()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The front end's sources, to change something in them."""
    place = tmp_path / "web" / "frontend"
    shutil.copytree(FRONTEND, place, ignore=shutil.ignore_patterns("node_modules"))
    (place / "node_modules").symlink_to(FRONTEND / "node_modules")
    shutil.copytree(
        FRONTEND.parents[1] / "bpmn", tmp_path / "bpmn", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    return place


def test_every_text_of_the_editor_has_its_spanish_and_none_of_ours_is_superfluous(found: Any) -> None:
    assert (found["missing"], found["unused"]) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "Create task",  # the palette
        "Append end event",  # the context pad
        "Empty pool/participant (removes content)",  # the menu of other types
        "Data Output Association",  # the head of the panel
        "Participant Name",  # the panel
        "Align elements left",  # the menu of alignments
        "Data object must be placed within a pool/participant.",  # what is said of a wrong move
        "Business days before a date",  # our own group
    ],
)
def test_the_texts_are_found_wherever_the_editor_shows_them(text: str, found: Any) -> None:
    assert text in found["shown"]


def test_a_text_that_nobody_translated_and_one_that_nobody_shows_are_named(copy: Path) -> None:
    path = copy / "src" / "editor" / "spanish.js"
    spanish = re.sub(
        r'^  "Participant Name": .*\n', '  "Nobody says this": "x",\n', path.read_text(), flags=re.MULTILINE
    )
    path.write_text(spanish)
    changed = texts(copy)
    assert (changed["missing"], changed["unused"]) == (["Participant Name"], ["Nobody says this"])
