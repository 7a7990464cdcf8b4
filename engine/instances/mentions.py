"""Whom a text mentions: people, by ``@`` and what they are called. Pure.

``@Lucía Ramos`` and ``@lucia`` (an id) mention a person, whatever the case and the accents; ``@Lucía`` too, where one
person alone is called so. An ``@`` inside a word, as in an address, mentions nobody.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_WORD = re.compile(r"[\w.-]*\w")


class Called(NamedTuple):
    """Somebody who can be mentioned."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a text mentions, each once, in its order. `unknown` is what follows an ``@`` and calls nobody, and
    `ambiguous` what calls several. `places` are where the text mentions somebody: from, to, id."""

    people: tuple[str, ...]
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]
    places: tuple[tuple[int, int, str], ...]


def mentions(text: str, people: Iterable[Called]) -> Mentions:
    """Whom `text` mentions among `people`; of several who fit, the one whose name is longest."""
    names = list(_names(people))
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    ambiguous: dict[str, None] = {}
    places = []
    flat = _flat(text)
    for at in _AT.finditer(text):
        begins = at.end()
        fits = [(len(each.text), each.whole, each.id) for each in names if _stands(flat, begins, each.text)]
        best = max((fit[:2] for fit in fits), default=(0, True))
        ids = {fit[2] for fit in fits if fit[:2] == best}
        if len(ids) == 1:
            (id_,) = ids
            found.setdefault(id_)
            places.append((at.start(), begins + best[0], id_))
        else:
            word = _WORD.match(text, begins)
            assert word is not None
            (ambiguous if ids else unknown).setdefault(f"@{word.group()}")
    return Mentions(tuple(found), tuple(unknown), tuple(ambiguous), tuple(places))


class _Name(NamedTuple):
    """What somebody may be called by, and whether it is the whole of it."""

    text: str
    whole: bool
    id: str


def _names(people: Iterable[Called]) -> Iterator[_Name]:
    """What people are called by: their id, their name, and how it begins."""
    for each in people:
        yield _Name(_flat(each.id), True, each.id)
        words = each.name.split()
        for count in range(1, len(words) + 1):
            yield _Name(_flat(" ".join(words[:count])), count == len(words), each.id)


def _stands(flat: str, begins: int, name: str) -> bool:
    """Whether a name stands at a place of a text, and no word goes on behind it."""
    end = begins + len(name)
    return flat.startswith(name, begins) and not re.match(r"[.-]?\w", flat[end:])


def _flat(text: str) -> str:
    """A text without case and accents, of the same length."""
    return "".join(_bare(each) for each in text)


def _bare(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character)[:1].casefold()
    return bare if len(bare) == 1 else character
