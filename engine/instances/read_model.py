"""Everything that is stored of an instance besides its history, as its history gives it.

Values are as the driver gives them, and as a `Statement` takes them: moments are texts. What somebody wrote by hand
need not be one that can be read, but it can be compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, bindparam, select

from engine import canonical_json
from engine.client_access import links
from engine.client_access.models import client_links
from engine.history.chain import Event
from engine.history.problems import Kind, Problem
from engine.instances.models import ITEM, TIMER, overviews, role_sets, search_words, timers, work_items
from engine.instances.projection import project, roles_of
from engine.instances.rows import ITEM_COLUMNS, item_row, text_of, timer_values
from engine.instances.views import search
from engine.statements import Statement

Row = Mapping[str, Any]

_ITEMS = Statement(select(*ITEM).where(work_items.c.instance_id == bindparam("id")))
_TIMERS = Statement(select(*TIMER).where(timers.c.instance_id == bindparam("id")))
_LINKS = Statement(select(*links.COLUMNS).where(client_links.c.instance_id == bindparam("id")))
_OVERVIEW = ("client", "client_key", "title")
_OVERVIEWS = Statement(
    select(*(overviews.c[name] for name in _OVERVIEW)).where(overviews.c.instance_id == bindparam("id"))
)
_WORDS = Statement(select(search_words.c.word).where(search_words.c.instance_id == bindparam("id")))
_ROLES = Statement(select(role_sets.c.role_id).where(role_sets.c.key == bindparam("key")))


@dataclass(frozen=True, slots=True)
class ReadModel:
    """What must be stored of an instance: columns of its own row, rows by their id, its overview, the words that find
    it, and the keys of the sets of roles that find its work (`inbox`)."""

    instance: Row
    items: Mapping[str, Row]
    timers: Mapping[str, Row]
    links: Mapping[str, Row]
    overview: Row
    words: frozenset[str]
    role_keys: frozenset[str]


def read_model_of(instance_id: int, folio: str, history: Sequence[Event]) -> ReadModel:
    """What a history that executing has given makes of an instance."""
    became, first, started = project(history), history[0], history[0].payload
    overview, words = search.rows(folio, history)
    items = {
        item.id: dict(zip(ITEM_COLUMNS, item_row(instance_id, item), strict=True)) for item in became.items.values()
    }
    return ReadModel(
        instance={
            "process_id": started["process"],
            "versions": canonical_json.dumps(started["versions"]),
            "status": became.status,
            "end": became.end,
            "started_by": first.actor,
            "started_at": first.at,
            "ended_at": text_of(became.ended_at),
        },
        items=items,
        timers={timer.id: timer_values(instance_id, timer) for timer in became.timers.values()},
        links=links.rows(history),
        overview=overview,
        words=frozenset(words),
        role_keys=frozenset(item["roles"] for item in items.values()),
    )


class ReadModelChecker:
    """Compares what is stored with what must be. Sets of roles, which instances share, are looked at once."""

    def __init__(self) -> None:
        self._sound: set[str] = set()

    def problems(self, connection: Connection, row: Row, derived: ReadModel) -> Iterator[Problem]:
        """The differences. `row` is the instance's own, with its `id`."""
        for name, value in derived.instance.items():
            if row[name] != value:
                yield Problem(Kind.INSTANCE_CHANGED, None, str(value), str(row[name]), name)
        id_ = row["id"]
        yield from _same(connection, id_, Kind.WORK_ITEM_CHANGED, _ITEMS, ITEM, derived.items)
        yield from _same(connection, id_, Kind.TIMER_CHANGED, _TIMERS, TIMER, derived.timers)
        yield from _same(connection, id_, Kind.LINK_CHANGED, _LINKS, links.COLUMNS, derived.links)
        yield from _overview(connection, id_, derived.overview)
        found = {str(word) for (word,) in _WORDS.run(connection, {"id": id_})}
        for word in sorted(derived.words ^ found):
            told = (word, "—") if word in derived.words else ("—", word)
            yield Problem(Kind.SEARCH_CHANGED, None, *told, f"word {word}")
        for key in sorted(derived.role_keys - self._sound):
            yield from self._roles(connection, key)

    def _roles(self, connection: Connection, key: str) -> Iterator[Problem]:
        found, expected = sorted(str(role) for (role,) in _ROLES.run(connection, {"key": key})), sorted(roles_of(key))
        if found == expected:
            self._sound.add(key)
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
    """The differences between rows and what they should be, by id."""
    names = [column.name for column in columns]
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows.run(connection, {"id": instance_id})}
    for id_ in sorted(map(str, expected.keys() ^ found.keys())):
        told = (id_, "—") if id_ in expected else ("—", id_)
        yield Problem(kind, None, *told, id_)
    for id_, values in expected.items():
        for name in names if id_ in found else ():
            if found[id_][name] != values[name]:
                yield Problem(kind, None, str(values[name]), str(found[id_][name]), f"{id_} {name}")
