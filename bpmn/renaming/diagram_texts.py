"""The texts of a diagram that may name variables, those of parts that are not executed too: they go with the file."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from bpmn.dataflow.uses import EXPIRES
from bpmn.editing.tree import Tree
from bpmn.kinds import FLOW_NODES
from bpmn.renaming.languages import EXPRESSION, PLACES, SCRIPT, WHOLE, Language
from bpmn.renaming.texts import Kind, Put, Text
from bpmn.timing import read_timing
from bpmn.xml import BPMN, CAUCE, SPIFFWORKFLOW

_TEXTS: dict[str, tuple[Kind, Language]] = {
    f"{{{BPMN}}}conditionExpression": (Kind.CONDITION, EXPRESSION),
    f"{{{BPMN}}}condition": (Kind.CONDITION, EXPRESSION),
    f"{{{BPMN}}}script": (Kind.SCRIPT, SCRIPT),
    f"{{{SPIFFWORKFLOW}}}preScript": (Kind.SCRIPT, SCRIPT),
    f"{{{SPIFFWORKFLOW}}}postScript": (Kind.SCRIPT, SCRIPT),
    f"{{{BPMN}}}loopCondition": (Kind.REPETITION, EXPRESSION),
    f"{{{BPMN}}}completionCondition": (Kind.REPETITION, EXPRESSION),
    f"{{{BPMN}}}loopCardinality": (Kind.REPETITION, EXPRESSION),
    f"{{{BPMN}}}loopDataInputRef": (Kind.REPETITION, WHOLE),
    f"{{{BPMN}}}loopDataOutputRef": (Kind.REPETITION, WHOLE),
    f"{{{BPMN}}}timeDate": (Kind.TIMER, EXPRESSION),
    f"{{{BPMN}}}timeDuration": (Kind.TIMER, EXPRESSION),
    f"{{{BPMN}}}timeCycle": (Kind.TIMER, EXPRESSION),
    f"{{{CAUCE}}}notification": (Kind.NOTICE, PLACES),
    f"{{{CAUCE}}}invitation": (Kind.INVITATION, PLACES),
}
_ATTRIBUTES: dict[str, tuple[tuple[str, Kind, Language], ...]] = {
    f"{{{CAUCE}}}due": (("before", Kind.TERM, WHOLE),),
    f"{{{CAUCE}}}notification": (
        ("toExpression", Kind.RECIPIENT, EXPRESSION),
        ("subject", Kind.NOTICE, PLACES),
    ),
    f"{{{CAUCE}}}invitation": (
        ("email", Kind.INVITATION, WHOLE),
        ("person", Kind.INVITATION, WHOLE),
        ("until", Kind.INVITATION, WHOLE),
        ("when", Kind.INVITATION, EXPRESSION),
        ("subject", Kind.INVITATION, PLACES),
    ),
    f"{{{CAUCE}}}requires": tuple((name, Kind.CHECK, WHOLE) for name in ("date", "to", "field")),
    f"{{{CAUCE}}}when": (("field", Kind.CHECK, WHOLE),),
}
# What is called by its id, as a loop calls its items (10.2.8) and its lists (10.3.1), and what refers to such an id.
_ITEMS = frozenset(f"{{{BPMN}}}{name}" for name in ("inputDataItem", "outputDataItem"))
_DATA = frozenset(f"{{{BPMN}}}{name}" for name in ("property", "dataObject", "dataInput", "dataOutput"))
_ASSOCIATIONS = frozenset(f"{{{BPMN}}}{name}" for name in ("dataInputAssociation", "dataOutputAssociation"))
_REFERENCES = frozenset(f"{{{BPMN}}}{name}" for name in ("dataInputRefs", "dataOutputRefs", "optionalInputRefs"))
_ENDS = frozenset(f"{{{BPMN}}}{name}" for name in ("sourceRef", "targetRef"))
_SEEN = frozenset(f"{{{BPMN}}}{name}" for name in FLOW_NODES | {"sequenceFlow", "lane", "process"})
_TIMES = ("date", "duration", "cycle")
RESERVED = frozenset({EXPIRES})
"""What a place of an invitation's text may say that is no variable."""


def diagram_texts(tree: Tree) -> Iterator[Text]:
    """Every text of the diagram that may name variables, in its order."""
    for element in tree.root.iter(etree.Element):
        owner = _owner(element)
        if element.tag in _TEXTS:
            kind, language = _TEXTS[element.tag]
            if kind is not Kind.TIMER or not _is_time(_text(element)):
                yield Text(owner, kind, language, _text(element), _writer(element))
        elif element.tag in _ITEMS | _DATA:
            yield from _declared(element, owner)
        elif element.tag in _REFERENCES or (element.tag in _ENDS and element.getparent().tag in _ASSOCIATIONS):
            yield Text(owner, Kind.DECLARED, WHOLE, _text(element), _writer(element))
        elif _is_owners(element):
            yield Text(owner, Kind.PERFORMER, EXPRESSION, _text(element), _writer(element))
        for name, kind, language in _ATTRIBUTES.get(element.tag, ()):
            if element.get(name):
                yield Text(owner, kind, language, element.get(name), _attribute_writer(element, name))
        if element.tag == f"{{{BPMN}}}dataObjectReference" and element.get("dataObjectRef"):
            put = _attribute_writer(element, "dataObjectRef")
            yield Text(owner, Kind.DECLARED, WHOLE, element.get("dataObjectRef"), put)


def _declared(element: Any, owner: str) -> Iterator[Text]:
    id = element.get("id", "")
    kind = Kind.REPETITION if element.tag in _ITEMS else Kind.DECLARED
    yield Text(owner, kind, WHOLE, id, _attribute_writer(element, "id"), exclusive=True)
    if element.get("name") == id:  # written after it; any other name is for people
        yield Text(owner, kind, WHOLE, id, _attribute_writer(element, "name"))


def _is_owners(element: Any) -> bool:
    """Whether it is the expression that says whose a step is (ResourceAssignmentExpression, 8.3.11)."""
    parent = element.getparent()
    return (
        parent is not None
        and parent.tag == f"{{{BPMN}}}resourceAssignmentExpression"
        and element.tag in (f"{{{BPMN}}}formalExpression", f"{{{BPMN}}}expression")
    )


def _owner(element: Any) -> str:
    """The id of what people see of it: itself or the nearest around that is a node, a flow, a lane or a process."""
    for each in (element, *element.iterancestors()):
        if each.tag in _SEEN and each.get("id"):
            return str(each.get("id"))
    return ""


def _text(element: Any) -> str:
    return (element.text or "") + "".join(each.tail or "" for each in element)


def _writer(element: Any) -> Put:
    def put(text: str) -> None:
        for each in [each for each in element if not isinstance(each.tag, str)]:  # comments between its parts
            element.remove(each)
        element.text = text

    return put


def _attribute_writer(element: Any, name: str) -> Put:
    return lambda text: element.set(name, text)


def _is_time(text: str) -> bool:
    """Whether a timer says a moment as it stands, and no expression."""
    for kind in _TIMES:
        try:
            read_timing(kind, text)
        except ValueError:
            continue
        return True
    return False
