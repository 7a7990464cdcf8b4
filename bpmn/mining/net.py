"""A flow as tools for process mining take it: steps that are seen, and what decides between them. Pure.

Such tools make a Petri net of a diagram. They know steps, gateways that choose or part, beginnings and ends, and
nothing of boundary events, calls or repeated steps; so a net here has nothing else. Its steps are known by their
labels, since a log tells events by theirs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from bpmn.graph import reachable

Kind = Literal["start", "end", "step", "xor", "and", "or"]
PARTING = ("and", "or")


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a net; a step is seen in a log under its `name`, anything else passes unseen."""

    id: str
    kind: Kind
    name: str = ""


@dataclass
class Net:
    """Nodes by id, and the ways between them as pairs of ids, in their order."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, id: str, kind: Kind, name: str = "") -> str:
        """Add a node where there is none of that id; gives the id."""
        self.nodes.setdefault(id, Node(id, kind, name))
        return id

    def lead(self, source: str, target: str) -> None:
        """Add a way between two nodes."""
        self.flows[source, target] = None

    @property
    def onward(self) -> dict[str, list[str]]:
        """Where each node leads."""
        found: dict[str, list[str]] = {id_: [] for id_ in self.nodes}
        for source, target in self.flows:
            found[source].append(target)
        return found

    @property
    def back(self) -> dict[str, list[str]]:
        """What leads to each node."""
        found: dict[str, list[str]] = {id_: [] for id_ in self.nodes}
        for source, target in self.flows:
            found[target].append(source)
        return found


def ends_joined(net: Net) -> Net:
    """The same net, where ways that part and never meet again come to one end: a net is over when one token is left.

    BPMN ends a process when all its tokens have come to some end (13.4.6); a Petri net for mining has one last place.
    So each way that came out of a parting is led from all its ends to a join, the inner partings first. Ways that meet,
    or go round to before the parting, stay as they are.
    """
    for id_ in _innermost_first(net):
        onward = net.onward
        if len(onward[id_]) < 2:
            continue
        branches = [set(reachable([each], onward)) for each in onward[id_]]
        ends = [sorted(each for each in branch if net.nodes[each].kind == "end") for branch in branches]
        apart = sum(map(len, branches)) == len(set().union(*branches))
        if not apart or not all(ends) or id_ in branches[0]:
            continue
        join = net.add(f"{id_}.over", net.nodes[id_].kind)
        net.lead(join, net.add(f"{id_}.end", "end"))
        for number, its_ends in enumerate(ends, start=1):
            last = join if len(its_ends) == 1 else net.add(f"{id_}.over.{number}", "xor")
            if last != join:
                net.lead(last, join)
            for end in its_ends:
                net.nodes[end] = Node(end, "xor", net.nodes[end].name)
                net.lead(end, last)
    return net


def _innermost_first(net: Net) -> list[str]:
    onward = net.onward
    parting = [id_ for id_, node in net.nodes.items() if node.kind in PARTING]
    return sorted(parting, key=lambda id_: len(set(reachable([id_], onward))))


def laid_over(nets: Iterable[Net], moves: Iterable[tuple[int, str, int, str]] = ()) -> Net:
    """Several nets as one, which allows what each of them does: steps of one label are one step.

    `moves` lead from a node of one net to a node of another, each by the number of the net and the id there. What parts
    or meets is one node only where it does so alike, as a join would wait for ways of which only another net knows.
    """
    whole, places = Net(), list[dict[str, str]]()
    by_name: dict[tuple[str, str], str] = {}
    for net in nets:
        onward, back, at = net.onward, net.back, dict[str, str]()
        for node in net.nodes.values():
            parts = node.kind in PARTING
            alike = f"{node.id}:{sorted(back[node.id])}:{sorted(onward[node.id])}" if parts else node.id
            key = (node.kind, node.name if node.kind == "step" else alike)
            if key not in by_name:
                free = node.id
                while free in whole.nodes:
                    free += "_"
                by_name[key] = whole.add(free, node.kind, node.name)
            at[node.id] = by_name[key]
        for source, target in net.flows:
            whole.lead(at[source], at[target])
        places.append(at)
    for old, source, new, target in moves:
        if source in places[old] and target in places[new]:
            whole.lead(places[old][source], places[new][target])
    return choosing(whole)


def choosing(net: Net) -> Net:
    """The same net with a gateway that chooses wherever several ways lead into or out of what is none."""
    onward, back = net.onward, net.back
    found = Net(dict(net.nodes), {})
    first = {id_: id_ for id_ in net.nodes}
    last = dict(first)
    for id_, node in net.nodes.items():
        if node.kind in ("xor", *PARTING):
            continue
        if len(back[id_]) > 1:
            first[id_] = found.add(f"{id_}.in", "xor")
            found.lead(first[id_], id_)
        if len(onward[id_]) > 1:
            last[id_] = found.add(f"{id_}.out", "xor")
            found.lead(id_, last[id_])
    for source, target in net.flows:
        found.lead(last[source], first[target])
    return found


def names_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, each once: the second of a name has a number behind it."""
    taken, found = set(names.values()), dict[str, str]()
    for id_, name in names.items():
        if name in found.values():
            name = next(each for number in count(2) if (each := f"{name} ({number})") not in taken)
            taken.add(name)
        found[id_] = name
    return found
