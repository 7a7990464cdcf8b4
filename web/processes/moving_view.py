"""What the pages show on which instances are moved to the version in force: who moves by itself, who waits for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from bpmn.kinds import HUMAN_TASKS
from bpmn.messages import Message
from engine.db import Connection
from engine.definitions.queries import Version
from engine.execution.compiler import Executable
from engine.instances.queries import OpenTask, tasks
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.migration import commands
from engine.migration.commands import Decision, Preview, Target
from engine.migration.planning import Reason, Verdict, Why
from web.texts.migration import reason_text, step_name

MOST = 100
"""How many instances of each verdict a page shows."""
ORDER = (Verdict.MOVES, Verdict.DECISION, Verdict.IMPOSSIBLE)
WITHOUT, ENDS = "·sin", "·fin"
"""What is sent, in the place of a step, for going on without one, and for ending there. No id of an element is so."""


@dataclass(frozen=True, slots=True)
class Line:
    """An instance: the version it is on, the names of the steps at which it waits, why it does not move by itself."""

    folio: str
    version: int
    verdict: Verdict
    waits: Sequence[str]
    why: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to decide: its `name` in the form, what it is about, and the answers as (value, text)."""

    name: str
    why: Why
    text: Message
    options: Sequence[tuple[str, str | Message]]
    missing: bool
    """Whether it is about an answer that was not given, and not about a step that is gone."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that is under way on other versions than the one in force: how many, by verdict, and the first of each;
    and how many more there are that the reader does not see."""

    version: Version
    title: str
    counts: Mapping[Verdict, int]
    lines: Sequence[Line]
    hidden: int

    def of(self, verdict: Verdict) -> list[Line]:
        """Those with that verdict."""
        return [line for line in self.lines if line.verdict is verdict]


@dataclass(frozen=True, slots=True)
class One:
    """An instance to be moved, with what has to be decided; `preview` is None where it is on the version already."""

    folio: str
    target: Target
    preview: Preview | None
    line: Line | None
    choices: Sequence[Choice]


def waiting(connection: Connection, runtime: Runtime, reader: Reader, process_id: str) -> Waiting:
    """Everything under way on earlier versions, as far as `reader` sees it. Raises NotFound (kind ``process``)."""
    to = commands.target(connection, runtime, process_id)
    counts = dict.fromkeys(ORDER, 0)
    lines = []
    for each in commands.previews(connection, runtime, reader, process_id):
        counts[each.plan.verdict] += 1
        if counts[each.plan.verdict] <= MOST:
            lines.append(_line(connection, reader, each, to))
    hidden = commands.left_out(connection, reader, to, process_id)
    return Waiting(to.versions[process_id], to.versions[process_id].name, counts, lines, hidden)


def one(
    connection: Connection, runtime: Runtime, reader: Reader, folio: str, process_id: str, decision: Decision
) -> One:
    """An instance, and what is still to be decided about it. Raises NotFound."""
    to = commands.target(connection, runtime, process_id)
    found = commands.preview(connection, runtime, reader, folio, to)
    if found is None:
        return One(folio, to, None, None, ())
    decided = commands.preview(connection, runtime, reader, folio, to, decision)
    assert decided is not None
    asked = {why: None for each in (found, decided) for why in each.plan.why if why.reason is not Reason.NO_TARGET}
    open_ = tasks(connection, reader, folio=folio)
    choices = [_choice(why, found.old, to.executable, open_) for why in asked if decidable(why)]
    return One(folio, to, decided, _line(connection, reader, decided, to), choices)


def decidable(why: Why) -> bool:
    """Whether a decision can do something about a reason."""
    return why.element is not None and why.reason not in (Reason.CANNOT_FINISH, Reason.CANNOT_GO_ON)


def decision_of(form: MultiDict[str, str]) -> Decision:
    """What was chosen in the form of `One`; its fields are called as its choices."""
    mapping: dict[str, str] = {}
    waived: set[str] = set()
    for name, value in form.items():
        kind, colon, element = name.partition(":")
        if colon and kind == "lugar" and value:
            mapping[element] = "" if value == ENDS else value
        elif colon and kind == "falta" and value == WITHOUT:
            waived.add(element)
        elif colon and kind == "falta" and value:
            mapping[value] = element
    return Decision(mapping, tuple(sorted(waived)))


def chosen(decision: Decision) -> Mapping[str, str]:
    """The values of the fields that say what was decided."""
    return {
        **{f"lugar:{old}": new or ENDS for old, new in decision.mapping.items()},
        **{f"falta:{new}": old for old, new in decision.mapping.items()},
        **{f"falta:{element}": WITHOUT for element in decision.waived},
    }


def _line(connection: Connection, reader: Reader, preview: Preview, to: Target) -> Line:
    it = preview.instance
    waits = [task.item.name for task in tasks(connection, reader, folio=it.folio)]
    why = [reason_text(each, preview.old, to.executable) for each in preview.plan.why]
    return Line(it.folio, it.versions[it.process_id], preview.plan.verdict, list(dict.fromkeys(waits)), why)


def _choice(why: Why, old: Executable, new: Executable, open_: Sequence[OpenTask]) -> Choice:
    text = reason_text(why, old, new)
    if why.reason in (Reason.ANSWER_MISSING, Reason.ANSWER_ADDED):
        here = {task.item.visit.element: task.item.name for task in open_ if task.item.process_id == why.process_id}
        back = list(here.items())
        return Choice(f"falta:{why.element}", why, text, [(WITHOUT, step_name(why, old, new)), *back], True)
    return Choice(f"lugar:{why.element}", why, text, _steps(why, old, new), False)


def _steps(why: Why, old: Executable, new: Executable) -> list[tuple[str, str]]:
    """The steps that somebody does in the part of the new version in which the one that is gone stood, with names."""
    assert why.element is not None  # `decidable`
    process = new.processes.get(why.process_id)
    parent = old.node(why.process_id, why.element).parent
    if process is None:
        return []
    named = [node for node in process.nodes if node.kind in HUMAN_TASKS and node.parent == parent and node.name]
    return [(node.id, str(node.name)) for node in named]
