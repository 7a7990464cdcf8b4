"""Two histories beside each other, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from engine.history.event_types import REGISTRY, Origin, Subject
from web.audit.replay_view import Step, Watched


@dataclass(frozen=True, slots=True)
class Row:
    """The same step of two histories, or one that only one of them has."""

    one: Step | None
    other: Step | None

    @property
    def alone(self) -> bool:
        """Whether only one of them has it."""
        return self.one is None or self.other is None

    @property
    def differs(self) -> bool:
        """Whether both have it, and somebody else did it or its term was kept otherwise."""
        if self.one is None or self.other is None:
            return False
        return (self.one.who, self.one.missed) != (self.other.who, self.other.missed)


def compared(one: Watched, other: Watched) -> list[Row]:
    """What people, clients and time did in two histories, and how decisions went, in order, like beside like."""
    first, second = (list(_told(each)) for each in (one, other))
    rows: list[Row] = []
    matcher = SequenceMatcher(None, [*map(_key, first)], [*map(_key, second)], autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            rows += [Row(*pair) for pair in zip(first[start:end], second[begin:stop], strict=True)]
        else:
            rows += [Row(each, None) for each in first[start:end]] + [Row(None, each) for each in second[begin:stop]]
    return rows


def _told(watched: Watched) -> Iterator[Step]:
    for step in watched.steps():
        type_ = REGISTRY.get(step.event.type)
        if type_ is None or not type_.recent:
            continue
        if type_.names_flows or type_.subject is Subject.INSTANCE or not type_.origins <= {Origin.FLOW}:
            yield step


def _key(step: Step) -> tuple[str, str | None, str]:
    """What makes two steps the same: the type, the element, and which way a decision went."""
    type_ = REGISTRY[step.event.type]
    return step.event.type, step.event.element, step.event.data if type_.names_flows else ""
