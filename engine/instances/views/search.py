"""Searching instances by folio, client, title and the activity at which they wait.

Client and title are in the data of an instance, which only its snapshot holds: too slow to read for each line of a
list, and not searchable. Two tables hold them, written with the events that set them and rebuilt from those: a row for
each instance, and the words that find it. A word is found by its beginning, ignoring case and accents, through an
ordinary index that both databases have.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.history import store
from engine.history.chain import Event, NewEvent
from engine.history.event_types import INSTANCE_STARTED, REGISTRY, type_of
from engine.instances.models import instances, overviews, search_words
from engine.statements import Statement

CLIENT, TITLE, DELIVERY = "cliente", "requerimiento", "fecha_entrega"
"""The variables that say whom an instance is for, what about, and by which day the client is to have it."""
_TOLD = (CLIENT, TITLE, DELIVERY)
LONGEST, MOST = 60, 60
"""How many characters of a word, and how many words of an instance, can be searched."""
LAST = "\U0010ffff"

_ADD = Statement(insert(overviews), ["instance_id", "client", "client_key", "title", "delivery"])
_ADD_WORD = Statement(insert(search_words), ["word", "instance_id"])
_READ = Statement(
    select(overviews.c.client, overviews.c.title, overviews.c.delivery).where(
        overviews.c.instance_id == bindparam("key")
    ),
)
_VALUES = ["client", "client_key", "title", "delivery"]
_SAVE = Statement(update(overviews).where(overviews.c.instance_id == bindparam("key")), _VALUES)
_SAVE_FIRST = Statement(
    update(overviews).where(
        overviews.c.instance_id == bindparam("key"),
        overviews.c.client.is_(None),
        overviews.c.title.is_(None),
        overviews.c.delivery.is_(None),
    ),
    _VALUES,
)
_DROP_WORD = Statement(
    delete(search_words).where(
        search_words.c.instance_id == bindparam("instance_id"), search_words.c.word == bindparam("word")
    )
)


@dataclass(frozen=True, slots=True)
class Overview:
    """The client and the title of an instance, and the day of its delivery (ISO 8601), as far as its data say."""

    client: str | None = None
    title: str | None = None
    delivery: str | None = None


def normal(text: str) -> str:
    """Normalise a text for searching and sorting: no case, no accents, no control characters, single spaces."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", bare).casefold().split())


def words(*texts: str | None, most: int = MOST) -> list[str]:
    """The words by which texts are found, `most` of them: ``coca-cola`` by its beginning and by that of ``cola``."""
    found: dict[str, None] = {}
    for token in (token for text in texts if text for token in normal(text).split()):
        for start in re.finditer(r"(?<![^\W_])[^\W_]", token):
            found.setdefault(token[start.start() :][:LONGEST])
    return list(found)[:most]


def wanted_words(text: str) -> list[str]:
    """The beginnings of words in a search text, without punctuation around them; at most 8."""
    stripped = (re.sub(r"^[\W_]+|[\W_]+$", "", token)[:LONGEST] for token in normal(text).split())
    return [token for token in dict.fromkeys(stripped) if token][:8]


def save(connection: Connection, instance_id: int, folio: str, events: Iterable[NewEvent]) -> None:
    """Write what new events say of client, title and delivery. Most events say nothing, and cost nothing."""
    started, said = False, []
    for event in events:
        type_ = REGISTRY[event.type]
        if type_.values_at is not None:
            values = type_.values(event.payload)
            started = started or type_ is INSTANCE_STARTED
            if any(name in values for name in _TOLD):
                said.append(values)
    if started:
        _add(connection, instance_id, folio, _fold(Overview(), said))
    elif said:
        before, after = Overview(), _fold(Overview(), said)
        # Most instances say it once, and then what was said before need not be read.
        if not _SAVE_FIRST.changed(connection, {"key": instance_id, **_values(after)}):
            before = Overview(*(_READ.run(connection, {"key": instance_id}).fetchone() or ()))
            after = _fold(before, said)
            _SAVE.run(connection, {"key": instance_id, **_values(after)})
        _save_words(connection, instance_id, _words_of(folio, before), _words_of(folio, after))


def rebuild_all(connection: Connection) -> int:
    """Rebuild the overviews and words of every instance from the histories; gives how many instances there are."""
    known = connection.execute(select(instances.c.id, instances.c.folio).order_by(instances.c.id)).all()
    for id_, folio in known:
        rebuild_instance(connection, id_, folio, store.read(connection, id_, folio))
    return len(known)


def rebuild_instance(connection: Connection, instance_id: int, folio: str, history: Iterable[Event]) -> None:
    """Rebuild the overview and the words of one instance from its whole history."""
    connection.execute(delete(search_words).where(search_words.c.instance_id == instance_id))
    connection.execute(delete(overviews).where(overviews.c.instance_id == instance_id))
    _add(connection, instance_id, folio, overview(history))


def overview(history: Iterable[Event]) -> Overview:
    """What a whole history says of its instance. Raises UnknownEventType."""
    typed = ((type_of(event), event) for event in history)
    said = [
        type_.values(event.payload)
        for type_, event in typed
        if type_.values_at is not None and any(name in event.data for name in _QUOTED)
    ]
    return _fold(Overview(), said)


def rows(folio: str, history: Iterable[Event]) -> tuple[dict[str, str | None], set[str]]:
    """What the two tables must hold of an instance with that history: the columns of its overview, and its words."""
    found = overview(history)
    return _values(found), set(_words_of(folio, found))


# As they stand in an event's text, which need not be read where they do not.
_QUOTED = tuple(f'"{name}"' for name in _TOLD)


def _fold(before: Overview, said: Iterable[Mapping[str, object]]) -> Overview:
    client, title, delivery = before.client, before.title, before.delivery
    for values in said:
        client = _text(values.get(CLIENT)) if CLIENT in values else client
        title = _text(values.get(TITLE)) if TITLE in values else title
        delivery = _day(values.get(DELIVERY)) if DELIVERY in values else delivery
    return Overview(client, title, delivery)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _day(value: object) -> str | None:
    """The day that a value says, in ISO 8601; None for what says none."""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def _add(connection: Connection, instance_id: int, folio: str, found: Overview) -> None:
    _ADD.run(connection, {"instance_id": instance_id, **_values(found)})
    _save_words(connection, instance_id, [], _words_of(folio, found))


def _words_of(folio: str, found: Overview) -> list[str]:
    return words(folio, found.client, found.title)


def _save_words(connection: Connection, instance_id: int, before: list[str], after: list[str]) -> None:
    for statement, found in ((_DROP_WORD, set(before) - set(after)), (_ADD_WORD, set(after) - set(before))):
        if found:
            statement.run_many(connection, [{"word": word, "instance_id": instance_id} for word in sorted(found)])


def _values(found: Overview) -> dict[str, str | None]:
    return {
        "client": found.client,
        "client_key": normal(found.client or "")[:LONGEST],
        "title": found.title,
        "delivery": found.delivery,
    }
