"""The lessons that were learned in other instances: for the same client, or about the same service.

Which events hold lessons is known from the words that people quote (`engine.instances.views.quotes`), so that one is
offered once the job has looked at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, select

from engine import canonical_json
from engine.history import store
from engine.history.chain import Event
from engine.history.event_types import USER_TASK_COMPLETED
from engine.history.models import events
from engine.history.problems import UNREADABLE
from engine.instances.models import LESSONS_LEARNED, instances, overviews, quoted_words
from engine.instances.reading import Reader
from engine.instances.views.search import LONGEST, normal

LESSONS = "lecciones"
"""The variable that holds lessons learned: a list."""
AREAS, KIND = "areas", "tipo_requerimiento"
"""The variables that say which services an instance is about: by area, and by kind where none is named."""
MOST = 10
LATEST = 300
"""So many instances with lessons are asked whether their reader sees them, the latest first."""
LOOKED_AT = 60
"""So many of the latest instances with lessons are looked at for the same service."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Lessons that another instance left: which, on which versions it runs, for whom it was, and the event that holds
    them. `same_client`: that is the client who was asked for."""

    folio: str
    versions: Mapping[str, int]
    client: str | None
    event: Event
    same_client: bool


def services(values: Mapping[str, object]) -> frozenset[str]:
    """Which services the values of an instance say that it is about."""
    areas, kind = values.get(AREAS), values.get(KIND)
    if isinstance(areas, list) and areas:
        return frozenset(map(str, areas))
    return frozenset([kind]) if isinstance(kind, str) and kind else frozenset()


def lessons(
    connection: Connection,
    reader: Reader,
    client: str | None,
    about: frozenset[str] = frozenset(),
    *,
    besides: str = "",
) -> list[Lesson]:
    """The lessons that `reader` sees, of other instances than `besides`: first those of `client`, then those of the
    services `about`, each the latest first; `MOST` at the most."""
    key = normal(client or "")[:LONGEST]
    found = _found(connection, reader, MOST, overviews.c.client_key == literal(key), besides=besides) if key else []
    same = [replace(lesson, same_client=True) for _, lesson in found]
    if len(same) == MOST or not about:
        return same
    known = {each.folio for each in same}
    others = [each for each in _found(connection, reader, LOOKED_AT, besides=besides) if each[1].folio not in known]
    theirs = _services(connection, [each[0] for each in others])
    alike = [lesson for id_, lesson in others if about & theirs.get(id_, frozenset())]
    return [*same, *alike][:MOST]


def _found(
    connection: Connection, reader: Reader, most: int, *where: ColumnElement[bool], besides: str
) -> list[tuple[int, Lesson]]:
    """The ids of instances with lessons, the latest first, with what a lesson is made of."""
    keys = select(quoted_words.c.instance_id, func.max(quoted_words.c.seq).label("seq")).where(LESSONS_LEARNED)
    if where:
        keys = keys.join(overviews, overviews.c.instance_id == quoted_words.c.instance_id).where(*where)
    keys = keys.group_by(quoted_words.c.instance_id).order_by(quoted_words.c.instance_id.desc())
    latest = keys.limit(LATEST).subquery()
    query = (
        select(instances.c.id, instances.c.folio, instances.c.versions, overviews.c.client)
        .add_columns(*(events.c[name] for name in store.READ))
        .join_from(latest, instances, instances.c.id == latest.c.instance_id)
        .join(overviews, overviews.c.instance_id == instances.c.id)
        .join(events, and_(events.c.instance_id == instances.c.id, events.c.seq == latest.c.seq))
        .where(*reader.conditions(), instances.c.folio != besides)
        .order_by(instances.c.id.desc())
        .limit(most)
    )
    return [
        (id_, Lesson(folio, _numbers(versions), client, Event(folio, *event), same_client=False))
        for id_, folio, versions, client, *event in connection.execute(query)
    ]


def _numbers(versions: str) -> Mapping[str, int]:
    found: Any = canonical_json.loads(versions)
    return dict(found)


def _services(connection: Connection, ids: list[int]) -> dict[int, frozenset[str]]:
    """Which services these instances are about, as they said last."""
    if not ids:
        return {}
    query = (
        select(events.c.instance_id, events.c.data)
        .where(
            events.c.instance_id.in_(ids),
            events.c.type == USER_TASK_COMPLETED.name,
            events.c.data.contains(f'"{KIND}"', autoescape=True),
        )
        .order_by(events.c.instance_id, events.c.seq)
    )
    found: dict[int, frozenset[str]] = {}
    for id_, data in connection.execute(query):
        try:
            values: Any = canonical_json.loads(data)
            found[id_] = services(values) or found.get(id_, frozenset())
        except UNREADABLE:
            continue
    return found
