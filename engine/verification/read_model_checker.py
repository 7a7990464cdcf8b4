"""Compares what is stored of an instance with what its history gives."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, bindparam, select

from engine import canonical_json
from engine.client_access import links
from engine.client_access.models import client_links
from engine.history.problems import Kind, Problem
from engine.instances import incidents, models
from engine.instances.models import (
    ITEM,
    TIMER,
    instance_role_sets,
    overviews,
    role_sets,
    search_words,
    timers,
    work_items,
)
from engine.instances.projection import roles_of
from engine.instances.read_model import ReadModel, Row
from engine.instances.visible import without_values
from engine.statements import Statement

_ITEM = [*ITEM, work_items.c.queue, work_items.c.due_key]
_ITEMS = Statement(select(*_ITEM).where(work_items.c.instance_id == bindparam("id")))
_TIMERS = Statement(select(*TIMER).where(timers.c.instance_id == bindparam("id")))
_LINKS = Statement(select(*links.COLUMNS).where(client_links.c.instance_id == bindparam("id")))
_INCIDENTS = Statement(select(*incidents.COLUMNS).where(models.incidents.c.instance_id == bindparam("id")))
_OVERVIEW = ("client", "client_key", "title", "delivery")
_OVERVIEWS = Statement(
    select(*(overviews.c[name] for name in _OVERVIEW)).where(overviews.c.instance_id == bindparam("id"))
)
_WORDS = Statement(select(search_words.c.word).where(search_words.c.instance_id == bindparam("id")))
_ROLES = {
    table.name: Statement(select(table.c.role_id).where(table.c.key == bindparam("key")))
    for table in (role_sets, instance_role_sets)
}


class ReadModelChecker:
    """Compares stored rows with a read model. Role sets, which instances share, are compared once."""

    def __init__(self) -> None:
        self._correct_sets: set[tuple[str, str]] = set()

    def problems(self, connection: Connection, row: Row, expected: ReadModel) -> Iterator[Problem]:
        """The differences. `row` is the row of the instance, with its `id`."""
        for name, value in expected.instance.items():
            if row[name] != value:
                yield Problem(Kind.INSTANCE_CHANGED, None, str(value), str(row[name]), name)
        id_ = row["id"]
        yield from _same(connection, id_, Kind.WORK_ITEM_CHANGED, _ITEMS, _ITEM, expected.items)
        yield from _same(connection, id_, Kind.TIMER_CHANGED, _TIMERS, TIMER, expected.timers)
        yield from _same(connection, id_, Kind.LINK_CHANGED, _LINKS, links.COLUMNS, expected.links)
        yield from _same(connection, id_, Kind.INCIDENT_CHANGED, _INCIDENTS, incidents.COLUMNS, expected.incidents)
        yield from _overview(connection, id_, expected.overview)
        found = {str(word) for (word,) in _WORDS.run(connection, {"id": id_})}
        for word in sorted(expected.words ^ found):
            pair = (word, "—") if word in expected.words else ("—", word)
            yield Problem(Kind.SEARCH_CHANGED, None, *pair, f"word {word}")
        for key in sorted(expected.role_keys):
            yield from self._roles(connection, role_sets.name, key)
        yield from self._roles(connection, instance_role_sets.name, str(expected.instance["roles"]))

    def _roles(self, connection: Connection, table: str, key: str) -> Iterator[Problem]:
        if (table, key) in self._correct_sets:
            return
        stored = _ROLES[table].run(connection, {"key": key})
        found, expected = sorted(str(role) for (role,) in stored), sorted(roles_of(key))
        if found == expected:
            self._correct_sets.add((table, key))
        else:
            yield Problem(Kind.SEARCH_CHANGED, None, " ".join(expected), " ".join(found) or "—", f"roles {key}")


def _overview(connection: Connection, instance_id: int, expected: Row) -> Iterator[Problem]:
    row = _OVERVIEWS.run(connection, {"id": instance_id}).fetchone()
    found = dict(zip(_OVERVIEW, row, strict=True)) if row is not None else dict.fromkeys(_OVERVIEW, "—")
    for name in _OVERVIEW:
        if found[name] != expected[name]:
            yield Problem(Kind.SEARCH_CHANGED, None, str(expected[name]), str(found[name]), name)


def _same(
    connection: Connection,
    instance_id: int,
    kind: Kind,
    rows: Statement,
    columns: Sequence[Column[Any]],
    expected: Mapping[str, Row],
) -> Iterator[Problem]:
    """The differences between stored rows and the expected ones, by id."""
    names = [column.name for column in columns]
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows.run(connection, {"id": instance_id})}
    for id_ in sorted(map(str, expected.keys() ^ found.keys())):
        pair = (id_, "—") if id_ in expected else ("—", id_)
        yield Problem(kind, None, *pair, id_)
    for id_, values in expected.items():
        for name in names if id_ in found else ():
            if found[id_][name] != values[name]:
                wanted, stored = _told(name, values[name]), _told(name, found[id_][name])
                yield Problem(kind, None, wanted, stored, f"{id_} {name}")


def _told(name: str, value: object) -> str:
    """A value of a row; why something stands still without what came of values, since what is found is told to many."""
    if name != "reason":
        return str(value)
    try:
        return canonical_json.dumps(without_values(canonical_json.loads(str(value))))
    except (ValueError, RecursionError):
        return "—"
