"""Where the flow leads differently: sequence flows that came, went, or lead from or to something else.

A flow that only follows from a step that was put in or taken out is not a difference of its own: whoever reads that a
step now stands between two others knows it.
"""

from collections.abc import Iterator, Mapping

from bpmn.diff.differences import Difference
from bpmn.diff.editions import Edition
from bpmn.diff.matching import Matching
from bpmn.model import SequenceFlow


def flow_differences(before: Edition, after: Edition, match: Matching) -> Iterator[Difference]:
    """The differences of the sequence flows, apart from what each is called and asks for."""
    gone = {node.id for node, other in match.nodes if node is not None and other is None}
    come = {node.id for other, node in match.nodes if node is not None and other is None}
    back = {new: old for old, new in match.ids.items()}
    for old, new in match.flows:
        if old is None and new is not None:
            if not _follows(new, come, after):
                yield Difference("SequenceFlow", (old, new))
        elif new is None and old is not None:
            if not _follows(old, gone, before):
                yield Difference("SequenceFlow", (old, new))
        elif old is not None and new is not None:
            yield from _led(old, new, (before, after), (gone, come), (match.ids, back))


def _led(
    old: SequenceFlow,
    new: SequenceFlow,
    editions: tuple[Edition, Edition],
    changed: tuple[set[str], set[str]],
    ids: tuple[Mapping[str, str], Mapping[str, str]],
) -> Iterator[Difference]:
    """The ends of one flow on both sides."""
    if ids[0].get(old.source) != new.source and not (
        _inserted(new.source, ids[0].get(old.source), changed[1], editions[1], back=True)
        or _inserted(old.source, ids[1].get(new.source), changed[0], editions[0], back=True)
    ):
        yield Difference("SequenceFlow.source", (old, new), old.source, new.source)
    if ids[0].get(old.target) != new.target and not (
        _inserted(new.target, ids[0].get(old.target), changed[1], editions[1])
        or _inserted(old.target, ids[1].get(new.target), changed[0], editions[0])
    ):
        yield Difference("SequenceFlow.target", (old, new), old.target, new.target)


def _follows(flow: SequenceFlow, fresh: set[str], edition: Edition) -> bool:
    """Whether a flow that only one side has is told with the step at one of its ends, which only that side has."""
    if flow.name or flow.condition is not None or flow.documentation:
        return False
    if flow.target in fresh:
        return True
    return flow.source in fresh and len(edition.nodes[flow.source].outgoing) == 1


def _inserted(start: str, wanted: str | None, fresh: set[str], edition: Edition, *, back: bool = False) -> bool:
    """Whether from `start`, through steps that only this side has, one comes to `wanted` and nowhere else."""
    seen: set[str] = set()
    while start in fresh and start not in seen:
        seen.add(start)
        node = edition.nodes[start]
        ways = edition.incoming(node) if back else edition.outgoing(node)
        if len(ways) != 1:
            return False
        start = ways[0].source if back else ways[0].target
    return bool(seen) and start == wanted
