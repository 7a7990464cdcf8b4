"""Which instances a figure of the indicators counts, as a part of what the register is asked for.

A figure is a kind and what it is about, as one word of an address: ``days:12:12``, ``at:gestion_comercial:revision``.
Each is the condition by which totals count (`engine.indicators.totals`), so that a figure and what it leads to agree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from inspect import signature
from urllib.parse import quote, unquote

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select

from engine.calendar.office import WORKING_DAY
from engine.clock import from_text, to_text
from engine.facts.models import VisitKind, VisitStatus, instance_facts, passage_facts, visit_facts
from engine.replay.models import version_fits

MOST = 12
"""So many figures in one address: more than any page writes."""
_Ids = Select[tuple[int]]
_Of = instance_facts.c
_At = visit_facts.c

# Written out, so that the planners see that the partial index serves.
_WORK = _At.kind == literal_column(f"'{VisitKind.USER_TASK}'")
WAITS = and_(_At.status == literal_column(f"'{VisitStatus.OPEN}'"), _WORK)
"""Which visits are work that waits for a person."""
DONE = and_(_At.status == literal_column(f"'{VisitStatus.COMPLETED}'"), _WORK)
"""Which visits are work that a person completed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted: `about` are the texts that the kind takes (`KINDS`)."""

    kind: str
    about: tuple[str, ...]

    def __str__(self) -> str:
        return ":".join((self.kind, *(quote(each, safe="") for each in self.about)))

    def ids(self) -> Select[tuple[int]]:
        """The instances that it counts, as a query for their ids."""
        return KINDS[self.kind](*self.about)


def read(text: str) -> tuple[Figure, ...]:
    """The figures that an address names, one after the other; those that there are not are left out."""
    return tuple(figure for word in text.split()[:MOST] if (figure := _read(word)) is not None)


def write(figures: tuple[Figure, ...]) -> str:
    """As `read` takes it."""
    return " ".join(map(str, figures))


def _read(word: str) -> Figure | None:
    kind, *about = (unquote(each)[:200] for each in word.split(":"))
    known = KINDS.get(kind)
    if known is None or len(signature(known).parameters) != len(about):
        return None
    try:
        known(*about)
    except ValueError:
        return None
    return Figure(kind, tuple(about))


def _instances(*conditions: ColumnElement[bool]) -> _Ids:
    return select(_Of.instance_id).where(*conditions)


def _visits(*conditions: ColumnElement[bool]) -> _Ids:
    return select(_At.instance_id).where(*conditions)


def _between(column: ColumnElement[int], first: str, last: str, size: int = 1) -> ColumnElement[bool]:
    """From the first number to the last, both included and of `size` each; "" for no bound. Raises ValueError."""
    bounds: list[ColumnElement[bool]] = [column.is_not(None)]
    if first:
        bounds.append(column >= _number(first) * size)
    if last:
        bounds.append(column < (_number(last) + 1) * size)
    return and_(*bounds)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ValueError(text)
    return int(text)


def _moment(text: str) -> datetime:
    found = from_text(text)
    to_text(found)  # raises for one without a zone
    return found


def _element(process_id: str, element: str) -> ColumnElement[bool]:
    return and_(_At.process_id == process_id, _At.element == element)


def _now_on(process_id: str, version: str) -> _Ids:
    return _instances(_Of.process_id == process_id, _Of.version == _number(version))


def _outcome(outcomes: str) -> _Ids:
    """One of those outcomes, between which commas stand; "" for those under way."""
    return _instances(_Of.outcome.in_(outcomes.split(",")))


def _started(first: str, last: str) -> _Ids:
    return _instances(_months(_Of.start_month, first, last))


def _ended(first: str, last: str) -> _Ids:
    return _instances(_Of.end_month != "", _months(_Of.end_month, first, last))


def _months(column: ColumnElement[str], first: str, last: str) -> ColumnElement[bool]:
    return and_(*([column >= first] if first else []), *([column <= last] if last else []), column.is_not(None))


def _days(first: str, last: str) -> _Ids:
    return _instances(_Of.outcome != "", _between(_Of.working_minutes, first, last, WORKING_DAY))


def _corrections(first: str, last: str) -> _Ids:
    return _instances(_between(_Of.corrections, first, last))


def _missed(first: str, last: str) -> _Ids:
    return _instances(_between(_Of.missed, first, last))


def _variant(variant: str) -> _Ids:
    return _instances(_Of.outcome != "", _Of.variant == variant)


def _at(process_id: str, element: str) -> _Ids:
    return _visits(_element(process_id, element))


def _again(process_id: str, element: str) -> _Ids:
    return _visits(_element(process_id, element), _At.again)


def _late(process_id: str, element: str) -> _Ids:
    return _visits(_element(process_id, element), _At.missed_minutes > 0)


def _flow(process_id: str, flow: str) -> _Ids:
    there = passage_facts.c.process_id == process_id, passage_facts.c.flow == flow
    return select(passage_facts.c.instance_id).where(*there)


def _in(lane: str) -> ColumnElement[bool]:
    return _At.lane == lane if lane else or_(_At.lane.is_(None), _At.lane == "")


def _waits(lane: str, since: str, until: str) -> _Ids:
    """Work of a lane that is open since a moment at the earliest, and before another; "" for no bound."""
    bounds = [_in(lane)]
    if since:
        bounds.append(_At.enabled_at >= _moment(since))
    if until:
        bounds.append(_At.enabled_at < _moment(until))
    return _visits(WAITS, *bounds)


def _holds(person: str) -> _Ids:
    return _visits(WAITS, _At.person == person)


def _overdue(person: str, at: str) -> _Ids:
    return _visits(WAITS, _At.person == person, _At.due_at < _moment(at))


def _behind(lane: str, at: str) -> _Ids:
    return _visits(WAITS, _in(lane), _At.due_at < _moment(at))


def _done(lane: str, month: str) -> _Ids:
    return _visits(_in(lane), _At.closed_month == month, DONE)


def _fits(version: str, verdict: str) -> _Ids:
    return select(version_fits.c.instance_id).where(
        version_fits.c.version == _number(version), version_fits.c.verdict == verdict
    )


KINDS: Mapping[str, Callable[..., _Ids]] = {
    "now_on": _now_on,
    "outcome": _outcome,
    "started": _started,
    "ended": _ended,
    "days": _days,
    "corrections": _corrections,
    "missed": _missed,
    "variant": _variant,
    "at": _at,
    "again": _again,
    "late": _late,
    "flow": _flow,
    "waits": _waits,
    "holds": _holds,
    "overdue": _overdue,
    "behind": _behind,
    "done": _done,
    "fits": _fits,
}
"""What figures count, by the word with which an address begins them."""
