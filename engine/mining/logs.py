"""Logs put together: what is written, of which instances, for whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from engine.errors import EngineError
from engine.identity.queries import names as names_of_people
from engine.instances.queries import Instance
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.mining.diagrams import Ways, diagram_name, of_version
from engine.mining.ocel import Ocel
from engine.mining.reading import Asked, Logged, MiningViews, logged, versions
from engine.mining.xes import Xes
from engine.notifications.notices import Notice, notices
from engine.records.left import LeftRecord, left_records


class Log(Protocol):
    """A log that is written instance by instance."""

    def head(self) -> bytes: ...
    def of(self, instance: Logged) -> Iterator[bytes]: ...
    def tail(self) -> Iterator[bytes]: ...


def pieces(log: Log, instances: Iterable[Logged]) -> Iterator[bytes]:
    """A whole log, piece by piece."""
    yield log.head()
    for instance in instances:
        yield from log.of(instance)
    yield from log.tail()


def xes(connection: Connection, *, full: bool = False) -> Xes:
    """A log as XES: of the steps that were done, or `full`."""
    return Xes(names_of_people(connection), full=full)


def ocel(connection: Connection, runtime: Runtime, *, at: datetime) -> Ocel:
    """A log as OCEL, with the e-mails as they stand `at` a moment."""

    def left(it: Logged) -> Sequence[LeftRecord]:
        began = it.started_by, it.started_at, it.ended_at
        instance = Instance(it.folio, it.process_id, it.versions, it.status, it.end, *began)
        try:
            return left_records(connection, runtime, instance, it.history)
        except EngineError:  # of a version whose content was disposed of
            return []

    def sent(it: Logged) -> Mapping[int, Sequence[Notice]]:
        found = notices(connection, it.id, it.history, at=at)
        return {seq: [*map(it.visible.notice, mine)] for seq, mine in found.items()}

    return Ocel(names_of_people(connection), left, sent)


def diagrams(connection: Connection, runtime: Runtime, asked: Asked, ways: Ways) -> Iterator[tuple[str, bytes]]:
    """The diagrams for mining with the names of their files: of every version that was asked for, and of the ways along
    which instances were moved."""
    views = MiningViews(connection, runtime)
    for process_id, number in versions(connection, asked.process):
        yield diagram_name(process_id, [number]), of_version(views(process_id, number), number, runtime.words)
    yield from ways.diagrams(views, runtime.words)


def ways_among(
    connection: Connection, runtime: Runtime, reader: Reader, asked: Asked, names: Mapping[str, str]
) -> Ways:
    """The ways along which instances were moved that were asked for; no other is read."""
    ways = Ways()
    for instance in logged(connection, runtime, reader, replace(asked, moved=True), names):
        ways.take(instance)
    return ways
