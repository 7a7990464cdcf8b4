"""Generated procedures and drafts of their next versions, put in force whatever the rules find in them."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

from engine.definitions import commands as definitions
from engine.definitions.inspection import Source, inspect
from tests.engine.definitions.publishing import AUTHOR
from tests.engine.execution.programs import Asked, Program, program, with_fault
from tests.support import Company

OWNER = "<bpmn:potentialOwner><bpmn:resourceRef>comercial</bpmn:resourceRef></bpmn:potentialOwner>"
Edges = list[tuple[str, str]]


def source_of(made: Program, name: str = "Paso") -> Source:
    """The diagram, in which Comercial does everything and each step is called `name`, and its forms."""
    diagram = re.sub("(</bpmn:userTask>)", OWNER + r"\1", made.source.decode())
    diagram = diagram.replace("<bpmn:userTask ", f'<bpmn:userTask name="{name}" ')
    diagram = diagram.replace("<bpmn:process", '<bpmn:resource id="comercial" name="Comercial"/><bpmn:process', 1)
    return Source("p.bpmn", diagram.encode(), made.schemas)


def put(company: Company, source: Source, number: int) -> None:
    """Put a version in force that nobody signed: what a draft with faults does is wanted for real."""
    report = inspect(source)
    with company.database.transaction() as connection:
        (process,) = report.processes()
        about = report, process, "Prueba"
        definitions.put_version(connection, *about, number=number, actor=AUTHOR, at=company.clock())


def drafted(lot: Random) -> tuple[Program, Program]:
    """A procedure, and a draft of its next version: one or two things are drawn otherwise."""
    old = program(lot)
    new = _apart(old)
    for _ in range(lot.randint(1, 2)):
        new = lot.choice(EDITS)(new, lot)
    return old, new


def _apart(made: Program) -> Program:
    """The same with each flow on a line of its own."""
    return replace(
        made,
        lines=_lines(_edges(made.lines)),
        inside={id: _lines(_edges(lines)) for id, lines in made.inside.items()},
        forms={task: list(fields) for task, fields in made.forms.items()},
        scripts=dict(made.scripts),
        conditions=dict(made.conditions),
        repeated=dict(made.repeated),
    )


def _edges(lines: list[str]) -> Edges:
    return [pair for line in lines for pair in pairwise(line.split(" > "))]


def _lines(edges: Edges) -> list[str]:
    return [f"{source} > {target}" for source, target in edges]


def _bare(source: str) -> str:
    return source.partition(" [")[0]


def _scopes(made: Program) -> list[list[str]]:
    return [made.lines, *made.inside.values()]


def nothing(made: Program, lot: Random) -> Program:
    return made


def insert(made: Program, lot: Random, fields: list[Asked] | None = None) -> Program:
    """Draw a step into a flow; with `fields`, one that asks for them."""
    lines = lot.choice(_scopes(made))
    place, task = lot.randrange(len(lines)), made.new("new")
    source, target = lines[place].split(" > ")
    lines[place : place + 1] = [f"{source} > {task}", f"{task} > {target}"]
    if fields is not None:
        made.forms[task] = fields
    return made


def insert_asking(made: Program, lot: Random) -> Program:
    """Draw a step that asks, as well or anew, for what is asked elsewhere."""
    return insert(made, lot, [Asked(lot.choice("ae"), "number")])


def remove(made: Program, lot: Random) -> Program:
    """Take a step out of the flow."""
    tasks = [task for task in made.forms if task not in made.repeated and f"late{task}" not in made.source.decode()]
    if not tasks:
        return made
    task = lot.choice(tasks)
    for lines in _scopes(made):
        edges = _edges(lines)
        before, after = [edge for edge in edges if edge[1] == task], [edge for edge in edges if edge[0] == task]
        if before and after:
            rest = [edge for edge in edges if task not in edge]
            lines[:] = _lines([*rest, *((source, after[0][1]) for source, _ in before)])
            del made.forms[task]
    return made


def decide_otherwise(made: Program, lot: Random) -> Program:
    """Turn the condition of a gateway round."""
    if not made.conditions:
        return made
    mark = lot.choice(sorted(made.conditions))
    made.conditions[mark] = f"not ({made.conditions[mark]})"
    return made


def decide_by_a_new_field(made: Program, lot: Random) -> Program:
    """Ask for one thing more in a form, and let a gateway go by it."""
    marks = [mark for mark, text in made.conditions.items() if text != "again"]
    if not marks or not made.forms:
        return made
    task, mark = lot.choice(sorted(made.forms)), lot.choice(sorted(marks))
    made.forms[task].append(Asked("h", "number", lot.random() < 0.7))
    made.conditions[mark] = f"h>{lot.randint(0, 5)}"
    return made


def decide_by_a_new_step(made: Program, lot: Random) -> Program:
    """Draw a step that asks for something, near the beginning, and let a gateway go by it."""
    marks = [mark for mark, text in made.conditions.items() if text != "again"]
    if not marks:
        return made
    task = made.new("new")
    place = next(number for number, line in enumerate(made.lines) if line.startswith("start > "))
    made.lines[place : place + 1] = [f"start > {task}", f"{task} > {made.lines[place].partition(' > ')[2]}"]
    made.forms[task] = [Asked("h", "number", lot.random() < 0.8)]
    made.conditions[lot.choice(sorted(marks))] = f"h>{lot.randint(0, 5)}"
    return made


def do_beside(made: Program, lot: Random) -> Program:
    """Let something else be done at the same time as a step."""
    lines = lot.choice(_scopes(made))
    edges = _edges(lines)
    tasks = [
        target for _, target in edges if target.startswith("task") and [each[1] for each in edges].count(target) == 1
    ]
    if not tasks:
        return made
    task = lot.choice(tasks)
    fork, join, other = made.new("fork"), made.new("join"), made.new("new")
    ways = [(source, fork) if target == task else (source, target) for source, target in edges]
    ways = [(join, target) if source == task else (source, target) for source, target in ways]
    lines[:] = _lines([*ways, (fork, task), (task, join), (fork, other), (other, join)])
    return made


def fault(made: Program, lot: Random) -> Program:
    return with_fault(made, lot) if made.forms else made


Edit = Callable[[Program, Random], Program]
EDITS: list[Edit] = [
    *(nothing, insert, insert_asking, remove, remove),
    *(decide_otherwise, decide_otherwise, decide_by_a_new_field, decide_by_a_new_step, do_beside, fault, fault),
]
