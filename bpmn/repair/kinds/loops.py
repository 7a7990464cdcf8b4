"""How often a step is done, as other tools write it, and asked where the file does not say it."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity
from bpmn.repair.file import File
from bpmn.repair.offers import Offer, Question, Written
from bpmn.xml import BPMN, XSI

CODES = frozenset({"loop_characteristics", "loop_output"})
_WRAPPED = re.compile(r"\s*(?:[$#]\{\s*([^\W\d]\w*)\s*\}|=?\s*([^\W\d]\w*))\s*", re.ASCII)
_NAMES = ("collection", "inputCollection")
_ITEMS = ("elementVariable", "inputElement")


def offers(file: File) -> Iterator[Offer]:
    wrong = {each.element for each in file.found("loop_characteristics")}
    for activity in file.context.activities:
        loop = activity.loop
        if loop is None:
            continue
        name = file.context.label(activity)
        if loop.kind == "standard":
            if loop.maximum is None and not loop.condition:
                yield _asked(activity, name, lazy_gettext("How many times is {name} done at most?", name=name))
            continue
        if activity.id in wrong and (loop.cardinality or "").lstrip("+-").isdecimal():
            yield _asked(activity, name, lazy_gettext("How many times is {name} done?", name=name))
        elif loop.collection is None and loop.cardinality is None:
            list_, _ = _vendor(file, activity.id)
            if list_ is not None:
                text = lazy_gettext("Do {name} for each row of the list that the file names.", name=name)
                yield Offer(f"loops:list:{activity.id}", "loops", text, (activity.id,), CODES)
            else:
                yield _asked(activity, name, lazy_gettext("How many times is {name} done?", name=name))
        elif loop.collection is not None and loop.cardinality is not None:
            text = lazy_gettext("Do {name} for each row of its list, and leave the number out.", name=name)
            yield Offer(f"loops:both:{activity.id}", "loops", text, (activity.id,), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    node = file.node(offer.elements[0])
    if not isinstance(node, Activity) or node.loop is None:
        return
    name = "standardLoop" if node.loop.kind == "standard" else "multiInstanceLoop"
    loop = file.element(node.id).find(f"{{{BPMN}}}{name}Characteristics")
    if offer.key.startswith("loops:list:"):
        list_, item = _vendor(file, node.id)
        _put(loop, "loopDataInputRef", list_ or "", 0)
        if item:
            made = etree.SubElement(loop, f"{{{BPMN}}}inputDataItem", {"id": item})
            loop.remove(made)
            loop.insert(_place(loop), made)
    elif offer.key.startswith("loops:both:"):
        for each in loop.findall(f"{{{BPMN}}}loopCardinality"):
            loop.remove(each)
    elif node.loop.kind == "standard":
        loop.set("loopMaximum", answer)
    else:
        for each in loop.findall(f"{{{BPMN}}}loopCardinality"):
            loop.remove(each)
        made = _put(loop, "loopCardinality", answer, _place(loop))
        prefix = f"{loop.prefix}:" if loop.prefix else ""
        made.set(f"{{{XSI}}}type", f"{prefix}tFormalExpression")
    file.changed()


def _asked(activity: Activity, name: Message, text: Message) -> Offer:
    said = lazy_gettext("Say how often {name} is done.", name=name)
    asked = Question(text, written=Written.NUMBER)
    return Offer(f"loops:times:{activity.id}", "loops", said, (activity.id,), CODES, asked)


def _put(loop: Any, name: str, text: str, place: int) -> Any:
    made = etree.Element(f"{{{BPMN}}}{name}")
    made.text = text
    loop.insert(place, made)
    return made


def _place(loop: Any) -> int:
    """Behind what stands first in a loop: documentation, extensions, the number and the list (10.2.8)."""
    before = ("documentation", "extensionElements", "loopCardinality", "loopDataInputRef", "loopDataOutputRef")
    return sum(1 for each in loop if isinstance(each.tag, str) and etree.QName(each).localname in before)


def _vendor(file: File, id: str) -> tuple[str | None, str | None]:
    """The list and its item as other tools name them, in attributes or extensions of any namespace but BPMN's."""
    found: list[str | None] = [None, None]
    element = file.element(id).find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    for each in element.iter(etree.Element):
        for attribute, value in each.attrib.items():
            local = attribute.rpartition("}")[2]
            foreign = "}" in attribute or not each.tag.startswith(f"{{{BPMN}}}")
            wrapped = _WRAPPED.fullmatch(value)
            if foreign and wrapped:
                for place, names in enumerate((_NAMES, _ITEMS)):
                    if local in names:
                        found[place] = wrapped[1] or wrapped[2]
    return found[0], found[1]
