"""Steps that are drawn in a lane and that the file does not put there, or puts in two lanes."""

from collections.abc import Iterator

from lxml import etree

from bpmn.drawing.layout import Box
from bpmn.messages import lazy_gettext
from bpmn.repair.drawn import box, shape
from bpmn.repair.file import File, local
from bpmn.repair.offers import Offer
from bpmn.xml import BPMN

CODES = frozenset({"lane_conflict", "nobody_responsible"})


def offers(file: File) -> Iterator[Offer]:
    astray = tuple(id for id, _ in _astray(file))
    if astray:
        text = lazy_gettext("Put the steps that are drawn in a lane into that lane.")
        yield Offer("lanes:drawn", "lanes", text, astray, frozenset({"nobody_responsible"}))
    if any(file.found("lane_conflict")):
        text = lazy_gettext("Leave each step in the one lane in which it is drawn.")
        yield Offer("lanes:conflict", "lanes", text, codes=frozenset({"lane_conflict"}))


def make(file: File, offer: Offer, answer: str) -> None:
    if offer.key == "lanes:drawn":
        for id, lane in list(_astray(file)):
            made = etree.SubElement(file.element(lane), f"{{{BPMN}}}flowNodeRef")
            made.text = id
            _before_children(file.element(lane), made)
    else:
        for id in {local(each.text or "") for each in file.tree.all("flowNodeRef")}:
            _leave_one(file, id)
    file.changed()


def _before_children(lane: etree._Element, made: etree._Element) -> None:
    children = lane.find(f"{{{BPMN}}}childLaneSet")
    if children is not None:
        lane.remove(made)
        lane.insert(lane.index(children), made)


def _astray(file: File) -> Iterator[tuple[str, str]]:
    """Nodes in no lane with the innermost lane in which they are drawn."""
    for process in file.processes:
        places = [(lane.id, found) for lane in process.lanes if (found := box(shape(file, lane.id))) is not None]
        if not places:
            continue
        for node in process.nodes:
            if node.lane is None and node.parent == process.id and (lane := _around(file, node.id, places)):
                yield node.id, lane


def _around(file: File, id: str, places: list[tuple[str, Box]]) -> str | None:
    at = box(shape(file, id))
    if at is None:
        return None
    x, y = at.middle
    holding = [(place.width * place.height, lane) for lane, place in places
               if place.x <= x <= place.right and place.y <= y <= place.y + place.height]  # fmt: skip
    return min(holding)[1] if holding else None


def _leave_one(file: File, id: str) -> None:
    """Of several lanes that do not nest, the one in which it is drawn, or else the first."""
    named = [each for each in file.tree.all("flowNodeRef") if local(each.text or "") == id]
    lanes = [each.getparent() for each in named]
    loose = [lane for lane in lanes if not any(other is not lane and lane in other.iterancestors() for other in lanes)]
    if len(loose) < 2:
        return
    places = [(lane.get("id"), at) for lane in loose if (at := box(shape(file, lane.get("id")))) is not None]
    kept = _around(file, id, places) or loose[0].get("id")
    for each, lane in zip(named, lanes, strict=True):
        if lane in loose and lane.get("id") != kept:
            lane.remove(each)
