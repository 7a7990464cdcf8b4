"""What people call the elements, fields and roles of one edition; never by an id."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from bpmn import naming
from bpmn.diff.artifacts import Artifact
from bpmn.diff.editions import Edition
from bpmn.forms.form import by_path
from bpmn.forms.kinds import Checkbox, Choice, Component, Field
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Element, FlowNode, Lane, SequenceFlow
from bpmn.placing import asked_after, beyond
from web.i18n import Translator
from web.texts.formatting import Presenter

ARTIFACTS: Mapping[str, Message] = {
    "textAnnotation": lazy_gettext("the note"),
    "dataObjectReference": lazy_gettext("the document drawn beside the flow"),
    "dataStoreReference": lazy_gettext("the store of documents"),
    "participant": lazy_gettext("the participant"),
    "messageFlow": lazy_gettext("the message between participants"),
    "group": lazy_gettext("the group"),
}
"""What is drawn beside the flow, by its tag."""


class Namer:
    """Names things of `edition` in one language.

    `roles` and `titles` give the names of roles and of procedures that the company knows, by id.
    """

    def __init__(
        self, edition: Edition, presenter: Presenter, roles: Mapping[str, str], titles: Mapping[str, str]
    ) -> None:
        self.edition = edition
        self.presenter = presenter
        self._roles, self._titles = roles, titles

    @property
    def gettext(self) -> Translator:
        """The reader's language."""
        return self.presenter.gettext

    def quoted(self, text: str) -> str:
        """A name or a text in quotation marks, on one line; a long one is cut."""
        return self.gettext.render(naming.quoted(text))

    def joined(self, items: Iterable[str]) -> str:
        """An enumeration; a dash where there is nothing."""
        listed = list(dict.fromkeys(items))
        if len(listed) < 2:
            return listed[0] if listed else "—"
        return self.gettext("{several} and {last}", several=", ".join(listed[:-1]), last=listed[-1])

    def node(self, node: FlowNode) -> str:
        """A flow node by its name, or else by its kind and place."""
        return self.gettext.render(naming.name_of_node(self.edition, node))

    def thing(self, node: FlowNode) -> str:
        """What a flow node is, with its name or place: the decision «¿Cumple?», the decision after «Validar»."""
        return self.gettext.render(naming.thing(self.edition, node))

    def kind(self, node: FlowNode) -> str:
        """What a flow node is."""
        return self.gettext.render(naming.kind(node))

    def artifact(self, artifact: Artifact) -> str:
        """What is drawn beside the flow: the note «…»."""
        said = artifact.name or artifact.text
        kind = self.gettext.render(ARTIFACTS[artifact.kind])
        return f"{kind} {self.quoted(said)}" if said else kind

    def step(self, id: str | None) -> str:
        """A flow node by its id."""
        node = self.edition.nodes.get(id or "")
        return "—" if node is None else self.node(node)

    def next(self, flow: SequenceFlow) -> str:
        """What a flow leads to; a gateway that only joins is passed over."""
        target = self.edition.nodes[flow.target]
        found = beyond(self.edition, target)
        if found.kind == "endEvent":
            return self.thing(found)
        return self.node(target if found.kind == target.kind and not found.name else found)

    def origin(self, flow: SequenceFlow) -> str:
        """After what a flow leads on, and with which answer: After «Validar», in «¿Cumple?», with «No»."""
        source = self.edition.nodes[flow.source]
        step = asked_after(self.edition, flow)
        answer = self.quoted(flow.name) if flow.name else ""
        if step is not None and source.name:
            parts = self.gettext("After {step}, in {decision}", step=self.node(step), decision=self.quoted(source.name))
        else:
            parts = self.gettext("After {step}", step=self.node(step or source))
        return self.gettext("{place}, with {answer}", place=parts, answer=answer) if answer else parts

    def lane(self, id: str | None) -> str:
        """A lane by its id."""
        lane = self.edition.lanes.get(id or "")
        return "—" if lane is None else self.quoted(lane.name) if lane.name else self.gettext("a lane without a name")

    def element(self, element: Element) -> str:
        """Anything with a name of its own."""
        return self.quoted(element.name) if element.name else "—"

    def root(self, id: str | None) -> str:
        """A message, signal, error or escalation by its id."""
        file = self.edition.definitions
        known = (*file.messages, *file.signals, *file.errors, *file.escalations)
        return next((self.element(each) for each in known if each.id == id and each.name), "—")

    def role(self, id: str) -> str:
        """What a role is called."""
        if id in self._roles:
            return self._roles[id]
        staffed = (each for each in self.edition.process.lanes if each.roles == (id,))
        known = (
            each.name for each in (*self.edition.definitions.resources, *staffed) if id in (each.id, *_roles(each))
        )
        return next((name for name in known if name), humanised(id))

    def title(self, id: str | None) -> str:
        """What a procedure is called."""
        return self.quoted(self._titles[id]) if id is not None and id in self._titles else ""

    # --- variables

    @cached_property
    def fields(self) -> Mapping[str, Component]:
        """The fields and lists of the forms by where their value lies; who writes it knows it best."""
        found: dict[str, Component] = {}
        for form in self.edition.forms.values():
            for path, component in by_path(form.components):
                known = found.get(path)
                if known is None or (isinstance(known, Field) and not known.stored):
                    found[path] = component
        return found

    def component(self, path: str) -> Component | None:
        """The field that fills a variable, by its path; of a name in the rows of a list, that name's."""
        found = self.fields.get(path) or self.fields.get(path.replace(".", "[].", 1))  # of all rows of a list
        if found is None:
            ends = [each for name, each in self.fields.items() if name.endswith("[]." + path)]
            found = ends[0] if len(ends) == 1 else None
        return found

    def variable(self, path: str) -> str:
        """What people know a variable by: the label of its field, or else its own words."""
        found = self.component(path)
        label = found.label if found is not None and found.label != path else ""
        return self.quoted(label or humanised(path))

    def places(self, text: str) -> str:
        """A text of a message with its ``{variable}`` places as people know them."""
        return re.sub(r"\{(\w+)(?::\d)?\}", lambda match: f"[{self._bare(match[1])}]", text)

    def _bare(self, path: str) -> str:
        found = self.component(path)
        return found.label if found is not None and found.label else humanised(path)

    def answer(self, path: str | None, value: object) -> str:
        """A value as its field shows it."""
        component = self.component(path) if path else None
        if isinstance(component, Choice) and component.values is None:
            component = None
        if isinstance(component, Choice | Checkbox) or isinstance(value, bool | int | float):
            lines = self.presenter.value(component, value).lines
            return self.quoted(lines[0]) if lines and isinstance(value, str) else (lines[0] if lines else "—")
        return self.quoted(str(value))


def _roles(element: Element) -> tuple[str, ...]:
    return element.roles if isinstance(element, Lane) else ()


def humanised(name: str) -> str:
    """A name without what makes it a name: the last part, with spaces."""
    return name.rpartition(".")[2].replace("_", " ").replace("[]", "").strip() or name
