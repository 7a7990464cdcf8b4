"""What people say to one another about an instance, while it runs and after it: the events `comment_made`.

Whoever sees the instance may comment, and mention whoever sees it too; those are told (`engine.telling`). A comment is
part of the history: nobody changes or removes one. When the values of the instance are disposed of, its text goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.clock import from_text
from engine.errors import Conflict, Invalid, NotAllowed
from engine.history import store
from engine.history.chain import Event, NewEvent
from engine.history.disposals import is_disposed
from engine.history.event_types import COMMENT_MADE
from engine.history.problems import UNREADABLE
from engine.identity import queries as identity
from engine.identity.queries import Person
from engine.identity.role_ids import AUDITOR
from engine.instances.mentions import Called, mentions
from engine.instances.queries import instance_row
from engine.instances.reading import EVERYTHING, only_audits, reader_of, who_sees
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession

LONGEST = 4000
"""How many characters a comment may have."""


class BadInstanceComment(Invalid):
    """A comment that says nothing, or too much. Details: `folio`, `longest`."""

    code = "bad_instance_comment"


class MentionUnknown(Invalid):
    """A comment mentions by names that call nobody, or several people. Details: `names` (as they were written)."""

    code = "mention_unknown"


class MentionUnseeing(Invalid):
    """A comment mentions people who do not see the instance, so that they could not read it. Details: `folio`,
    `names`."""

    code = "mention_unseeing"


class AuditorsRead(NotAllowed):
    """Auditors read, and say nothing in what they audit: they raise findings. Details: `folio`."""

    code = "auditors_read"


class DiscussionClosed(Conflict):
    """The values of the instance were disposed of: nothing more is said of it. Details: `folio`."""

    code = "discussion_closed"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment. `seq` is the number of its event, `at` in UTC; `text` is None where it was disposed of, or cannot be
    read; `mentions` are ids of people."""

    seq: int
    author: str
    at: datetime
    text: str | None
    mentions: tuple[str, ...]


def may_comment(connection: Connection, runtime: Runtime, folio: str, who: Person) -> bool:
    """Whether somebody who sees an instance may say something of it. Raises NotFound (kind ``instance``)."""
    if AUDITOR not in who.roles:
        return True
    return not only_audits(connection, runtime, who, instance_row(connection, EVERYTHING, folio))


def comment(connection: Connection, runtime: Runtime, folio: str, text: str, *, actor: str, at: datetime) -> Comment:
    """Say something about an instance.

    Raises NotFound (kind ``instance``, also where `actor` does not see it, or ``person``), BadInstanceComment,
    MentionUnknown, MentionUnseeing, DiscussionClosed, AuditorsRead where `actor` sees it as an auditor alone.
    """
    who = identity.person(connection, actor)
    row = instance_row(connection, reader_of(connection, runtime, who), folio)
    if only_audits(connection, runtime, who, row):
        raise AuditorsRead(folio=folio)
    said = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not 0 < len(said) <= LONGEST:
        raise BadInstanceComment(folio=folio, longest=LONGEST)
    everybody = {each.id: each for each in identity.all_people(connection) if each.active}
    found = mentions(said, (Called(each.id, each.name) for each in everybody.values()))
    if found.unknown or found.ambiguous:
        raise MentionUnknown(names=", ".join((*found.unknown, *found.ambiguous)))
    session = InstanceSession.open(connection, runtime, folio)
    named = [everybody[id_] for id_ in found.people]
    seeing = who_sees(connection, runtime, instance_row(connection, EVERYTHING, folio), named) if named else []
    unseeing = [each.name for each in named if each not in seeing]
    if unseeing:
        raise MentionUnseeing(folio=folio, names=", ".join(unseeing))
    if is_disposed(store.read(connection, session.id, folio, after=session.head.seq - 1)):
        raise DiscussionClosed(folio=folio)
    payload = {"text": said, "mentions": list(found.people)}
    session.record([NewEvent(COMMENT_MADE.name, actor=actor, payload=payload)], at=at)
    return Comment(session.head.seq, actor, from_text(session.head.at), said, found.people)


def comments(history: Iterable[Event]) -> list[Comment]:
    """The comments of a history, in its order; what somebody wrote so that it cannot be read is left out."""
    found = []
    for event in history:
        if event.type == COMMENT_MADE.name and event.actor is not None:
            try:
                found.append(_read(event, event.payload))
            except UNREADABLE:
                continue
    return found


def who_may_read(connection: Connection, runtime: Runtime, folio: str) -> Sequence[identity.Person]:
    """The active people who see an instance, by name: those who can be mentioned in it. Raises NotFound."""
    active = [each for each in identity.all_people(connection) if each.active]
    seeing = who_sees(connection, runtime, instance_row(connection, EVERYTHING, folio), active)
    return sorted(seeing, key=lambda each: (each.name.casefold(), each.id))


def _read(event: Event, payload: Mapping[str, object]) -> Comment:
    text, said = payload.get("text"), payload.get("mentions")
    named = tuple(map(str, said)) if isinstance(said, list) else ()
    return Comment(event.seq, str(event.actor), from_text(event.at), None if text is None else str(text), named)
