"""What forecasting needs to know of the versions it is about, worked out once for each. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bpmn.dataflow.uses import STEERING
from bpmn.expressions import writes
from bpmn.forms.form import Form
from bpmn.graph import reachable
from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Activity, Event, FlowNode, Gateway, Process, SequenceFlow
from engine.execution.compiler import Executable
from engine.execution.ways import successors
from engine.migration.answers import Forms

# The kinds whose passing is part of the flow and recorded; any other element is recorded for what it sends.
_PASSED = frozenset({"scriptTask", "sendTask", "intermediateThrowEvent", "callActivity", "subProcess"})


@dataclass(frozen=True, eq=False)
class Edition:
    """A version, or the draft, with all that it calls: ready to run, with the forms by process and name."""

    executable: Executable
    forms: Forms = field(default_factory=dict)

    @cached_property
    def passed(self) -> frozenset[str]:
        """The elements whose passing is told of a route."""
        return frozenset(node for (_, node), each in self.executable.nodes.items() if each.kind in _PASSED)

    @cached_property
    def beside(self) -> frozenset[str]:
        """The events on the boundaries of activities."""
        return frozenset(node for (_, node), each in self.executable.nodes.items() if each.kind == "boundaryEvent")

    @cached_property
    def work(self) -> frozenset[str]:
        """The elements at which people work."""
        return frozenset(node for (_, node), each in self.executable.nodes.items() if isinstance(each, Activity))

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The process of each element."""
        return {node: process for process, node in self.executable.nodes}

    @cached_property
    def asked(self) -> Mapping[str, frozenset[str]]:
        """The variables that the form of each element of people's work writes; elements without a form ask none."""
        return {
            node: NOTHING if (form := self._form(process, each)) is None else form.keys
            for (process, node), each in self.executable.nodes.items()
            if each.kind in HUMAN_TASKS
        }

    def _form(self, process_id: str, node: FlowNode) -> Form | None:
        name = node.form if isinstance(node, Activity) else None
        return None if name is None else self.forms.get(process_id, {}).get(name)

    @cached_property
    def read(self) -> Mapping[str, frozenset[str]]:
        """The variables on which it depends, at each element, where a route goes on from it."""
        return {
            node: NOTHING.union(*(use.names for use in uses if use.role in STEERING))
            for (_, node), uses in self.executable.uses.items()
        }

    @cached_property
    def all_read(self) -> frozenset[str]:
        """All variables on which it depends where any route goes."""
        return NOTHING.union(*self.read.values())

    @cached_property
    def written(self) -> frozenset[str]:
        """The variables that scripts and repeated activities set: they come from nobody's answer."""
        found = set[str]()
        for node in self.executable.nodes.values():
            if isinstance(node, Activity):
                found |= {*writes(node.script), *writes(node.pre_script), *writes(node.post_script)}
                if node.loop is not None:
                    found |= {node.loop.input_item or "", node.loop.output_collection or ""}
        return frozenset(found)

    @cached_property
    def shapes(self) -> Mapping[str, object]:
        """What each element and the flows that leave it are, apart from texts, people and terms."""
        return {
            node: _shape(self.executable.processes[process], each)
            for (process, node), each in self.executable.nodes.items()
        }

    def ahead(self, process_id: str, element: str) -> Iterator[str]:
        """The elements that can still come from one of a process on: what it calls and what stands in it as well."""
        seen, pending = set[str](), [(process_id, element)]
        while pending:
            home, start = pending.pop()
            process = self.executable.processes[home]
            for id_ in reachable([start], successors(process)) - seen:
                seen.add(id_)
                yield id_
                node = self.executable.nodes[home, id_]
                called = node.called_element if isinstance(node, Activity) else None
                if called is not None and called in self.executable.processes:
                    pending += [(called, each.id) for each in self.executable.processes[called].nodes]
                pending += [(home, each.id) for each in process.nodes if each.parent == id_]


NOTHING: frozenset[str] = frozenset()


def redrawn(old: Executable, draft: Executable) -> dict[tuple[str, str], str]:
    """The flows out of a gateway that are drawn anew in the draft under another id: to the same element, on the same
    condition, or as the one that is taken where no condition holds. By gateway and flow of the version `old`."""
    found = {}
    for process in old.processes.values():
        now = draft.processes.get(process.id)
        if now is None:
            continue
        before, after = _defaults(process), _defaults(now)
        for flow in process.flows:
            if flow.source in before:
                there = [each for each in now.flows if each.source == flow.source]
                if flow.id not in {each.id for each in there}:
                    default = after.get(flow.source) if before[flow.source] == flow.id else None
                    if (same := _same_flow(flow, there, default)) is not None:
                        found[flow.source, flow.id] = same
    return found


def _defaults(process: Process) -> dict[str, str | None]:
    """The default flow of each gateway."""
    return {node.id: node.default for node in process.nodes if isinstance(node, Gateway)}


def _same_flow(flow: SequenceFlow, after: list[SequenceFlow], default: str | None) -> str | None:
    alike = [each.id for each in after if each.target == flow.target]
    alike = alike or [each.id for each in after if flow.condition is not None and each.condition == flow.condition]
    alike = alike or [each.id for each in after if each.id == default]
    return alike[0] if len(alike) == 1 else None


def _shape(process: Process, node: FlowNode) -> object:
    plain = replace(node, name=None, documentation=None, line=0, lane=None, notifications=(), incoming=(), outgoing=())
    default = None
    if isinstance(plain, Activity):
        loop = None if plain.loop is None else replace(plain.loop, line=0)
        default = plain.default
        plain = replace(
            plain, number=None, responsible=None, records=(), due=None, potential_owners=(), loop=loop, default=None
        )
    elif isinstance(plain, Gateway):
        default, plain = plain.default, replace(plain, default=None)
    elif isinstance(plain, Event):
        plain = replace(plain, definitions=tuple(replace(each, line=0) for each in plain.definitions))
    leaving = (each for each in process.flows if each.source == node.id)
    return plain, sorted((each.target, each.condition or "", each.id == default) for each in leaving)
