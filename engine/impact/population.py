"""The instances that a draft is tried on, and their histories, read in shares."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, or_, select

from engine.history.event_types import VALUES_DISPOSED
from engine.history.models import events
from engine.history.statuses import InstanceStatus
from engine.impact.route import EventRow
from engine.instances.models import instances
from engine.statements import Statement

SHARE = 200
"""Instances that are read, forecast and kept at a time."""


CLOSE = 4
"""Ids that are no further apart are read in one go, with what lies between."""


class Candidate(NamedTuple):
    """An instance that a draft is tried on. `versions` as it is stored: canonical JSON, process id → number."""

    id: int
    folio: str
    process_id: str
    versions: str
    status: str
    head_seq: int


@dataclass(frozen=True, slots=True)
class Share:
    """Some of them, with their events and, of those under way, the snapshots."""

    candidates: Sequence[Candidate]
    histories: dict[int, list[EventRow]]
    snapshots: dict[int, bytes]


def candidates(connection: Connection, process_id: str, since: datetime) -> list[Candidate]:
    """The instances on any version of a procedure, by themselves or because they call it: all that are under way, and
    those that ended at `since` or later. The oldest first."""
    query = select(*(instances.c[name] for name in Candidate._fields)).where(of_process(process_id, since))
    return [Candidate(*row) for row in connection.execute(query.order_by(instances.c.id))]


def of_process(process_id: str, since: datetime) -> ColumnElement[bool]:
    """Which rows of `instances` are `candidates`."""
    last = and_(events.c.instance_id == instances.c.id, events.c.seq == instances.c.head_seq)
    disposed = exists().where(last, events.c.type == VALUES_DISPOSED.name)  # which way it went, nobody can try again
    recent = or_(instances.c.status == InstanceStatus.RUNNING, and_(instances.c.ended_at >= since, ~disposed))
    return and_(recent, instances.c.versions.contains(f'"{process_id}":', autoescape=True))


def heads_digest(found: Sequence[Candidate]) -> str:
    """What changes whenever one of the instances went on, ended or was added: a SHA-256."""
    hashed = hashlib.sha256()
    for each in found:
        hashed.update(f"{each.id} {each.head_seq} {each.status}\n".encode())
    return hashed.hexdigest()


_EVENTS = ("seq", "type", "scope", "element", "pass", "index", "data")
_HISTORIES = Statement(
    select(events.c.instance_id, *(events.c[name] for name in _EVENTS))
    .where(events.c.instance_id.between(bindparam("first"), bindparam("last")))
    .order_by(events.c.instance_id, events.c.seq)
)
_SNAPSHOTS = Statement(
    select(instances.c.id, instances.c.snapshot).where(
        instances.c.id.between(bindparam("first"), bindparam("last")), instances.c.status == InstanceStatus.RUNNING
    )
)


def read_share(connection: Connection, wanted: Sequence[Candidate]) -> Share:
    """The histories of `wanted`, which are ordered by id: neighbours in one go."""
    found: dict[int, list[EventRow]] = {each.id: [] for each in wanted}
    snapshots: dict[int, bytes] = {}
    for first, last in _spans([each.id for each in wanted]):
        span = {"first": first, "last": last}
        for instance_id, *row in _HISTORIES.run(connection, span):
            history = found.get(instance_id)
            if history is not None:
                history.append(EventRow(*row))
        rows = _SNAPSHOTS.run(connection, span)
        snapshots |= {id_: bytes(snapshot) for id_, snapshot in rows if snapshot is not None}
    return Share(wanted, found, snapshots)


def _spans(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From the first to the last of those that stand close together."""
    first = last = ids[0]
    for id_ in ids[1:]:
        if id_ - last > CLOSE:
            yield first, last
            first = id_
        last = id_
    yield first, last


def shares(found: Sequence[Candidate], size: int = SHARE) -> Iterator[Sequence[Candidate]]:
    """`found` in parts of `size`."""
    return (found[start : start + size] for start in range(0, len(found), size))
