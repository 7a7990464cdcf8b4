"""The lessons learned in other opportunities, as whoever reads this page may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.clock import from_text
from engine.db import Connection
from engine.errors import EngineError
from engine.history.problems import UNREADABLE
from engine.instances import execution_queries
from engine.instances.views import lessons
from engine.instances.views.lessons import LESSONS, Lesson
from engine.instances.visible import seen_by
from web.pages.found import fields_of
from web.pages.reader import reader, visible
from web.site import presenter, site
from web.texts.formatting import Shown
from web.transactions import once


@dataclass(frozen=True, slots=True)
class LessonView:
    """Lessons of one opportunity: its folio, for whom it was, when they were written (UTC), and what they say: a row
    each. `same_client`: it was for the same client."""

    folio: str
    client: str | None
    at: datetime
    rows: tuple[tuple[Shown, ...], ...]
    same_client: bool


def lessons_for(folio: str) -> Sequence[LessonView]:
    """The lessons of the same client or service as an opportunity, which whoever reads this page sees."""

    def look(connection: Connection) -> Sequence[LessonView]:
        data = visible(folio).data(execution_queries.data(connection, site().runtime, reader(), folio))
        client = data.get("cliente")
        about = str(client) if client else None, lessons.services(data)
        return _views(connection, lessons.lessons(connection, reader(), *about, besides=folio))

    return once(f"lessons {folio}", look)


def lessons_of_client(client: str) -> Sequence[LessonView]:
    """The lessons of a client, for who is about to begin an opportunity."""

    def look(connection: Connection) -> Sequence[LessonView]:
        return _views(connection, lessons.lessons(connection, reader(), client))

    return once(f"lessons of {client}", look)


def _views(connection: Connection, found: Sequence[Lesson]) -> list[LessonView]:
    return [view for each in found if (view := _view(connection, each)) is not None]


def _view(connection: Connection, lesson: Lesson) -> LessonView | None:
    try:
        seen = seen_by(site().runtime.library.marks(connection, lesson.versions), reader())
        value = seen.data(lesson.event.payload).get(LESSONS)
        field = fields_of(connection, lesson.versions, lesson.event.element).get(LESSONS)
        shown = presenter().value(field, value)
        at = from_text(lesson.event.at)
    except (EngineError, *UNREADABLE):  # a version that is not kept any more, an event that cannot be read
        return None
    if not shown.rows:
        return None
    return LessonView(lesson.folio, lesson.client, at, shown.rows, lesson.same_client)
