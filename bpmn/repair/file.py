"""A diagram while it is repaired: its tree, which changes, and what is read in it, which is read again then."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from bpmn.editing.tree import Tree, tree
from bpmn.findings import Finding
from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from bpmn.lint import lint
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Element, FlowNode, Process, SequenceFlow
from bpmn.plain_letters import joined
from bpmn.reader import read
from bpmn.repair.offers import Given
from bpmn.rules import Context
from bpmn.xml import BPMN

MOST = 120
"""How long an id is that is made from a name."""


class File:
    """`forms` are those beside the diagram, by id, and those that were `made` for it besides."""

    def __init__(self, data: bytes, forms: Mapping[str, bytes], given: Given) -> None:
        """Raises `bpmn.xml.XmlError` for what cannot be read at all."""
        self.tree: Tree = tree(data)
        self.given = given
        self.forms: dict[str, bytes] = dict(forms)
        self.made: dict[str, bytes] = {}
        self._read: dict[bytes, Form | None] = {}
        self._bytes: bytes | None = None
        self._context: Context | None = None
        self._findings: tuple[Finding, ...] | None = None
        self._by_id: dict[str, Any] | None = None
        self._nodes: dict[str, FlowNode] | None = None
        self._flows: dict[str, SequenceFlow] | None = None
        self._name_flows()

    def changed(self) -> None:
        """What was read is read again."""
        self._bytes = self._context = self._findings = self._by_id = self._nodes = self._flows = None

    @property
    def data(self) -> bytes:
        """The diagram as it stands."""
        if self._bytes is None:
            self._bytes = self.tree.write()
        return self._bytes

    @property
    def context(self) -> Context:
        """What it says, as rules look at it."""
        if self._context is None:
            reading = read(self.data)
            assert reading.definitions is not None and reading.root is not None
            known = frozenset(self.given.procedures)
            self._context = Context(reading.definitions, reading.root, reading.elements, known, self._forms())
        return self._context

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is found in it."""
        if self._findings is None:
            self._findings = lint(self.data, forms=self._forms(), known_processes=self.given.procedures).findings
        return self._findings

    def found(self, *codes: str) -> Iterator[Finding]:
        """The findings of these codes."""
        return (each for each in self.findings if each.code in codes)

    @property
    def processes(self) -> tuple[Process, ...]:
        """Its processes that have steps."""
        return tuple(each for each in self.context.definitions.processes if each.nodes)

    def node(self, id: str) -> FlowNode | None:
        """A flow node of any of its processes."""
        if self._nodes is None:
            self._nodes = {each.id: each for each in reversed(self.context.nodes)}
        return self._nodes.get(id)

    def flow(self, id: str) -> SequenceFlow | None:
        """A sequence flow of any of its processes."""
        if self._flows is None:
            self._flows = {flow.id: flow for process in reversed(self.processes) for flow in reversed(process.flows)}
        return self._flows.get(id)

    def leaving(self, node: FlowNode) -> list[SequenceFlow]:
        """The flows that leave a node."""
        return [flow for id in node.outgoing if (flow := self.flow(id)) is not None]

    def label(self, id: str) -> Message:
        """How people know an element."""
        known: Element | None = self.node(id) or self.flow(id)
        if known is None:
            known = next((each for each in self.context.definitions.processes if each.id == id), None)
        return self.context.label(known) if known is not None else lazy_gettext("the diagram")

    def element(self, id: str) -> Any:
        """The element of the model with that id, or else any. Raises KeyError where there is none."""
        if self._by_id is None:
            self._by_id = {}
            for each in self.tree.root.iter(etree.Element):
                if (own := each.get("id")) and (own not in self._by_id or is_model(each) > is_model(self._by_id[own])):
                    self._by_id[own] = each
        return self._by_id[id]

    def say(self, message: Message) -> str:
        """A name for what is put in, in the language of the procedure."""
        return self.given.words(message)

    def has(self, id: str) -> bool:
        """Whether anything in the file has that id."""
        try:
            self.element(id)
        except KeyError:
            return False
        return True

    def new_id(self, stem: str) -> str:
        """An id that nothing in the file has, made from a name."""
        wanted = slug(stem)
        id, number = wanted, 1
        while self.has(id) or id in self.forms or id in self.given.procedures:
            number += 1
            id = f"{wanted}_{number}"
        return id

    def add(self, parent: Any, name: str, id: str | None = None, at: int | None = None) -> Any:
        """A new element of BPMN's model inside `parent`, at its end or at a position."""
        made = etree.Element(f"{{{BPMN}}}{name}")
        if id is not None:
            made.set("id", id)
        parent.insert(len(parent) if at is None else at, made)
        if id is not None and self._by_id is not None:
            self._by_id[id] = made
        return made

    def put_form(self, id: str, content: Mapping[str, Any]) -> None:
        """Lay a form beside the diagram, in the place of one with that id."""
        written = json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
        self.forms[id] = self.made[id] = written
        self.changed()

    def _forms(self) -> dict[str, Form]:
        for content in self.forms.values():
            if content not in self._read:
                self._read[content] = read_form(content).form
        read_all = {name: self._read[content] for name, content in self.forms.items()}
        return {name: form for name, form in read_all.items() if form is not None}

    def _name_flows(self) -> None:
        """Give arrows without an id one, the one by which the reader knows them: they cannot be drawn without."""
        taken = {each.get("id") for each in self.tree.root.iter(etree.Element)}
        for flow in self.tree.all("sequenceFlow"):
            if not flow.get("id"):
                stem = "_to_".join(local(flow.get(end, "")) for end in ("sourceRef", "targetRef"))
                id, number = stem, 1
                while id in taken:
                    number += 1
                    id = f"{stem}_{number}"
                taken.add(id)
                flow.set("id", id)


def is_model(element: Any) -> bool:
    """Whether it is an element of BPMN's model."""
    return bool(element.tag.startswith(f"{{{BPMN}}}"))


def name_of(element: Any) -> str:
    """The local name of an element's tag."""
    return str(etree.QName(element).localname)


def local(reference: str) -> str:
    """A reference without its prefix."""
    return reference.strip().rpartition(":")[2]


def slug(text: str) -> str:
    """An id made from a name: small letters, digits and underscores, and a letter first."""
    found = joined(text)[:MOST] or "elemento"
    return found if found[0].isalpha() else f"e_{found}"
