"""Finding instances: by folio, by whom they are for and what about, and by the activity where they wait.

What an instance is for stands in its data, which only its snapshot holds; reading a snapshot for each line of a list is
too slow and none can be searched. So two small tables hold it, written with the events that say it and made again from
them (`rebuild`): a line for each instance, and the words that find it. A word is found by its beginning, in whatever
case and with or without accents, through an ordinary index that both databases have.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.history import store
from engine.history.chain import Event, NewEvent
from engine.instances.models import instances, overviews, search_words
from engine.statements import Statement

CLIENT, TITLE = "cliente", "requerimiento"
"""The variables that say whom an instance is for, and what about."""
LONGEST, MOST = 60, 60
"""How many characters of a word, and how many words of an instance, can be searched."""
LAST = "\U0010ffff"

_ADD = Statement(insert(overviews), ["instance_id", "client", "client_key", "title"])
_ADD_WORD = Statement(insert(search_words), ["word", "instance_id"])
_READ = Statement(
    select(overviews.c.client, overviews.c.title).where(overviews.c.instance_id == bindparam("key")),
)
_KEEP = Statement(
    update(overviews).where(overviews.c.instance_id == bindparam("key")), ["client", "client_key", "title"]
)
_DROP_WORDS = Statement(delete(search_words).where(search_words.c.instance_id == bindparam("key")))


@dataclass(frozen=True, slots=True)
class Overview:
    """Whom an instance is for and what about, as far as its data say."""

    client: str | None = None
    title: str | None = None


def normal(text: str) -> str:
    """A text as it is searched and sorted: no case, no accents, no control characters, single spaces."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", bare).casefold().split())


def words(*texts: str | None) -> list[str]:
    """The words by which texts are found: ``coca-cola`` by its beginning and by that of ``cola``."""
    found: dict[str, None] = {}
    for token in (token for text in texts if text for token in normal(text).split()):
        for start in re.finditer(r"(?<![^\W_])[^\W_]", token):
            found.setdefault(token[start.start() :][:LONGEST])
    return list(found)[:MOST]


def wanted_words(text: str) -> list[str]:
    """The beginnings of words that somebody looks for; what is neither letter nor digit around them does not count."""
    stripped = (re.sub(r"^[\W_]+|[\W_]+$", "", token)[:LONGEST] for token in normal(text).split())
    return [token for token in dict.fromkeys(stripped) if token][:8]


def keep(connection: Connection, instance_id: int, folio: str, events: Iterable[NewEvent]) -> None:
    """Keep what new events of an instance say of it. Most say nothing, and cost nothing."""
    told = [(event.type, event.data) for event in events if event.type in _TELLING]
    if any(type_ == "instance_started" for type_, _ in told):
        _add(connection, instance_id, folio, _fold(Overview(), told))
    elif any(CLIENT in data or TITLE in data for _, data in told):
        before = Overview(*_READ.run(connection, {"key": instance_id}).one())
        after = _fold(before, told)
        if after != before:
            _KEEP.run(connection, {"key": instance_id, **_values(after)})
            _DROP_WORDS.run(connection, {"key": instance_id})
            _add_words(connection, instance_id, folio, after)


def rebuild(connection: Connection) -> int:
    """Make the overviews and words of every instance again from the histories; gives how many instances there are."""
    connection.execute(delete(search_words))
    connection.execute(delete(overviews))
    known = connection.execute(select(instances.c.id, instances.c.folio).order_by(instances.c.id)).all()
    for id_, folio in known:
        _add(connection, id_, folio, overview(store.read(connection, id_, folio)))
    return len(known)


def overview(history: Iterable[Event]) -> Overview:
    """What a whole history says."""
    return _fold(Overview(), [(event.type, event.values) for event in history if event.type in _TELLING])


_TELLING = frozenset({"instance_started", "user_task_completed"})


def _fold(before: Overview, told: Iterable[tuple[str, Mapping[str, object]]]) -> Overview:
    client, title = before.client, before.title
    for type_, data in told:
        values = data.get("values") if type_ == "instance_started" else data
        if isinstance(values, Mapping):
            client = _text(values.get(CLIENT)) if CLIENT in values else client
            title = _text(values.get(TITLE)) if TITLE in values else title
    return Overview(client, title)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _add(connection: Connection, instance_id: int, folio: str, told: Overview) -> None:
    _ADD.run(connection, {"instance_id": instance_id, **_values(told)})
    _add_words(connection, instance_id, folio, told)


def _add_words(connection: Connection, instance_id: int, folio: str, told: Overview) -> None:
    rows = [{"word": word, "instance_id": instance_id} for word in words(folio, told.client, told.title)]
    _ADD_WORD.run_many(connection, rows)


def _values(told: Overview) -> dict[str, str | None]:
    return {"client": told.client, "client_key": normal(told.client or "")[:LONGEST], "title": told.title}
