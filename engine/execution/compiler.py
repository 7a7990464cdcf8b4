"""Compiles diagrams into an `Executable`: once per set of versions, immutable, shared by all instances."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from SpiffWorkflow.exceptions import SpiffWorkflowException

from bpmn.dataflow.uses import Use, uses
from bpmn.findings import Finding, Severity
from bpmn.messages import lazy_gettext
from bpmn.model import Definitions, FlowNode, Process, SequenceFlow
from bpmn.outcomes import reachable_ends
from bpmn.reader import read
from bpmn.soundness import Problem, check
from engine.errors import DiagramRejected
from engine.execution import determinism as determinism  # installs itself
from engine.execution.corrections import connect_loops, correct
from engine.execution.runnable import Parser, runnable
from engine.execution.timers import install_timers
from engine.execution.token_workflow import without_predictions


@dataclass(frozen=True)
class Executable:
    """A process with everything it calls, ready to run.

    `specs` are SpiffWorkflow's, by name: processes and embedded sub-processes, for runs on live tokens only.
    `processes` are what the diagrams say, by process id; `home` tells which process a spec's nodes belong to.
    """

    process_id: str
    sources: tuple[bytes, ...]
    specs: Mapping[str, Any]
    processes: Mapping[str, Process]
    home: Mapping[str, str]
    nodes: Mapping[tuple[str, str], FlowNode]
    definitions: Mapping[str, Definitions]

    def node(self, process_id: str, element: str) -> FlowNode:
        """A flow node of the diagram. Raises KeyError when that process has no such node."""
        return self.nodes[process_id, element]

    @cached_property
    def reference_specs(self) -> Mapping[str, Any]:
        """The specs of the reference run, which keeps the whole tree: SpiffWorkflow's own, corrected."""
        return _specs(self.process_id, self.sources, tokens_only=False)

    @cached_property
    def flows(self) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
        """The sequence flows that leave each node, as (flow, target), by process and node."""
        found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        for process in self.processes.values():
            for flow in process.flows:
                key = (process.id, flow.source)
                found[key] = (*found.get(key, ()), (flow.id, flow.target))
        return found

    @cached_property
    def flow_names(self) -> Mapping[tuple[str, str], str | None]:
        """The name of each sequence flow, by process and flow."""
        return {(process.id, flow.id): flow.name for process in self.processes.values() for flow in process.flows}

    @cached_property
    def ends(self) -> Mapping[str, frozenset[str]]:
        """The end events of the process itself that each of its own nodes can lead to, by the nodes' ids."""
        return reachable_ends(self.processes[self.process_id])

    @cached_property
    def uses(self) -> Mapping[tuple[str, str], tuple[Use, ...]]:
        """What each node, and the flows that leave it, read in the diagram, by process and node."""
        found: dict[tuple[str, str], tuple[Use, ...]] = dict.fromkeys(self.nodes, ())
        for process in self.processes.values():
            for use in uses(process, None):
                key = process.id, use.element.source if isinstance(use.element, SequenceFlow) else use.element.id
                found[key] = (*found.get(key, ()), use)
        return found

    @cached_property
    def unsound(self) -> Mapping[str, tuple[Problem, ...]]:
        """The problems of the flow of each process, played from its beginning."""
        return {process.id: tuple(check(process)) for process in self.processes.values()}

    def flow_nodes(self) -> set[str]:
        """The ids of the flow nodes that the executable model holds."""
        return {spec.bpmn_id for specs in self.specs.values() for spec in specs.task_specs.values() if spec.bpmn_id}


Executables = Callable[[str, Mapping[str, int]], Executable]
"""Gives a process on versions, by process id and number. Raises NotFound, DiagramRejected."""


def compile_process(process_id: str, sources: Sequence[bytes]) -> Executable:
    """Make `process_id` executable from diagrams that hold it and every process it calls.

    The diagrams must have passed `bpmn.lint`. Raises DiagramRejected when SpiffWorkflow refuses one all the same.
    """
    processes: dict[str, Process] = {}
    definitions: dict[str, Definitions] = {}
    for source in sources:
        reading = read(source)
        if reading.definitions is None:
            raise DiagramRejected(reading.findings)
        for process in reading.definitions.processes:
            processes[process.id] = process
            definitions[process.id] = reading.definitions
    specs = _specs(process_id, sources, tokens_only=True)
    home = {name: name for name in processes}
    home |= {node.id: process.id for process in processes.values() for node in process.nodes}
    nodes = {(process.id, node.id): node for process in processes.values() for node in process.nodes}
    return Executable(process_id, tuple(sources), specs, processes, home, nodes, definitions)


def _specs(process_id: str, sources: Sequence[bytes], *, tokens_only: bool) -> dict[str, Any]:
    # A fresh parser each time: after a failure a second get_spec returns a partial spec without an error.
    parser = Parser()
    try:
        for source in sources:
            parser.add_bpmn_xml(runnable(source))
        spec = parser.get_spec(process_id)
        specs = {process_id: spec, **parser.get_subprocess_specs(process_id)}
        for workflow_spec in specs.values():
            correct(workflow_spec)
            install_timers(workflow_spec)
            if tokens_only:
                without_predictions(workflow_spec)
            connect_loops(workflow_spec)
    except (SpiffWorkflowException, KeyError, AttributeError, ValueError, TypeError, RecursionError) as error:
        raise DiagramRejected([_refusal(error)]) from error
    return specs


def _refusal(error: BaseException) -> Finding:
    line = getattr(error, "sourceline", None) or getattr(error, "line_number", None)
    return Finding(
        "not_executable_by_engine",
        Severity.ERROR,
        getattr(error, "id", None) or getattr(error, "tag_id", None),
        line if isinstance(line, int) and line > 0 else None,
        lazy_gettext(
            "The engine cannot run this diagram: {reason}. Simplify the element or ask for help.", reason=str(error)
        ),
    )
