"""Whether a step could be given back to the one before it: what made it wait, and by which way of the diagram."""

from typing import TYPE_CHECKING, Any

from lxml import etree

from .canonical import canonical
from .diagrams import BPMN
from .events import CAUSES, MIGRATED, RETURNED, Diverged, Place, by_link, place_of
from .evidence import Event

if TYPE_CHECKING:
    from .execution import Run

WORK = {"userTask", "manualTask"}
PASSED = {"exclusiveGateway", "scriptTask", "sendTask", "intermediateThrowEvent"}
ACTIVITY = f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}activity"
LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


def check_return(run: "Run", events: list[Event], position: int) -> None:
    """The event at `position` gives a step back to the one before it. Raises Diverged."""
    data = events[position]["data"]
    mapping = data["mapping"]
    waits = [place for place in run.open if place[1] in mapping]
    expected: dict[str, str] = {}
    if len(waits) == len(mapping) == 1:
        before, process = came_of(events[:position], waits[0])
        here = before is not None and before[0] == waits[0][0] and before[3] is None and waits[0][3] is None
        if before is not None and here and is_way_back(run, process, before[1], waits[0][1]):
            expected = {waits[0][1]: before[1]}
    if data["to"] != data["from"] or not mapping or mapping != expected:
        raise Diverged(canonical(expected), canonical(mapping))


def came_of(events: list[Event], wanted: Place) -> tuple[Place | None, str]:
    """Of which step, completed by a person, it came that work waits; and the process that the work is of."""
    came = dict[Place, Place | None]()
    homes = dict[Place, str]()
    cause: Place | None = None
    for event in events:
        kind = event["type"]
        if kind == "user_task_enabled":
            came[place_of(event)], homes[place_of(event)] = cause, event["data"]["process"]
        elif kind == MIGRATED:
            came, cause = {}, None
        elif kind == RETURNED:
            (to,) = event["data"]["mapping"].values()
            cause = ([each for place, each in came.items() if place[1] == to] or [None])[-1]
        elif kind in CAUSES:
            person = kind == "user_task_completed" and event["actor"] is not None and not by_link(event)
            cause = place_of(event) if person else None
    return came.get(wanted), homes.get(wanted, "")


def is_way_back(run: "Run", process: str, to: str, waits: str) -> bool:
    """Whether one may go back: nothing parts, meets or is done between, and the diagram does not forbid it."""
    nodes = {id_: node for (home, id_), node in run.diagrams.nodes.items() if home == process}
    first, last = nodes.get(to), nodes.get(waits)
    if first is None or last is None or to == waits or first.getparent() is not last.getparent():
        return False
    if kind_of(first) not in WORK or kind_of(last) not in WORK or repeats(first) or repeats(last):
        return False
    if any(each.get("returnable") == "false" for each in first.findall(ACTIVITY)[:1]):
        return False
    onward: dict[str, list[str]] = {id_: [] for id_ in nodes}
    for flow in first.getparent().findall(BPMN + "sequenceFlow"):
        onward.setdefault(flow.get("sourceRef"), []).append(flow.get("targetRef"))
    back: dict[str, list[str]] = {}
    for source, targets in onward.items():
        for target in targets:
            back.setdefault(target, []).append(source)
    ahead = reach(to, onward, nodes)
    if waits not in ahead or len(onward[to]) != 1:
        return False
    between = (ahead & reach(waits, back, nodes)) - {to, waits}
    return all(is_passed(nodes[id_], onward[id_]) for id_ in between if not rests(nodes[id_]))


def reach(start: str, ways: dict[str, list[str]], nodes: dict[str, Any]) -> set[str]:
    """What one comes to from an element, as far as the next work or event that is waited for."""
    found: set[str] = set()
    ahead = list(ways.get(start, []))
    while ahead:
        id_ = ahead.pop()
        if id_ in nodes and id_ not in found:
            found.add(id_)
            ahead += [] if rests(nodes[id_]) else ways.get(id_, [])
    return found


def is_passed(node: Any, onward: list[str]) -> bool:
    kind = kind_of(node)
    return kind in PASSED and not repeats(node) and (kind == "exclusiveGateway" or len(onward) <= 1)


def rests(node: Any) -> bool:
    return kind_of(node) in WORK or kind_of(node) == "intermediateCatchEvent"


def repeats(node: Any) -> bool:
    return any(node.find(BPMN + name) is not None for name in LOOPS)


def kind_of(node: Any) -> str:
    return str(etree.QName(node).localname)
