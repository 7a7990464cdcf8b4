"""Which findings come of another one: one arrow that is gone makes findings of all that it led to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bpmn.findings import Finding
from bpmn.graph import reachable, reverse
from bpmn.model import Event, Process

LOST = "unreachable"
KNOWN_BY_THEN = frozenset({"variable_written_later", "variable_may_be_missing", "unknown_variable"})
"""Findings about what is known at an element, which is nothing where no way leads."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A finding, with those that go when it is put right."""

    finding: Finding
    consequences: tuple[Finding, ...] = ()


def causes(findings: Iterable[Finding], process: Process | None) -> list[Cause]:
    """The findings in their order, those that come of another one under it. Without a process each is its own."""
    found = list(findings)
    lost = [each.element for each in found if each.code == LOST and each.element is not None]
    under = _under(lost, process) if process is not None and len(lost) > 1 else {}
    following: dict[str, list[Finding]] = {}
    causing: list[Finding] = []
    for each in found:
        root = under.get(each.element or "")
        if root is not None and (each.code in KNOWN_BY_THEN or (each.code == LOST and each.element != root)):
            following.setdefault(root, []).append(each)
        else:
            causing.append(each)
    return [Cause(each, tuple(following.get(each.element or "", ())) if each.code == LOST else ()) for each in causing]


def _under(lost: Sequence[str], process: Process) -> Mapping[str, str]:
    """Of each node that no way leads to, and of each arrow that leaves one, the first such node on the way to it."""
    successors: dict[str, list[str]] = {id: [] for id in lost}
    for flow in process.flows:
        if flow.source in successors and flow.target in successors:
            successors[flow.source].append(flow.target)
    for node in process.nodes:
        if isinstance(node, Event) and node.attached_to in successors and node.id in successors:
            successors[node.attached_to].append(node.id)
    before = reverse(successors)
    under: dict[str, str] = {}
    for root in (*(id for id in lost if id not in before), *lost):  # then what leads round in a circle
        if root not in under:
            for id in reachable([root], successors):
                under.setdefault(id, root)
    under |= {flow.id: under[flow.source] for flow in process.flows if flow.source in under}
    return under
