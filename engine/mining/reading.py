"""Which instances a log is of, read a share at a time: however many there are, a share of them is in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, exists, select

from bpmn.mining.view import MiningView, view_of
from bpmn.model import Event as BpmnEvent
from engine import canonical_json
from engine.db import AnyRow
from engine.definitions.models import process_versions
from engine.definitions.statuses import EVER_IN_FORCE
from engine.errors import EngineError
from engine.history import store
from engine.history.chain import Event
from engine.history.event_types import INSTANCE_MIGRATED
from engine.history.models import events
from engine.history.problems import UNREADABLE
from engine.history.statuses import InstanceStatus
from engine.instances.models import instances, overviews
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.instances.visible import Visible, visible
from engine.mining.case import Case, case_of

SHARE = 50
"""Instances whose histories are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which instances a log is: those of a `process`, all for ""; started from `since` until before `until` (UTC);
    `finished`: those alone that came to an end of their procedure, which a cancelled one did not; `among`: those alone
    whose ids that query finds (`engine.replay.register.ids`); `moved`: those alone that were moved to others."""

    process: str = ""
    since: datetime | None = None
    until: datetime | None = None
    finished: bool = False
    among: Select[tuple[int]] | None = None
    moved: bool = False

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The same, as conditions on a row of `instances`."""
        if self.process:
            yield instances.c.process_id == self.process
        if self.since is not None:
            yield instances.c.started_at >= self.since
        if self.until is not None:
            yield instances.c.started_at < self.until
        if self.finished:
            yield instances.c.status == InstanceStatus.COMPLETED
        if self.among is not None:
            yield instances.c.id.in_(self.among)
        if self.moved:
            was_moved = events.c.instance_id == instances.c.id, events.c.type == INSTANCE_MIGRATED.name
            yield exists(select(events.c.seq).where(*was_moved))


@dataclass(frozen=True, slots=True)
class Logged:
    """An instance as logs tell of it; moments in UTC. `versions` are those it runs on now, by process id; `end` is the
    name of the end it came to, `outcome` what that means (`bpmn.model.Event.outcome`); `history` holds what its reader
    may read of its values. `case` is None for a history that somebody changed so that it cannot be read."""

    id: int
    folio: str
    process_id: str
    versions: Mapping[str, int]
    status: InstanceStatus
    end: str | None
    outcome: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    head_seq: int
    head_hash: str
    client: str | None
    client_key: str
    title: str | None
    history: Sequence[Event]
    visible: Visible
    case: Case | None

    @property
    def version(self) -> int:
        """The version of its own procedure that it runs on."""
        return self.versions.get(self.process_id, 0)


class MiningViews:
    """The views of versions, made once each."""

    def __init__(self, connection: Connection, runtime: Runtime) -> None:
        self._connection, self._runtime = connection, runtime
        self._views: dict[tuple[str, int], MiningView] = {}

    def __call__(self, process_id: str, number: int) -> MiningView:
        """The view of a version. Raises NotFound."""
        if (process_id, number) not in self._views:
            process = self._runtime.library.process(self._connection, process_id, number)
            self._views[process_id, number] = view_of(process, self._runtime.words)
        return self._views[process_id, number]


def logged(
    connection: Connection, runtime: Runtime, reader: Reader, asked: Asked, names: Mapping[str, str]
) -> Iterator[Logged]:
    """The instances that were asked for and that `reader` sees, in the order in which they began. `names` are those of
    the types of events (`engine.mining.case.case_of`)."""
    views, seen = MiningViews(connection, runtime), dict[frozenset[str], Visible]()
    conditions = (*asked.conditions(), *reader.conditions())
    last = 0
    while rows := connection.execute(_ROWS.where(instances.c.id > last, *conditions)).all():
        histories = _histories(connection, rows)
        for row in rows:
            yield _logged(connection, runtime, reader, row, histories.get(row.id, []), views, seen, names)
        last = rows[-1].id


def versions(connection: Connection, process_id: str = "") -> list[tuple[str, int]]:
    """The versions that were ever in force and are still shown, of a process or of all, as (process id, number)."""
    columns = (process_versions.c.process_id, process_versions.c.number)
    query = select(*columns).where(process_versions.c.status.in_(EVER_IN_FORCE)).order_by(*columns)
    if process_id:
        query = query.where(process_versions.c.process_id == process_id)
    return [(row[0], row[1]) for row in connection.execute(query)]


def _histories(connection: Connection, rows: Sequence[AnyRow]) -> dict[int, list[Event]]:
    """The histories of instances by id, as far as their rows say that they go."""
    known = {row.id: row for row in rows}
    columns = (events.c.instance_id, *(events.c[name] for name in store.READ))
    query = select(*columns).where(events.c.instance_id.in_(known)).order_by(events.c.instance_id, events.c.seq)
    found: dict[int, list[Event]] = {}
    for id_, *event in connection.execute(query):
        one = Event(known[id_].folio, *event)
        if one.seq <= known[id_].head_seq:
            found.setdefault(id_, []).append(one)
    return found


def _logged(
    connection: Connection,
    runtime: Runtime,
    reader: Reader,
    row: AnyRow,
    history: Sequence[Event],
    views: MiningViews,
    seen: dict[frozenset[str], Visible],
    names: Mapping[str, str],
) -> Logged:
    decoded = canonical_json.loads(row.versions)
    numbers = decoded if isinstance(decoded, dict) else {}
    versions = {name: number for name, number in numbers.items() if isinstance(number, int)}
    ids = frozenset(versions)
    if ids not in seen:
        seen[ids] = visible(connection, runtime, ids, reader)
    shown = seen[ids].history(history)
    case, end, outcome = None, row.end, None
    try:
        case = case_of(row.process_id, shown, views, names)
        end, outcome = _end(views(row.process_id, versions[row.process_id]), row.end)
    except (*UNREADABLE, EngineError):  # verification names what is wrong with it
        pass
    status = InstanceStatus(row.status)
    began = row.started_by, row.started_at, row.ended_at, row.head_seq, row.head_hash
    about = row.client, row.client_key, row.title
    return Logged(
        row.id, row.folio, row.process_id, versions, status, end, outcome, *began, *about, shown, seen[ids], case
    )


def _end(view: MiningView, id: str | None) -> tuple[str | None, str | None]:
    for node in view.process.nodes:
        if node.id == id and isinstance(node, BpmnEvent):
            return node.name or id, node.outcome
    return id, None


_COLUMNS = (
    "id", "folio", "process_id", "versions", "status", "end", "started_by", "started_at", "ended_at", "head_seq",
    "head_hash",
)  # fmt: skip
_ROWS = (
    select(
        *(instances.c[name] for name in _COLUMNS), *(overviews.c[name] for name in ("client", "client_key", "title"))
    )
    .join(overviews, overviews.c.instance_id == instances.c.id)
    .order_by(instances.c.id)
    .limit(SHARE)
)
