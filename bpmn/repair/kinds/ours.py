"""Of several processes one is ours; the others stay as pools that say nothing, as BPMN draws partners (9.3)."""

from collections.abc import Iterator

from lxml import etree

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Process
from bpmn.naming import shortened
from bpmn.repair.drawn import drawings, erase
from bpmn.repair.file import File, local
from bpmn.repair.offers import Choice, Offer, Question
from bpmn.xml import BPMN

CODES: frozenset[str] = frozenset()
"""No rule refuses several: they are installed each for itself. A draft is of one."""


def offers(file: File) -> Iterator[Offer]:
    there = file.processes
    if len(there) < 2:
        return
    called = {activity.called_element for activity in file.context.activities if activity.called_element}
    choices = tuple(Choice(each.id, _label(file, each)) for each in there)
    first = max(there, key=lambda each: (each.id not in called, each.executable, len(each.nodes)))
    asked = Question(lazy_gettext("Which of these is the procedure of your company?"), choices, suggested=first.id)
    text = lazy_gettext(
        "Keep one of the procedures of the file; the others stay drawn as partners, without their steps."
    )
    yield Offer("ours", "ours", text, question=asked)


def make(file: File, offer: Offer, answer: str) -> None:
    for process in list(file.tree.all("process")):
        id = process.get("id")
        if id == answer or not any(each.id == id for each in file.processes):
            continue
        pool = _pool(file, id)
        inside = {each.get("id") for each in process.iter(etree.Element) if each.get("id")}
        for flow in list(file.tree.all("messageFlow")):
            for end in ("sourceRef", "targetRef"):
                if local(flow.get(end, "")) in inside - {id}:
                    if pool is not None:
                        flow.set(end, pool.get("id"))
                    else:
                        erase(file, flow.get("id"))
                        flow.getparent().remove(flow)
                        break
        for gone in inside - {id}:
            erase(file, gone)
        if pool is not None and "processRef" in pool.attrib:
            del pool.attrib["processRef"]
        for association in [each for each in file.tree.root.iter(f"{{{BPMN}}}association") if each not in process]:
            if {local(association.get(end, "")) for end in ("sourceRef", "targetRef")} & inside:
                erase(file, association.get("id", ""))
                association.getparent().remove(association)
        _leave_plane(file, id, answer)
        process.getparent().remove(process)
        file.changed()


def _leave_plane(file: File, gone: str, kept: str) -> None:
    """A drawing of the process that goes is gone too, where it is not the only one."""
    for plane in drawings(file):
        if local(plane.get("bpmnElement", "")) == gone:
            drawing = plane.getparent()
            if len(plane) == 0 and drawing.getparent() is not None:
                drawing.getparent().remove(drawing)
            else:
                plane.set("bpmnElement", kept)


def _pool(file: File, process: str) -> etree._Element | None:
    return next((each for each in file.tree.all("participant") if local(each.get("processRef", "")) == process), None)


def _label(file: File, process: Process) -> Message:
    pool = _pool(file, process.id)
    name = (pool.get("name") if pool is not None else None) or process.document.title or process.name
    steps = sum(1 for _ in process.activities())
    if not name or not name.strip():
        return lazy_gettext("without a name (steps: {count})", count=steps)
    return lazy_gettext("{name} (steps: {count})", name=shortened(name), count=steps)
