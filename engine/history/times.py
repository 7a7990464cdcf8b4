"""The times of a history: none is before the one before it, and where a clock went back the event says so. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.clock import from_text, to_text
from engine.history.chain import Event
from engine.history.problems import Kind, Problem


def out_of_time(events: Sequence[Event]) -> Iterator[Problem]:
    """What is wrong with the times of a whole history, in order; of events of one moment the first is named."""
    for event in events[:1]:
        if not _is_moment(event.at) or event.clock is not None:
            yield Problem(Kind.TIME_WENT_BACK, event.seq, "—", f"{event.at} {event.clock or ''}".rstrip())
    for before, event in pairwise(events):
        if (event.at, event.clock) == (before.at, before.clock):
            continue
        if not _is_moment(event.at) or event.at < before.at:
            yield Problem(Kind.TIME_WENT_BACK, event.seq, f"≥ {before.at}", event.at)
        elif event.clock is not None and not (_is_moment(event.clock) and event.clock < event.at == before.at):
            yield Problem(Kind.TIME_WENT_BACK, event.seq, before.at, f"{event.at} {event.clock}")


def _is_moment(text: str) -> bool:
    try:
        return to_text(from_text(text)) == text
    except (TypeError, ValueError):
        return False
