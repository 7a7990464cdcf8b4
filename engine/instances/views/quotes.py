"""What people quote of an instance besides whom it is for and what about: its contact, the number of a contract, the
name of a file, a word of a comment or of a lesson learned; and where in the instance that stands.

Words of short texts that people answered, of names of files and of comments stand in a table, with the event and the
variable that they are of. A job writes them behind the events (`engine.jobs.quoting`), so that a step costs the same.
Whether a word may find anything depends on who looks: what is confidential to them finds nothing, and of personal
data whole words alone, which whoever knows them can write, so that nobody learns them letter by letter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, delete, literal, or_, select
from sqlalchemy.dialects import postgresql

from engine import canonical_json
from engine.definitions import queries as definitions
from engine.history import store
from engine.history.chain import Event
from engine.history.event_types import COMMENT_MADE, REGISTRY
from engine.history.models import events
from engine.history.problems import UNREADABLE
from engine.instances.models import instances, quoted_words
from engine.instances.runtime import Runtime
from engine.instances.views.search import CLIENT, LAST, TITLE, words
from engine.instances.visible import Roles, seen_by
from engine.statements import wait_for

LONGEST_TEXT = 120
"""Characters of a text that is taken for one that people quote: what is longer is told, not quoted."""
MOST = 200
"""Words of one text, at most."""
COMMENT = ""
"""Stands in the place of a variable for what a comment says."""
_NO_TEXT = re.compile(r"[a-z]+(_[a-z0-9]+)*|[A-Z]{3}|\d{4}-\d\d-\d\d.*|\d\d:\d\d.*")
"""Choices, currencies, dates and times: what a form offers or a calendar has is quoted by nobody."""
Row = tuple[str, int, str]
"""A word, the number of the event that it is of, and the variable."""


@dataclass(frozen=True, slots=True)
class Quotable:
    """What a reader may look for: not what is `withheld` from them, of what is `personal` whole words alone. Both are
    names of variables, of any procedure."""

    withheld: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()

    def begins(self, word: str) -> ColumnElement[bool]:
        """That a row of `quoted_words` is of a word that begins so, as far as the reader may look for it."""
        begins = quoted_words.c.word.between(literal(word, Text), literal(word + LAST, Text))
        if not (self.withheld or self.personal):
            return begins
        hidden = sorted(self.withheld | self.personal)
        found = and_(begins, quoted_words.c.variable.not_in(hidden))
        known = sorted(self.personal - self.withheld)
        if not known:
            return found
        whole = and_(quoted_words.c.word == literal(word, Text), quoted_words.c.variable.in_(known))
        return or_(found, whole)


def quotable(connection: Connection, runtime: Runtime, reader: Roles) -> Quotable:
    """What `reader` may look for. What any procedure keeps from them is kept from them in all."""
    seen = seen_by(runtime.library.marks(connection, definitions.editions(connection)), reader)
    names = (frozenset(chain[0] for chain in chains) for chains in (seen.withheld, seen.masked))
    return Quotable(*names)


def take_turn(connection: Connection) -> None:
    """Be the only one who writes words, or takes them away for good, until this transaction ends."""
    wait_for(connection, "quoted words")


def rows_of(event: Event) -> set[Row]:
    """What people may quote of an event; nothing of one whose payload cannot be read, or was disposed of."""
    type_ = REGISTRY.get(event.type)
    if type_ is None:
        return set()
    try:
        if type_ is COMMENT_MADE:
            said = [(COMMENT, str(event.payload.get("text") or ""))]
        elif type_.values_at is not None:
            said = [
                (name, text) for name, value in type_.values(event.payload).items() for text in texts_of(name, value)
            ]
        else:
            return set()
    except UNREADABLE:
        return set()
    return {(word, event.seq, name) for name, text in said for word in words(text, most=MOST) if _tells(word)}


def save(connection: Connection, instance_id: int, rows: Iterable[Row]) -> None:
    """Write the words of an instance; those that are there stay."""
    values = [
        {"word": word, "instance_id": instance_id, "seq": seq, "variable": name} for word, seq, name in sorted(rows)
    ]
    if values:
        connection.execute(postgresql.insert(quoted_words).on_conflict_do_nothing(), values)


def rebuild_instance(connection: Connection, instance_id: int, history: Iterable[Event]) -> None:
    """Write all words of an instance anew from its whole history."""
    connection.execute(delete(quoted_words).where(quoted_words.c.instance_id == instance_id))
    save(connection, instance_id, {row for event in history for row in rows_of(event)})


@dataclass(frozen=True, slots=True)
class Quote:
    """Where something was found: the instance with the versions that it runs on, the event and the variable; `COMMENT`
    in its place for a comment."""

    folio: str
    versions: Mapping[str, int]
    event: Event
    variable: str


MOST_QUOTES = 400
"""Places that are looked at for one page."""


def quotes(
    connection: Connection, folios: Sequence[str], wanted: Sequence[str], reader: Quotable
) -> dict[str, list[Quote]]:
    """Where in these instances the `wanted` words stand, the newest first, by folio; each place once."""
    if not folios or not wanted:
        return {}
    keys = (
        select(quoted_words.c.instance_id, quoted_words.c.seq, quoted_words.c.variable)
        .distinct()
        .join(instances, instances.c.id == quoted_words.c.instance_id)
        .where(instances.c.folio.in_(folios), or_(*(reader.begins(word) for word in wanted)))
        .order_by(quoted_words.c.instance_id, quoted_words.c.seq.desc(), quoted_words.c.variable)
        .limit(MOST_QUOTES)
        .subquery()
    )
    query: Select[Any] = (
        select(instances.c.folio, instances.c.versions, keys.c.variable, *(events.c[name] for name in store.READ))
        .join(instances, instances.c.id == keys.c.instance_id)
        .join(events, and_(events.c.instance_id == keys.c.instance_id, events.c.seq == keys.c.seq))
        .order_by(instances.c.folio, keys.c.seq.desc(), keys.c.variable)
    )
    found: dict[str, list[Quote]] = {}
    for folio, versions, variable, *event in connection.execute(query):
        numbers: Any = canonical_json.loads(versions)
        found.setdefault(folio, []).append(Quote(folio, numbers, Event(folio, *event), variable))
    return found


def texts_of(name: str, value: object) -> Iterator[str]:
    """What people may quote of the value of a variable: short texts and names of files, wherever they stand in it."""
    if name in (CLIENT, TITLE):  # which find their instance anyway (`engine.instances.views.search`)
        return
    yield from texts_in(value, LONGEST_TEXT)


def texts_in(value: object, longest: float = inf) -> Iterator[str]:
    """The texts of at most `longest` characters and the names of files, wherever they stand in a value."""
    if isinstance(value, str):
        if len(value) <= longest and not _NO_TEXT.fullmatch(value.strip()):
            yield value
    elif isinstance(value, Mapping):
        if "sha256" in value and "size" in value:
            yield str(value.get("name", ""))
        else:
            for inner in value.values():
                yield from texts_in(inner, longest)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner, longest)


def _tells(word: str) -> bool:
    """Whether a word is one by which something is found: not an article."""
    return len(word) > 2 or any(character.isdigit() for character in word)
