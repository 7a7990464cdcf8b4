"""Whether tokens that were put into another version can still come to its end.

A branch that the new version begins earlier has no token in an instance that is past that point: whoever waits for it
would wait for ever. What no token can reach is found by looking at the ways; the rest by the game over the control flow
(`bpmn.soundness`), played from where the tokens stand.
"""

from collections.abc import Iterator, Sequence

from bpmn.graph import reachable
from bpmn.model import Event, Process
from bpmn.soundness import can_finish
from engine.execution.compiler import Executable
from engine.execution.rewriting import Place
from engine.execution.ways import successors

_UNDECIDED = "undecided"


def stuck_at(executable: Executable, places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """The elements, as (process, node), where tokens at `places` would wait for ever: not what the new version would
    do from its beginning as well, which is no matter of the move."""
    scopes: dict[str, list[Place]] = {}
    for place in places:
        scopes.setdefault(place.scope, []).append(place)
    for inside in scopes.values():
        process = executable.processes[inside[0].now[0]]
        container = executable.node(*inside[0].now).parent
        within = None if container == process.id else container
        never = list(_never_joined(process, inside))
        yield from ((process.id, join) for join in never)
        problem = None if never else can_finish(process, [_token(process, place) for place in inside], within)
        if problem is None or problem.code == _UNDECIDED:
            continue
        if all((each.code, each.element) != (problem.code, problem.element) for each in executable.unsound[process.id]):
            yield process.id, problem.element


def _token(process: Process, place: Place) -> str:
    """Where a token stands in the game: the flow by which it came, where it waits for others."""
    if place.after is None:
        return place.now[1]
    ways = (flow.id for flow in process.flows if (flow.source, flow.target) == (place.after, place.now[1]))
    return next(ways, place.now[1])


def _never_joined(process: Process, places: list[Place]) -> Iterator[str]:
    """The parallel gateways that some token must pass, with a way into them that no token can take any more."""
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
        if {flow.source for flow in process.flows if flow.target == node.id} <= coming | came:
            continue
        around = successors(process, node.id)
        if any(node.id in way and not reachable([place.now[1]], around) & ends for place, way in ways):
            yield node.id


def _terminates(event: Event) -> bool:
    return any(definition.kind == "terminate" for definition in event.definitions)
