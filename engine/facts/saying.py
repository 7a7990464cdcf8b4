"""The words of what people answered and commented, and of the names of their files, event by event. Pure.

A text is kept as the words that a search finds: without case, accents and signs, so that both databases find the same.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from engine.history.chain import Event
from engine.history.event_types import COMMENT_MADE, EventType
from engine.instances.views.quotes import COMMENT, texts_in
from engine.instances.views.search import LONGEST, normal

MOST = 2_000
"""Words of one variable in one event, at most."""
_WORD = re.compile(r"[^\W_]+")


class Said(NamedTuple):
    """What was said of a variable in an event, as its words; `COMMENT` in its place for a comment."""

    seq: int
    variable: str
    text: str


def said_in(event: Event, type_: EventType, payload: Mapping[str, object]) -> list[Said]:
    """What people said in an event, by variable. Raises KeyError, TypeError as `EventType.values`."""
    if type_ is COMMENT_MADE:
        texts: Mapping[str, object] = {COMMENT: payload.get("text")}
    elif type_.values_at is not None:
        texts = type_.values(payload)
    else:
        return []
    found = ((name, " ".join(_words(value))) for name, value in sorted(texts.items()))
    return [Said(event.seq, name, text) for name, text in found if text]


def words_of(text: str) -> list[str]:
    """The words of a text, as they are kept and searched."""
    return [word[:LONGEST] for word in _WORD.findall(normal(text))]


def _words(value: object) -> list[str]:
    found: list[str] = []
    for text in texts_in(value):
        found += words_of(text)
        if len(found) >= MOST:
            break
    return found[:MOST]
