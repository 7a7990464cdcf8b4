"""Whose the steps are that are in no lane: the groups and people that another tool names, each asked for once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Process
from bpmn.naming import shortened
from bpmn.repair.file import File, is_model, local, slug
from bpmn.repair.messages_sent import add_root
from bpmn.repair.offers import Choice, Offer, Question, Written
from bpmn.repair.splice import turn_into
from bpmn.xml import BPMN

CODES = frozenset({"nobody_responsible", "potential_owner"})
_NAMES = ("candidateGroups", "candidateUsers", "assignee")
_OTHERS = ("performer", "humanPerformer", "resourceRole")
_EXPRESSION = re.compile(r"\s*(?:[$#]\{\s*(.*?)\s*\}|=\s*(.*))\s*", re.DOTALL)
_PEOPLE = ("userTask", "manualTask", "task")


@dataclass
class _Named:
    """Whom a file names, in the words of its tool, and the steps that it names them for."""

    words: str
    steps: list[str] = field(default_factory=list)


def offers(file: File) -> Iterator[Offer]:
    found: dict[str, _Named] = {}
    for process in file.processes:
        own = _own(file, process)
        for activity in process.activities():
            if activity.kind in _PEOPLE and not activity.lane and not _owned(activity):
                words = _words(file, activity) or own
                found.setdefault(slug(words), _Named(words)).steps.append(activity.id)
    choices = tuple(Choice(id, name) for id, name in sorted(file.given.roles.items(), key=lambda each: each[1]))
    for key, named in found.items():
        name = shortened(named.words)
        asked = Question(
            lazy_gettext("Which role does what the file gives to “{name}”?", name=name),
            choices,
            Written.ROLE,
            _likely(file, named.words),
        )
        text = lazy_gettext("Give the steps of “{name}” to a role (steps: {count}).", name=name, count=len(named.steps))
        yield Offer(f"performers:{key}", "performers", text, tuple(named.steps), CODES, asked)


def make(file: File, offer: Offer, answer: str) -> None:
    role = answer if answer in file.given.roles else slug(answer)
    name = file.given.roles.get(role, " ".join(answer.split()))
    resources = {each.id for each in file.context.definitions.resources}
    if role not in resources:
        id = role if not file.has(role) else file.new_id(f"rol_{role}")
        add_root(file, "resource", name, id)
        role = id
        file.changed()
    for step in offer.elements:
        node = file.node(step)
        if node is not None and node.kind == "task":
            turn_into(file, step, "userTask")
        _give(file, file.element(step), role)
    file.changed()


def _give(file: File, step: Any, role: str) -> None:
    for each in [
        *step.findall(f"{{{BPMN}}}potentialOwner"),
        *(e for name in _OTHERS for e in step.findall(f"{{{BPMN}}}{name}")),
    ]:
        step.remove(each)
    made = etree.Element(f"{{{BPMN}}}potentialOwner", {"id": file.new_id(f"{step.get('id')}_responsable")})
    etree.SubElement(made, f"{{{BPMN}}}resourceRef").text = role
    later = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "rendering", "script")
    place = next((place for place, each in enumerate(step) if is_model(each) and _local_name(each) in later), len(step))
    step.insert(place, made)
    file.changed()


def _local_name(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _owned(activity: Activity) -> bool:
    """Whether the file says in one way that is looked at whose it is."""
    return any((each.role is None) != (each.expression is None) for each in activity.potential_owners)


def _own(file: File, process: Process) -> str:
    """Who does what the file gives to nobody in particular: whom the pool is called after, or the process."""
    pool = next(
        (each for each in file.tree.all("participant") if local(each.get("processRef", "")) == process.id), None
    )
    name = (pool.get("name") if pool is not None else None) or process.name or process.document.title
    return " ".join(name.split()) if name and name.strip() else file.say(lazy_gettext("Responsible"))


def _words(file: File, activity: Activity) -> str | None:
    """Whom the file names for a step, in attributes and extensions of other tools, or in BPMN's other performers."""
    element = file.element(activity.id)
    inside = [
        element,
        *(each for holder in element.findall(f"{{{BPMN}}}extensionElements") for each in holder.iter(etree.Element)),
    ]
    for wanted in _NAMES:
        for each in inside:
            for attribute, value in each.attrib.items():
                foreign = "}" in attribute or not is_model(each)
                if foreign and attribute.rpartition("}")[2] == wanted and value.strip():
                    return _plain(value)
    for name in _OTHERS:
        for each in element.findall(f"{{{BPMN}}}{name}"):
            if each.get("name"):
                return " ".join(each.get("name").split())
            text = " ".join("".join(each.itertext()).split())
            if text:
                return _plain(local(text))
    return None


def _plain(words: str) -> str:
    expression = _EXPRESSION.fullmatch(words)
    plain = (expression[1] or expression[2]) if expression else words
    return " ".join(plain.replace("_", " ").split()) or words


def _likely(file: File, words: str) -> str:
    """The role that is called so, or else the words themselves."""
    wanted = slug(words)
    return next((id for id, name in file.given.roles.items() if wanted in (id, slug(name))), words)
