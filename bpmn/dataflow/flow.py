"""The data flow of a whole file: what is asked of it, and how processes that call one another are followed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from bpmn.dataflow.analysis import NOWHERE, START, Analysis, Asked
from bpmn.dataflow.conditions import assignments
from bpmn.dataflow.state import ELSEWHERE, UNWRITTEN, Case, State, merged
from bpmn.dataflow.steps import Steps
from bpmn.dataflow.uses import Point, Role, Use, uses
from bpmn.dataflow.worlds import each_world, sample
from bpmn.forms.form import Form
from bpmn.model import Activity, Definitions, Process
from bpmn.value_kinds import ANY, ValueKind

MAX_CALL_DEPTH = 8
"""How deep calls are followed; those that come back to themselves are refused elsewhere."""


class Called(NamedTuple):
    """A process that is known besides those of the file, with the forms beside its diagram (None: not known)."""

    process: Process
    forms: Mapping[str, Form] | None


class Known(NamedTuple):
    """What is known of a variable at a point. `written_by` are the ids of the elements that may have set it last."""

    kind: ValueKind
    may_be_missing: bool
    may_be_empty: bool
    written_by: frozenset[str]
    label: str | None = None


class Held(NamedTuple):
    """What a variable is at a point: as `Known`, of which it is a part. `label` is None for what a script writes."""

    kind: ValueKind
    written_by: frozenset[str]
    label: str | None


class Read(NamedTuple):
    """One variable that a text reads. `known` is None where nothing on any way there can have written it."""

    use: Use
    name: str
    state: State
    known: Known | None


class Writer(NamedTuple):
    """An element of a process that sets a variable; `label` and `kind` are those of its field."""

    process: str
    element: str
    label: str | None
    kind: ValueKind = ANY


def analyse(
    definitions: Definitions, forms: Mapping[str, Form] | None, called: Mapping[str, Called] | None = None
) -> "DataFlow":
    """Follow the data through the processes of a file. Pure; raises nothing.

    `forms` are those beside the diagram, None where they are not known; `called` are other processes, by id, which may
    be called or may call.
    """
    return DataFlow(definitions, forms, called or {})


@dataclass
class DataFlow:
    """What is known of the data at each point of the flow."""

    definitions: Definitions
    forms: Mapping[str, Form] | None
    called: Mapping[str, Called]

    @cached_property
    def all_uses(self) -> tuple[Use, ...]:
        """Every place that reads variables, process by process."""
        return tuple(use for listed in self._own_uses.values() for use in listed)

    @cached_property
    def _own_uses(self) -> Mapping[str, tuple[Use, ...]]:
        return {process.id: tuple(uses(process, self.forms)) for process in self.definitions.processes}

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        """Each variable of each use in the flow, with what is known of it there; those of forms are left out."""
        found = []
        for use in self.all_uses:
            if use.role is not Role.FORM:
                state = self.state(use.element.id, use.point)
                found += [Read(use, name, state, known_in(state, name)) for name in sorted(use.names)]
        return tuple(found)

    def uses(self, name: str) -> tuple[Use, ...]:
        """The places that read a variable: conditions, scripts, terms, notices, performers, collections, forms."""
        return tuple(use for use in self.all_uses if name in use.names)

    @cached_property
    def writers(self) -> Mapping[str, tuple[Writer, ...]]:
        """Everything in the processes of the file, and in those that are called or call, that sets each variable."""
        found: dict[str, list[Writer]] = {}
        known = [(process, self.forms) for process in self.definitions.processes]
        ids = {process.id for process, _ in known}
        known += [
            (each.process, each.forms) for id, each in self.called.items() if id not in ids and self._touches(each)
        ]
        for process, forms in known:
            for name, writer in _written_in(process, forms or {}):
                found.setdefault(name, []).append(writer)
        return {name: tuple(writers) for name, writers in found.items()}

    @cached_property
    def is_open(self) -> bool:
        """Whether what is not known may write any variable: a form or a called process that is not there."""
        own = {process.id for process in self.definitions.processes}
        if any(each.forms is None and self._calls_us(each) for each in self.called.values()):
            return True
        for process in self.definitions.processes:
            for activity in process.activities():
                if activity.form and (self.forms is None or activity.form not in self.forms):
                    return True
                if activity.called_element and activity.called_element not in own:
                    other = self.called.get(activity.called_element)
                    if other is None or other.forms is None:
                        return True
        return False

    def state(self, element: str, point: Point = Point.BEFORE) -> State:
        """What is known, of the variables that something reads, at a point of an element or of a flow.

        Nothing where no way leads there.
        """
        return self._read.get((element, point), NOWHERE)

    def is_reached(self, use: Use) -> bool:
        """Whether any way leads to where a text is read."""
        return bool(self.state(use.element.id, use.point))

    def at(self, element: str, point: Point = Point.BEFORE) -> Mapping[str, Known]:
        """What is known of each variable that there can be at a point of an element."""
        state = self._all.get((element, point), NOWHERE)
        names = sorted({name for case in state for name in case.variables})
        return {name: known for name in names if (known := known_in(state, name)) is not None}

    def held(self, element: str, point: Point = Point.BEFORE) -> Mapping[str, Held]:
        """The variables that there can be at a point of an element, without asking whether they may be missing there:
        that takes trying what the conditions on the way say, and this is asked at every change of a drawing. Each is of
        the kind that the file gives it, also where a step whose form is still to be made might write it as well.
        """
        state = self._all.get((element, point), NOWHERE)
        names = sorted({name for case in state for name in case.variables})
        return {name: held for name in names if (held := _held_in(state, name, told=True)) is not None}

    @property
    def points(self) -> Collection[tuple[str, Point]]:
        """The elements and points that some way leads to."""
        return self._all.keys()

    @cached_property
    def _read(self) -> Mapping[tuple[str, Point], State]:
        return self._follow(self._asked.with_bearing(set().union(*self._asked.at.values())))

    @cached_property
    def _all(self) -> Mapping[tuple[str, Point], State]:
        return self._follow(None)

    @cached_property
    def _asked(self) -> Asked:
        at: dict[str, frozenset[str]] = {}
        bearing: dict[str, frozenset[str]] = {}
        for process, forms in self._known():
            sources = {flow.id: flow.source for flow in process.flows}
            own = process.id in self._own_uses
            for use in self._own_uses[process.id] if own else uses(process, forms):
                if use.role is not Role.FORM:
                    id = sources.get(use.element.id, use.element.id)
                    at[id] = at.get(id, frozenset()) | use.names
            for form in (forms or {}).values():
                for variable in form.variables:
                    names = frozenset() if variable.hiding is None else variable.hiding.names
                    bearing[variable.name] = bearing.get(variable.name, frozenset()) | names
        return Asked(at, bearing)

    def _known(self) -> list[tuple[Process, Mapping[str, Form] | None]]:
        """The processes of the file and those that it calls or is called by, with their forms."""
        own = {process.id for process in self.definitions.processes}
        others = [each for id, each in self.called.items() if id not in own and self._touches(each)]
        return [
            *((process, self.forms) for process in self.definitions.processes),
            *((each.process, each.forms) for each in others),
        ]

    def _follow(self, followed: frozenset[str] | None) -> Mapping[tuple[str, Point], State]:
        """Follows every process, those that are called after those that call them."""
        points: dict[tuple[str, Point], State] = {}
        calls: dict[str, list[State]] = {}
        waiting = list(self.definitions.processes)
        for caller in self.called.values():
            if self._calls_us(caller):
                self._run(caller, START, followed, calls)
        while waiting:
            called = {activity.called_element for process in waiting for activity in process.activities()}
            process = next((each for each in waiting if each.id not in called), waiting[0])
            waiting.remove(process)
            entry = merged(calls.get(process.id) or [START])
            points |= self._run(Called(process, self.forms), entry, followed, calls)[1]
        return points

    def _run(
        self, one: Called, entry: State, followed: frozenset[str] | None, calls: dict[str, list[State]], depth: int = 0
    ) -> tuple[State, Mapping[tuple[str, Point], State]]:
        """The state at the end of a process, and those at its points. `calls` gathers what is called, and with what."""

        def call(activity: Activity, state: State) -> State:
            id = activity.called_element or ""
            calls.setdefault(id, []).append(state)
            own = next((each for each in self.definitions.processes if each.id == id), None)
            other = Called(own, self.forms) if own is not None else self.called.get(id)
            if other is None or depth > MAX_CALL_DEPTH:
                return tuple(case.opened() for case in state)
            return self._run(other, state, followed, calls, depth + 1)[0]

        steps = Steps(one.forms, followed)
        asked = replace(self._asked, after=self._everything) if depth else self._asked
        return Analysis(one.process, steps, call, asked).run(entry), steps.points

    @cached_property
    def _everything(self) -> frozenset[str]:
        return frozenset().union(*self._asked.at.values())

    def _calls_us(self, other: Called) -> bool:
        own = {process.id for process in self.definitions.processes}
        return other.process.id not in own and any(a.called_element in own for a in other.process.activities())

    def _touches(self, other: Called) -> bool:
        reached = {a.called_element for process in self.definitions.processes for a in process.activities()}
        return other.process.id in reached or self._calls_us(other)


def known_in(state: State, name: str) -> Known | None:
    """What a state says of a variable; None where nothing can have written it."""
    held = _held_in(state, name)
    if held is None:
        return None
    missing = any(UNWRITTEN in case.of(name) and _may_be_missing(case, name) for case in state)
    empty = any(
        definition is ELSEWHERE or definition.may_be_empty
        for case in state
        for definition in case.of(name)
        if definition is not UNWRITTEN
    )
    return Known(held.kind, missing, empty, held.written_by, held.label)


def _held_in(state: State, name: str, *, told: bool = False) -> Held | None:
    found = [each for case in state for each in case.of(name) if each is not UNWRITTEN]
    if told:
        found = [each for each in found if each is not ELSEWHERE] or found
    kinds = [ANY if each is ELSEWHERE else each.kind for each in found]
    if not kinds:
        return None
    kind = kinds[0] if all(each == kinds[0] for each in kinds) else ANY
    labels = (each.label for each in found if each.label)
    return Held(kind, frozenset(each.element for each in found) - {""}, next(labels, None))


def _may_be_missing(case: Case, name: str) -> bool:
    if case.open:
        return False
    if not case.of(name).get(UNWRITTEN):  # no guard to hold against it
        return True
    found = sample(case, (name,))
    return found is None or not found.complete or any(name not in world for world in each_world(found))


def _written_in(process: Process, forms: Mapping[str, Form]) -> Iterator[tuple[str, Writer]]:
    for activity in process.activities():
        for script in (activity.pre_script, activity.script, activity.post_script):
            for name, *_ in assignments(script) if script else ():
                yield name, Writer(process.id, activity.id, None)
        form = forms.get(activity.form or "")
        for variable in form.variables if form is not None else ():
            yield variable.name, Writer(process.id, activity.id, variable.label, variable.kind)
        loop = activity.loop
        for item in () if loop is None else (loop.input_item, loop.output_collection):
            if item:
                yield item, Writer(process.id, activity.id, None)
