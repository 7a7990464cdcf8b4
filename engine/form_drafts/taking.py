"""Starting to write takes a step, so that two people do not do the same; leaving it as it was gives it back.

Only a step that nobody has is taken so, and only what was taken so is given back so: whoever pressed *Tomar* keeps it.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from engine.errors import Conflict, NotAllowed, NotFound, StaleHistory
from engine.form_drafts import commands
from engine.form_drafts.commands import Saved, Writer
from engine.form_drafts.models import form_drafts
from engine.form_drafts.queries import MAIN
from engine.instances import commands as instances
from engine.instances.projection import WorkItem
from engine.instances.runtime import Runtime


def save(
    connection: Connection,
    runtime: Runtime,
    item: WorkItem,
    owner: str,
    values: Mapping[str, object],
    writer: Writer,
    *,
    untouched: bool,
    at: datetime,
) -> Saved:
    """As `engine.form_drafts.commands.save`, taking the step where nobody has it; `untouched`: what was written says
    nothing that the form did not begin with, so that it is given back where it was taken by writing.

    Who comes too late keeps what they wrote all the same. Raises DraftTooLarge, StaleHistory.
    """
    took = False
    if not untouched and item.is_open and item.assignee is None:
        took = _take(connection, runtime, item.id, owner, at)  # before the draft: who completes locks in this order
    elif untouched and _took(connection, item, owner):
        _give_back(connection, runtime, item.id, owner, at)
    saved = commands.save(connection, item.id, owner, values, writer, at=at)
    if took or untouched:
        connection.execute(update(form_drafts).where(*_main(item.id, owner)).values(took=took))
    return saved


def discard(connection: Connection, runtime: Runtime, item: WorkItem, owner: str, page: str, *, at: datetime) -> None:
    """As `engine.form_drafts.commands.discard`, giving the step back where it was taken by writing."""
    if page == MAIN and _took(connection, item, owner):
        _give_back(connection, runtime, item.id, owner, at)
    commands.discard(connection, item.id, owner, page)


def _take(connection: Connection, runtime: Runtime, id: str, owner: str, at: datetime) -> bool:
    try:
        return instances.claim(connection, runtime, id, actor=owner, at=at).assignee == owner
    except StaleHistory:
        raise
    except (Conflict, NotAllowed, NotFound):  # somebody was faster, or it is not open any more
        return False


def _give_back(connection: Connection, runtime: Runtime, id: str, owner: str, at: datetime) -> None:
    with suppress(NotAllowed, NotFound):
        instances.release(connection, runtime, id, actor=owner, at=at)


def _took(connection: Connection, item: WorkItem, owner: str) -> bool:
    """Whether the owner has a step because they began to write."""
    if not item.is_open or item.assignee != owner:
        return False
    return bool(connection.execute(select(form_drafts.c.took).where(*_main(item.id, owner))).scalar())


def _main(id: str, owner: str) -> tuple[ColumnElement[bool], ...]:
    columns = form_drafts.c
    return columns.work_item_id == id, columns.owner == owner, columns.page == MAIN
