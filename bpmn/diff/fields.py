"""Compares two things field by field, and two lists of things by what makes each the same.

An aspect is named by the class that declares the field, so that `Element.name` is one aspect whatever is named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from functools import cache
from inspect import get_annotations
from typing import Any

from bpmn.diff.differences import Difference, Pair
from bpmn.diff.matching import Key, paired

Special = Callable[[str, Pair, Any, Any, tuple[Pair, ...]], Iterator[Difference]]
"""Compares a field that is no plain value: its aspect, the subject, both values, and the holders of the subject."""


@cache
def aspect(kind: Any, name: str) -> str:
    """What a field of a class is called as an aspect: by the class that declares it."""
    declaring = next(each for each in reversed(kind.__mro__) if name in get_annotations(each))
    return f"{declaring.__name__}.{name}"


@cache
def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


def by_field(
    subject: Pair,
    holders: tuple[Pair, ...] = (),
    *,
    apart: frozenset[str] = frozenset(),
    special: Mapping[str, Special] | None = None,
) -> Iterator[Difference]:
    """The differences between two dataclasses, of which neither is None; one that lacks a field has its default.

    `apart` are the names of fields that are not compared, `special` those that are compared in their own way.
    """
    before: Any
    after: Any
    before, after = subject
    seen: set[str] = set()
    kinds: tuple[Any, ...] = (type(after), type(before))
    for kind in kinds:
        for field in _fields(kind):
            if field.name in seen or field.name in apart or not field.compare:
                continue
            seen.add(field.name)
            old, new = _value(before, field), _value(after, field)
            if special is not None and field.name in special:
                yield from special[field.name](aspect(kind, field.name), subject, old, new, holders)
            elif old != new:
                yield Difference(aspect(kind, field.name), subject, old, new, holders)


def _value(owner: object, field: Field[Any]) -> Any:
    return getattr(owner, field.name, None if field.default is MISSING else field.default)


def listed(
    *keys: Key[Any], special: Mapping[str, Special] | None = None, apart: frozenset[str] = frozenset()
) -> Special:
    """Compares two lists of dataclasses: what came, what went, and what of one says something else.

    Two are the same if they are equal, or else by the first of `keys` that finds exactly one on each side.
    """

    def compared(
        name: str, subject: Pair, before: Sequence[Any] | None, after: Sequence[Any] | None, holders: tuple[Pair, ...]
    ) -> Iterator[Difference]:
        around = (*holders, subject)
        for pair in paired(before or (), after or (), *keys):
            if pair[0] is None or pair[1] is None:
                there = pair[1] if pair[0] is None else pair[0]
                yield Difference(type(there).__name__, pair, holders=around)
            elif pair[0] != pair[1]:
                yield from by_field(pair, around, special=special, apart=apart)

    return compared


def one(special: Mapping[str, Special] | None = None, apart: frozenset[str] = frozenset()) -> Special:
    """Compares a dataclass that may be None: it came, it went, or its fields."""
    several = listed(lambda _: 0, special=special, apart=apart)

    def compared(
        name: str, subject: Pair, before: object, after: object, holders: tuple[Pair, ...]
    ) -> Iterator[Difference]:
        yield from several(
            name, subject, () if before is None else (before,), () if after is None else (after,), holders
        )

    return compared


def texts(
    name: str, subject: Pair, before: Sequence[str], after: Sequence[str], holders: tuple[Pair, ...]
) -> Iterator[Difference]:
    """Compares two lists of texts: each that came or went is a difference; their order counts for none."""
    for old, new in paired(before, after):
        if old != new:
            yield Difference(name, subject, old, new, holders)
