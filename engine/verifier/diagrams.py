"""The diagrams of some versions: what this verifier reads of them, and a workflow of SpiffWorkflow at their start."""

from collections.abc import Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

from .conditions import Engine, count_by_record, mark_conditions
from .findings import GONE
from .tokens import TIMERS, Timer

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OWN_STEPS = {"Start", "End"}  # what SpiffWorkflow calls where a process begins and ends
DOCUMENTATION = [
    BPMN + name
    for name in (
        "dataInputAssociation",
        "dataObject",
        "dataObjectReference",
        "dataOutputAssociation",
        "dataStore",
        "dataStoreReference",
        "ioSpecification",
    )
]
REFERENCES = ["attachedToRef", "calledElement", "messageRef", "signalRef", "sourceRef", "targetRef"]


def complete(root: Any) -> None:
    """Leave out of a diagram what only documents; give flows without an id theirs, and references the id alone."""
    for each in list(root.iter(*DOCUMENTATION)):
        each.getparent().remove(each)
    target = root.get("targetNamespace")
    for node in root.iter(etree.Element):
        for name in REFERENCES:
            if target and node.nsmap.get(node.get(name, "").rpartition(":")[0]) == target and ":" in node.get(name, ""):
                node.set(name, node.get(name).rpartition(":")[2])
    taken = {node.get("id") for node in root.iter(etree.Element)}
    for flow in root.iter(BPMN + "sequenceFlow"):
        if not flow.get("id"):
            stem, number = "_to_".join((flow.get("sourceRef", ""), flow.get("targetRef", ""))), 1
            while (id_ := stem if number == 1 else f"{stem}_{number}") in taken:
                number += 1
            taken.add(id_)
            flow.set("id", id_)


class Diagrams:
    """What `versions` of diagrams say, nothing corrected, nothing left out.

    By the process and the id of an element: `nodes` are its XML, `flows` those that leave it, `lanes` the innermost
    lane that it is in. `home` is the process that an id is in.
    """

    def __init__(self, files: Mapping[str, bytes], versions: dict[str, int]) -> None:
        self.versions = versions
        self.nodes: dict[tuple[str, str], Any] = {}
        self.home: dict[str, str] = {}
        self.flows: dict[tuple[str, str], list[Any]] = {}
        self.lanes: dict[tuple[str, str], str] = {}
        self.renamed: dict[str, str] = {}
        self.parser = SpiffBpmnParser()
        for content in sorted({files[f"diagrams/{name}/{number}.bpmn"] for name, number in versions.items()}):
            self.parser.add_bpmn_xml(self.read(content))

    def workflow(self, process: str, *, by_record: bool = False) -> Any:
        """A workflow at the start of a process; `by_record`: its values were disposed of."""
        engine = Engine()
        specs = self.parser.get_subprocess_specs(process)
        spec = self.parser.get_spec(process)
        for each in (spec, *specs.values()):
            for step in each.task_specs.values():
                if getattr(step, "bpmn_id", None) in self.renamed:
                    step.bpmn_id = self.renamed[step.bpmn_id]
            self.stop_clocks(each)
            mark_conditions(each)
            if by_record:
                count_by_record(each, engine)
        return BpmnWorkflow(spec, specs, script_engine=engine)

    def read(self, content: bytes) -> Any:
        """A diagram, as the parser wants it."""
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ValueError("DOCTYPE")
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        complete(root)
        for process in root.iter(BPMN + "process"):
            id_ = process.get("id", "")
            process.set("isExecutable", "true")
            for node in process.iter(etree.Element):
                self.home[node.get("id", "")] = id_
                self.nodes[id_, node.get("id", "")] = node
            for lane in process.iter(BPMN + "lane"):  # the inner ones after those that hold them
                for node in lane.findall(BPMN + "flowNodeRef"):
                    self.lanes[id_, (node.text or "").strip()] = lane.get("id", "")
            for flow in process.iter(BPMN + "sequenceFlow"):
                self.flows.setdefault((id_, flow.get("sourceRef", "")), []).append(flow)
        for condition in root.iter(BPMN + "conditionExpression"):
            condition.text = (condition.text or "").strip()
        self.rename(root)
        return root

    def rename(self, root: Any) -> None:
        """Give other ids to elements that have those of SpiffWorkflow's own steps; their specs get theirs back."""
        for node in root.iter(etree.Element):
            for name in ("id", "sourceRef", "targetRef", "attachedToRef"):
                if node.get(name) in OWN_STEPS:
                    self.renamed[node.get(name) + ".paso"] = node.get(name)
                    node.set(name, node.get(name) + ".paso")
            if node.tag == BPMN + "flowNodeRef" and (node.text or "").strip() in OWN_STEPS:
                node.text = node.text.strip() + ".paso"
        self.home |= {other: self.home[id_] for other, id_ in self.renamed.items() if id_ in self.home}

    def stop_clocks(self, spec: Any) -> None:
        """Put our timers in the place of those that look at the clock."""
        for each in spec.task_specs.values():
            definition = getattr(each, "event_definition", None)
            kind = TIMERS.get(type(definition))
            if kind is not None and definition is not None:
                each.event_definition = Timer(definition.name, kind)
            elif definition is not None and isinstance(each, EventBasedGateway):
                # It has taken them from the events after it, and knows them apart by their names alone.
                told = zip(each.outputs, definition.event_definitions, strict=True)
                definition.event_definitions = [Timer(event.name, TIMERS[type(inner)]) for event, inner in told]

    def ways(self, workflow: Any) -> list[tuple[str, str, str]]:
        """The ways of a process: its flows, and from each activity to what hangs on its boundary."""
        home = self.home[workflow.spec.name]
        flows = [flow for (process, _), each in self.flows.items() if process == home for flow in each]
        found = [(flow.get("id"), bare(flow.get("sourceRef")), bare(flow.get("targetRef"))) for flow in flows]
        hanging = [(id_, node.get("attachedToRef")) for (process, id_), node in self.nodes.items() if process == home]
        return [*found, *((GONE, bare(activity), id_) for id_, activity in hanging if activity is not None)]


def bare(name: str | None) -> str:
    """The id of an element, by what SpiffWorkflow calls it."""
    return (name or "").removesuffix(".BoundaryEventJoin").removesuffix(".paso")


def reached(origin: str, ways: list[tuple[str, str]], without: str) -> set[str]:
    """What can be reached from an element without passing another."""
    found, ahead = {origin}, [origin]
    while ahead:
        here = ahead.pop()
        following = {target for source, target in ways if source == here and target != without} - found
        found |= following
        ahead += following
    return found
