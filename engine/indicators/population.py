"""Of which instances indicators speak: of one procedure, as a filter of the register asks for them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, FromClause, Select, select

from engine.facts.models import instance_facts
from engine.indicators.totals import Kept, measure_of
from engine.instances.reading import Reader
from engine.instances.views.paging import STARTED
from engine.replay import register
from engine.replay.wanted import Wanted

Months = tuple[str, str]
"""The first month and the last, both included, each 'YYYY-MM' in the office's zone, or "" for no bound."""
ALWAYS: Months = ("", "")


@dataclass(frozen=True, slots=True)
class Population:
    """Instances of a procedure: those of a version, with an outcome ("" for those under way), started or ended in some
    months. `ids` are those that a filter finds besides, where what is kept cannot tell; None where it can."""

    process_id: str
    version: int | None = None
    outcome: str | None = None
    started: Months = ALWAYS
    ended: Months = ALWAYS
    ids: Select[Any] | None = None

    def conditions(self, of: FromClause) -> list[ColumnElement[bool]]:
        """That a row of totals, or of `instance_facts`, is about these."""
        found: list[ColumnElement[bool]] = [of.c.process_id == self.process_id]
        if self.version is not None:
            found.append(of.c.version == self.version)
        if self.outcome is not None:
            found.append(of.c.outcome == self.outcome)
        for column, (first, last) in ((of.c.start_month, self.started), (of.c.end_month, self.ended)):
            if first:
                found.append(column >= first)
            if last:
                found.append(column <= last)
        if self.ended != ALWAYS:
            found.append(of.c.end_month != "")
        return found

    def instances(self) -> list[ColumnElement[bool]]:
        """The same of a row of `instance_facts`, with what is not kept."""
        found = self.conditions(instance_facts)
        if self.ids is not None:
            found.append(instance_facts.c.instance_id.in_(self.ids))
        return found

    def rows(self, kept: Kept) -> Any:
        """The rows of a table of totals that are about these, as a subquery: read where they are kept, else made."""
        if self.ids is not None:
            return kept.cells(*self.instances()).subquery()
        table = kept.table
        return select(table).where(*self.conditions(table), *measure_of(kept)).subquery()


def population(connection: Connection, reader: Reader, process_id: str, wanted: Wanted, zone: ZoneInfo) -> Population:
    """The instances of a procedure that `wanted` finds and `reader` sees.

    By version, outcome and whole months they are read from what is kept, whoever sees all of them; any other filter is
    looked up.
    """
    found = Population(process_id)
    left = []
    for figure in wanted.figures:
        match figure.kind, figure.about:
            case "now_on", (of, version) if of == process_id and found.version is None:
                found = replace(found, version=int(version))
            case "outcome", (outcome,) if found.outcome is None and "," not in outcome:
                found = replace(found, outcome=outcome)
            case "started", (first, last) if found.started == ALWAYS:
                found = replace(found, started=(first, last))
            case "ended", (first, last) if found.ended == ALWAYS:
                found = replace(found, ended=(first, last))
            case _:
                left.append(figure)
    if wanted.process == process_id:
        wanted = replace(wanted, process="")
    if wanted.outcome and found.outcome is None:
        found = replace(found, outcome=wanted.outcome)
        wanted = replace(wanted, outcome="")
    started = months(wanted.since, wanted.until, zone)
    if started is not None and found.started == ALWAYS:
        found = replace(found, started=started)
        wanted = replace(wanted, since=None, until=None)
    ended = months(wanted.ended_since, wanted.ended_until, zone)
    if ended is not None and found.ended == ALWAYS:
        found = replace(found, ended=ended)
        wanted = replace(wanted, ended_since=None, ended_until=None)
    rest = replace(wanted, figures=tuple(left), order=STARTED, descending=True)
    if rest == Wanted() and (reader.everything or process_id in reader.processes):
        return found
    return replace(found, ids=register.ids(connection, reader, rest))


def months(since: datetime | None, until: datetime | None, zone: ZoneInfo) -> Months | None:
    """The months between two moments, the latter excluded; None where they do not begin and end with months."""
    found = []
    for moment in (since, until):
        local = None if moment is None else moment.astimezone(zone)
        if local is not None and (local.day, local.hour, local.minute, local.second) != (1, 0, 0, 0):
            return None
        found.append(local)
    first, behind = found
    last = None if behind is None else behind - timedelta(days=1)
    return ("" if first is None else f"{first:%Y-%m}"), ("" if last is None else f"{last:%Y-%m}")
