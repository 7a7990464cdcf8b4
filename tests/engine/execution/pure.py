"""SpiffWorkflow as it comes: parsed by its own parser, one workflow in memory, nothing pruned, corrected or serialised.

Only its timers are ours, since its own read the clock, and its conditions run in the bounded evaluator. After an
event-based gateway it is told which timer it saw: by its own times it would not know (`test_counterexamples`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.execution.scripting import ENGINE
from engine.execution.timers import KINDS, Timer, install_timers, is_waiting


class Pure:
    """An instance of process `p`."""

    def __init__(self, sources: Sequence[bytes], data: Mapping[str, object]) -> None:
        parser = SpiffBpmnParser()
        for source in sources:
            parser.add_bpmn_xml(etree.fromstring(source))
        specs = {"p": parser.get_spec("p"), **parser.get_subprocess_specs("p")}
        for spec in specs.values():
            install_timers(spec)
            _install_competing(spec)
        self.workflow = BpmnWorkflow(specs["p"], specs, script_engine=ENGINE)
        self.workflow.task_tree.data.update(data)
        self.workflow.do_engine_steps()

    def work(self) -> list[tuple[str, dict[str, object]]]:
        """What waits for people, in the order of the flow: where it stands, and what it sees."""
        return [(self._path(token), token.data) for token in self._ready()]

    def timers(self) -> list[tuple[str, dict[str, object]]]:
        """The timers that wait, in the order of the flow."""
        return [(self._path(token, event), token.data) for token, event in self._ticking()]

    def complete(self, number: int, values: Mapping[str, object]) -> None:
        token = self._ready()[number]
        token.data.update(values)
        token.run()
        self.workflow.do_engine_steps()

    def fire(self, number: int) -> None:
        token, event = self._ticking()[number]
        if event is not token.task_spec:
            definitions = token.task_spec.event_definition.event_definitions
            definition = definitions[token.task_spec.outputs.index(event)]
            token.internal_data["seen_events"] = [BpmnEvent(definition)]
        else:
            token.internal_data["event_fired"] = True
        token.task_spec._update(token)
        self.workflow.do_engine_steps()

    @property
    def completed(self) -> bool:
        return bool(self.workflow.is_completed())

    def _ready(self) -> list[Any]:
        return [token for token in self.workflow.get_tasks(state=TaskState.READY) if token.task_spec.manual]

    def _ticking(self) -> list[tuple[Any, Any]]:
        """The tokens that wait for timers, each with the event: several for one that waits at a gateway."""
        found = []
        for token in self.workflow.get_tasks(state=TaskState.WAITING):
            if is_waiting(token):
                found.append((token, token.task_spec))
            elif isinstance(token.task_spec, EventBasedGateway):
                found += [(token, event) for event in token.task_spec.outputs]
        return found

    def _path(self, token: Any, event: Any = None) -> str:
        starter = token.workflow.parent_task_id
        above = "" if starter is None else self._path(self.workflow.get_task_from_id(starter)) + "/"
        known = token.internal_data
        index = known.get("key_or_index", known.get("iteration", known.get("item")))
        return f"{above}{(event or token.task_spec).bpmn_id}" + ("" if index is None else f".{index}")


def _install_competing(spec: Any) -> None:
    """Replace the timers that event-based gateways have taken from the events after them."""
    for gateway in spec.task_specs.values():
        if isinstance(gateway, EventBasedGateway):
            gateway.event_definition.event_definitions = [
                Timer(event.bpmn_id, KINDS[type(definition)], definition.expression)
                for event, definition in zip(gateway.outputs, gateway.event_definition.event_definitions, strict=True)
            ]
