"""Letting go of drafts that are no use to anybody, and of files that nothing refers to.

A draft ends with its step: from then on it is no draft (`engine.form_drafts.queries`), without a statement in the
command that closed the step; the row goes later, here. Who sent the form needs no draft of it. Who came too late may
still read what they wrote, for `UNSENT_KEPT` after the step was closed.

A file is stored as soon as it is chosen, and most often a step is completed with it: then history refers to it, for
good, which the database itself knows (`recorded_files`, written by a trigger at each event), as it knows what drafts
refer to (`drafted_files`). What no history and no draft refers to goes `FILE_GRACE` after it was last brought.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select

from engine.db import Database
from engine.documents import record
from engine.documents.models import files, recorded_files
from engine.form_drafts.models import drafted_files, form_drafts
from engine.history.statuses import WorkItemStatus
from engine.instances.models import work_items

UNSENT_KEPT = timedelta(days=14)
"""How long what was written and not sent can be read after somebody else closed the step."""
FILE_GRACE = timedelta(days=1)
"""How long a file that nothing refers to is kept: longer than a page stays open with a file that no draft names yet."""
SHARE = 20
"""How many files are removed in one transaction: on SQLite nobody else writes meanwhile, and a file may have 25 MB."""


def remove_closed(database: Database, *, at: datetime, kept: timedelta = UNSENT_KEPT) -> int:
    """Remove the drafts of steps that are closed: their completer's at once, others' after `kept`; gives how many.

    Raises StoreUnavailable.
    """
    ended = exists().where(
        work_items.c.id == form_drafts.c.work_item_id,
        work_items.c.status != WorkItemStatus.OPEN,
        or_(work_items.c.closed_by == form_drafts.c.owner, work_items.c.closed_at < at - kept),
    )
    with database.transaction() as connection:
        return connection.execute(delete(form_drafts).where(ended)).rowcount


def remove_unreferenced(database: Database, *, at: datetime, grace: timedelta = FILE_GRACE) -> int:
    """Remove the files that were brought more than `grace` before `at` and that neither a history nor a draft names;
    gives how many. Raises StoreUnavailable.

    Safe beside everything that stores, drafts and completes: each of those holds the file's row while it is at it
    (`FOR KEY SHARE`), so that it is skipped here; what is not held is locked, and only then looked at once more, with
    the eyes of a new statement. SQLite has one writer at a time.
    """
    removed, after = 0, ""
    while True:
        with database.transaction() as connection:
            candidates = (
                select(files.c.sha256)
                .where(files.c.sha256 > after, files.c.stored_at < at - grace, _unreferenced())
                .order_by(files.c.sha256)
                .limit(SHARE)
                .with_for_update(skip_locked=True)
            )
            hashes = list(connection.execute(candidates).scalars())
            if not hashes:
                return removed
            unused = delete(files).where(files.c.sha256.in_(hashes), _unreferenced()).returning(files.c.sha256)
            gone = sorted(connection.execute(unused).scalars())
            record.removed(connection, gone, at=at)
            removed += len(gone)
        after = hashes[-1]


def _unreferenced() -> ColumnElement[bool]:
    recorded = exists().where(recorded_files.c.sha256 == files.c.sha256)
    drafted = exists().where(drafted_files.c.sha256 == files.c.sha256)
    return and_(not_(recorded), not_(drafted))
