"""Processes with forms, made of blocks: what they read is there by construction, unless a fault is made in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from tests.engine.execution.diagrams import content, diagram

CAUCE = b'<bpmn:definitions xmlns:cauce="urn:cauce:bpmn:1" '
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
TWICE = (
    "<bpmn:multiInstanceLoopCharacteristics{}><bpmn:loopCardinality>2</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)
ROUNDS = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
OPTIONS = ("alta", "media", "baja")
KINDS = ("number", "checkbox", "select", "textfield", "datetime")


@dataclass(frozen=True)
class Asked:
    """A field of a form. `hidden_by` is the checkbox of the same form that hides it unless it is ticked."""

    key: str
    kind: str
    required: bool = True
    hidden_by: str | None = None

    @property
    def component(self) -> dict[str, Any]:
        """The field in the schema of form-js."""
        found: dict[str, Any] = {"type": self.kind, "id": f"c_{self.key}", "key": self.key, "label": self.key.upper()}
        if self.kind == "select":
            found["values"] = [{"value": each, "label": each} for each in OPTIONS]
        if self.required and self.kind != "checkbox":
            found["validate"] = {"required": True}
        if self.hidden_by is not None:
            found["conditional"] = {"hide": f"={self.hidden_by} != true"}
        return found


@dataclass
class Program:
    """A process: its flows as `diagrams.diagram` takes them, its forms by task, its scripts, what flows ask, the flows
    inside its sub-processes, and how its activities repeat."""

    lines: list[str] = field(default_factory=list)
    forms: dict[str, list[Asked]] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)
    repeated: dict[str, str] = field(default_factory=dict)
    nodes: int = 0

    @property
    def source(self) -> bytes:
        """The diagram. A flow ``«3»`` in `lines` has the third condition."""
        inner = {task: _form_of(task) for task in self.forms} | {
            id: f"<bpmn:script>{text}</bpmn:script>" for id, text in self.scripts.items()
        }
        kinds = dict.fromkeys(self.inside, "subProcess")
        kinds |= {id: f'boundaryEvent attachedToRef="{id[4:]}"' for id in self._timers}
        inner |= dict.fromkeys(self._timers, TIMER)
        for id, lines in self.inside.items():  # those inside others come first
            inner[id] = content(self._flows(lines), kinds, inner)
        for id, loop in self.repeated.items():
            inner[id] = inner.get(id, "") + loop
        return diagram(self._flows(self.lines), kinds, inner).replace(b"<bpmn:definitions ", CAUCE, 1)

    def _flows(self, lines: Sequence[str]) -> str:
        flows = "\n".join(lines)
        for mark, text in self.conditions.items():
            flows = flows.replace(mark, text)
        return flows

    @property
    def _timers(self) -> list[str]:
        """The events on the boundary of an activity, which are called after it."""
        listed = [*self.lines, *(line for lines in self.inside.values() for line in lines)]
        return [line.split()[0] for line in listed if line.startswith("late")]

    @property
    def schemas(self) -> dict[str, bytes]:
        """The forms as they are stored, by task."""
        return {
            task: json.dumps(
                {"type": "default", "id": task, "components": [each.component for each in fields]}
            ).encode()
            for task, fields in self.forms.items()
        }

    @property
    def read_forms(self) -> dict[str, Form]:
        """The forms, read."""
        found = {}
        for task, schema in self.schemas.items():
            form = read_form(schema).form
            assert form is not None
            found[task] = form
        return found

    def new(self, kind: str) -> str:
        """The id of another node."""
        self.nodes += 1
        return f"{kind}{self.nodes}"


def _form_of(task: str) -> str:
    return f'<bpmn:extensionElements><cauce:activity form="{task}"/></bpmn:extensionElements>'


Known = Mapping[str, str]
"""Variables that are there for certain, and not empty, with their kinds."""


def program(lot: Random, *, sound: bool = True) -> Program:
    """A process. Unless `sound`, it may ask what is not there; what it asks goes together with its kind all
    the same."""
    made = Program()
    last, known = _ask(made, lot, "start", {}, 3, sound)
    last, _ = _blocks(made, lot, last, known, 3, sound)
    made.lines.append(f"{last} > end")
    return made


def _blocks(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    for _ in range(lot.randint(1, 3)):
        kinds = ["ask", "ask", "script"]
        kinds += ["choose", "choose", "beside", "again", "inside", "each", "late"] if depth else []
        last, known = _BLOCKS[lot.choice(kinds)](made, lot, last, known, depth - 1, sound)
    return last, known


def _ask(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    task = made.new("task")
    fields, found = [], dict(known)
    for key in lot.sample("abcdefg", lot.randint(1, 3)):
        kind = KINDS[ord(key) % len(KINDS)]
        ticks = [each.key for each in fields if each.kind == "checkbox" and each.hidden_by is None]
        one = Asked(key, kind, lot.random() < 0.7, lot.choice(ticks) if ticks and lot.random() < 0.4 else None)
        fields.append(one)
        if one.hidden_by is None and (one.required or kind == "checkbox"):
            found[key] = kind
        elif one.hidden_by is None or not one.required:
            found.pop(key, None)
    made.forms[task] = fields
    made.lines.append(f"{last} > {task}")
    return task, found


def _script(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    id = made.new("script")
    numbers = sorted(name for name, kind in known.items() if kind == "number")
    source = lot.choice(numbers) if numbers and lot.random() < 0.6 else "7"
    made.scripts[id] = f"t{lot.randint(1, 2)} = {source} + 1"
    made.lines.append(f"{last} > {id}")
    return id, {**known, made.scripts[id].split()[0]: "number"}


def _choose(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    there = known if sound else {key: KINDS[ord(key) % len(KINDS)] for key in "abcdefg"}
    names = sorted(there)
    if not names:
        return _ask(made, lot, last, known, depth, sound)
    name = lot.choice(names)
    split, meet, mark = made.new("choice"), made.new("choice"), f"«{made.nodes}»"
    made.conditions[mark] = _condition(name, there[name], lot)
    made.lines.append(f"{last} > {split}")
    one, first = _blocks(made, lot, f"{split} [{mark}]", known, depth, sound)
    other, second = _blocks(made, lot, f"{split} [else]", known, depth, sound) if lot.random() < 0.6 else (None, known)
    made.lines.append(f"{one} > {meet}")
    made.lines.append(f"{split} [else] > {meet}" if other is None else f"{other} > {meet}")
    return meet, {each: kind for each, kind in first.items() if second.get(each) == kind}


def _condition(name: str, kind: str, lot: Random) -> str:
    match kind:
        case "number":
            return f"{name}{lot.choice(['==', '!=', '&lt;', '>', '>='])}{lot.randint(0, 5)}".replace("&lt;", "<")
        case "checkbox":
            return lot.choice([name, f"not {name}", f"{name} == True"])
        case "select":
            return lot.choice([f"{name} == '{lot.choice(OPTIONS)}'", f"{name} in ('alta', 'baja')"])
        case "datetime":
            return f"{name}>'2026-06-01'"
    return f"{name} == 'x'"


def _beside(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    fork, join = made.new("fork"), made.new("join")
    made.lines.append(f"{last} > {fork}")
    ends, founds, written = [], [], []
    for _ in range(2):
        before = _written(made)
        end, found = _blocks(made, lot, fork, known, 0, sound)
        ends.append(end)
        founds.append(found)
        written.append(_written(made)[len(before) :])
    made.lines += [f"{end} > {join}" for end in ends]
    both = set(written[0]) & set(written[1])  # which of the two values there will be is not certain
    kept = {name: kind for name, kind in known.items() if all(name in found for found in founds)}
    found = {
        name: kind for each, names in zip(founds, written, strict=True) for name, kind in each.items() if name in names
    }
    return join, {name: kind for name, kind in {**kept, **found}.items() if name not in both}


def _written(made: Program) -> list[str]:
    """The variables that forms and scripts have written so far, in their order."""
    asked = [(int(task.strip("task")), field.key) for task, fields in made.forms.items() for field in fields]
    asked += [(int(id.strip("script")), text.split()[0]) for id, text in made.scripts.items()]
    return [name for _, name in sorted(asked)]


def _again(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    enter, split, mark = made.new("choice"), made.new("choice"), f"«{made.nodes}»"
    made.lines.append(f"{last} > {enter}")
    body, _ = _blocks(made, lot, enter, {}, 0, sound)
    task = made.new("task")
    made.forms[task] = [Asked("again", "checkbox")]
    made.conditions[mark] = "again"
    made.lines += [f"{body} > {task} > {split} [{mark}] > {enter}"]
    return f"{split} [else]", {"again": "checkbox"}


def _inside(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    """A sub-process, which may repeat."""
    id, outer = made.new("sub"), made.lines
    made.lines = []
    inner, found = _blocks(made, lot, f"start{made.nodes}", known, 0, sound)
    made.lines.append(f"{inner} > end{made.nodes}")
    made.inside[id], made.lines = made.lines, outer
    if lot.random() < 0.4:
        made.repeated[id] = lot.choice([TWICE.format(""), TWICE.format(' isSequential="true"'), ROUNDS])
    made.lines.append(f"{last} > {id}")
    return id, {each: kind for each, kind in found.items() if known.get(each, kind) == kind}


def _each(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    """A form that is filled in twice."""
    task, found = _ask(made, lot, last, known, depth, sound)
    made.repeated[task] = lot.choice([TWICE.format(""), TWICE.format(' isSequential="true"'), ROUNDS])
    return task, found


def _late(made: Program, lot: Random, last: str, known: Known, depth: int, sound: bool) -> tuple[str, Known]:
    """A form that a timer may take away: what it asks for is not there then."""
    task, found = _ask(made, lot, last, known, depth, sound)
    late, meet = f"late{task}", made.new("choice")
    other = made.new("task")
    made.lines += [f"{task} > {meet}", f"{late} > {other} > {meet}"]
    return meet, {each: kind for each, kind in found.items() if known.get(each) == kind}


_BLOCKS = {
    "ask": _ask,
    "script": _script,
    "choose": _choose,
    "beside": _beside,
    "again": _again,
    "inside": _inside,
    "each": _each,
    "late": _late,
}


def with_fault(made: Program, lot: Random) -> Program:
    """The same process with one thing altered: a field renamed or not required, a condition misspelt or of another
    kind."""
    forms, conditions = {task: list(fields) for task, fields in made.forms.items()}, dict(made.conditions)
    faults = ["rename", "optional"] if forms else []
    faults += ["misspell", "kind"] if conditions else []
    match lot.choice(faults):
        case "rename" | "optional" as fault:
            task = lot.choice(sorted(forms))
            position = lot.randrange(len(forms[task]))
            one = forms[task][position]
            forms[task][position] = replace(one, key="nuevo") if fault == "rename" else replace(one, required=False)
            if fault == "rename":
                forms[task] = [
                    replace(each, hidden_by=None) if each.hidden_by == one.key else each for each in forms[task]
                ]
        case "misspell":
            mark = lot.choice(sorted(conditions))
            conditions[mark] = conditions[mark].replace(_name_in(conditions[mark]), "zzz")
        case "kind":
            mark = lot.choice(sorted(conditions))
            conditions[mark] = f"{_name_in(conditions[mark])}>{lot.choice(['5', repr('x')])}"
    return replace(made, forms=forms, conditions=conditions)


def _name_in(condition: str) -> str:
    return next(each for each in ("again", "t1", "t2", *"abcdefg") if _reads(condition, each))


def _reads(condition: str, name: str) -> bool:
    from bpmn.expressions import reads

    return name in reads(condition)


def answer(fields: Sequence[Asked], lot: Random) -> dict[str, object]:
    """What somebody fills into a form: what is required, and some of the rest."""
    found: dict[str, object] = {}
    for each in fields:
        if not each.required and lot.random() < 0.5:
            continue
        match each.kind:
            case "number":
                found[each.key] = lot.randint(0, 6)
            case "checkbox":
                found[each.key] = lot.random() < 0.5
            case "select":
                found[each.key] = lot.choice(OPTIONS)
            case "datetime":
                found[each.key] = lot.choice(["2026-01-01", "2026-12-01"])
            case _:
                found[each.key] = lot.choice(["x", "y"])
    return found
