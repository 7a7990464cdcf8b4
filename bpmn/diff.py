"""What two versions of a process say differently, element by element, apart from how they are drawn.

An element is the same when it has the same id. Pure: sentences are made of it elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from bpmn.model import Document, Element, Process


class Kind(StrEnum):
    """What became of an element."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different. `what` is the element's tag (``document`` for the header and its sections).

    `field` is the name in `bpmn.model` of what changed, `before` and `after` what it says, as text; both are empty for
    an element that came or went.
    """

    kind: Kind
    what: str
    element: str
    name: str
    field: str | None = None
    before: str = ""
    after: str = ""


_Fielded = Element | Document

# Where it stands in the file, and what the sequence flows say themselves.
_APART = frozenset({"id", "line", "incoming", "outgoing", "parent", "kind"})


def differences(before: Process, after: Process) -> tuple[Difference, ...]:
    """What `after` says that `before` does not, or says otherwise: nodes first, then flows, lanes, and the document."""
    return (
        *_elements({node.id: node for node in before.nodes}, {node.id: node for node in after.nodes}),
        *_elements({flow.id: flow for flow in before.flows}, {flow.id: flow for flow in after.flows}),
        *_elements({lane.id: lane for lane in before.lanes}, {lane.id: lane for lane in after.lanes}),
        *_fields("document", after.id, after.name or after.id, before.document, after.document),
        *_own(before, after),
    )


def _own(before: Process, after: Process) -> Iterator[Difference]:
    for field in ("name", "documentation", "executable"):
        yield from _field("process", after.id, after.name or after.id, field, before, after)


def _elements(before: Mapping[str, Element], after: Mapping[str, Element]) -> Iterator[Difference]:
    for id, element in after.items():
        old = before.get(id)
        if old is None or _tag(old) != _tag(element):
            if old is not None:
                yield Difference(Kind.REMOVED, _tag(old), id, old.name or id)
            yield Difference(Kind.ADDED, _tag(element), id, element.name or id)
        else:
            yield from _fields(_tag(element), id, element.name or old.name or id, old, element)
    for id, element in before.items():
        if id not in after:
            yield Difference(Kind.REMOVED, _tag(element), id, element.name or id)


def _tag(element: Element) -> str:
    found = getattr(element, "kind", None)
    if isinstance(found, str):
        return found
    name = type(element).__name__
    return name[0].lower() + name[1:]


def _fields(
    what: str, id: str, name: str, before: Element | Document, after: Element | Document
) -> Iterator[Difference]:
    for field in fields(after):
        if field.name not in _APART:
            yield from _field(what, id, name, field.name, before, after)


def _field(what: str, id: str, name: str, field: str, before: object, after: object) -> Iterator[Difference]:
    old, new = _said(getattr(before, field, None)), _said(getattr(after, field, None))
    if old != new:
        yield Difference(Kind.CHANGED, what, id, name, field, old, new)


def _said(value: object) -> str:
    """A value as text, without the ids and lines of what it holds."""
    if value is None or value is False or value == ():
        return ""
    if isinstance(value, tuple):
        return "; ".join(_said(item) for item in value)
    if is_dataclass(value):
        parts = (_said(getattr(value, field.name)) for field in fields(value) if field.name not in ("id", "line"))
        return " ".join(part for part in parts if part)
    return str(value)
