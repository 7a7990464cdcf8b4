"""Comments on a draft, at an element or on the whole: kept with it, open until somebody resolves them.

They are acts of the trail, so that nobody can take back unnoticed what was said before a version was signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bpmn.reader import read
from engine.definitions import letters
from engine.definitions.drafts import Draft, required
from engine.definitions.letters import Render
from engine.definitions.signing import require_right
from engine.definitions.statuses import OPEN
from engine.definitions.trail import Change, ChangeType, record, trail
from engine.definitions.turns import take_turn
from engine.errors import Conflict, Invalid, NotFound
from engine.identity.rights import OVER_VERSIONS

LONGEST = 4000
"""How many characters a comment may have."""


class BadComment(Invalid):
    """A comment that says nothing, or too much. Details: `longest`."""

    code = "bad_comment"


class CommentResolved(Conflict):
    """The comment is resolved already. Details: `by`."""

    code = "comment_resolved"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment. `id` is the number of its act in the trail; `element` the id of what it is about, None for the whole,
    and `name` what that was called. `resolved_by` is None while it is open."""

    id: int
    element: str | None
    name: str | None
    text: str
    author: str
    at: datetime
    resolved_by: str | None = None
    resolved_at: datetime | None = None


def comments(changes: Sequence[Change], draft_id: int) -> list[Comment]:
    """The comments on a draft, read from the trail of its process, the oldest first."""
    found: dict[int, Comment] = {}
    for each in changes:
        if each.draft_id != draft_id or each.actor is None:
            continue
        if each.type is ChangeType.DRAFT_COMMENTED:
            element, name = (each.data.get(key) for key in ("element", "name"))
            about = str(element) if element else None, str(name) if name else None
            found[each.seq] = Comment(each.seq, *about, each.note or "", each.actor, each.at)
        elif each.type is ChangeType.COMMENT_RESOLVED and each.data.get("comment") in found:
            said = found[int(str(each.data["comment"]))]
            found[said.id] = Comment(
                said.id, said.element, said.name, said.text, said.author, said.at, each.actor, each.at
            )
    return list(found.values())


def comment(
    connection: Connection,
    process_id: str,
    element: str | None,
    text: str,
    *,
    render: Render = str,
    actor: str,
    at: datetime,
) -> None:
    """Comment on an element of the open draft, or on the whole. Whoever holds a right over versions may.

    Raises RightRequired, NotFound (kind ``draft`` or ``element``), BadComment.
    """
    require_right(connection, actor, process_id, *OVER_VERSIONS)
    take_turn(connection, process_id)
    draft = required(connection, process_id, *OPEN)
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise BadComment(longest=LONGEST)
    name = None
    if element:
        name = names(draft).get(element)
        if name is None:
            raise NotFound(kind="element", id=element)
    data = {"note": said, "element": element or None, "name": name}
    change = Change(process_id, ChangeType.DRAFT_COMMENTED, actor, at, draft.id, data=data)
    letters.send(connection, record(connection, change), [draft.author], render)


def resolve(connection: Connection, process_id: str, id_: int, *, actor: str, at: datetime) -> None:
    """Mark a comment on the open draft as resolved. Raises RightRequired, NotFound (``draft``, ``comment``),
    CommentResolved."""
    require_right(connection, actor, process_id, *OVER_VERSIONS)
    take_turn(connection, process_id)
    draft = required(connection, process_id, *OPEN)
    found = next(
        (each for each in comments(trail(connection, process_id, draft_id=draft.id), draft.id) if each.id == id_), None
    )
    if found is None:
        raise NotFound(kind="comment", id=str(id_))
    if found.resolved_by is not None:
        raise CommentResolved(by=found.resolved_by)
    data = {"comment": id_, "name": found.name}
    record(connection, Change(process_id, ChangeType.COMMENT_RESOLVED, actor, at, draft.id, data=data))


def names(draft: Draft) -> dict[str, str]:
    """The elements of a draft that have a name, by id: what one may comment on."""
    definitions = read(draft.diagram).definitions
    found: dict[str, str] = {}
    for process in definitions.processes if definitions is not None else ():
        if process.id == draft.process_id:
            for each in (*process.lanes, *process.nodes, *process.flows):
                if each.name:
                    found[each.id] = each.name
    return found
