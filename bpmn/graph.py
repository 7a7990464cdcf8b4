"""Small questions about directed graphs, answered without recursion so that no diagram is too deep for them."""

from collections.abc import Iterable, Mapping, Sequence


def reachable(starts: Iterable[str], successors: Mapping[str, Sequence[str]]) -> set[str]:
    """The nodes that can be reached from `starts`, these included."""
    seen = set(starts)
    pending = list(seen)
    while pending:
        for successor in successors.get(pending.pop(), ()):
            if successor not in seen:
                seen.add(successor)
                pending.append(successor)
    return seen


def reverse(successors: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The same graph with its arrows turned round."""
    predecessors: dict[str, list[str]] = {}
    for node, following in successors.items():
        for successor in following:
            predecessors.setdefault(successor, []).append(node)
    return predecessors


def postorder(starts: Iterable[str], successors: Mapping[str, Sequence[str]]) -> list[str]:
    """Everything reachable, each node after those it leads to (where a cycle does not make that impossible)."""
    seen: set[str] = set()
    order: list[str] = []
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(successors.get(start, ())))]
        while path:
            node, following = path[-1]
            successor = next(following, None)
            if successor is None:
                path.pop()
                order.append(node)
            elif successor not in seen:
                seen.add(successor)
                path.append((successor, iter(successors.get(successor, ()))))
    return order


def cycles(successors: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The groups of nodes that lie on cycles with one another: the cyclic strong components (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in successors:
        if root in index:
            continue
        path = [(root, iter(successors[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while path:
            node, following = path[-1]
            successor = next(following, None)
            if successor is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    component: list[str] = []
                    while not component or component[-1] != node:
                        component.append(stack.pop())
                        on_stack.discard(component[-1])
                    if len(component) > 1 or node in successors.get(node, ()):
                        found.append(component[::-1])
            elif successor not in index:
                index[successor] = low[successor] = len(index)
                stack.append(successor)
                on_stack.add(successor)
                path.append((successor, iter(successors.get(successor, ()))))
            elif successor in on_stack:
                low[node] = min(low[node], index[successor])
    return found
