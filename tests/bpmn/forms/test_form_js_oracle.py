"""form-js beside ours: over generated forms and values, which fields are asked and which values are refused agree.

The schema is form-js's, and a form's author may try it in its playground; what our server decides otherwise stands in
`DIFFERENCES`, each with its argument and a form on which the two really differ.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bpmn.forms.data import shown
from bpmn.forms.evaluate import evaluate
from bpmn.forms.feel import Environment, parse
from bpmn.forms.kinds import Field
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import validate

pytestmark = pytest.mark.node

FRONTEND = Path(__file__).parents[3] / "web" / "frontend"
HARNESS = Path(__file__).with_name("form_js.mjs")
ENVIRONMENT = Environment(date(2026, 11, 24))
CASES = 1_500

Json = dict[str, Any]


class Case(NamedTuple):
    """A form over the data of an instance, and what somebody filled in."""

    components: list[Json]
    data: Json
    values: Json

    @property
    def schema(self) -> Json:
        return {"type": "default", "id": "f", "schemaVersion": 16, "components": self.components}


class Verdict(NamedTuple):
    """Which fields are asked, and which of these have a value that is refused; by place."""

    asked: list[str]
    refused: list[str]


@cache
def bundle() -> str:
    """The harness with form-js in one file: form-js imports modules in a way that only bundlers understand."""
    out = str(Path(tempfile.mkdtemp(prefix="form-js-")) / "harness.mjs")
    esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
    run = [str(esbuild), "--bundle", "--platform=node", "--format=esm", "--log-level=error", f"--outfile={out}"]
    subprocess.run(run, cwd=FRONTEND, input=HARNESS.read_text(encoding="utf-8"), text=True, check=True, timeout=60)
    return out


def by_form_js(cases: list[Case]) -> list[Verdict]:
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None or not (FRONTEND / "node_modules" / "@bpmn-io" / "form-js-viewer").is_dir():
        pytest.fail("Node.js or its packages are missing; `make test` sets them up.")
    given = json.dumps([{"schema": case.schema, "data": case.data, "values": case.values} for case in cases])
    answer = subprocess.run([node, bundle()], cwd=FRONTEND, input=given, capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr[-2000:]
    return [Verdict(each["asked"], each["refused"]) for each in json.loads(answer.stdout)]


def by_ours(case: Case) -> Verdict:
    reading = read_form(json.dumps(case.schema).encode())
    assert reading.form is not None, [str(finding.message) for finding in reading.findings]
    state = evaluate(reading.form, case.values, case.data, environment=ENVIRONMENT)
    asked = {
        shown(node.place)
        for node in state.nodes
        if isinstance(node.component, Field) and not node.hidden and node.place not in state.locked
    }
    errors = validate(reading.form, case.values, case.data, environment=ENVIRONMENT).errors
    return Verdict(sorted(asked), sorted({error.field for error in errors} & asked))


class Difference(NamedTuple):
    """Where ours decides otherwise on purpose: the argument, a case that shows it, and both verdicts on it."""

    name: str
    argument: str
    case: Case
    theirs: Verdict
    ours: Verdict


def field(kind: str, key: str, **more: Any) -> Json:
    return {"type": kind, "key": key, "id": key.replace(".", "_"), **more}


def hidden_if(condition: str) -> Json:
    return {"conditional": {"hide": condition}}


A_B, A = Verdict(["a", "b"], []), Verdict(["a"], [])
DIFFERENCES = [
    Difference(
        "a condition that is null does not hide",
        "DMN: null is not true. form-js tests the condition against null, so that one that comes out null, for want of "
        "data, hides; an author who hides a field above an amount does not mean to hide it while there is no amount.",
        Case([field("number", "a"), field("textfield", "b", **hidden_if("=a > 5"))], {}, {}),
        A,
        A_B,
    ),
    Difference(
        "values of different kinds are neither equal nor unequal",
        "DMN, table 53: comparing different kinds is null. form-js finds them unequal, and hides.",
        Case([field("textfield", "a"), field("textfield", "b", **hidden_if("=a != 5"))], {}, {"a": "5"}),
        A,
        A_B,
    ),
    Difference(
        "a number is not compared with a text",
        "DMN, table 54: null. form-js compares as JavaScript does.",
        Case([field("textfield", "a"), field("textfield", "b", **hidden_if("=a > 5"))], {}, {"a": "6"}),
        A,
        A_B,
    ),
    Difference(
        "a list of one item is not that item",
        "DMN 1.3 has no such conversion in a comparison. form-js finds [1] equal to 1.",
        Case([field("number", "a"), field("textfield", "b", **hidden_if("=[a] = 1"))], {}, {"a": 1}),
        A,
        A_B,
    ),
    Difference(
        "decimal numbers are exact",
        "DMN, 10.3.2.1: numbers are decimal. JavaScript's 0.1 + 0.2 is not 0.3.",
        Case(
            [field("number", "a"), field("number", "c"), field("textfield", "b", **hidden_if("=a + c = 0.3"))],
            {},
            {"a": 0.1, "c": 0.2},
        ),
        Verdict(["a", "b", "c"], []),
        Verdict(["a", "c"], []),
    ),
    Difference(
        "a field hidden by one that is itself hidden in turn is right at any depth",
        "form-js goes over the form twice and then shows; ours goes on until nothing changes.",
        Case(
            [
                field("textfield", "b"),
                field("textfield", "c", **hidden_if('=b = "1"')),
                field("textfield", "d", **hidden_if('=c = "2"')),
                field("textfield", "e", **hidden_if('=d = "3"')),
            ],
            {},
            {"b": "1", "c": "2", "d": "3", "e": "4"},
        ),
        Verdict(["b", "d", "e"], []),
        Verdict(["b", "d"], []),
    ),
    Difference(
        "required may be an expression",
        "form-js takes any text there for true; the author wrote a condition.",
        Case([field("textfield", "a", validate={"required": "=1 = 2"})], {}, {}),
        Verdict(["a"], ["a"]),
        A,
    ),
    Difference(
        "a telephone number is the whole of the text",
        "form-js looks for one anywhere in it.",
        Case([field("textfield", "a", validate={"validationType": "phone"})], {}, {"a": "llame al +525512345678"}),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a date that has passed is refused",
        "form-js only keeps its calendar from choosing one; a page without script, or a post, can.",
        Case(
            [field("datetime", "a", subtype="date", dateLabel="A", disallowPassedDates=True)], {}, {"a": "2020-01-01"}
        ),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a date that does not exist is refused",
        "form-js lets pass what is no date; it would be stored as one.",
        Case([field("datetime", "a", subtype="date", dateLabel="A")], {}, {"a": "2026-02-30"}),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a choice is one of the choices",
        "form-js offers no other, and does not look; a post can hold anything.",
        Case([field("select", "a", values=[{"label": "Uno", "value": "uno"}])], {}, {"a": "dos"}),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a value is of the kind of its field",
        "form-js's inputs make no other; a post can.",
        Case([field("number", "a")], {}, {"a": True}),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a text has no control characters, and at most 20,000 characters",
        "No database stores all of them.",
        Case([field("textarea", "a")], {}, {"a": "x\u0000"}),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a number is one that JavaScript can count to",
        "Beyond 2^53 the page and the server would hold different numbers.",
        Case([field("number", "a")], {}, {"a": 2**60}),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "files are of the kinds that are accepted",
        "form-js leaves it to the browser's dialogue, which a person may overrule.",
        Case(
            [field("filepicker", "a", accept=".pdf")],
            {},
            {"a": [{"name": "a.exe", "sha256": "0" * 64, "size": 1}]},
        ),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a text longer than 2,000 characters matches no pattern",
        "Matching takes time by its length, and a form has a budget.",
        Case([field("textarea", "a", validate={"pattern": "^x+$"})], {}, {"a": "x" * 2001}),
        A,
        Verdict(["a"], ["a"]),
    ),
    Difference(
        "a pattern counts characters, not halves of them",
        "RE2 matches code points; JavaScript, without its flag u, the two halves of an emoji.",
        Case([field("textfield", "a", validate={"pattern": "^.$"})], {}, {"a": "😀"}),
        Verdict(["a"], ["a"]),
        A,
    ),
]


@pytest.fixture(scope="module")
def told_of_differences() -> list[Verdict]:
    return by_form_js([each.case for each in DIFFERENCES])


@pytest.mark.parametrize("number", range(len(DIFFERENCES)), ids=[each.name for each in DIFFERENCES])
def test_every_listed_difference_is_one(number: int, told_of_differences: list[Verdict]) -> None:
    difference = DIFFERENCES[number]
    assert told_of_differences[number] == difference.theirs
    assert by_ours(difference.case) == difference.ours
    assert difference.theirs != difference.ours


class Writer:
    """Writes forms, data and values at random, the same each time, within what the two agree on: conditions that are
    never null, compare like with like and hang together two deep at most, and values as the inputs of a page make them.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def case(self) -> Case:
        pick = self.chance.random
        components = [self.field(number) for number in range(self.chance.randint(2, 6))]
        if pick() < 0.4:
            group = {"type": "group", "id": "grupo", "label": "Grupo", "components": [self.field(10), self.field(11)]}
            if pick() < 0.5:
                group["path"] = "dentro"
            components.append(group)
        if pick() < 0.3:
            inside = {**self.field(20), **self.row_condition(), "readonly": False, "disabled": False}
            rows = [inside, field("textfield", "fila_b")]
            listed = {"type": "dynamiclist", "id": "lista", "path": "filas", "label": "Filas", "components": rows}
            components.append({**listed, "isRepeating": True, "allowAddRemove": True})
        written: list[Json] = []
        for component in components:
            written.append({**component, **self.conditional(written, 0 if "components" in component else 1)})
        data, values = {"previo": self.chance.choice(["x", "y"])}, {}
        for component in written:
            self.fill(component, values, data)
        return Case(written, data, values)

    def field(self, number: int) -> Json:
        key = f"c{number}"
        make: Callable[[str], Json] = self.chance.choice(
            [self.textfield, self.textarea, self.number, self.checkbox, self.radio, self.checklist]
        )
        made = make(key)
        if self.chance.random() < 0.5:
            made.setdefault("validate", {})["required"] = True
        if self.chance.random() < 0.1:
            made["disabled"] = True
        elif self.chance.random() < 0.1:
            made["readonly"] = self.chance.choice([True, '=previo = "x"'])
        return made

    def textfield(self, key: str) -> Json:
        pick = self.chance.choice
        validate = pick(
            [
                {"minLength": 2},
                {"maxLength": 3},
                {"pattern": "^[a-zñ]+$"},
                {"pattern": "\\d{2}"},
                {"validationType": "email"},
                {"maxLength": '=if previo = "x" then 1 else 4'},
                {},
            ]
        )
        return field("textfield", key, validate=dict(validate))

    def textarea(self, key: str) -> Json:
        return field("textarea", key, validate={"minLength": 3, "maxLength": 5})

    def number(self, key: str) -> Json:
        more: Json = self.chance.choice([{"decimalDigits": 0}, {"decimalDigits": 2}, {"increment": 0.5}, {}])
        validate: Json = self.chance.choice([{"min": 0}, {"max": 10}, {"min": 1, "max": 2}, {}])
        return field("number", key, **more, validate=dict(validate))

    def checkbox(self, key: str) -> Json:
        return field("checkbox", key)

    def radio(self, key: str) -> Json:
        return field("radio", key, values=[{"label": "Sí", "value": True}, {"label": "No", "value": False}])

    def checklist(self, key: str) -> Json:
        return field("checklist", key, values=[{"label": "A", "value": "a"}, {"label": "B", "value": "b"}])

    def conditional(self, before: list[Json], depth: int) -> Json:
        """A condition on the fields that come before, so that there are no circles, and depend on so many others."""
        readable = [each for each in before if "key" in each and self.depth(each, before) <= depth]
        if not readable or self.chance.random() < 0.5:
            return {}
        condition = self.test(readable)
        for _ in range(self.chance.randint(0, 2)):
            condition += self.chance.choice([" and ", " or "]) + self.test(readable)
        return hidden_if("=" + (f"not({condition})" if self.chance.random() < 0.2 else condition))

    def depth(self, component: Json, before: list[Json]) -> int:
        """How many fields one after another a field depends on."""
        condition = component.get("conditional", {}).get("hide", "=null")
        read = [each for each in before if each.get("key") in parse(condition).names]
        return 1 + max(self.depth(each, before) for each in read) if read else 0

    def row_condition(self) -> Json:
        return hidden_if(
            self.chance.choice(['=this.fila_b = "x"', "=this.fila_b != null", '=previo = "y"', "=i = [1]"])
        )

    def test(self, readable: list[Json]) -> str:
        other = self.chance.choice(readable)
        key, sign = other["key"], self.chance.choice(["=", "!="])
        if other["type"] == "checklist":
            return f'({key} != null and list contains({key}, "a"))'
        if other["type"] in ("checkbox", "radio"):
            return f"{key} {sign} {self.chance.choice(['true', 'false', 'null'])}"
        if other["type"] == "number":
            return self.chance.choice(
                [f"{key} {sign} 2", f"{key} {sign} null", f"(if {key} = null then false else {key} > 1)"]
            )
        return f'{key} {sign} "ab"'

    def fill(self, component: Json, values: Json, data: Json) -> None:
        if component["type"] == "group":
            inner = values.setdefault(component["path"], {}) if "path" in component else values
            for child in component["components"]:
                self.fill(child, inner, data)
        elif component["type"] == "dynamiclist":
            values["filas"] = [self.row(component["components"], data) for _ in range(self.chance.randint(0, 3))]
        elif not self.locked(component, data) and self.chance.random() < 0.8:
            values[component["key"]] = self.value(component["type"])

    def locked(self, component: Json, data: Json) -> bool:
        """Whether a page would let nobody write in it."""
        readonly = component.get("readonly", False)
        return bool(component.get("disabled")) or readonly is True or (bool(readonly) and data["previo"] == "x")

    def row(self, components: list[Json], data: Json) -> Json:
        row: Json = {}
        for component in components:
            self.fill(component, row, data)
        return row

    def value(self, kind: str) -> object:
        pick = self.chance.choice
        if kind in ("textfield", "textarea"):
            return pick(["", "ab", "abcdef", "12", "a b", " x ", "ana@ejemplo.mx", "ñu", "no@", "ABC"])
        if kind == "number":
            return pick([0, 1, 2, 2.5, -1, 11, 1.005, 0.25])
        return {
            "checkbox": pick([True, False]),
            "radio": pick([True, False]),
            "checklist": pick([[], ["a"], ["a", "b"]]),
        }[kind]


def test_the_two_agree_on_generated_forms_and_values() -> None:
    writer = Writer(seed=9)
    cases = [writer.case() for _ in range(CASES)]
    told, ours = by_form_js(cases), [by_ours(case) for case in cases]
    apart = [(case, theirs, own) for case, theirs, own in zip(cases, told, ours, strict=True) if theirs != own]
    assert apart == [], f"{len(apart)} of {CASES}; the first: {apart[0]}"
    fields = sum(len(each.asked) for each in ours)
    assert fields > CASES * 2, "fields are asked"
    assert 0.1 < sum(len(each.refused) for each in ours) / fields < 0.9, "both verdicts are tried"
