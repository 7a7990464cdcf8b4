"""A clock that does not say how long it waits, or not so that it can be understood: how many days is asked."""

from collections.abc import Iterator

from lxml import etree

from bpmn.messages import lazy_gettext
from bpmn.model import Event
from bpmn.repair.file import File
from bpmn.repair.offers import Offer, Question, Written
from bpmn.xml import BPMN, XSI

CODES = frozenset({"timer_event"})
_TIMES = ("timeDate", "timeDuration", "timeCycle")


def offers(file: File) -> Iterator[Offer]:
    for id in dict.fromkeys(each.element for each in file.found(*CODES)):
        event = file.node(id or "")
        if isinstance(event, Event) and event.kind in ("boundaryEvent", "intermediateCatchEvent"):
            name = file.context.label(event)
            asked = Question(lazy_gettext("How many days does {name} wait?", name=name), written=Written.NUMBER)
            text = lazy_gettext("Say how many days {name} waits.", name=name)
            yield Offer(f"timers:{event.id}", "timers", text, (event.id,), CODES, asked)


def make(file: File, offer: Offer, answer: str) -> None:
    for definition in file.element(offer.elements[0]).findall(f"{{{BPMN}}}timerEventDefinition"):
        for name in _TIMES:
            for each in definition.findall(f"{{{BPMN}}}{name}"):
                definition.remove(each)
        made = etree.SubElement(definition, f"{{{BPMN}}}timeDuration")
        made.set(
            f"{{{XSI}}}type", f"{definition.prefix}:tFormalExpression" if definition.prefix else "tFormalExpression"
        )
        made.text = f"P{int(answer)}D"
