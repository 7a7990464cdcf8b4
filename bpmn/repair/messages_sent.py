"""Messages that a step or an event sends: other systems are told by their names."""

from typing import Any

from lxml import etree

from bpmn.messages import lazy_gettext
from bpmn.repair.file import File, name_of
from bpmn.xml import BPMN


def send(file: File, id: str, name: str | None) -> None:
    """Let a send task or a throwing event send a message called `name`, one that is there or a new one."""
    called = " ".join((name or "").split()) or file.say(lazy_gettext("Message"))
    there = next((each for each in file.tree.all("message") if (each.get("name") or "").strip() == called), None)
    if there is None:
        there = add_root(file, "message", called)
    refer(file, file.element(id), there.get("id"))


def refer(file: File, element: Any, message: str) -> None:
    """Name the message that a send task or an event sends."""
    if name_of(element) == "sendTask":
        element.set("messageRef", message)
    else:
        definition = element.find(f"{{{BPMN}}}messageEventDefinition")
        if definition is None:
            definition = etree.SubElement(element, f"{{{BPMN}}}messageEventDefinition")
            definition.set("id", file.new_id(f"{element.get('id')}_mensaje"))
        definition.set("messageRef", message)
    file.changed()


def add_root(file: File, kind: str, name: str, id: str | None = None) -> Any:
    """A new root element, a message or a role, before the processes: that is where readers look for it first."""
    root = file.tree.root
    places = [place for place, each in enumerate(root) if isinstance(each.tag, str) and name_of(each) in _AFTER]
    made = file.add(root, kind, id or file.new_id(name), min(places, default=len(root)))
    made.set("name", name)
    return made


_AFTER = ("process", "collaboration", "choreography", "BPMNDiagram")
