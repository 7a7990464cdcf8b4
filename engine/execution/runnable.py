"""A diagram as SpiffWorkflow wants it: what only documents is left out, and nothing is confused with its own.

The library executes the arrows between steps and data, and what a step declares of its data, as more than a drawing:
it demands and takes away variables, and refuses a file with a data store. Its names for where a process begins and ends
are those of many a diagram's elements.
"""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser, SpiffProcessParser

from bpmn.interchange import TEXTS
from bpmn.reader import read

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
END = ".End"
"""The name of what ends a process; no id begins like that."""
_DOCUMENTATION = (
    "dataInputAssociation", "dataObject", "dataObjectReference", "dataOutputAssociation", "dataStore",
    "dataStoreReference", "ioSpecification",
)  # fmt: skip


def runnable(source: bytes) -> Any:
    """The XML of a diagram that `bpmn.reader` can read, for `Parser`."""
    # The same guarded parse as the reader's: bytes, no DTD, no entities, no network.
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    _complete(root, source)
    for process in root.iter(f"{BPMN}process"):
        # Drawn in a tool that marks nothing executable, deployed by somebody who means it to run.
        process.set("isExecutable", "true")
    for condition in root.iter(f"{BPMN}conditionExpression"):
        condition.text = (condition.text or "").strip()
    for each in list(root.iter(*(f"{BPMN}{name}" for name in _DOCUMENTATION))):
        each.getparent().remove(each)
    return root


def _complete(root: Any, source: bytes) -> None:
    """Give elements the ids and references that they have for the reader (`bpmn.interchange`)."""
    read_root = read(source).root
    assert read_root is not None
    for node, element in zip(read_root.iter(), root.iter(etree.Element), strict=True):
        for name, value in node.attributes.items():
            if element.get(name) != value:
                element.set(name, value)
        if node.is_bpmn(*TEXTS):
            element.text = node.text


class _ProcessParser(SpiffProcessParser):  # type: ignore[misc]
    def create_spec(self) -> Any:
        spec = super().create_spec()
        _rename(spec, spec.start, ".Start")
        _rename(spec, spec.task_specs["End"], END)
        return spec


class Parser(SpiffBpmnParser):  # type: ignore[misc]
    """The library's parser, whose own steps have names that no element can have."""

    PROCESS_PARSER_CLASS = _ProcessParser


def _rename(spec: BpmnProcessSpec, step: Any, name: str) -> None:
    for other in spec.task_specs.values():
        for names in (other._inputs, other._outputs):
            names[:] = [name if each == step.name else each for each in names]
    spec.task_specs[name] = spec.task_specs.pop(step.name)
    step.name = name


class Ending:
    """Mixin of workflows: ends with the library's last step under its new name, and not with an element called so."""

    completed: bool

    def _task_completed_notify(self, token: Any) -> None:
        self.last_task = token
        if token.task_spec.name == END:
            self._mark_complete(token)  # type: ignore[attr-defined]
        if self.completed:
            self.completed_event(self)  # type: ignore[attr-defined]
        else:
            self.update_waiting_tasks()  # type: ignore[attr-defined]
