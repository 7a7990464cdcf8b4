"""Instances by what is said of them: the words of a search, the steps at which they wait, who took part.

What few instances have in common is looked up, and the list is made of those. What many have is looked for at each
instance in the order of the list: its page is full after a few of them. Either the other way round would read the whole
store for one page. How many there are is counted first, as far as it matters.
"""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union,
)

from engine.history.statuses import WorkItemStatus
from engine.instances.models import instances, overviews, quoted_words, search_words, work_items
from engine.instances.reading import COMPLETED, Reader, among, did, reach
from engine.instances.views.found import Found
from engine.instances.views.paging import CLIENT, MOST, STARTED
from engine.instances.views.quotes import Quotable
from engine.instances.views.search import LAST
from engine.statements import Statement, is_there

FEW = {STARTED: 2_000, CLIENT: 50_000}
"""So many instances are looked up for one page, by the order of the list. What instances have in common is often in
their client, so that in the order of clients they stand together, far from the beginning."""
REACH = {STARTED: 2_000, CLIENT: 2_000}
"""So many instances that one reader sees are looked up, likewise."""
SAMPLE, SEEN = 2_000, 4
"""Of so many of the newest instances so many at the most: then it holds for few of all."""

# Written out, not bound: with a value that they do not know yet the planners cannot use an index over such rows only.
OPEN = work_items.c.status == literal_column(f"'{WorkItemStatus.OPEN}'")
NOTHING: ColumnElement[str] = literal_column("''")
OVER = instances.c.outcome != NOTHING

_BEGINS = search_words.c.word.between(bindparam("word", type_=Text), bindparam("last", type_=Text))
_SOME = select(search_words.c.instance_id).where(_BEGINS).limit(bindparam("most")).subquery()
_WITH_WORD = Statement(select(func.count()).select_from(_SOME))
_PERSON, _MOST = bindparam("person", type_=Text), bindparam("most", type_=Integer)
_BEGAN = select(instances.c.id).where(instances.c.started_by == _PERSON).limit(_MOST).subquery()
_DID = (
    select(work_items.c.instance_id)
    .where(work_items.c.status == COMPLETED, work_items.c.closed_by == _PERSON)
    .limit(_MOST)
    .subquery()
)
_BY_PERSON = Statement(
    select(
        select(func.count()).select_from(_BEGAN).scalar_subquery(),
        select(func.count()).select_from(_DID).scalar_subquery(),
    )
)


def counted(connection: Connection, ids: Select[tuple[int]], most: int) -> int:
    """How many rows a query finds, counted no further than to one more than `most`."""
    return connection.execute(select(func.count()).select_from(ids.limit(most + 1).subquery())).scalar_one()


def has_word(
    connection: Connection, order: str, word: str, waiting: int, elements: Sequence[str], reader: Quotable | None = None
) -> Found:
    """That a word of folio, client or title begins so, or that work is open at one of `elements`, of which there is so
    much `waiting`, or that the `reader` can quote it so; for a list in that `order`."""
    begins = search_words.c.word.between(literal(word, Text), literal(word + LAST, Text))
    words, few = select(search_words.c.instance_id).where(begins), FEW[order]
    row = _WITH_WORD.run(connection, {"word": word, "last": word + LAST, "most": few + 1}).fetchone()
    found = waiting + (0 if row is None else row[0])
    ways: list[tuple[Select[tuple[int]], ColumnElement[int]]] = [(words, search_words.c.instance_id)]
    if elements:
        ways.append((_open_at(elements), work_items.c.instance_id))
    if reader is not None:
        quoted = select(quoted_words.c.instance_id).where(reader.begins(word))
        found += counted(connection, quoted, few)
        ways.append((quoted, quoted_words.c.instance_id))
    ids = union(*(query for query, _ in ways)) if len(ways) > 1 else words
    if found <= few:
        return Found(among=(ids,), few=found)
    there = or_(*(is_there(query.where(of == instances.c.id)) for query, of in ways))
    return Found((there,), often=((there, ids),))


def together(connection: Connection, found: Found) -> Found:
    """The same, where it holds for few although each of several things holds for many: then those are looked up.

    Whether it does is guessed from the newest `SAMPLE` instances.
    """
    if len(found.often) < 2 or found.few is not None:
        return found
    newest = instances.c.id > select(func.max(instances.c.id)).scalar_subquery() - SAMPLE
    conditions = [condition for condition, _ in found.often]
    seen = select(func.count()).select_from(instances).where(newest, *conditions)
    if connection.execute(seen).scalar_one() > SEEN:
        return found
    # Those that have one, as far as they have the others: not asked of the instances' own rows, which are long.
    first, *others = (ids for _, ids in found.often)
    each = overviews.alias()
    both = select(each.c.instance_id).where(each.c.instance_id.in_(first), *(each.c.instance_id.in_(o) for o in others))
    left = tuple(condition for condition in found.conditions if all(condition is not each for each in conditions))
    return Found(left, (both,), MOST)


def waits_at(order: str, waiting: int, elements: Sequence[str]) -> Found:
    """That work is open at one of `elements`, of which there is so much `waiting`."""
    waits = _open_at(elements)
    if waiting <= FEW[order]:
        return Found(among=(waits,), few=waiting)
    return Found((is_there(waits.where(work_items.c.instance_id == instances.c.id)),))


def came_to(connection: Connection, order: str, outcome: str) -> Found:
    """That this came of it; for a list in that `order`."""
    each, few = instances.alias(), FEW[order]
    ids = select(each.c.id).where(each.c.outcome != NOTHING, each.c.outcome == outcome)
    count = counted(connection, ids, few)
    return Found(among=(ids,), few=count) if count <= few else Found((instances.c.outcome == outcome,))


def took_part(connection: Connection, order: str, person: str) -> Found:
    """That a person started it or completed a step of it."""
    done, few = did(person), FEW[order]
    found = _BY_PERSON.run(connection, {"person": person, "most": few + 1}).fetchone()
    if found is not None and sum(found) <= few:
        each = instances.alias()
        return Found(among=(union(select(each.c.id).where(each.c.started_by == person), done),), few=sum(found))
    return Found((or_(instances.c.started_by == person, among(done)),))


def within_reach(connection: Connection, reader: Reader, order: str) -> Found:
    """That a reader sees it. How much they see is counted, as far as it matters, in one statement more; nothing for one
    who sees everything."""
    if reader.everything:
        return Found()
    seen = reach(connection, reader, REACH[order] + 1)
    if seen <= REACH[order]:
        # The limit, which is never reached, tells the planner how few they are: roles hold so unlike numbers of
        # instances that by its statistics it would rather read every overview there is.
        ids = reader.ids().subquery()
        return Found(among=(select(ids.c[0]).limit(2 * REACH[order]),), few=seen)
    return Found(reader.conditions())


def _open_at(elements: Sequence[str]) -> Select[tuple[int]]:
    return select(work_items.c.instance_id).where(OPEN, work_items.c.element.in_(elements))
