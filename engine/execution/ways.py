"""By which way a token that waits where ways meet would have come, had it run on another version of the diagram."""

from collections.abc import Mapping

from bpmn.graph import reachable
from bpmn.model import Event, Process, SequenceFlow
from engine.execution.compiler import Executable

Place = tuple[str, str]
"""A process and a node of its diagram."""


def source_now(
    old: Executable, place: Place, came_from: str, new: Executable, target: Place, mapping: Mapping[str, str]
) -> str | None:
    """The node before `target` in the new version from which the token would come that came to `place` from the spec
    `came_from`; None where no way, or more than one, could be meant.

    A flow that is still there by its id is that way; else one from the same node; else the only way that is new and
    that can be reached from that node: a step was drawn into it.
    """
    source = came_from.removesuffix(".BoundaryEventJoin")
    before = [flow for flow in old.processes[place[0]].flows if flow.target == place[1]]
    now = [flow for flow in new.processes[target[0]].flows if flow.target == target[1]]
    came = [flow for flow in before if flow.source == source]
    origin = mapping.get(source, source)
    for found in (
        [flow for flow in now if flow.id in {each.id for each in came}],
        [flow for flow in now if flow.source == origin],
        _drawn_into(new.processes[target[0]], origin, target[1], before, now, mapping),
    ):
        if found:
            return found[0].source if len(found) == 1 else None
    return None


def _drawn_into(
    process: Process,
    origin: str,
    target: str,
    before: list[SequenceFlow],
    now: list[SequenceFlow],
    mapping: Mapping[str, str],
) -> list[SequenceFlow]:
    known = {flow.id for flow in before}
    sources = {mapping.get(flow.source, flow.source) for flow in before}
    new = [flow for flow in now if flow.id not in known and flow.source not in sources]
    reached = reachable([origin], successors(process, target))
    return [flow for flow in new if flow.source in reached]


def successors(process: Process, without: str | None = None) -> dict[str, list[str]]:
    """What follows each node of a process, by flows and by the events on boundaries, as if `without` were not there."""
    found: dict[str, list[str]] = {}
    for flow in process.flows:
        if without not in (flow.source, flow.target):
            found.setdefault(flow.source, []).append(flow.target)
    for node in process.nodes:
        if isinstance(node, Event) and node.attached_to not in (None, without) and node.id != without:
            found.setdefault(str(node.attached_to), []).append(node.id)
    return found
