"""Processes without forms or conditions for the tests of soundness: any flow at all, made by Hypothesis."""

from hypothesis import strategies as st

from bpmn.model import Activity, Event, EventDefinition, FlowNode, Gateway, Process, SequenceFlow
from bpmn.soundness.game import Game, Marking, Move
from bpmn.soundness.judge import Meetings
from bpmn.soundness.play import Budget, play
from bpmn.soundness.reductions import unite_ends
from bpmn.soundness.scope import net_of, scopes

GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
KINDS = ("userTask", "userTask", "exclusiveGateway", *GATEWAYS)


@st.composite
def tangles(draw: st.DrawFn) -> Process:
    """A process of up to eight nodes in a row, from which ways lead on, back, and out, as it comes."""
    row = [f"n{number}" for number in range(draw(st.integers(2, 8)))]
    kinds = {id: draw(st.sampled_from(KINDS)) for id in row}
    ends = ["end", "terminate"] if draw(st.booleans()) else ["end"]
    ways = {("start", "n0"): None}
    for number, id in enumerate(row):
        ways[id, row[number + 1] if number + 1 < len(row) else draw(st.sampled_from(ends))] = None
        if kinds[id] != "userTask":
            for other in draw(st.lists(st.sampled_from([*row[max(number - 2, 0) :], *ends]), max_size=2)):
                ways[id, other] = None
    events: list[tuple[str, str, bool, str]] = []
    for id in row:
        if kinds[id] == "userTask" and draw(st.integers(0, 3)) == 0:
            events.append((f"on_{id}", id, draw(st.booleans()), draw(st.sampled_from(["P1D", "R/P1D"]))))
            ways[f"on_{id}", draw(st.sampled_from([*row, *ends]))] = None
    return process(kinds, list(ways), events)


def process(kinds: dict[str, str], ways: list[tuple[str, str]], events: list[tuple[str, str, bool, str]]) -> Process:
    """A process `p` from `start` to `end` or `terminate`."""
    flows = [SequenceFlow(id=f"{a}_{b}", source=a, target=b, parent="p") for a, b in ways]
    nodes: list[FlowNode] = [
        Event(id="start", kind="startEvent", parent="p"),
        Event(id="end", kind="endEvent", parent="p"),
        Event(id="terminate", kind="endEvent", parent="p", definitions=(EventDefinition(kind="terminate"),)),
    ]
    for line, (id, kind) in enumerate(kinds.items()):
        if kind == "userTask":
            nodes.append(Activity(id=id, kind=kind, parent="p", line=line))
        else:
            nodes.append(Gateway(id=id, kind=kind, parent="p", line=line))
    for id, at, interrupting, cycle in events:
        timer = EventDefinition(kind="timer", expression=cycle)
        nodes.append(
            Event(
                id=id,
                kind="boundaryEvent",
                parent="p",
                attached_to=at,
                cancel_activity=interrupting,
                definitions=(timer,),
            )
        )
    return Process(id="p", nodes=tuple(nodes), flows=tuple(flows))


class _Everything(Game):
    """A game in which everything that can happen is played, in every order. `left_out`: more tokens came to a place
    than it holds, so that what happens behind it no longer shows what would."""

    left_out = False

    def after(self, marking: Marking, move: Move) -> Marking:
        found = super().after(marking, move)
        tokens = len(marking) - len(move.taken) + len(move.left)
        self.left_out |= move.junction.kind != "terminate" and len(found) < tokens
        return found

    def depends(self, marking: Marking) -> bool:
        return True


def played_in_every_order(process: Process, moves: int) -> bool | None:
    """Whether anything goes wrong, found without reductions and in every order; None where that is too much to tell."""
    (scope,) = scopes(process)
    net = net_of(scope)
    unite_ends(net)
    game = _Everything(net)
    meetings = Meetings(scope, game)
    found = play(game, Budget(moves), meetings)
    if meetings.found:
        return True
    return bool(found.stuck() or found.rings()) if found.complete and not game.left_out else None


def is_a_way(process: Process, way: tuple[str, ...]) -> bool:
    """Whether each element of a way follows from what was passed before it: a flow from its source, a node by a flow
    that leads to it, an event from its activity."""
    flows = {flow.id: flow for flow in process.flows}
    hosts = {node.id: node.attached_to for node in process.nodes if isinstance(node, Event)}
    passed = {way[0]}
    for each in way[1:]:
        if each in flows:
            follows = flows[each].source in passed
        else:
            follows = hosts.get(each) in passed or any(flows[one].target == each for one in passed if one in flows)
        if not follows:
            return False
        passed.add(each)
    return True
