"""Writing drafts. Each command is one step inside the caller's transaction; who may do the work is the caller's check.

A draft belongs to a person and a step. The same person may have the form open on several pages (tabs, devices): a page
says which draft it began from (`base`), and one that did not know of what another page has written meanwhile does not
write over it, but keeps a copy beside it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, or_, update
from sqlalchemy.dialects import postgresql

from engine import canonical_json
from engine.client_access.links import is_link
from engine.clock import to_text
from engine.documents import store as documents
from engine.documents.references import named_in, without_files
from engine.errors import Invalid, NotFound
from engine.form_drafts.models import form_drafts
from engine.form_drafts.queries import MAIN, SENT, Draft, offered_drafts, own_drafts
from engine.instances.projection import WorkItem
from engine.statements import Statement

MAX_CONTENT = 4 * 1024 * 1024
"""Characters of a draft's JSON."""
COPIES = 10
"""Copies that are kept beside one draft; the oldest goes for a new one."""

_MINE = and_(form_drafts.c.work_item_id == bindparam("item"), form_drafts.c.owner == bindparam("by"))
_IS_MAIN = form_drafts.c.page == MAIN
# A page goes on from its own last save (and a request of it that was overtaken changes nothing), or from the draft that
# it was opened with. One statement, so that of two pages at the same moment one wins.
_GOES_ON = or_(
    and_(form_drafts.c.written_from == bindparam("from_page"), form_drafts.c.turn < bindparam("now_turn")),
    and_(form_drafts.c.written_from != bindparam("from_page"), form_drafts.c.stamp == bindparam("base")),
)
_GO_ON = Statement(
    update(form_drafts)
    .where(_MINE, _IS_MAIN, _GOES_ON)
    .values(
        stamp=bindparam("new_stamp"),
        written_from=bindparam("from_page"),
        turn=bindparam("now_turn"),
        content=bindparam("new_content"),
        saved_at=bindparam("at", type_=form_drafts.c.content.type),
    )
)
_ROW = ("work_item_id", "owner", "page", "stamp", "written_from", "turn", "content", "saved_at")
_INSERT = postgresql.insert(form_drafts)  # both databases write it as PostgreSQL does
_BEGIN = Statement(_INSERT.on_conflict_do_nothing(index_elements=["work_item_id", "owner", "page"]), _ROW)
_PUT = Statement(
    _INSERT.on_conflict_do_update(
        index_elements=["work_item_id", "owner", "page"],
        set_={name: _INSERT.excluded[name] for name in _ROW[3:]},
    ),
    _ROW,
)


class DraftTooLarge(Invalid):
    """What was written is larger than a draft may be. Details: `size`, `limit` (characters)."""

    code = "draft_too_large"


@dataclass(frozen=True, slots=True)
class Writer:
    """The browser's page that saves: its id, the number of this save of it (each larger than the one before), and the
    stamp of the draft, or of the copy, that it began from."""

    page: str
    turn: int = 0
    base: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the `stamp` that the page goes on from, and when it was saved.

    `other` is the draft that another page wrote meanwhile; what was given is then a copy beside it.
    """

    stamp: str
    at: datetime
    other: Draft | None = None


def save(
    connection: Connection, item_id: str, owner: str, values: Mapping[str, object], writer: Writer, *, at: datetime
) -> Saved:
    """Keep what `owner` has written so far, whatever it is worth: nothing is checked but its size.

    References to files that are not stored (any more) are left out: no word is lost for the sake of a file that went
    while the page stood open; who completes the step with it is told. Raises DraftTooLarge.
    """
    content = canonical_json.dumps(values)
    if len(content) > MAX_CONTENT:
        raise DraftTooLarge(size=len(content), limit=MAX_CONTENT)
    if gone := _missing(connection, values, content):
        content = canonical_json.dumps(without_files(values, gone))
    stamp = secrets.token_hex(8)
    given = {
        "item": item_id,
        "by": owner,
        "from_page": writer.page,
        "now_turn": writer.turn,
        "base": writer.base,
        "new_stamp": stamp,
        "new_content": content,
        "at": to_text(at),
    }
    if _GO_ON.changed(connection, given):
        return Saved(stamp, at)
    row = _row(item_id, owner, MAIN, stamp, writer, content, at)
    if _BEGIN.changed(connection, row):
        return Saved(stamp, at)
    main = own_drafts(connection, item_id, owner)[0]
    # A later save of the same page came before this one; or both pages say the same, and nothing is lost.
    if main.written_from == writer.page or main.values == canonical_json.loads(content):
        return Saved(main.stamp, main.saved_at)
    _copy(connection, item_id, owner, row | {"page": writer.page}, writer.base)
    return Saved(stamp, at, main)


def use(connection: Connection, item_id: str, owner: str, page: str) -> Draft:
    """Let the copy of `page` and the draft change places; gives what is the draft then. Raises NotFound."""
    found = {draft.page: draft for draft in own_drafts(connection, item_id, owner)}
    copy, main = found.get(page), found.get(MAIN)
    if copy is None or copy is main:
        raise NotFound(kind="form_draft", id=item_id)
    _discard(connection, item_id, owner, page)
    if main is not None:
        _put(connection, item_id, main, main.written_from)
    _put(connection, item_id, copy, MAIN)
    return own_drafts(connection, item_id, owner)[0]


def discard(connection: Connection, item_id: str, owner: str, page: str = MAIN) -> None:
    """Drop the draft, or the copy of `page`; what is not there is no error. What was sent is no draft, and stays."""
    if page != SENT:
        _discard(connection, item_id, owner, page)


def adopt(connection: Connection, item: WorkItem, owner: str, colleague: str, *, at: datetime) -> None:
    """Go on from what a colleague wrote into a step that `owner` has taken over; their own draft stays as a copy.

    Raises NotFound when there is no such draft, or it is not offered (`offered_drafts`).
    """
    offered = next((each for each in offered_drafts(connection, item, owner) if each.owner == colleague), None)
    if offered is None:
        raise NotFound(kind="form_draft", id=item.id)
    for draft in own_drafts(connection, item.id, owner)[:1]:
        if draft.page == MAIN:
            _put(connection, item.id, draft, draft.written_from)
    writer = Writer(page=f"de:{colleague}")
    content = canonical_json.dumps(offered.values)
    _PUT.run(connection, _row(item.id, owner, MAIN, secrets.token_hex(8), writer, content, at))


def keep_sent(
    connection: Connection, item_id: str, owner: str, submitted: Mapping[str, object], *, at: datetime
) -> None:
    """Make an answer that was sent and could not count the draft, whatever was in it before.

    A client's is kept beside it too, as it was sent: their link may end, and whoever changes a draft afterwards has not
    sent that.
    """
    main = next((draft for draft in own_drafts(connection, item_id, owner) if draft.page == MAIN), None)
    if main is None:
        writer = Writer(SENT, 1)
    elif main.was_sent:
        writer = Writer(SENT, main.turn + 1)
    else:
        writer = Writer(SENT, 1, main.stamp)
    save(connection, item_id, owner, submitted, writer, at=at)
    if is_link(owner):
        _put(connection, item_id, own_drafts(connection, item_id, owner)[0], SENT)


def hand_over(connection: Connection, item_id: str, owner: str, to: str) -> None:
    """Give the draft and the copies of `owner` to `to`, who has none yet: another link of the same client."""
    for draft in own_drafts(connection, item_id, owner):
        _put(connection, item_id, replace(draft, owner=to), draft.page)
        _discard(connection, item_id, owner, draft.page)


def _missing(connection: Connection, values: Mapping[str, object], content: str) -> set[str]:
    hashes = {sha256 for _, sha256 in named_in(values)} if '"sha256"' in content else set()
    return documents.missing(connection, hashes, hold=True)


def _copy(connection: Connection, item_id: str, owner: str, row: dict[str, object], base: str) -> None:
    """Put a copy; the one that its page began from, if it did, goes on in it."""
    continued = form_drafts.c.stamp == base, form_drafts.c.page.not_in([MAIN, row["page"]])
    mine = form_drafts.c.work_item_id == item_id, form_drafts.c.owner == owner
    connection.execute(delete(form_drafts).where(*mine, *continued))
    _PUT.run(connection, row)
    copies = [draft for draft in own_drafts(connection, item_id, owner) if draft.page != MAIN]
    for draft in copies[COPIES:]:
        _discard(connection, item_id, owner, draft.page)


def _put(connection: Connection, item_id: str, draft: Draft, page: str) -> None:
    writer = Writer(draft.written_from, draft.turn)
    content = canonical_json.dumps(draft.values)
    _PUT.run(connection, _row(item_id, draft.owner, page, secrets.token_hex(8), writer, content, draft.saved_at))


def _discard(connection: Connection, item_id: str, owner: str, page: str) -> None:
    mine = form_drafts.c.work_item_id == item_id, form_drafts.c.owner == owner, form_drafts.c.page == page
    connection.execute(delete(form_drafts).where(*mine))


def _row(
    item_id: str, owner: str, page: str, stamp: str, writer: Writer, content: str, at: datetime
) -> dict[str, object]:
    return {
        "work_item_id": item_id,
        "owner": owner,
        "page": page,
        "stamp": stamp,
        "written_from": writer.page,
        "turn": writer.turn,
        "content": content,
        "saved_at": to_text(at),
    }
