"""What the editor's panels read and write besides conditions: assignments of scripts, and places of letters."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bpmn.expressions import parse_script
from bpmn.model import Activity
from bpmn.reader import read
from engine.definitions.sources import shipped

SOURCES = Path(__file__).parents[2] / "web" / "frontend" / "src" / "editor" / "expressions"

pytestmark = pytest.mark.node


def run(module: str, expression: str, given: object) -> Any:
    """What an expression of JavaScript makes of `given`, with all that a module exports at hand as `it`."""
    node = shutil.which("node") or Path(sys.executable).parent / "node"  # the machine's, or the lock's
    script = f"""
    import * as it from {json.dumps((SOURCES / module).as_uri())};
    let text = "";
    for await (const part of process.stdin) text += part;
    const given = JSON.parse(text);
    console.log(JSON.stringify({expression} ?? null));
    """
    command = [node, "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def assignments(script: str) -> Any:
    return run("assignments.js", "it.assignmentsOf(given)", script)


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("a = 1", [("a", "1")]),
        ("a = b\n\nc = [1,\n  2]", [("a", "b"), ("c", "[1,\n  2]")]),
        ('a = "x = y"', [("a", '"x = y"')]),
        ("", []),
    ],
)
def test_a_script_is_assignments(script, found):
    assert [(each["name"], each["text"]) for each in assignments(script)] == found


@pytest.mark.parametrize("script", ["a == 1", "a = 1  # por qué", "a +", "a = (1", "a =", "f(x)", "a.b = 1", "a = 'x"])
def test_what_is_more_than_assignments_stays_as_it_is_written(script):
    assert assignments(script) is None


def test_every_script_of_the_shipped_procedures_is_assignments_and_stays_what_it_was():
    scripts = [
        script
        for source in shipped()
        for process in (read(source.diagram).definitions or pytest.fail()).processes
        for activity in process.nodes
        if isinstance(activity, Activity)
        for script in (activity.pre_script, activity.script, activity.post_script)
        if script
    ]
    again = run("assignments.js", "given.map(each => it.scriptOfAssignments(it.assignmentsOf(each)))", scripts)
    assert scripts and again == [script.strip() for script in scripts]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x", "field"),
        ('"x"', "text"),
        ("-2.5", "number"),
        ("True", "true"),
        ("None", "none"),
        ("[]", "list"),
        ("a + 1", "formula"),
        ("[1]", "formula"),
        ("", "formula"),
    ],
)
def test_what_an_assignment_gives_is_told_by_its_kind_and_written_as_it_was(text, kind):
    told, again = run("assignments.js", "[it.given(given), it.textOfGiven(it.given(given))]", text)
    assert (told["kind"], again) == (kind, text)


@pytest.mark.parametrize(
    ("called", "name"),
    [("Áreas de más", "areas_de_mas"), ("  ¿Cumple? ", "cumple"), ("2.º pago", "_2_pago"), ("¿?", "")],
)
def test_a_name_is_made_of_what_something_is_called(called, name):
    found = run("assignments.js", "it.nameFor(given)", called)
    assert found == name
    assert not name or parse_script(f"{name} = 1").assigned == {name}


VARIABLES = [
    {"name": "cliente", "label": "Cliente"},
    {"name": "monto", "label": "Monto"},
    {"name": "monto_2", "label": "Monto"},
    {"name": "raro", "label": "Con {llaves}"},
    {"name": "hecho", "label": None},
]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Para {cliente}: ${monto:2}", "Para {Cliente}: ${Monto (monto):2}"),
        ("{monto_2} {raro} {hecho} {nadie}", "{Monto (monto_2)} {raro} {hecho} {nadie}"),
        ("sin nada {} { }", "sin nada {} { }"),
    ],
)
def test_places_are_shown_by_what_people_call_the_fields_and_stored_by_their_names(stored, shown):
    labels = "it.calledInTexts(given[0])"
    assert run("places.js", f"it.shown(given[1], {labels})", [VARIABLES, stored]) == shown
    assert run("places.js", f"it.stored(given[1], {labels})", [VARIABLES, shown]) == stored


def test_a_place_is_known_however_it_is_capitalised():
    assert (
        run("places.js", "it.stored(given[1], it.calledInTexts(given[0]))", [VARIABLES, "{ CLIENTE }"]) == "{cliente}"
    )
