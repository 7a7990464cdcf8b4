"""Questions for people, put into the flow before something has to be known: a field of a form, at a step of somebody's.

The step right before asks it, where it is somebody's, leads nowhere else and has no form yet; or else a new step does.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from bpmn.editing.tree import ours, put
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, FlowNode
from bpmn.repair.file import File, slug
from bpmn.repair.splice import put_after, put_before, turn_into
from bpmn.xml import CAUCE

_PEOPLE = ("userTask", "manualTask", "task")
VERSION = 16
"""The version of the schema of form-js that our forms say."""


def asks_before(file: File, node: FlowNode) -> Activity | None:
    """The step of somebody's right before a node that may ask something more: nothing comes between."""
    if len(node.incoming) != 1:
        return None
    flow = file.flow(node.incoming[0])
    before = file.node(flow.source) if flow is not None else None
    return before if isinstance(before, Activity) and may_ask(file, before) else None


def may_ask(file: File, node: FlowNode) -> bool:
    """Whether a step may be given a field: somebody's, done once, whose form is none or was made by a repair."""
    return (
        isinstance(node, Activity)
        and node.kind in _PEOPLE
        and node.loop is None
        and len(node.outgoing) == 1
        and (node.form is None or node.form in file.made)
    )


def ask_before(file: File, node: FlowNode, name: str, field: Mapping[str, Any]) -> None:
    """Let somebody answer `field` before a node; a new step for it is called `name`."""
    before = asks_before(file, node)
    add_field(file, before.id if before is not None else put_before(file, node, "userTask", name), field)


def ask_after(file: File, node: FlowNode, name: str, field: Mapping[str, Any]) -> None:
    """Let somebody answer `field` once a step is done: who does it, or else at a new step after it."""
    add_field(file, node.id if may_ask(file, node) else put_after(file, node, "userTask", name), field)


def add_field(file: File, step: str, field: Mapping[str, Any]) -> None:
    """Put a field at the end of the form of a step, which is made where there is none."""
    node = file.node(step)
    assert isinstance(node, Activity)
    if node.kind != "userTask":
        turn_into(file, step, "userTask")
    form = node.form if node.form in file.made else None
    if form is None:
        form = file.new_id(node.name or node.id)
        there = ours(file.element(step), "activity")
        said = there[0] if there else etree.Element(f"{{{CAUCE}}}activity", nsmap={"cauce": CAUCE})
        said.set("form", form)
        put(file.element(step), "activity", [said])
        file.put_form(form, {"type": "default", "id": form, "schemaVersion": VERSION, "components": []})
    content = json.loads(file.forms[form])
    content["components"].append({"id": f"campo_{field['key']}"[:80], **field})
    file.put_form(form, content)


def new_variable(file: File, stem: str) -> str:
    """A name that no variable of the diagram has."""
    taken = set(file.context.dataflow.writers) | {name for use in file.context.dataflow.all_uses for name in use.names}
    wanted = slug(stem)[:60].strip("_")
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def one_of(key: str, label: str, choices: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """A field of which one choice is taken, and the value of each choice."""
    values = _values(choices)
    return _field("radio", key, label, choices, values), values


def some_of(key: str, label: str, choices: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """A field of which at least one choice is taken, and the value of each choice."""
    values = _values(choices)
    return _field("checklist", key, label, choices, values), values


def yes_or_no(file: File, key: str, label: str) -> dict[str, Any]:
    """A field that is answered with yes or no."""
    yes, no = file.say(lazy_gettext("Yes")), file.say(lazy_gettext("No"))
    return _required("radio", key, label, [{"label": yes, "value": True}, {"label": no, "value": False}])


def number(key: str, label: str) -> dict[str, Any]:
    """A field for a number."""
    return {"type": "number", "key": key, "label": label, "validate": {"required": True}}


def texts(key: str, label: str, choices: Sequence[str]) -> dict[str, Any]:
    """A field of which one of texts is taken that are compared elsewhere as they stand."""
    return _required("radio", key, label, [{"label": each, "value": each} for each in choices])


def text(key: str, label: str) -> dict[str, Any]:
    """A field for a text."""
    return {"type": "textfield", "key": key, "label": label, "validate": {"required": True}}


def _field(kind: str, key: str, label: str, choices: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    given = [{"label": name, "value": value} for name, value in zip(choices, values, strict=True)]
    return _required(kind, key, label, given)


def _required(kind: str, key: str, label: str, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": label, "values": list(values), "validate": {"required": True}}


def _values(choices: Sequence[str]) -> list[str]:
    found: list[str] = []
    for each in choices:
        wanted = slug(each)[:60].strip("_")
        value, number = wanted, 1
        while value in found:
            number += 1
            value = f"{wanted}_{number}"
        found.append(value)
    return found
