"""Since when somebody has a piece of work, and by whom they have it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from engine.clock import from_text
from engine.history.chain import visit_of
from engine.history.event_types import USER_TASK_ASKED_FOR, Assigns, Subject, type_of
from engine.instances import queries
from engine.instances.projection import WorkItem, folio_of
from engine.instances.reading import Reader


class Held(NamedTuple):
    """`since` when somebody has a piece of work; `by`: who gave it to them, None where they took it themselves;
    `asked`: who asked them for it since, and when, the last first."""

    since: datetime
    by: str | None
    asked: tuple[tuple[str, datetime], ...] = ()


def held(connection: Connection, reader: Reader, item: WorkItem) -> Held | None:
    """How whoever has a piece of work got it; None where nobody has it. Raises NotFound (kind ``instance``)."""
    if item.assignee is None:
        return None
    asked: list[tuple[str, datetime]] = []
    for event in reversed(queries.history(connection, reader, folio_of(item.id))):
        type_ = type_of(event)
        if type_.subject is not Subject.USER_TASK or visit_of(event) != item.visit:
            continue
        if type_ is USER_TASK_ASKED_FOR:
            asked.append((str(event.actor), from_text(event.at)))
        elif type_.assigns not in (None, Assigns.NOBODY):
            by = event.actor if type_.assigns is Assigns.NAMED and event.actor != item.assignee else None
            return Held(from_text(event.at), by, tuple(asked))
    return Held(item.enabled_at, None, tuple(asked))  # it was moved to another version since
