"""The state of every element of an instance's diagrams, read from its history without executing it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, literal, select

from engine.clock import from_text
from engine.history.event_types import REGISTRY, event_type
from engine.history.models import events
from engine.instances import queries
from engine.instances.models import instances
from engine.instances.progress.element_state import ElementKey, ElementState
from engine.instances.progress.flow_counter import FlowCounter, was_completed
from engine.instances.progress.history_index import HistoryIndex, is_told
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.statements import Statement


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an instance on its diagrams. `versions` are those it runs on, by process id.

    `elements` holds the elements that were reached; `flows` counts how often each sequence flow was taken. A process
    that is called several times is counted over all its calls.
    """

    folio: str
    process_id: str
    versions: Mapping[str, int]
    elements: Mapping[ElementKey, ElementState]
    flows: Mapping[ElementKey, int]


def progress(connection: Connection, runtime: Runtime, reader: Reader, folio: str) -> Progress:
    """The state of an instance on its diagrams. Raises NotFound (kind ``instance``), UnknownEventType."""
    found = queries.instance(connection, reader, folio)
    executable = runtime.library.executable(connection, found.process_id, found.versions)
    index = HistoryIndex()
    for seq, name, *event in _rows(connection, folio):
        index.add(event_type(folio, seq, name), *event)
    index.hold()
    times: dict[ElementKey, int] = defaultdict(int)
    current: set[ElementKey] = set()
    completed: set[ElementKey] = set()
    last: dict[ElementKey, tuple[str | None, str]] = {}
    flows: dict[ElementKey, int] = defaultdict(int)
    for scope, (process, container) in index.scopes(executable).items():
        counter = FlowCounter(process, container, index.visits.get(scope, {}))
        for node in counter.nodes:
            key = (process.id, node.id)
            times[key] += counter.times(node)
            visits = counter.visits.get(node.id)
            if visits and visits.open:
                current.add(key)
            if was_completed(node, visits):
                completed.add(key)
            if visits and visits.last and visits.last[1] >= last.get(key, (None, ""))[1]:
                last[key] = visits.last
        for flow in counter.flows:
            flows[process.id, flow] += counter.taken(flow)
    elements = {
        key: ElementState(number, key in current, key in completed, *_who(last.get(key)))
        for key, number in times.items()
        if number
    }
    return Progress(folio, found.process_id, found.versions, elements, {key: n for key, n in flows.items() if n})


def _rows(connection: Connection, folio: str) -> Sequence[tuple[Any, ...]]:
    told = tuple(each.name for each in REGISTRY.values() if is_told(each))
    return _visits(told).run(connection, {"folio": folio}).fetchall()


@lru_cache
def _visits(told: tuple[str, ...]) -> Statement:
    # Form values are the bulk of a history, and nothing here depends on them.
    data = case((events.c.type.in_([literal(each) for each in told]), events.c.data))
    columns = [events.c[name] for name in ("seq", "type", "scope", "element", "pass", "index", "actor", "at")]
    return Statement(
        select(*columns, data)
        .join(instances, instances.c.id == events.c.instance_id)
        .where(instances.c.folio == bindparam("folio"), events.c["pass"].is_not(None))
        .order_by(events.c.seq)
    )


def _who(last: tuple[str | None, str] | None) -> tuple[str | None, datetime | None]:
    return (None, None) if last is None else (last[0], from_text(last[1]))
