"""Diagrams of any tool, from the moment that somebody brings one until a draft begins from it.

What came stays byte for byte as it came; what was decided on it, repairs and answers, stands beside it, and everything
else is worked out anew from the two. Once a draft has begun the arrival is the evidence of its origin: the act that
begins the draft says the digest of what came, and which repairs were made of it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bpmn.reader import read
from bpmn.xml import MAX_BYTES
from engine import canonical_json
from engine.db import AnyRow
from engine.definitions import drafts, queries
from engine.definitions.drafts import Draft
from engine.definitions.inspection import Source
from engine.definitions.models import arrival_forms, arrivals, process_drafts
from engine.definitions.signing import RightRequired, require_right
from engine.definitions.turns import take_turn
from engine.errors import Conflict, DiagramRejected, NotFound
from engine.identity.queries import Person, person
from engine.identity.rights import Right

RESERVED = frozenset({"nuevo"})
"""Names that the addresses of the site keep."""


class ProcedureThere(Conflict):
    """A new procedure would have the id of one that is there. Details: `process_id`."""

    code = "procedure_there"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on an arrival: the keys of the repairs that were `wanted`, and `answers` to questions by key."""

    wanted: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A diagram that somebody brought, with the forms beside it; `draft_id` is the draft that began from it."""

    id: int
    author: str
    received_at: datetime
    name: str
    digest: str
    diagram: bytes
    decided: Decided
    draft_id: int | None
    forms: Mapping[str, bytes]


def may_bring(actor: Person) -> bool:
    """Whether somebody may prepare versions of any procedure, and so begin with a file."""
    return Right.PREPARE in actor.rights or any(right is Right.PREPARE for right, _ in actor.limited)


def require_preparer(actor: Person) -> None:
    """Raises RightRequired for who may prepare versions of no procedure."""
    if not may_bring(actor):
        raise RightRequired(actor=actor.id, kind=Right.PREPARE)


def receive(
    connection: Connection, name: str, diagram: bytes, forms: Mapping[str, bytes], *, actor: str, at: datetime
) -> int:
    """Keep what somebody brought; gives its number.

    Raises RightRequired, DiagramRejected (empty, or too large to read), FormTooLarge.
    """
    require_preparer(person(connection, actor))
    if not diagram.strip() or len(diagram) > MAX_BYTES:
        raise DiagramRejected(read(diagram).findings)
    for form, content in forms.items():
        if len(content) > MAX_BYTES:
            raise drafts.FormTooLarge(name=form, size=len(content), limit=MAX_BYTES)
    values = {
        "author": actor,
        "received_at": at,
        "name": name,
        "digest": hashlib.sha256(diagram).hexdigest(),
        "diagram": diagram,
        "decided": _written(Decided()),
    }
    id: int = connection.execute(insert(arrivals).values(**values)).inserted_primary_key[0]  # type: ignore[index]
    for form, content in forms.items():
        connection.execute(insert(arrival_forms).values(arrival_id=id, form_id=form, source=content))
    return id


def arrival(connection: Connection, id: int, author: str) -> Arrival:
    """What somebody brought themselves. Raises NotFound (kind ``arrival``), for what others brought too."""
    row = connection.execute(select(arrivals).where(arrivals.c.id == id, arrivals.c.author == author)).first()
    if row is None:
        raise NotFound(kind="arrival", id=str(id))
    return _arrival(connection, row)


def original(connection: Connection, draft_id: int) -> Arrival | None:
    """From what a draft began; None where it began from no file."""
    row = connection.execute(select(arrivals).where(arrivals.c.draft_id == draft_id)).first()
    return _arrival(connection, row) if row is not None else None


def waiting(connection: Connection, author: str) -> list[tuple[int, str, datetime]]:
    """What somebody brought of which no draft has begun: number, name and moment, the last first."""
    query = select(arrivals.c.id, arrivals.c.name, arrivals.c.received_at)
    query = query.where(arrivals.c.author == author, arrivals.c.draft_id.is_(None)).order_by(arrivals.c.id.desc())
    return [(row.id, row.name, row.received_at) for row in connection.execute(query)]


def decide(connection: Connection, id: int, decided: Decided, *, actor: str) -> None:
    """Say which repairs are wanted and what is answered. Raises NotFound (kind ``arrival``)."""
    _required(connection, id, actor)
    connection.execute(update(arrivals).where(arrivals.c.id == id).values(decided=_written(decided)))


def give_up(connection: Connection, id: int, *, actor: str) -> None:
    """Forget what was brought. Raises NotFound (kind ``arrival``)."""
    _required(connection, id, actor)
    connection.execute(delete(arrival_forms).where(arrival_forms.c.arrival_id == id))
    connection.execute(delete(arrivals).where(arrivals.c.id == id))


def begin(
    connection: Connection, id: int, process_id: str, source: Source, *, new: bool, actor: str, at: datetime
) -> Draft:
    """Begin a draft with what became of an arrival, which is the evidence of its origin from then on.

    `new`: it is a procedure that is not there yet; else the next version of one that is. Raises RightRequired,
    NotFound (kind ``arrival`` or ``process``), ProcedureThere, DraftOfAnother.
    """
    it = _required(connection, id, actor)
    said = {
        "name": it.name,
        "sha256": it.digest,
        "repairs": list(it.decided.wanted),
        "answers": dict(it.decided.answers),
    }
    draft = begin_with(connection, process_id, source, new=new, says={"original": said}, actor=actor, at=at)
    connection.execute(update(arrivals).where(arrivals.c.id == id).values(draft_id=draft.id))
    return draft


def begin_with(
    connection: Connection,
    process_id: str,
    source: Source,
    *,
    new: bool,
    says: Mapping[str, object] | None = None,
    actor: str,
    at: datetime,
) -> Draft:
    """Begin the draft of a new procedure, or of the next version of one that is there, with what `source` says.

    Raises RightRequired, NotFound (kind ``process``), ProcedureThere, DraftOfAnother.
    """
    require_right(connection, actor, process_id, Right.PREPARE)
    take_turn(connection, process_id)
    current = queries.in_force(connection).get(process_id)
    if new and process_id in taken(connection):
        raise ProcedureThere(process_id=process_id)
    if not new and current is None:
        raise NotFound(kind="process", id=process_id)
    base = 0 if current is None else current.number
    return drafts.begin(connection, process_id, source, base=base, says=says, actor=actor, at=at)


def taken(connection: Connection) -> frozenset[str]:
    """The ids that a new procedure cannot have: of what is there, was there, or is on its way."""
    known = connection.execute(select(process_drafts.c.process_id).distinct()).scalars()
    return frozenset({*known, *(each.process_id for each in queries.versions(connection)), *RESERVED})


def _required(connection: Connection, id: int, author: str) -> Arrival:
    found = arrival(connection, id, author)
    if found.draft_id is not None:
        raise NotFound(kind="arrival", id=str(id))
    return found


def _arrival(connection: Connection, row: AnyRow) -> Arrival:
    query = select(arrival_forms.c.form_id, arrival_forms.c.source).where(arrival_forms.c.arrival_id == row.id)
    forms = {each.form_id: bytes(each.source) for each in connection.execute(query.order_by(arrival_forms.c.form_id))}
    values = {name: getattr(row, name) for name in ("id", "author", "received_at", "name", "digest", "draft_id")}
    return Arrival(**values, diagram=bytes(row.diagram), decided=_read(row.decided), forms=forms)


def _written(decided: Decided) -> str:
    return canonical_json.dumps({"wanted": list(decided.wanted), "answers": dict(decided.answers)})


def _read(text: str) -> Decided:
    found = canonical_json.loads(text)
    assert isinstance(found, dict)
    wanted, answers = found["wanted"], found["answers"]
    assert isinstance(wanted, list) and isinstance(answers, dict)
    return Decided(tuple(map(str, wanted)), {str(key): str(value) for key, value in answers.items()})
