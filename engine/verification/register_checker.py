"""Compares the instances that there are with the register of starts."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, select

from engine.clock import from_text, to_text
from engine.history.ledger import CLOCK, LATE, Entry
from engine.history.models import events
from engine.history.problems import Kind, Problem
from engine.identity.past import PeoplePast
from engine.instances.models import folios, instances
from engine.instances.starts import REGISTER, ledger_of, number_of

GONE = "—"


class _Begun(NamedTuple):
    """How a stored instance begins."""

    hash: str | None
    at: str | None


def registers(connection: Connection) -> set[str]:
    """The ledgers in which the instances that there are, and those that were numbered, must be registered."""
    numbered = connection.execute(select(folios.c.prefix, folios.c.year))
    counted = {f"{REGISTER}:{prefix}-{year}" for prefix, year in numbered}
    return counted | {ledger_of(folio) for folio in connection.execute(select(instances.c.folio)).scalars()}


def register_problems(
    connection: Connection, name: str, entries: Sequence[Entry], _people: PeoplePast
) -> Iterator[Problem]:
    """The folios that are missing, that nobody registered, or whose instance begins otherwise than was registered."""
    series = name.partition(":")[2]
    stored, registered = _stored(connection, series), {entry.subject: entry for entry in entries}
    numbers = {number_of(folio) for folio in registered}
    last_registered = max((number for number in numbers if number is not None), default=0)
    for folio, entry in registered.items():
        if folio not in stored:
            yield Problem(Kind.INSTANCE_REMOVED, None, folio, GONE, folio)
        else:
            yield from _begins_otherwise(folio, entry, stored[folio])
    for folio in sorted(stored.keys() - registered.keys()):
        number = number_of(folio)
        # An entry that was removed from between the others is named by the chain; its instance is innocent.
        if number is None or number > last_registered or number in numbers:
            yield Problem(Kind.INSTANCE_NOT_REGISTERED, None, GONE, folio, folio)
    yield from _counted(connection, series, numbers, stored, last_registered)


def _counted(
    connection: Connection, series: str, numbers: set[int | None], stored: dict[str, _Begun], last: int
) -> Iterator[Problem]:
    """Numbers that were given and that neither the register nor an instance has; a counter that was put back."""
    prefix, _, year = series.rpartition("-")
    place = and_(folios.c.prefix == prefix, folios.c.year == (int(year) if year.isdigit() else 0))
    given = connection.execute(select(folios.c.last).where(place)).scalar() or 0
    there = numbers | {number_of(folio) for folio in stored}
    for number in range(1, max(given, last) + 1):
        if number not in there:
            folio = f"{series}-{number:04d}"
            yield Problem(Kind.FOLIO_MISSING, None, folio, GONE, folio)
    if given < last:
        yield Problem(Kind.ROW_CHANGED, None, str(last), str(given), f"counter {series}")


def _stored(connection: Connection, series: str) -> dict[str, _Begun]:
    first = and_(events.c.instance_id == instances.c.id, events.c.seq == 1)
    query = select(instances.c.folio, events.c.hash, events.c.at).outerjoin(events, first)
    mine = instances.c.folio.startswith(f"{series}-", autoescape=True)
    found = {folio: _Begun(hash_, at) for folio, hash_, at in connection.execute(query.where(mine))}
    return {folio: begun for folio, begun in found.items() if folio.rpartition("-")[0] == series}


def _begins_otherwise(folio: str, entry: Entry, begun: _Begun) -> Iterator[Problem]:
    """The problem of an instance whose first event is another, or says a time that is not when it was registered."""
    says = entry.says
    if begun.hash != says["first"]:
        yield Problem(Kind.START_CHANGED, None, str(says["first"]), str(begun.hash or GONE), folio)
        return
    earliest = str(says.get(CLOCK) or to_text(from_text(entry.at) - LATE))
    if begun.at is None or not earliest <= begun.at <= entry.at:
        yield Problem(Kind.START_CHANGED, None, entry.at, str(begun.at or GONE), folio)
