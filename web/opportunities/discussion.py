"""The discussion of an opportunity as its page shows it: who said what and when, with the people it mentions marked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.clock import to_text
from engine.history.chain import Event
from engine.instances.comments import Comment, comments
from engine.instances.mentions import Called, mentions


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what was said; `mentions` somebody, or is plain text."""

    text: str
    mentions: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A comment: who made it, as they were called then, when (UTC), and its `parts`, None where they were disposed
    of."""

    seq: int
    author: str
    at: datetime
    parts: tuple[Part, ...] | None


Named = Callable[[str | None, str], str]
"""What somebody was called at a moment, by their id."""


def discussion(history: Iterable[Event], name_then: Named) -> list[Said]:
    """What was said in a history, the oldest first."""
    return [
        Said(each.seq, name_then(each.author, to_text(each.at)), each.at, _parts(each, name_then))
        for each in comments(history)
    ]


def _parts(said: Comment, name_then: Named) -> tuple[Part, ...] | None:
    if said.text is None:
        return None
    people = [Called(id_, name_then(id_, to_text(said.at))) for id_ in said.mentions]
    return tuple(_pieces(said.text, mentions(said.text, people).places))


def _pieces(text: str, places: Iterable[tuple[int, int, str]]) -> Iterator[Part]:
    at = 0
    for begins, ends, _ in places:
        if begins > at:
            yield Part(text[at:begins])
        yield Part(text[begins:ends], mentions=True)
        at = ends
    if at < len(text):
        yield Part(text[at:])
