"""The diagrams for mining: one of each version, and one of each way that instances were moved along.

An instance that was moved is not one of either version: it began by the one and ended by the other. Its trace names a
diagram of its own (`diagram_name`), in which the versions lie one over the other, joined where it was moved.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bpmn.messages import lazy_gettext
from bpmn.mining.net import laid_over
from bpmn.mining.view import MiningView, Words, before
from bpmn.mining.writing import diagram_of
from engine.mining.case import Move, Views
from engine.mining.reading import Logged

Way = tuple[str, tuple[int, ...]]
"""A process and the versions of it that an instance ran on, in order."""


def diagram_name(process_id: str, numbers: Sequence[int]) -> str:
    """The name of the file of a diagram for mining."""
    return f"{process_id}-{'-'.join(map(str, numbers))}.bpmn"


class Ways:
    """The ways along which instances were moved, as they come by."""

    def __init__(self) -> None:
        self._found: dict[Way, dict[tuple[int, str, str], None]] = {}

    def take(self, instance: Logged) -> None:
        """Take an instance into account."""
        case = instance.case
        if case is None or len(case.versions) < 2:
            return
        joints = self._found.setdefault((instance.process_id, tuple(case.versions)), {})
        for number, move in enumerate(_between_versions(case.moves)):
            joints.update(dict.fromkeys((number, old, new) for old, new in move.mapping))

    def diagrams(self, views: Views, words: Words) -> Iterator[tuple[str, bytes]]:
        """A diagram for each way, with its name. Raises NotFound for versions that are not there any more."""
        for (process_id, numbers), joints in sorted(self._found.items(), key=lambda each: each[0]):
            each = [views(process_id, number) for number in numbers]
            yield diagram_name(process_id, numbers), _laid_over(each, list(joints), numbers, words)


def of_version(view: MiningView, number: int, words: Words) -> bytes:
    """The diagram for mining of a version."""
    says = lazy_gettext("For process mining: version {number}, one transition for each step of its log.", number=number)
    process = view.process
    return diagram_of(view.net(), process.id, process.name or process.id, words(says))


def _between_versions(moves: Sequence[Move]) -> list[Move]:
    return [move for move in moves if move.old != move.new]


def _laid_over(
    views: Sequence[MiningView], joints: Sequence[tuple[int, str, str]], numbers: Sequence[int], words: Words
) -> bytes:
    moved = {(number, old, new) for number, old, new in joints}
    for number, (old, new) in enumerate(pairwise(views)):
        renamed = {id_ for id_, label in old.labels.items() if new.labels.get(id_, label) != label}
        moved |= {(number, id_, id_) for id_ in renamed}
    gates = [set[str]() for _ in views]
    for number, before_, after in moved:
        gates[number].add(before_)
        gates[number + 1].add(after)
    nets = [view.net(frozenset(its)) for view, its in zip(views, gates, strict=True)]
    ways = [(number, before(old), number + 1, before(new)) for number, old, new in sorted(moved)]
    says = lazy_gettext(
        "For process mining: of instances that were moved from one version to another ({numbers}).",
        numbers=" → ".join(map(str, numbers)),
    )
    process = views[-1].process
    return diagram_of(laid_over(nets, ways), process.id, process.name or process.id, words(says))
