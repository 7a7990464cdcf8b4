"""The inbox of a person: what they may do, what they and their lanes have, what waits for others, what they completed.

A page takes one statement, however many work items there are: a range of an index for each queue (`standing.counted`
finds them) and one for what the person has, each cut at the length of the page. Filters choose among the queues. Words
and a client are looked up first where few instances have them, and asked of each row where many do.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, text

from engine.clock import to_text
from engine.instances.models import ITEM, NO_TERM, UNRESOLVED
from engine.instances.projection import WorkItem
from engine.instances.queues import BEHIND, Queue
from engine.instances.rows import work_item
from engine.instances.views.search import LAST, LONGEST, normal, wanted_words
from engine.instances.views.standing import Count, Desk, Standing, binds, elsewhere, padded
from engine.statements import Statement

View = Literal["open", "taken", "free", "lanes", "waiting", "done"]
VIEWS: tuple[View, ...] = get_args(View)
Order = Literal["arrived", "due"]
FEW, TOGETHER = 5_000, 20_000
"""So many instances with a word, or of a client, are looked up for one page; so many where something else is asked of
them besides, which leaves fewer to look at."""
DEAR = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A work item in an inbox, with the folio and the client of its instance.

    `area` is the name of the role whose id is `item.area`; None where that is None or no role. `holder` is what whoever
    has it is called. `failed_on` are the versions on which it could not be completed, `runs_on` those of its instance,
    both as texts; the former is None where nothing is wrong (`engine.incidents.queries.status_of`).
    """

    item: WorkItem
    folio: str
    client: str | None
    area: str | None
    holder: str | None = None
    failed_on: str | None = None
    runs_on: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page holds, and in which order.

    Every word of `text` begins a word of the folio, the client or the title, or one of the step's name; `client` is how
    the client begins. `due_from` and `due_until` are moments between which it is due, the latter excluded; `no_term`:
    instead, that it has no term; who asks for a term has the order of terms. `order` counts where work waits for the
    person: what waits for others stands by how long it waits, what was done by when that was, the latest first.
    """

    view: View = "open"
    order: Order = "arrived"
    text: str = ""
    process: str = ""
    element: str = ""
    lane: str = ""
    client: str = ""
    due_from: datetime | None = None
    due_until: datetime | None = None
    no_term: bool = False

    @property
    def by_due(self) -> bool:
        """Whether it stands in the order of terms: also where it asks for one, as no index has both."""
        return self.order == "due" or self.by_term

    @property
    def by_term(self) -> bool:
        """Whether it asks for a term."""
        return self.due_from is not None or self.due_until is not None or self.no_term


class Cursor(NamedTuple):
    """The last row of a page of an inbox: the next page begins after it, whatever was completed in between. `place` is
    what the order goes by, as it is stored."""

    place: str
    id: str


def page(
    connection: Connection,
    desk: Desk,
    wanted: Wanted,
    queues: Collection[Standing],
    *,
    named: Mapping[str, str] | None = None,
    after: Cursor | None = None,
    limit: int = 50,
) -> tuple[list[Entry], Cursor | None]:
    """A page of an inbox, and the cursor of the next page, None after the last.

    `queues` are those of the desk that hold work (`standing.counted`); `named` what other steps are called that a word
    may name, by their element.
    """
    asked = _Asked(
        connection, desk, wanted, list(queues), {**(named or {}), **{q.queue.element: q.name for q in queues}}
    )
    values = asked.values | ({} if after is None else {"after_place": after.place, "after_id": after.id})
    shape = asked.shape
    if not shape.branches:
        return [], None
    lazy = connection.dialect.name == "sqlite" and shape.asks
    rows = _statement(shape, after is not None, limit + 1, lazy).run(connection, values).fetchall()
    entries = [Entry(work_item(row[:-7]), *row[-7:-1]) for row in rows[:limit]]
    return entries, Cursor(rows[limit - 1][-1], entries[-1].item.id) if len(rows) > limit else None


def total(
    connection: Connection,
    desk: Desk,
    wanted: Wanted,
    queues: Collection[Standing],
    *,
    named: Mapping[str, str] | None = None,
    most: int,
) -> Count:
    """How many work items all pages of `wanted` hold together, counted as far as `most`, and no farther than `DEAR`
    where many rows are asked for each that counts."""
    asked = _Asked(connection, desk, wanted, list(queues), named)
    shape = asked.shape
    if not shape.branches:
        return Count(0)
    if shape.asks:
        most = min(most, DEAR)
    row = _totalling(shape, most).run(connection, asked.values).fetchone()
    assert row is not None
    return Count(row[0], row[0] >= most)


_CLIENT = -1
"""The client among the words of a search, which have numbers from 0 on."""


class _Branch(NamedTuple):
    """A range of an index: of one queue, or of what the person has, waits for or did; or, of several queues, what is
    looked up. Each word of a search is given as the number of its bind and how many elements it names; `by` is the
    number of that by which it is looked up."""

    kind: Literal["queue", "mine", "waiting", "done"]
    queues: tuple[int, ...] = ()
    words: tuple[tuple[int, int], ...] = ()
    by: int | None = None


class _Shape(NamedTuple):
    """What makes a statement for a page another statement."""

    view: View
    order: Order
    roles: int
    people: int
    client: bool
    process: bool
    element: bool
    lane: bool
    due: bool
    branches: tuple[_Branch, ...]

    @property
    def asks(self) -> bool:
        """Whether many rows may be asked for each that is of the page."""
        return any(branch.by is None and (branch.words or self.client) for branch in self.branches)


class _Asked:
    """A page as it is asked of the database: the shape of its statement, and the values of its binds."""

    def __init__(
        self,
        connection: Connection,
        desk: Desk,
        wanted: Wanted,
        queues: list[Standing],
        named: Mapping[str, str] | None,
    ) -> None:
        self._wanted = wanted
        named = {**(named or {}), **{each.queue.element: each.name for each in queues}}
        words, client = wanted_words(wanted.text), normal(wanted.client)[:LONGEST]
        roles, people = padded(sorted(desk.roles)), padded(desk.people)
        self.values: dict[str, Any] = {f"role_{number}": role for number, role in enumerate(roles)}
        self.values |= {f"me_{number}": person for number, person in enumerate(people)}
        self.values |= {"person": desk.person, "process": wanted.process, "element": wanted.element}
        self.values |= {"lane": wanted.lane, "client": client, "client_end": client + LAST}
        self.values |= dict(zip(("due_from", "due_until"), _bounds(wanted), strict=True))
        for number, word in enumerate(words):
            self.values |= {f"word_{number}": word, f"end_{number}": word + LAST}
        names = {element: normal(name).split() for element, name in named.items()}
        self._named = [
            sorted(element for element, parts in names.items() if any(part.startswith(word) for part in parts))
            for word in words
        ]
        for number, elements in enumerate(self._named):
            self.values |= {f"named_{number}_{place}": each for place, each in enumerate(padded(elements))}
        self._had = _had(connection, words, client)
        branches = tuple(self._branches(queues))
        self.shape = _Shape(
            wanted.view, "due" if wanted.by_due else "arrived", len(roles), len(people), bool(client),
            bool(wanted.process), bool(wanted.element), bool(wanted.lane), wanted.by_term, branches,
        )  # fmt: skip

    def _branches(self, queues: list[Standing]) -> list[_Branch]:
        view = self._wanted.view
        words = tuple((n, len(padded(elements)) if elements else 0) for n, elements in enumerate(self._named))
        if view == "waiting":
            return [_Branch(view, words=words)]
        if view == "done":
            return [_Branch(view, words=words, by=self._by(words))]
        found = [_Branch("mine", words=words, by=self._by(words))] if view in ("open", "taken") else []
        chosen = [each for each in queues if self._wants(each.queue) and (each.free or view == "lanes")]
        alike: dict[tuple[tuple[int, int], ...], list[Standing]] = {}
        for each in chosen if view != "taken" else []:
            left = tuple((n, 0) for n, elements in enumerate(self._named) if each.queue.element not in elements)
            alike.setdefault(left, []).append(each)
        number = 0
        for left, some in alike.items():
            # As many as the next power of two, so that few statements are compiled.
            keys = padded([each.key for each in some])
            keys[len(some) :] = [BEHIND] * (len(keys) - len(some))  # which none has
            places = range(number, number + len(keys))
            self.values |= {f"queue_{place}": key for place, key in zip(places, keys, strict=True)}
            number += len(keys)
            by = self._by(left)
            if by is None:
                found += [_Branch("queue", (place,), left) for place in places]
            else:
                found.append(_Branch("queue", tuple(places), left, by))
        return found

    def _by(self, words: Sequence[tuple[int, int]]) -> int | None:
        """By which word it is looked up, or by the client; None where too many have each. A word that names steps is
        looked for in those steps too, so nothing is looked up by it."""
        counts = {n: self._had[n] for n, elements in words if not elements}
        if _CLIENT in self._had:
            counts[_CLIENT] = self._had[_CLIENT]
        if not counts:
            return None
        number, count = min(counts.items(), key=lambda each: each[1])
        return number if count <= (TOGETHER if len(counts) > 1 else FEW) else None

    def _wants(self, queue: Queue) -> bool:
        wanted = self._wanted
        return (
            wanted.process in ("", queue.process_id)
            and wanted.element in ("", queue.element)
            and wanted.lane in ("", queue.lane)
        )


def _bounds(wanted: Wanted) -> tuple[str, str]:
    """Between which keys of terms it is due."""
    if wanted.no_term:
        return NO_TERM, NO_TERM + LAST
    since, until = wanted.due_from, wanted.due_until
    return "" if since is None else to_text(since), NO_TERM if until is None else to_text(until)


def _had(connection: Connection, words: Sequence[str], client: str) -> dict[int, int]:
    """How many instances have each of the words, by its number, and the client: in one statement, counted as far as it
    matters."""
    if not words and not client:
        return {}
    values = {f"word_{number}": word for number, word in enumerate(words)}
    values |= {f"end_{number}": word + LAST for number, word in enumerate(words)}
    values |= {"client": client, "client_end": client + LAST}
    row = _counting(len(words), bool(client)).run(connection, values).fetchone()
    assert row is not None
    return dict(zip([*range(len(words)), *([_CLIENT] if client else [])], row, strict=True))


@lru_cache(maxsize=32)
def _counting(words: int, client: bool) -> Statement:
    counted = [_with(number) for number in [*range(words), *([_CLIENT] if client else [])]]
    most = f"LIMIT {TOGETHER + 1}"
    return Statement(text("SELECT " + ", ".join(f"(SELECT count(*) FROM ({each} {most}) AS had)" for each in counted)))


def _with(number: int) -> str:
    """In SQL: the ids of the instances with a word, or of the client."""
    if number == _CLIENT:
        return "SELECT instance_id FROM overviews WHERE client_key BETWEEN :client AND :client_end"
    return f"SELECT instance_id FROM search_words WHERE word BETWEEN :word_{number} AND :end_{number}"


# Putting such a query together costs ten times what it costs to run it, and leaves work for the garbage collector.
@lru_cache(maxsize=512)
def _statement(shape: _Shape, behind: bool, limit: int, lazy: bool) -> Statement:
    """`lazy`: ranges have no end of their own. SQLite then reads each only as far as the page needs, but takes longer
    to begin; PostgreSQL does the former where they have one, and reads all of them where they have none."""
    _, down = _order(shape)
    ranges = [_range(shape, each, behind) for each in shape.branches]
    if not lazy:
        end = f"ORDER BY place{down}, id{down} LIMIT {limit}"
        ranges = [f"SELECT * FROM ({each} {end}) AS range_{number}" for number, each in enumerate(ranges)]
    branches = " UNION ALL ".join(ranges)
    columns = ", ".join(f'w."{column.name}"' for column in ITEM)
    return Statement(
        text(f"""
        SELECT {columns}, i.folio, o.client, r.name, h.name,
            (SELECT versions FROM incidents AS c WHERE c.waiting_id = w.id AND {UNRESOLVED}), i.versions, p.place
        FROM ({branches} ORDER BY place{down}, id{down} LIMIT {limit}) AS p
        JOIN work_items AS w ON w.id = p.id JOIN instances AS i ON i.id = w.instance_id
        LEFT JOIN overviews AS o ON o.instance_id = w.instance_id LEFT JOIN roles AS r ON r.id = w.area
        LEFT JOIN people AS h ON h.id = w.assignee
        ORDER BY p.place{down}, p.id{down}
        """)
    )


@lru_cache(maxsize=64)
def _totalling(shape: _Shape, most: int) -> Statement:
    branches = " UNION ALL ".join(_range(shape, each, False) for each in shape.branches)
    return Statement(text(f"SELECT count(*) FROM ({branches} LIMIT {most}) AS counted"))


def _order(shape: _Shape) -> tuple[str, str]:
    """By what the rows of a view are ordered, and whether that goes down."""
    if shape.view == "done":
        return "w.closed_at", " DESC"
    if shape.view == "waiting" or shape.order == "arrived":
        return "w.enabled_at", ""
    return "w.due_key", ""


def _range(shape: _Shape, branch: _Branch, behind: bool) -> str:
    """In SQL: the ids of the rows of a branch, and what orders them."""
    place, down = _order(shape)
    table, it = "work_items AS w", "w"
    match branch.kind:
        case "queue":
            asked = ["w.status = 'open'", "w.queue IN (" + ", ".join(f":queue_{n}" for n in branch.queues) + ")"]
            asked += ["w.assignee IS NULL"] * (shape.view != "lanes")
        case "mine":
            asked = ["w.status = 'open'", f"w.assignee IN {binds('me', shape.people)}"]
        case "waiting":
            table, first = elsewhere(shape.roles, shape.people)
            asked = [first]
        case "done":
            asked = ["w.status = 'completed'", "w.closed_by = :person"]
    if branch.by is not None:
        table, it = (
            f"(SELECT DISTINCT instance_id FROM ({_with(branch.by)}) AS had) AS f CROSS JOIN work_items AS w",
            "f",
        )
        asked.append("w.instance_id = f.instance_id")
    if branch.kind != "queue":
        asked += ["w.process_id = :process"] * shape.process
        asked += ["w.element = :element"] * shape.element
        asked += ["w.lane = :lane"] * shape.lane
    if shape.due:
        asked += ["w.due_key >= :due_from", "w.due_key < :due_until"]
    if shape.client and branch.by != _CLIENT:
        asked.append(_there(it, _with(_CLIENT)))
    for number, elements in branch.words:
        if number != branch.by:
            there = _there(it, _with(number))
            asked.append(f"({there} OR w.element IN {binds(f'named_{number}', elements)})" if elements else there)
    if behind:
        asked.append(f"({place}, w.id) {'<' if down else '>'} (:after_place, :after_id)")
    return f"SELECT w.id AS id, {place} AS place FROM {table} WHERE {' AND '.join(asked)}"


def _there(it: str, ids: str) -> str:
    """In SQL: that the instance of a row of `it` is one of `ids`, looked up for each row that is asked."""
    return f"({ids} AND instance_id = {it}.instance_id LIMIT 1) IS NOT NULL"
