"""From diagrams to something that runs: parsed once per set of versions, immutable, shared by all instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bpmn.reader import read
from lxml import etree
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

from bpmn.findings import Finding, Severity
from bpmn.messages import msg
from bpmn.model import Definitions, FlowNode, Process
from engine.errors import DiagramRejected
from engine.execution import determinism as determinism  # installs itself

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True)
class Executable:
    """A process with everything it calls, ready to run.

    `specs` are SpiffWorkflow's, by name: processes and embedded sub-processes. `processes` are what the diagrams say,
    by process id; `home` tells which process a spec's nodes belong to.
    """

    process_id: str
    specs: Mapping[str, Any]
    processes: Mapping[str, Process]
    home: Mapping[str, str]
    nodes: Mapping[tuple[str, str], FlowNode]
    definitions: Mapping[str, Definitions]

    def node(self, process_id: str, element: str) -> FlowNode:
        """What the diagram says of a flow node. Raises KeyError when that process has no such node."""
        return self.nodes[process_id, element]

    def flow_nodes(self) -> set[str]:
        """The ids of the flow nodes that the executable model holds."""
        return {spec.bpmn_id for specs in self.specs.values() for spec in specs.task_specs.values() if spec.bpmn_id}


def compile_process(process_id: str, sources: Sequence[bytes]) -> Executable:
    """Make `process_id` executable from diagrams that hold it and every process it calls.

    The diagrams must have passed `bpmn.lint`. Raises DiagramRejected when SpiffWorkflow refuses one all the same.
    """
    # A fresh parser each time: after a failure a second get_spec returns a partial spec without an error.
    parser = SpiffBpmnParser()
    processes: dict[str, Process] = {}
    definitions: dict[str, Definitions] = {}
    try:
        for source in sources:
            reading = read(source)
            if reading.definitions is None:
                raise DiagramRejected(reading.findings)
            for process in reading.definitions.processes:
                processes[process.id] = process
                definitions[process.id] = reading.definitions
            parser.add_bpmn_xml(_runnable(source))
        spec = parser.get_spec(process_id)
        specs = {process_id: spec, **parser.get_subprocess_specs(process_id)}
    except (SpiffWorkflowException, KeyError, AttributeError, ValueError, TypeError, RecursionError) as error:
        raise DiagramRejected([_refusal(error)]) from error
    home = {name: name for name in processes}
    home |= {node.id: process.id for process in processes.values() for node in process.nodes}
    for workflow_spec in specs.values():
        _connect_loops(workflow_spec)
    return Executable(
        process_id,
        specs,
        processes,
        home,
        {(process.id, node.id): node for process in processes.values() for node in process.nodes},
        definitions,
    )


def _runnable(source: bytes) -> Any:
    # The same guarded parse as the reader's: bytes, no DTD, no entities, no network.
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    for process in root.iter(f"{BPMN}process"):
        # Drawn in a tool that marks nothing executable, deployed by somebody who means it to run.
        process.set("isExecutable", "true")
    for condition in root.iter(f"{BPMN}conditionExpression"):
        condition.text = (condition.text or "").strip()
    return root


def _connect_loops(workflow_spec: Any) -> None:
    # SpiffWorkflow does this at the first run; a spec shared by threads would be connected, and merged, twice.
    for spec in workflow_spec.task_specs.values():
        if isinstance(spec, LoopTask):
            child = workflow_spec.task_specs[spec.task_spec]
            if not child.completed_event.is_connected(spec.merge_child):
                child.completed_event.connect(spec.merge_child)


def _refusal(error: BaseException) -> Finding:
    line = getattr(error, "sourceline", None) or getattr(error, "line_number", None)
    return Finding(
        "not_executable_by_engine",
        Severity.ERROR,
        getattr(error, "id", None) or getattr(error, "tag_id", None),
        line if isinstance(line, int) and line > 0 else None,
        msg("The engine cannot run this diagram: {reason}. Simplify the element or ask for help.", reason=str(error)),
    )
