"""Copies of what could not be saved into a draft: nothing that somebody drew or uploaded is lost.

Whoever saves into a draft that was saved elsewhere since, that somebody else has taken over, or that was submitted,
gets a copy beside it, sees how it differs, and puts it in the draft's place or gives it up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from engine.definitions.drafts import Draft, DraftMoved, DraftNotThere, DraftOfAnother, open_draft, save_draft
from engine.definitions.models import draft_copies, draft_copy_forms
from engine.definitions.signing import RightRequired, signatures_of
from engine.errors import EngineError, NotFound


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of `author`'s, made on revision `revision` of the draft: what was sent and no more.

    `diagram` is None where only forms were.
    """

    id: int
    draft_id: int
    author: str
    revision: int
    saved_at: datetime
    diagram: bytes | None
    forms: Mapping[str, bytes]


Outcome = tuple[Draft | None, EngineError | None]
"""The draft as it was saved, or why it was not and a copy was kept."""


def save_or_keep(
    connection: Connection,
    process_id: str,
    *,
    diagram: bytes | None = None,
    forms: Mapping[str, bytes] | None = None,
    revision: int | None = None,
    actor: str,
    at: datetime,
) -> Outcome:
    """Save as `save_draft` does; where another save, another author or a submission came first, or the right to write
    was taken away, keep the diagram and the forms as a copy of the actor's, who must have written in the draft, and
    give the refusal instead of raising it.

    Raises what else `save_draft` raises.
    """
    sent = dict(forms or {})
    try:
        saved = save_draft(connection, process_id, diagram=diagram, forms=sent, revision=revision, actor=actor, at=at)
        return saved, None
    except (DraftMoved, DraftNotThere, DraftOfAnother, RightRequired) as error:
        draft = open_draft(connection, process_id)
        if draft is None or (diagram in (None, draft.diagram) and sent.items() <= draft.forms.items()):
            raise
        if actor not in signatures_of(connection, process_id, draft.id).authors:
            raise
        _keep(connection, draft, diagram, sent, revision or draft.revision, actor, at)
        return None, error


def copies(connection: Connection, draft_id: int, author: str) -> list[Copy]:
    """The copies that somebody has beside a draft, the newest first."""
    mine = draft_copies.c.draft_id == draft_id, draft_copies.c.author == author
    query = select(draft_copies).where(*mine).order_by(draft_copies.c.saved_at.desc(), draft_copies.c.id.desc())
    rows = connection.execute(query).all()
    if not rows:
        return []
    theirs = draft_copy_forms.c.copy_id.in_([row.id for row in rows])
    forms: dict[int, dict[str, bytes]] = {row.id: {} for row in rows}
    for id_, name, source in connection.execute(select(draft_copy_forms).where(theirs)):
        forms[id_][name] = bytes(source)
    return [
        Copy(row.id, row.draft_id, row.author, row.revision, row.saved_at, _bytes(row.diagram), forms[row.id])
        for row in rows
    ]


def copy_of(connection: Connection, process_id: str, id_: int, author: str) -> Copy:
    """A copy of the author's beside the open draft. Raises NotFound (kind ``draft_copy``)."""
    draft = open_draft(connection, process_id)
    found = copies(connection, draft.id, author) if draft is not None else []
    for each in found:
        if each.id == id_:
            return each
    raise NotFound(kind="draft_copy", id=str(id_))


def restore(connection: Connection, process_id: str, id_: int, *, revision: int, actor: str, at: datetime) -> Draft:
    """Put a copy in the place of what the draft says, as its author saw it at `revision`; the copy is gone then.

    Raises NotFound (kind ``draft_copy`` or ``draft``), DraftMoved, DraftNotThere, DraftOfAnother.
    """
    found = copy_of(connection, process_id, id_, actor)
    diagram, forms = found.diagram, found.forms
    saved = save_draft(connection, process_id, diagram=diagram, forms=forms, revision=revision, actor=actor, at=at)
    _remove(connection, id_)
    return saved


def give_up(connection: Connection, process_id: str, id_: int, *, actor: str) -> None:
    """Give up a copy of one's own. Raises NotFound (kind ``draft_copy``)."""
    copy_of(connection, process_id, id_, actor)
    _remove(connection, id_)


def _remove(connection: Connection, id_: int) -> None:
    connection.execute(delete(draft_copy_forms).where(draft_copy_forms.c.copy_id == id_))
    connection.execute(delete(draft_copies).where(draft_copies.c.id == id_))


def _keep(
    connection: Connection,
    draft: Draft,
    diagram: bytes | None,
    forms: Mapping[str, bytes],
    revision: int,
    actor: str,
    at: datetime,
) -> None:
    """What the same page sends later is added to what it sent before: the diagram and each form as sent last."""
    same = draft_copies.c.draft_id == draft.id, draft_copies.c.author == actor, draft_copies.c.revision == revision
    id_ = connection.execute(select(draft_copies.c.id).where(*same)).scalar()
    if id_ is None:
        values = {"draft_id": draft.id, "author": actor, "revision": revision, "diagram": diagram, "saved_at": at}
        id_ = connection.execute(insert(draft_copies).values(**values)).inserted_primary_key[0]  # type: ignore[index]
    else:
        changed = {"saved_at": at} | ({} if diagram is None else {"diagram": diagram})
        connection.execute(update(draft_copies).where(draft_copies.c.id == id_).values(**changed))
    for name, source in forms.items():
        place = draft_copy_forms.c.copy_id == id_, draft_copy_forms.c.form_id == name
        connection.execute(delete(draft_copy_forms).where(*place))
        connection.execute(insert(draft_copy_forms).values(copy_id=id_, form_id=name, source=source))


def _bytes(stored: bytes | None) -> bytes | None:
    return None if stored is None else bytes(stored)
