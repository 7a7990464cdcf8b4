"""The texts of a procedure's document, written into its diagram: header, sections, responsibilities, activities."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from bpmn.editing.texts import HEADER, Step, Texts, texts_of
from bpmn.editing.tree import Tree, extensions, ours, put, tree
from bpmn.model import Check, Document, Process, Requirement, When
from bpmn.reader import read
from bpmn.xml import BPMN, CAUCE


def write(diagram: bytes, process_id: str, texts: Texts) -> bytes:
    """The diagram with these texts in it; what says the same already is left as it is written.

    Lanes and steps that the diagram does not have are passed over, and so are the elements of a policy. Gives the same
    bytes where nothing differs. Raises KeyError where there is no such process, or the diagram cannot be read.
    """
    definitions = read(diagram).definitions
    process = next((each for each in definitions.processes if each.id == process_id), None) if definitions else None
    if process is None:
        raise KeyError(process_id)
    there, wanted = texts_of(process), _known(process, texts)
    if there == wanted:
        return diagram
    changed = tree(diagram)
    if there.document != wanted.document:
        _write_document(changed.element(process_id), there.document, wanted.document)
    for id, lines in wanted.responsibilities.items():
        if lines != there.responsibilities[id]:
            made = [_element("responsibility", line) for line in lines]
            _put(changed.element(id), "responsibility", made)
    before = {step.id: step for step in there.steps}
    for step in wanted.steps:
        if step != before[step.id]:
            _write_step(changed, before[step.id], step)
    return changed.write()


def _known(process: Process, texts: Texts) -> Texts:
    """The texts as they would be read again, of what the process has.

    In which order a policy names its elements says nothing: those of a policy of the file stay as they stand there. A
    check of which only the key is given is the one that the process has under it.
    """
    elements = {each.id for group in (process.nodes, process.flows, process.lanes) for each in group}
    written = {frozenset(policy.elements): policy.elements for policy in process.document.policies}
    checks = {check.key: check for policy in process.document.policies for check in policy.checks}
    policies = tuple(
        replace(
            policy,
            elements=written.get(frozenset(there), there),
            checks=tuple(
                check if check.name else checks[check.key]
                for check in policy.checks
                if check.name or check.key in checks
            ),
        )
        for policy in texts.document.policies
        for there in [tuple(id for id in policy.elements if id in elements)]
    )
    own = texts_of(process)
    steps = {step.id: step for step in texts.steps}
    known = {id: lines for id, lines in texts.responsibilities.items() if id in own.responsibilities}
    return Texts(
        document=replace(texts.document, policies=policies),
        responsibilities={**own.responsibilities, **known},
        steps=tuple(steps.get(step.id, step) for step in own.steps),
    )


def _write_document(process: Any, before: Document, after: Document) -> None:
    held = next(iter(ours(process, "document")), None)
    if held is None:
        held = _begun(process, "document")
    for name, attribute in HEADER.items():
        _set(held, attribute, getattr(after, name))
    for name, parts in _SECTIONS.items():
        old, new = parts(before), parts(after)
        if [_said(each) for each in old] != [_said(each) for each in new]:
            _put_children(held, name, new)
    if not len(held) and not held.attrib:
        _put(process, "document", [])


_ASKED: Mapping[str, str] = {
    "what": "what",
    "steps": "steps",
    "others": "others",
    "moment": "moment",
    "of": "of",
    "of_moment": "ofMoment",
    "date": "date",
    "days": "days",
    "roles": "roles",
    "by": "by",
    "to": "to",
    "field": "field",
    "test": "is",
    "value": "value",
}
"""The fields of a requirement, with the attributes that hold them; a condition has some of the same."""


def _check(check: Check) -> Any:
    made = _element("check", "", key=check.key, name=check.name)
    for asked in check.requires:
        inner = _asked("requires", asked)
        inner.extend(_asked("when", each) for each in asked.when)
        made.append(inner)
    return made


def _asked(tag: str, said: Requirement | When) -> Any:
    values = ((attribute, getattr(said, name, None)) for name, attribute in _ASKED.items())
    written = {
        name: " ".join(value) if isinstance(value, tuple) else str(value)
        for name, value in values
        if value or value == 0
    }
    if isinstance(said, When) and said.step:
        written["step"] = said.step
    return _element(tag, "", **written)


def _texts(name: str, text: str | None) -> list[Any]:
    return [_element(name, text)] if text else []


_SECTIONS: Mapping[str, Callable[[Document], list[Any]]] = {
    "objective": lambda it: _texts("objective", it.objective),
    "scope": lambda it: _texts("scope", it.scope),
    "term": lambda it: [_element("term", each.text, name=each.name) for each in it.terms],
    "policy": lambda it: [
        _element(
            "policy", each.text, elements=" ".join(each.elements), checks=" ".join(check.key for check in each.checks)
        )
        for each in it.policies
    ],
    "check": lambda it: [_check(each) for policy in it.policies for each in policy.checks],
    "change": lambda it: [
        _element("change", each.description, version=each.version, date=each.date) for each in it.changes
    ],
    "relatedDocument": lambda it: [
        _element("relatedDocument", "", code=each.code, name=each.name) for each in it.related
    ],
}
"""The sections, in their order in the file, with what makes their elements."""


def _write_step(changed: Tree, before: Step, after: Step) -> None:
    element = changed.element(after.id)
    if after.name != before.name:
        _set(element, "name", after.name)
    if after.description != before.description:
        _document(element, after.description)
    held = next(iter(ours(element, "activity")), None)
    if held is None and not (after.number or after.responsible or after.records):
        return
    if held is None:
        held = _begun(element, "activity")
    _set(held, "number", after.number)
    _set(held, "responsible", after.responsible)
    if after.records != before.records:
        made = [_element("record", "", code=each.code or "", name=each.name) for each in after.records]
        _put_children(held, "record", made)
    if not len(held) and not held.attrib:
        _put(element, "activity", [])


def _document(element: Any, text: str) -> None:
    """Put a text into the first documentation of an element, which stands before all else in it (8.2.1)."""
    found = element.find(f"{{{BPMN}}}documentation")
    if found is None and text:
        found = etree.Element(f"{{{BPMN}}}documentation")
        element.insert(0, found)
        _align(element)
    if found is None:
        return
    if not text:
        element.remove(found)
        _align(element)
        return
    for child in list(found):
        found.remove(child)
    found.text = _clean(text)


# What XML cannot hold (XML 1.0, 2.2): it comes with texts that are pasted.
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _element(tag: str, text: str, **attributes: str) -> Any:
    """An element of our vocabulary; attributes that say nothing are left out."""
    said = {key: _clean(value) for key, value in attributes.items() if value}
    made = etree.Element(f"{{{CAUCE}}}{tag}", said, nsmap={"cauce": CAUCE})
    made.text = _clean(text) or None
    return made


def _begun(element: Any, name: str) -> Any:
    """Our first word about an element."""
    made = _element(name, "")
    holder = extensions(element)
    holder.insert(0, made)
    _align(holder)
    _align(element)
    return made


def _said(element: Any) -> tuple[dict[str, str], str, list[Any]]:
    return dict(element.attrib), element.text or "", [_said(child) for child in element]


def _set(element: Any, attribute: str, value: str | None) -> None:
    if value:
        element.set(attribute, _clean(value))
    else:
        element.attrib.pop(attribute, None)


def _put_children(held: Any, name: str, made: list[Any]) -> None:
    """Put `made` in the place of the children of that name; where there are none, after those of earlier sections."""
    there = held.findall(f"{{{CAUCE}}}{name}")
    if there:
        position = list(held).index(there[0])
    else:
        earlier = (at for at, each in enumerate(held, 1) if 0 <= _order(each) <= _ORDER.get(name, -1))
        position = max(earlier, default=0)
    for each in there:
        held.remove(each)
    for offset, each in enumerate(made):
        held.insert(position + offset, each)
    _align(held)
    for each in made:
        _align_inside(each)


_ORDER = {name: at for at, name in enumerate(_SECTIONS)}


def _order(element: Any) -> int:
    tag = element.tag
    return _ORDER.get(tag.removeprefix(f"{{{CAUCE}}}"), -1) if isinstance(tag, str) else -1


def _put(element: Any, name: str, made: list[Any]) -> None:
    put(element, name, made)
    held = element.find(f"{{{BPMN}}}extensionElements")
    if held is not None:
        _align(held)


def _align_inside(held: Any) -> None:
    if len(held):
        _align(held)
    for each in held:
        _align_inside(each)


def _align(held: Any) -> None:
    """Each child on a line of its own, as editors write them; where text stands between them, nothing is touched."""
    between = [held.text, *(each.tail for each in held)]
    if any((text or "").strip() for text in between):
        return
    depth = sum(1 for _ in held.iterancestors())
    inner, outer = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    held.text = inner if len(held) else None
    for each in held:
        each.tail = inner
    if len(held):
        held[-1].tail = outer
