"""Instances, tasks and events as the schemas of the API have them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from engine.clock import to_text
from engine.db import Connection
from engine.instances import queries
from engine.instances.projection import WorkItem
from engine.instances.reading import EVERYTHING
from engine.instances.views.listing import Line

Shape = dict[str, Any]


def at(moment: datetime | None) -> str | None:
    """A moment as histories have it."""
    return None if moment is None else to_text(moment)


def task(item: WorkItem, folio: str) -> Shape:
    """A task."""
    return {
        "id": item.id,
        "folio": folio,
        "process": item.process_id,
        "element": item.visit.element,
        "name": item.name,
        "lane": item.lane,
        "area": item.area,
        "round": item.visit.round,
        "status": str(item.status),
        "roles": list(item.roles),
        "assignee": item.assignee,
        "enabled_at": at(item.enabled_at),
        "due_at": at(item.due_at),
        "closed_at": at(item.closed_at),
        "closed_by": item.closed_by,
    }


def state(connection: Connection, folio: str) -> Shape:
    """Where an instance stands: what every command about one answers, to whoever was let do it."""
    found = queries.instance(connection, EVERYTHING, folio)
    waits = queries.tasks(connection, EVERYTHING, folio=folio)
    return {
        "folio": folio,
        "process": found.process_id,
        "status": str(found.status),
        "end": found.end,
        "tasks": [task(each.item, each.folio) for each in waits],
    }


def line(each: Line) -> Shape:
    """An instance in a list."""
    return {
        "folio": each.folio,
        "process": each.process_id,
        "status": str(each.status),
        "end": each.end,
        "client": each.client,
        "title": each.title,
        "started_by": each.started_by,
        "started_at": at(each.started_at),
        "ended_at": at(each.ended_at),
        "outcome": each.outcome or None,
        "waits": _names(waits.name for waits in each.waits),
    }


def page(items: list[Shape], behind: str | None) -> Shape:
    """A page, and after what the next begins."""
    return {"items": items, "next": behind}


def _names(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
