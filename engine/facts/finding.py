"""Instances by what people said in them: answers, comments and names of files, through the index of each database.

All that is asked for stands in one text: words by their beginnings, and in quotes words one behind another. What is
confidential to whoever asks finds nothing, and of personal data whole words alone, as with what people quote
(`engine.instances.views.quotes`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    column,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from engine.db import Database
from engine.facts.models import full_texts
from engine.facts.places import BITS
from engine.facts.saying import words_of
from engine.instances.models import instances
from engine.instances.views.finding import FEW, counted
from engine.instances.views.found import Found
from engine.instances.views.quotes import Quotable
from engine.statements import is_there

MOST = 8
"""Words that are asked for together, at most."""
_INDEX = table("full_text_index", column("rowid", BigInteger), column("full_text_index", Text))
_PARTS = re.compile(r'"([^"]*)"|([^"]+)')


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked for: `words`, each once, by their beginnings; and `phrases`, whose words stand one behind another
    as they are."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, text: str) -> "Sought":
        """What somebody wrote: what stands in quotes is a phrase."""
        words: list[str] = []
        phrases: list[tuple[str, ...]] = []
        for quoted, bare in _PARTS.findall(text):
            found = tuple(words_of(quoted or bare))
            if quoted and found:
                phrases.append(found)
            else:
                words += found
        return cls(tuple(dict.fromkeys(words))[:MOST], tuple(dict.fromkeys(phrases))[:MOST])

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)

    @property
    def whole(self) -> tuple[str, ...]:
        """The words of the phrases, each once."""
        return tuple(dict.fromkeys(word for phrase in self.phrases for word in phrase))


def said(connection: Connection, order: str, text: str, reader: Quotable) -> Found:
    """That something was said there, as far as the `reader` may look for it, for a list in that `order`; everything
    where no word is asked for."""
    sought = Sought.of(text)
    if not sought:
        return Found()
    ids = saying(connection, sought, reader)
    few = FEW[order]
    found = counted(connection, ids, few)
    if found <= few:
        return Found(among=(ids,), few=found)
    there = is_there(_said_in(sought, reader))
    return Found((there,), often=((there, ids),))


def saying(connection: Connection, sought: Sought, reader: Quotable) -> Select[tuple[int]]:
    """The ids of the instances in which something was said, of each as often as it was, by the index of texts."""
    sqlite = connection.dialect.name == "sqlite"
    hidden = reader.withheld | reader.personal
    if sqlite and not hidden and not sought.phrases:  # the texts themselves need not be read
        return select(_INDEX.c.rowid.op(">>")(BITS)).where(_matches(sought))
    found = select(full_texts.c.instance_id)
    if sqlite:
        found = found.select_from(_INDEX).join(full_texts, full_texts.c.id == _INDEX.c.rowid)
    return found.where(_matches(sought) if sqlite else _agrees(sought), *_shown(sought, reader))


def _said_in(sought: Sought, reader: Quotable) -> Select[tuple[int]]:
    """The same of one row of `instances`: its own texts are few, and an index of all of them is of no help."""
    first = cast(instances.c.id, BigInteger) * literal(1 << BITS, BigInteger)
    place = full_texts.c.id.between(first, first + literal((1 << BITS) - 1, BigInteger))
    begins = (_spaced(full_texts.c.text).contains(f" {word}") for word in sought.words)
    return select(full_texts.c.instance_id).where(place, *begins, *_shown(sought, reader))


def _shown(sought: Sought, reader: Quotable) -> Iterator[ColumnElement[bool]]:
    """That the phrases stand in a text, and that the reader may find it so."""
    yield from map(_stands, sought.phrases)
    hidden = sorted(reader.withheld | reader.personal)
    if hidden:
        named = full_texts.c.variable
        known = and_(named.in_(sorted(reader.personal - reader.withheld)), *(_stands((w,)) for w in sought.words))
        yield or_(named.not_in(hidden), known)


def tidy(database: Database) -> None:
    """Let SQLite's index forget what was removed from it; of what was, it keeps the words until it is merged. Raises
    StoreUnavailable."""
    if database.engine.dialect.name != "sqlite":
        return
    with database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO full_text_index (full_text_index) VALUES ('optimize')")


def _matches(sought: Sought) -> ColumnElement[bool]:
    """That SQLite's index has all words."""
    asked = [*(f'"{word}"' for word in sought.whole), *(f'"{word}"*' for word in sought.words)]
    return _INDEX.c.full_text_index.op("MATCH", is_comparison=True)(literal(" AND ".join(asked), Text))


def _agrees(sought: Sought) -> ColumnElement[bool]:
    """That a text has all words, by the index of PostgreSQL."""
    asked = [*(f"'{word}'" for word in sought.whole), *(f"'{word}':*" for word in sought.words)]
    query = cast(literal(" & ".join(asked), Text), TSQUERY)
    return cast(full_texts.c.text, TSVECTOR).op("@@", is_comparison=True)(query)


def _stands(words: Iterable[str]) -> ColumnElement[bool]:
    """That these words stand in a text as they are, one behind another."""
    return _spaced(full_texts.c.text).contains(f" {' '.join(words)} ")


def _spaced(text: ColumnElement[str]) -> ColumnElement[str]:
    return literal(" ", Text) + text + literal(" ", Text)
