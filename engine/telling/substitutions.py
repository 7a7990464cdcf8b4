"""Setting and ending a substitution as people do it: whom it concerns is told."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bpmn.messages import Message, lazy_gettext
from engine.identity import queries, substituting
from engine.identity.substitutions import Substitution
from engine.telling.commands import tell
from engine.telling.dates import day_in_words
from engine.telling.kinds import NoticeKind

_SET = (
    lazy_gettext("{substitute} stands in for {person}"),
    lazy_gettext(
        "From {first} to {last}, both included, {substitute} does the work of {person}: what waits for them is in both "
        "inboxes, and what is done is recorded as done for {person}. It ends by itself."
    ),
)
_ENDED = (
    lazy_gettext("{substitute} does not stand in for {person} any more"),
    lazy_gettext("The substitution from {first} to {last} was ended: {person} does their work themselves."),
)


def set_substitute(
    connection: Connection,
    person_id: str,
    substitute: str,
    from_day: date,
    until_day: date,
    *,
    zone: ZoneInfo,
    words: Callable[[Message], str],
    actor: str,
    at: datetime,
) -> Substitution:
    """As `engine.identity.substituting.set_substitute`, and both are told in the company's language (`words`)."""
    made = substituting.set_substitute(
        connection, person_id, substitute, from_day, until_day, zone=zone, actor=actor, at=at
    )
    _tell(connection, made, _SET, "set", words, actor, at)
    return made


def end_substitution(
    connection: Connection, id: int, *, words: Callable[[Message], str], actor: str, at: datetime
) -> Substitution:
    """As `engine.identity.substituting.end_substitution`, and both are told."""
    ended = substituting.end_substitution(connection, id, actor=actor, at=at)
    if ended.ended_at is not None:
        _tell(connection, ended, _ENDED, "ended", words, actor, at)
    return ended


def _tell(
    connection: Connection,
    it: Substitution,
    texts: tuple[Message, Message],
    what: str,
    words: Callable[[Message], str],
    actor: str,
    at: datetime,
) -> None:
    names = queries.names(connection)
    values = {
        "person": names.get(it.person, it.person),
        "substitute": names.get(it.substitute, it.substitute),
        "first": day_in_words(it.from_day, words),
        "last": day_in_words(it.until_day, words),
    }
    title, text = (words(each.with_values(values)) for each in texts)
    tell(
        connection,
        NoticeKind.SUBSTITUTION,
        [it.person, it.substitute],
        key=f"substitution {it.id} {what}",
        actor=actor,
        data={"title": title, "text": text},
        at=at,
    )
