"""Where tokens would wait for ever for others that cannot come any more, since their way began before the move."""

from collections.abc import Iterator, Sequence

from bpmn.graph import reachable
from bpmn.model import Event, Process
from engine.execution.compiler import Executable
from engine.execution.moving import Place
from engine.execution.ways import successors


def stuck_at(executable: Executable, places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """The parallel gateways, as (process, node), that tokens at `places` must pass and never could."""
    scopes: dict[tuple[int | None, str], list[Place]] = {}
    for place in places:
        parent = executable.node(*place.now).parent
        scopes.setdefault((place.enclosing, f"{place.scope}/{parent}"), []).append(place)
    for inside in scopes.values():
        process = executable.processes[inside[0].now[0]]
        yield from ((process.id, join) for join in _stuck(process, inside))


def _stuck(process: Process, places: list[Place]) -> Iterator[str]:
    after = successors(process)
    ways = [(place, reachable([place.now[1]], after)) for place in places]
    ahead = set[str]().union(*(way for _, way in ways))
    if any(node.id in ahead and _terminates(node) for node in process.nodes if isinstance(node, Event)):
        return
    ends = {node.id for node in process.nodes if not node.outgoing}
    for node in process.nodes:
        if node.kind != "parallelGateway" or len(node.incoming) < 2 or node.id not in ahead:
            continue
        came = {place.after for place in places if place.now[1] == node.id}
        coming = set[str]().union(*(way for place, way in ways if place.now[1] != node.id))
        sources = {flow.source for flow in process.flows if flow.target == node.id}
        if sources <= coming | came:
            continue
        around = successors(process, node.id)
        if any(node.id in way and not reachable([place.now[1]], around) & ends for place, way in ways):
            yield node.id


def _terminates(event: Event) -> bool:
    return any(definition.kind == "terminate" for definition in event.definitions)
