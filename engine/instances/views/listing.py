"""Lists of instances, searched, filtered, sorted and paged; and the board of open work by activity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, and_, func, literal, or_, select

from engine.db import AnyRow
from engine.history.statuses import InstanceStatus, WorkItemStatus
from engine.instances.models import instances, overviews, search_words, work_items
from engine.instances.views.paging import STARTED, page_of
from engine.instances.views.search import LAST, normal, wanted_words


@dataclass(frozen=True, slots=True)
class Stage:
    """An activity with open work items, and how many."""

    process_id: str
    element: str
    name: str
    lane: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Waits:
    """An open work item of an instance in a list."""

    element: str
    name: str
    lane: str | None
    area: str | None
    round: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """An instance in a list. Moments in UTC; `end` is the end event it reached."""

    folio: str
    process_id: str
    status: InstanceStatus
    end: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    client: str | None
    title: str | None
    waits: tuple[Waits, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list holds, and in which order: every word of `text` begins a word of the folio, the client, the title or
    an activity that waits; `stage` is the id of such an activity; `order` is ``started`` or ``client``."""

    text: str = ""
    status: str = ""
    stage: str = ""
    order: str = STARTED
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """An open work item on the board."""

    folio: str
    client: str | None
    area: str | None
    round: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pile:
    """The open work of an activity: its first cards, by due date, of `stage.count` in all."""

    stage: Stage
    cards: tuple[Card, ...]


_OPEN = work_items.c.status == WorkItemStatus.OPEN
_LINE = [
    *(instances.c[name] for name in ("folio", "process_id", "status", "end", "started_by", "started_at", "ended_at")),
    overviews.c.client,
    overviews.c.title,
]


def stages(connection: Connection) -> list[Stage]:
    """The activities at which work is open, by process and name."""
    columns = [work_items.c[name] for name in ("process_id", "element", "name", "lane")]
    query = select(*columns, func.count()).where(_OPEN).group_by(*columns)
    rows: Sequence[AnyRow] = connection.execute(query).all()
    return sorted((Stage(*row) for row in rows), key=lambda each: (each.process_id, each.name))


def page(
    connection: Connection, wanted: Wanted, *, after: str | None = None, limit: int = 50
) -> tuple[list[Line], str | None]:
    """A page of the wanted instances, and the folio after which the next page begins: None after the last.

    `after` is the last folio of the page before; an unknown one gives the first page.
    """
    query = select(instances.c.id, *_LINE).join(overviews, overviews.c.instance_id == instances.c.id)
    query = query.where(*_conditions(connection, wanted))
    rows, behind = page_of(connection, query, wanted, after=after, limit=limit)
    waits = _waits(connection, [row.id for row in rows])
    return [_line(row, tuple(waits.get(row.id, ()))) for row in rows], behind


def board(connection: Connection, *, most: int = 8) -> list[Pile]:
    """The open work by activity, at most `most` cards of each, in one statement."""
    columns = [work_items.c[name] for name in ("process_id", "element", "name", "lane")]
    # What has no term comes last, on both databases.
    first = (work_items.c.due_at.is_(None), work_items.c.due_at, work_items.c.enabled_at, work_items.c.id)
    place = func.row_number().over(partition_by=columns, order_by=first).label("place")
    count = func.count().over(partition_by=columns).label("count")
    shown = [work_items.c[name] for name in ("instance_id", "area", "pass", "due_at")]
    ranked = select(*columns, count, place, *shown).where(_OPEN).subquery()
    query = (
        select(ranked, instances.c.folio, overviews.c.client)
        .join(instances, instances.c.id == ranked.c.instance_id)
        .join(overviews, overviews.c.instance_id == ranked.c.instance_id)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.process_id, ranked.c.name, ranked.c.element, ranked.c.lane, ranked.c.place)
    )
    piles: dict[Stage, list[Card]] = {}
    for row in connection.execute(query).mappings():
        stage = Stage(row["process_id"], row["element"], row["name"], row["lane"], row["count"])
        card = Card(row["folio"], row["client"], row["area"], row["pass"], row["due_at"])
        piles.setdefault(stage, []).append(card)
    return [Pile(stage, tuple(cards)) for stage, cards in piles.items()]


def matching(connection: Connection, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `instances`, which hold where every word of `text` is found; none for a text without words."""
    looked_for = wanted_words(text)
    known = stages(connection) if looked_for else []
    return [or_(_found(instances.c.id, word), _waits_at(_named(word, known))) for word in looked_for]


def matching_work(connection: Connection, text: str) -> list[ColumnElement[bool]]:
    """The same on `work_items`: every word of `text` is found in the instance, or begins a word of the activity."""
    looked_for = wanted_words(text)
    known = stages(connection) if looked_for else []
    return [
        or_(_found(work_items.c.instance_id, word), work_items.c.element.in_(_named(word, known)))
        for word in looked_for
    ]


def _line(row: AnyRow, waits: tuple[Waits, ...]) -> Line:
    _, folio, process_id, status, end, started_by, started_at, ended_at, client, title = row
    about = InstanceStatus(status), end, started_by, started_at, ended_at, client, title
    return Line(folio, process_id, *about, waits)


def _found(id_: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    begins = search_words.c.word.between(literal(word, Text), literal(word + LAST, Text))
    return id_.in_(select(search_words.c.instance_id).where(begins))


def _named(word: str, known: Iterable[Stage]) -> list[str]:
    """The activities with a word that begins so."""
    return sorted({each.element for each in known if any(part.startswith(word) for part in normal(each.name).split())})


def _waits_at(elements: Iterable[str]) -> ColumnElement[bool]:
    return instances.c.id.in_(select(work_items.c.instance_id).where(_OPEN, work_items.c.element.in_(sorted(elements))))


def _conditions(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = matching(connection, wanted.text)
    if wanted.status:
        conditions.append(instances.c.status == wanted.status)
    if wanted.stage:
        conditions.append(_waits_at([wanted.stage]))
    return conditions


def _waits(connection: Connection, ids: Sequence[int]) -> dict[int, list[Waits]]:
    names = ("instance_id", "element", "name", "lane", "area", "pass", "due_at")
    query = (
        select(*(work_items.c[name] for name in names))
        .where(and_(_OPEN, work_items.c.instance_id.in_(ids)))
        .order_by(work_items.c.enabled_at, work_items.c.id)
    )
    found: dict[int, list[Waits]] = {}
    rows: Sequence[AnyRow] = connection.execute(query).all() if ids else []
    for row in rows:
        found.setdefault(row[0], []).append(Waits(*row[1:]))
    return found
