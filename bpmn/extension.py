"""The extension vocabulary ``urn:cauce:bpmn:1``: what our own elements may hold, and how they are read.

`VOCABULARY` is its one definition here; `extension.json` beside it is the same vocabulary as a moddle descriptor, for
the editor in the browser.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from bpmn.model import (
    Change,
    Check,
    Document,
    Due,
    Invitation,
    Notification,
    Policy,
    Record,
    RelatedDocument,
    Requirement,
    Term,
    When,
)
from bpmn.policies.blocks import BLOCKS, MOMENTS, TESTS, WAYS
from bpmn.xml import CAUCE, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementType:
    """One element of the vocabulary: its attributes, its child elements, and whether its text is content.

    `on` says whose ``extensionElements`` hold it: ``process``, ``lane``, ``activity``, ``flow node`` or ``end event``;
    an element without it stands inside another of ours. `many`: there may be several of it in one place. `words` are
    those that an attribute may be, where not any text will do.
    """

    on: str | None = None
    many: bool = False
    required: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    text: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_HEADER = (
    "code",
    "title",
    "folioPrefix",
    "preparedBy",
    "reviewedBy",
    "approvedBy",
    "owner",
    "retention",
    "disposition",
)
_SECTIONS = ("objective", "scope", "term", "policy", "check", "change", "relatedDocument")

VOCABULARY: dict[str, ElementType] = {
    "document": ElementType(on="process", attributes=_HEADER, children=_SECTIONS),
    "objective": ElementType(text=True),
    "scope": ElementType(text=True),
    "term": ElementType(many=True, required=("name",), attributes=("name",), text=True),
    "policy": ElementType(many=True, attributes=("elements", "checks"), text=True),
    "check": ElementType(many=True, required=("key", "name"), attributes=("key", "name"), children=("requires",)),
    "requires": ElementType(
        many=True,
        required=("what",),
        attributes=(
            *("what", "steps", "others", "moment", "of", "ofMoment", "date", "days", "roles", "by", "to"),
            *("field", "is", "value"),
        ),
        children=("when",),
        words={"what": tuple(BLOCKS), "moment": MOMENTS, "ofMoment": MOMENTS, "by": WAYS, "is": TESTS},
    ),
    "when": ElementType(many=True, attributes=("step", "field", "is", "value"), words={"is": TESTS}),
    "change": ElementType(many=True, required=("version", "date"), attributes=("version", "date"), text=True),
    "relatedDocument": ElementType(many=True, required=("code", "name"), attributes=("code", "name")),
    "staffing": ElementType(on="lane", many=True, required=("role",), attributes=("role",)),
    "responsibility": ElementType(on="lane", many=True, text=True),
    "invitation": ElementType(
        on="lane", required=("email",), attributes=("email", "person", "until", "when", "subject"), text=True
    ),
    "activity": ElementType(
        on="activity",
        attributes=("number", "responsible", "form", "returnable"),
        children=("record",),
        words={"returnable": ("true", "false")},
    ),
    "record": ElementType(many=True, required=("name",), attributes=("code", "name")),
    "due": ElementType(on="flow node", required=("businessDays",), attributes=("businessDays", "before")),
    "notification": ElementType(
        on="flow node", many=True, required=("subject",), attributes=("to", "toExpression", "subject"), text=True
    ),
    "outcome": ElementType(
        on="end event", required=("kind",), attributes=("kind",), words={"kind": ("won", "lost", "noGo")}
    ),
}


class ActivityExtension(TypedDict):
    """What our extension says of an activity, under the names of `bpmn.model.Activity`."""

    number: str | None
    responsible: str | None
    form: str | None
    returnable: bool
    records: tuple[Record, ...]
    due: Due | None


def extensions(node: Node, name: str, namespace: str = CAUCE) -> list[Node]:
    """The extension elements of that name that the element carries."""
    return [found for holder in node.all("extensionElements") for found in holder.all(name, namespace)]


def read_document(process: Node) -> Document:
    """The document control header of a process and the sections of its document that are not the flow."""
    node = next(iter(extensions(process, "document")), None)
    if node is None:
        return Document()
    return Document(
        code=_attribute(node, "code"),
        title=_attribute(node, "title"),
        folio_prefix=_attribute(node, "folioPrefix"),
        prepared_by=_attribute(node, "preparedBy"),
        reviewed_by=_attribute(node, "reviewedBy"),
        approved_by=_attribute(node, "approvedBy"),
        owner=_attribute(node, "owner"),
        retention=_attribute(node, "retention"),
        disposition=_attribute(node, "disposition"),
        objective=next((_text(child) for child in _children(node, "objective")), None),
        scope=next((_text(child) for child in _children(node, "scope")), None),
        terms=tuple(Term(name=_attribute(t, "name") or "", text=_text(t)) for t in _children(node, "term")),
        policies=tuple(_policies(node)),
        changes=tuple(
            Change(
                version=_attribute(change, "version") or "",
                date=_attribute(change, "date") or "",
                description=_text(change),
            )
            for change in _children(node, "change")
        ),
        related=tuple(
            RelatedDocument(code=_attribute(related, "code") or "", name=_attribute(related, "name") or "")
            for related in _children(node, "relatedDocument")
        ),
    )


def _policies(document: Node) -> Iterator[Policy]:
    """The policies with the checks that they name; one that the document does not have is left out."""
    checks = {check.key: check for check in map(_check, _children(document, "check"))}
    for node in _children(document, "policy"):
        named = dict.fromkeys((_attribute(node, "checks") or "").split())
        yield Policy(
            text=_text(node),
            elements=tuple((_attribute(node, "elements") or "").split()),
            checks=tuple(checks[key] for key in named if key in checks),
        )


def _check(node: Node) -> Check:
    requires = tuple(map(_requirement, _children(node, "requires")))
    return Check(key=_attribute(node, "key") or "", name=_attribute(node, "name") or "", requires=requires)


def _requirement(node: Node) -> Requirement:
    days = _attribute(node, "days") or ""
    return Requirement(
        what=_attribute(node, "what") or "",
        steps=_several(node, "steps"),
        others=_several(node, "others"),
        moment=_attribute(node, "moment"),
        of=_several(node, "of"),
        of_moment=_attribute(node, "ofMoment"),
        date=_attribute(node, "date"),
        days=int(days) if re.fullmatch(r"\d{1,3}", days, re.ASCII) else None,
        roles=_several(node, "roles"),
        by=_attribute(node, "by"),
        to=_attribute(node, "to"),
        field=_attribute(node, "field"),
        test=_attribute(node, "is"),
        value=_attribute(node, "value"),
        when=tuple(
            When(
                step=_attribute(when, "step"),
                field=_attribute(when, "field"),
                test=_attribute(when, "is"),
                value=_attribute(when, "value"),
            )
            for when in _children(node, "when")
        ),
    )


def _several(node: Node, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((_attribute(node, name) or "").split()))


def read_staffing(lane: Node) -> tuple[str, ...]:
    """The ids of the roles that staff a lane."""
    return tuple(role for node in extensions(lane, "staffing") if (role := _attribute(node, "role")))


def read_responsibilities(lane: Node) -> tuple[str, ...]:
    """What a lane answers for (section 5 of the procedure document)."""
    return tuple(_text(node) for node in extensions(lane, "responsibility"))


def read_invitation(lane: Node) -> Invitation | None:
    """Who outside is invited to do a lane's work; None when nobody is."""
    node = next(iter(extensions(lane, "invitation")), None)
    if node is None:
        return None
    return Invitation(
        email=_attribute(node, "email") or "",
        person=_attribute(node, "person"),
        until=_attribute(node, "until"),
        when=_attribute(node, "when"),
        subject=_attribute(node, "subject"),
        text=_text(node),
    )


def read_activity(activity: Node) -> ActivityExtension:
    """The columns of the procedure's table, the form and the due date of an activity."""
    node = next(iter(extensions(activity, "activity")), None)
    return ActivityExtension(
        number=_attribute(node, "number") if node else None,
        responsible=_attribute(node, "responsible") if node else None,
        form=_attribute(node, "form") if node else None,
        returnable=node is None or _attribute(node, "returnable") != "false",
        records=tuple(
            Record(code=_attribute(record, "code"), name=_attribute(record, "name") or "")
            for record in (_children(node, "record") if node else ())
        ),
        due=first_due(activity),
    )


def first_due(flow_node: Node) -> Due | None:
    """When an activity or a timer is due in business days; None where it does not say so, or not rightly."""
    return next((due for node in extensions(flow_node, "due") if (due := read_due(node)) is not None), None)


def read_due(node: Node) -> Due | None:
    """A due date, or None where ``businessDays`` is not a whole number of days."""
    days = _attribute(node, "businessDays") or ""
    if not re.fullmatch(r"\d{1,4}", days, re.ASCII):
        return None
    return Due(business_days=int(days), before=_attribute(node, "before"))


def read_notifications(flow_node: Node) -> tuple[Notification, ...]:
    """The messages that leave when the flow node completes."""
    return tuple(
        Notification(
            to=tuple((_attribute(node, "to") or "").split()),
            to_expression=_attribute(node, "toExpression"),
            subject=_attribute(node, "subject") or "",
            body=_text(node),
        )
        for node in extensions(flow_node, "notification")
    )


def read_outcome(end: Node) -> str | None:
    """What it means that a process ends there: won, lost, or not tried; None where nothing is said."""
    node = next(iter(extensions(end, "outcome")), None)
    return None if node is None else _attribute(node, "kind")


def _attribute(node: Node, name: str) -> str | None:
    assert name in VOCABULARY[node.name].attributes
    return node.attributes.get(name, "").strip() or None


def _children(node: Node, name: str) -> Iterator[Node]:
    assert name in VOCABULARY[node.name].children
    return iter(node.all(name, CAUCE))


def _text(node: Node) -> str:
    assert VOCABULARY[node.name].text
    return node.deep_text.strip()
