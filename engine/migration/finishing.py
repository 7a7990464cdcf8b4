"""Whether tokens that were put into another version can still come to its end.

A branch that the new version begins earlier has no token in an instance that is past that point: whoever waits for it
would wait for ever. The game over the control flow (`bpmn.soundness`) is played from where the tokens stand.
"""

from collections.abc import Iterator, Sequence

from bpmn.model import Process
from bpmn.soundness import can_finish
from engine.execution.compiler import Executable
from engine.execution.rewriting import Place

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
        problem = can_finish(process, [_token(process, place) for place in inside], within)
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
