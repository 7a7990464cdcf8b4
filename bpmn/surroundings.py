"""What stands around each element of a process: the ways to look its parts up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bpmn.model import FlowNode, Lane, Process, SequenceFlow


class Surroundings:
    """The parts of `process` by id, and what leads from one to the other."""

    process: Process

    @cached_property
    def nodes(self) -> Mapping[str, FlowNode]:
        """Its flow nodes by id."""
        return {node.id: node for node in self.process.nodes}

    @cached_property
    def flows(self) -> Mapping[str, SequenceFlow]:
        """Its sequence flows by id."""
        return {flow.id: flow for flow in self.process.flows}

    @cached_property
    def lanes(self) -> Mapping[str, Lane]:
        """Its lanes by id."""
        return {lane.id: lane for lane in self.process.lanes}

    def incoming(self, node: FlowNode) -> list[SequenceFlow]:
        """The sequence flows that lead to a node."""
        return [self.flows[id] for id in node.incoming if id in self.flows]

    def outgoing(self, node: FlowNode) -> list[SequenceFlow]:
        """The sequence flows that leave a node."""
        return [self.flows[id] for id in node.outgoing if id in self.flows]


@dataclass(frozen=True)
class Surrounded(Surroundings):
    """The surroundings that a process alone gives."""

    process: Process
