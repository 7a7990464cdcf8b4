"""Lists of instances, searched, filtered, sorted and paged; and the board of open work by activity."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from operator import and_
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, func, literal, or_, select

from engine.db import AnyRow
from engine.history.statuses import InstanceStatus
from engine.instances.models import instances, overviews, search_words, work_items
from engine.instances.reading import Reader
from engine.instances.views.finding import OPEN, OVER, came_to, has_word, together, waits_at, within_reach
from engine.instances.views.found import Found
from engine.instances.views.paging import STARTED, page_of, whole
from engine.instances.views.quotes import Quotable
from engine.instances.views.search import LAST, normal, wanted_words
from engine.statements import Statement, is_there


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
    """An instance in a list. Moments in UTC; `end` is the end event it reached, `outcome` what came of it
    (`engine.instances.outcomes`)."""

    folio: str
    process_id: str
    status: InstanceStatus
    end: str | None
    outcome: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    client: str | None
    title: str | None
    waits: tuple[Waits, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list holds, and in which order: every word of `text` begins a word of the folio, the client, the title or
    an activity that waits, or is quoted as `quotable` allows (None: nothing is); `stage` is the id of such an activity;
    `outcome` is what came of it; `order` is ``started`` or ``client``."""

    text: str = ""
    status: str = ""
    stage: str = ""
    order: str = STARTED
    descending: bool = True
    quotable: Quotable | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An open work item on the board."""

    folio: str
    client: str | None
    area: str | None
    round: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """An instance that is over, on the board."""

    folio: str
    client: str | None
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Heap:
    """The instances of a procedure with one outcome: the last of them that are over, of `count` in all."""

    process_id: str
    outcome: str
    count: int
    ended: tuple[Ended, ...]


@dataclass(frozen=True, slots=True)
class Pile:
    """The open work of an activity: its first cards, by due date, of `stage.count` in all."""

    stage: Stage
    cards: tuple[Card, ...]


_LINE = [
    *(instances.c[name] for name in ("folio", "process_id", "status", "end", "outcome")),
    *(instances.c[name] for name in ("started_by", "started_at", "ended_at")),
    overviews.c.client,
    overviews.c.title,
]


_STAGE = [work_items.c[name] for name in ("process_id", "element", "name", "lane")]
_STAGES = Statement(select(*_STAGE, func.count()).where(OPEN).group_by(*_STAGE))


def _stages(connection: Connection) -> list[Stage]:
    """The activities at which work is open, whoever sees it, by process and name."""
    found = (Stage(*row) for row in _STAGES.run(connection, {}))
    return sorted(found, key=lambda each: (each.process_id, each.name))


def page(
    connection: Connection, reader: Reader, wanted: Wanted, *, after: str | None = None, limit: int = 50
) -> tuple[list[Line], str | None]:
    """A page of the wanted instances that `reader` sees, and the folio after which the next page begins: None after the
    last.

    `after` is the last folio of the page before; an unknown one gives the first page.
    """
    query = select(instances.c.id, *_LINE).join(overviews, overviews.c.instance_id == instances.c.id)
    found = _found(connection, reader, wanted)
    rows, behind = page_of(connection, reader, query, wanted, found, after=after, limit=limit)
    waits = _waits(connection, [row.id for row in rows])
    return [_line(row, tuple(waits.get(row.id, ()))) for row in rows], behind


def everything(connection: Connection, reader: Reader, wanted: Wanted) -> Iterator[Line]:
    """All the wanted instances that `reader` sees, however many, a share of them in memory."""
    return whole(partial(page, connection, reader, wanted))


def board(connection: Connection, reader: Reader, *, most: int = 8) -> list[Pile]:
    """The open work that `reader` sees by activity, at most `most` cards of each, in one statement."""
    # What has no term comes last, on both databases.
    first = (work_items.c.due_at.is_(None), work_items.c.due_at, work_items.c.enabled_at, work_items.c.id)
    place = func.row_number().over(partition_by=_STAGE, order_by=first).label("place")
    count = func.count().over(partition_by=_STAGE).label("count")
    shown = [work_items.c[name] for name in ("instance_id", "area", "pass", "due_at")]
    open_ = select(*_STAGE, count, place, *shown).where(OPEN)
    if not reader.everything:
        open_ = open_.join(instances, instances.c.id == work_items.c.instance_id).where(*reader.conditions())
    ranked = open_.subquery()
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


def over(connection: Connection, reader: Reader, since: datetime, *, most: int = 8) -> list[Heap]:
    """What came of the instances that `reader` sees and that are over `since` then, by procedure and outcome: at most
    `most` of each, the last first, in one statement."""
    kind = instances.c.process_id, instances.c.outcome
    last = instances.c.ended_at.desc(), instances.c.id.desc()
    place = func.row_number().over(partition_by=kind, order_by=last).label("place")
    count = func.count().over(partition_by=kind).label("count")
    ended = select(instances.c.id, *kind, instances.c.folio, instances.c.ended_at, count, place)
    ranked = ended.where(OVER, instances.c.ended_at >= since, *reader.conditions()).subquery()
    query = (
        select(ranked, overviews.c.client)
        .join(overviews, overviews.c.instance_id == ranked.c.id)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.process_id, ranked.c.outcome, ranked.c.place)
    )
    heaps: dict[tuple[str, str, int], list[Ended]] = {}
    for row in connection.execute(query).mappings():
        heap = heaps.setdefault((row["process_id"], row["outcome"], row["count"]), [])
        heap.append(Ended(row["folio"], row["client"], row["ended_at"]))
    return [Heap(*key, tuple(ended)) for key, ended in heaps.items()]


def matching(connection: Connection, text: str, order: str, reader: Quotable | None = None) -> Found:
    """That every word of `text` is found; no condition for a text without words. `order` is that of the list, `reader`
    what is looked for of what people quote."""
    looked_for = wanted_words(text)
    known = _stages(connection) if looked_for else []
    found = (has_word(connection, order, word, *_waiting(_named(word, known)), reader) for word in looked_for)
    return together(connection, reduce(and_, found, Found()))


def matching_work(connection: Connection, text: str) -> list[ColumnElement[bool]]:
    """The same on `work_items`: every word of `text` is found in the instance, or begins a word of the activity."""
    looked_for = wanted_words(text)
    known = _stages(connection) if looked_for else []
    return [
        or_(_has(work_items.c.instance_id, word), work_items.c.element.in_(_waiting(_named(word, known))[1]))
        for word in looked_for
    ]


def _line(row: AnyRow, waits: tuple[Waits, ...]) -> Line:
    _, folio, process_id, status, end, outcome, started_by, started_at, ended_at, client, title = row
    about = InstanceStatus(status), end, outcome, started_by, started_at, ended_at, client, title
    return Line(folio, process_id, *about, waits)


def _has(id_: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    begins = search_words.c.word.between(literal(word, Text), literal(word + LAST, Text))
    return is_there(select(search_words.c.instance_id).where(search_words.c.instance_id == id_, begins))


def _named(word: str, known: Iterable[Stage]) -> list[Stage]:
    """The activities with a word that begins so."""
    return [each for each in known if any(part.startswith(word) for part in normal(each.name).split())]


def _waiting(found: Iterable[Stage]) -> tuple[int, list[str]]:
    """How much is open at activities, and their elements."""
    stages = list(found)
    return sum(each.count for each in stages), sorted({each.element for each in stages})


def _found(connection: Connection, reader: Reader, wanted: Wanted) -> Found:
    found = within_reach(connection, reader, wanted.order) & matching(
        connection, wanted.text, wanted.order, wanted.quotable
    )
    if wanted.status:
        found &= Found((instances.c.status == wanted.status,))
    if wanted.outcome:
        found &= came_to(connection, wanted.order, wanted.outcome)
    if wanted.stage:
        here = [each for each in _stages(connection) if each.element == wanted.stage]
        found &= waits_at(wanted.order, _waiting(here)[0], [wanted.stage])
    return found


def _waits(connection: Connection, ids: Sequence[int]) -> dict[int, list[Waits]]:
    names = ("instance_id", "element", "name", "lane", "area", "pass", "due_at")
    query = (
        select(*(work_items.c[name] for name in names))
        .where(OPEN, work_items.c.instance_id.in_(ids))
        .order_by(work_items.c.enabled_at, work_items.c.id)
    )
    found: dict[int, list[Waits]] = {}
    rows: Sequence[AnyRow] = connection.execute(query).all() if ids else []
    for row in rows:
        found.setdefault(row[0], []).append(Waits(*row[1:]))
    return found
