"""Which element of one edition is which of the other. Symmetric: exchanging the editions exchanges the answer."""

import operator
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from bpmn.diff.artifacts import Artifact
from bpmn.diff.editions import Edition
from bpmn.kinds import ACTIVITIES, EVENTS, GATEWAYS
from bpmn.model import Element, FlowNode, SequenceFlow

T = TypeVar("T")
E = TypeVar("E", bound=Element)
Pairs = list[tuple[T | None, T | None]]
Key = Callable[[T], Hashable]
"""What two things must share to be the same; None: nothing that they could share."""


def paired(
    before: Sequence[T],
    after: Sequence[T],
    *keys: Key[T] | tuple[Key[T], Key[T]],
    equal: Callable[[T, T], bool] | None = operator.eq,
) -> Pairs[T]:
    """Both sequences as pairs: what is `equal`, then by each key in turn where it is unique on both sides.

    A key may be a pair of functions, one for each side. What remains is paired with None. With `equal` None the keys
    alone decide. The order is that of `before`, then that of `after`.
    """
    twins: dict[int, T] = {}
    left, right = list(before), list(after)
    if equal is not None:
        for item in before:
            twin = next((each for each in right if equal(item, each)), None)
            if twin is not None:
                twins[id(item)] = twin
                right = [each for each in right if each is not twin]
    for key in keys:
        left = [each for each in left if id(each) not in twins]
        ours, theirs = key if isinstance(key, tuple) else (key, key)
        first, second = _unique(left, ours), _unique(right, theirs)
        met = first.keys() & second.keys()
        twins.update({id(first[name]): second[name] for name in met})
        taken = {id(second[name]) for name in met}
        right = [each for each in right if id(each) not in taken]
    return [(each, twins.get(id(each))) for each in before] + [(None, each) for each in right]


def _unique(items: Iterable[T], key: Key[T]) -> dict[Hashable, T]:
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        name = key(item)
        if name is not None:
            groups.setdefault(name, []).append(item)
    return {name: group[0] for name, group in groups.items() if len(group) == 1}


def family(node: FlowNode) -> str:
    """What a node stays when its kind changes."""
    for name, kinds in (("activity", ACTIVITIES), ("event", EVENTS), ("gateway", GATEWAYS)):
        if node.kind in kinds:
            return name
    return node.kind


class Matching:
    """The pairs of nodes, flows, lanes, artifacts and root elements of two editions; `ids` leads from the first's ids
    to the second's."""

    def __init__(self, before: Edition, after: Edition) -> None:
        self.ids: dict[str, str] = {before.process.id: after.process.id}
        self.lanes = self._elements(before.process.lanes, after.process.lanes)
        self.nodes = self._nodes(before, after)
        self.flows = self._flows(before, after)
        self.artifacts = self._by(before.artifacts, after.artifacts, _artifact_id, _artifact_name)
        self.roots: dict[str, Pairs[Element]] = {
            name: self._elements(getattr(before.definitions, name), getattr(after.definitions, name))
            for name in ("resources", "messages", "signals", "errors", "escalations")
        }
        groups: list[Pairs[Any]] = [self.nodes, self.flows, self.lanes, self.artifacts, *self.roots.values()]
        self._gone = frozenset(
            each.id for pairs in groups for each, other in pairs if each is not None and other is None
        )

    def after(self, id: str | None) -> str | None:
        """The id on the second side of what has `id` on the first; a text that nothing there has where it is gone.

        What neither file defines, such as a role that only the company knows, has one id on both.
        """
        if id is None or id in self.ids:
            return None if id is None else self.ids[id]
        return f"\0{id}" if id in self._gone else id

    def _by(self, before: Sequence[E], after: Sequence[E], *keys: Key[E]) -> Pairs[E]:
        pairs = paired(before, after, *keys, equal=None)
        self.ids.update({one.id: other.id for one, other in pairs if one is not None and other is not None})
        return pairs

    def _elements(self, before: Sequence[E], after: Sequence[E]) -> Pairs[E]:
        return self._by(before, after, lambda each: each.id, lambda each: each.name or None)

    def _nodes(self, before: Edition, after: Edition) -> Pairs[FlowNode]:
        """By id, then by kind and name, then, while any are found, by kind and neighbours."""
        pairs = self._by(
            before.process.nodes,
            after.process.nodes,
            lambda node: (family(node), node.id),
            lambda node: (node.kind, node.name) if node.name else None,
        )
        while True:
            left = [one for one, other in pairs if one is not None and other is None]
            right = [other for one, other in pairs if other is not None and one is None]
            if not (left and right):
                return pairs
            known = set(self.ids.values())

            def ours(node: FlowNode) -> Hashable:
                return _place(node, before, self.ids)

            def theirs(node: FlowNode, known: set[str] = known) -> Hashable:
                return _place(node, after, {id: id for id in known})

            found = paired(left, right, (ours, theirs), equal=None)
            fresh = [(one, other) for one, other in found if one is not None and other is not None]
            if not fresh:
                return pairs
            self.ids.update({one.id: other.id for one, other in fresh})
            pairs = [(one, other) for one, other in pairs if one is not None and other is not None] + found

    def _flows(self, before: Edition, after: Edition) -> Pairs[SequenceFlow]:
        """By id; then by both ends; then by one end with the name, with the condition, or alone."""

        def ends(*fields: str) -> tuple[Key[SequenceFlow], Key[SequenceFlow]]:
            def ours(flow: SequenceFlow) -> Hashable:
                values = [getattr(flow, field) for field in fields]
                at = [field in ("source", "target") for field in fields]
                mapped = [self.ids.get(value) if end else value for value, end in zip(values, at, strict=True)]
                return tuple(mapped) if all(mapped) else None

            def theirs(flow: SequenceFlow) -> Hashable:
                values = [getattr(flow, field) for field in fields]
                return tuple(values) if all(values) else None

            return ours, theirs

        pairs = paired(
            before.process.flows,
            after.process.flows,
            lambda flow: flow.id,
            ends("source", "target"),
            ends("source", "name"),
            ends("source", "condition"),
            ends("source"),
            ends("target"),
            equal=None,
        )
        self.ids.update({one.id: other.id for one, other in pairs if one is not None and other is not None})
        return pairs


def _place(node: FlowNode, edition: Edition, ids: dict[str, str]) -> Hashable:
    """Kind and known neighbours of a node, in the second side's ids; None where a neighbour is not known yet."""
    sources = [ids.get(flow.source) for flow in edition.incoming(node)]
    targets = [ids.get(flow.target) for flow in edition.outgoing(node)]
    if None in sources or None in targets or not (sources or targets):
        return None
    return (node.kind, frozenset(sources), frozenset(targets))


def _artifact_id(artifact: Artifact) -> Hashable:
    return (artifact.kind, artifact.id)


def _artifact_name(artifact: Artifact) -> Hashable:
    said = artifact.name or artifact.text
    return (artifact.kind, said) if said else None
