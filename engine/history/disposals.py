"""The disposal of the values of an instance, as its history tells of it, and what cannot be without it. Pure.

An event says who disposed of them, when, and under which rule; nothing comes after it. Every event before it is left
with what its type says stays, and with what shows that this is what it committed to (`engine.history.chain.opened`).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.history.chain import Event
from engine.history.event_types import VALUES_DISPOSED
from engine.history.problems import UNREADABLE, Kind, Problem


class Disposal(NamedTuple):
    """That the values of an instance were disposed of: by the person with that id, when, as the text of the history,
    and under which rule, in the words of whoever did it."""

    by: str
    at: str
    rule: str

    def as_dict(self) -> dict[str, object]:
        """The same as JSON."""
        return self._asdict()


def is_disposed(history: Sequence[Event]) -> bool:
    """Whether a history ends with the disposal of its values."""
    return bool(history) and history[-1].type == VALUES_DISPOSED.name


def disposal_of(history: Sequence[Event]) -> Disposal | None:
    """The disposal that a history ends with; None where it ends otherwise, or says nothing that can be read."""
    if not is_disposed(history):
        return None
    last = history[-1]
    try:
        return Disposal(str(last.actor), last.at, str(last.payload["rule"]))
    except UNREADABLE:
        return None


def taken_away(history: Sequence[Event]) -> Iterator[Problem]:
    """The events whose values are gone though no disposal says so, and a disposal whose values are not gone."""
    disposed = is_disposed(history)
    for event in history:
        gone = event.opening is not None
        if gone != (disposed and event is not history[-1]):
            pair = ("—", VALUES_DISPOSED.name) if gone else (VALUES_DISPOSED.name, "—")
            yield Problem(Kind.VALUES_REMOVED, event.seq, *pair)
