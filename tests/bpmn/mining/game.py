"""Whether a net allows a trace from its beginning to its end: every marking is looked at, and nothing is guessed."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bpmn.mining.net import Net

Marking = frozenset[tuple[tuple[str, str], int]]
_BEGIN, _END = ("", "begin"), ("end", "")


def allows(net: Net, trace: Sequence[str]) -> bool:
    """Whether the trace is one of the net: all of it, with one token at an end and none elsewhere."""
    (start,) = (id_ for id_, node in net.nodes.items() if node.kind == "start")
    assert net.flows
    reached = {_marking(Counter({(_BEGIN[0], start): 1}))}
    for label in trace:
        reached = {after for marking in _silently(net, reached) for after in _fired(net, marking, label)}
    return _marking(Counter({_END: 1})) in _silently(net, reached)


def _silently(net: Net, markings: set[Marking]) -> set[Marking]:
    found, left = set(markings), list(markings)
    while left:
        for after in _fired(net, left.pop(), None):
            if after not in found:
                found.add(after)
                left.append(after)
    assert len(found) < 5000, "a net without bound"
    return found


def _fired(net: Net, marking: Marking, label: str | None) -> Iterator[Marking]:
    tokens = Counter(dict(marking))
    for node in net.nodes.values():
        if (node.name if node.kind == "step" else None) != label:
            continue
        into = [flow for flow in (*net.flows, *(flow for flow in tokens if flow[0] == "")) if flow[1] == node.id]
        out = [flow for flow in net.flows if flow[0] == node.id] or [_END]
        here = [flow for flow in into if tokens[flow]]
        joins = node.kind == "and" and len(into) > 1
        ways = [into] if joins and len(here) == len(into) else [] if joins else [[flow] for flow in here]
        for taken in ways:
            for given in [[each] for each in out] if node.kind == "xor" else [out]:
                after = tokens.copy()
                after.subtract(taken)
                after.update(given)
                if max(after.values()) < 3:
                    yield _marking(after)


def _marking(tokens: Counter[tuple[str, str]]) -> Marking:
    return frozenset((flow, count) for flow, count in tokens.items() if count)
