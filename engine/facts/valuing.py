"""The values that an instance has of what its forms mark as searchable, folded from what people answered. Pure.

A variable is known by the names that lead to it. A list gives a value for each of its items, a repeated activity one
for each of its instances: `part` tells them apart. What is answered again replaces what was answered before: all of it,
or, where an instance of a repeated activity answers in the same round as others, that instance's alone.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from bpmn.forms.marks import Chain
from engine.history.visits import Visit, enclosing_scopes, parse_visit
from engine.instances.views.search import LONGEST, normal

SCALE = 10_000
"""A number is stored in so manieth parts, so that amounts add up exactly on both databases."""
GREATEST = 2**63 - 1
MOST = 200
"""Values of one variable of an instance, at most."""


class Value(NamedTuple):
    """A value as it is stored (`engine.facts.models.value_facts`)."""

    given: str
    text_key: str | None
    number: int | None
    day: str | None


Values = dict[tuple[str, str], Value]
"""Values by variable and part."""


def with_answers(values: Values, chains: frozenset[Chain], answers: Mapping[str, object], at: Visit | None) -> None:
    """Let `values` be what they are after `answers` were given at a visit; `chains` are searchable."""
    for chain in sorted(chains):
        if chain[0] in answers:
            _answered(values, ".".join(chain), list(_found(answers, chain, ""))[:MOST], *_place(at))


def scaled(value: object) -> int | None:
    """A number in ten-thousandths; None for what is none, or is too large to be one that anybody adds up."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = int((Decimal(str(value)) * SCALE).to_integral_value())
    except (InvalidOperation, OverflowError, ValueError):
        return None
    return found if abs(found) <= GREATEST else None


def _answered(values: Values, variable: str, found: list[tuple[str, object]], given: str, prefix: str) -> None:
    for name, part in [*values]:
        if name != variable:
            continue
        same = values[name, part].given == given and prefix != ""
        if not same or part == prefix or part.startswith(f"{prefix}."):
            del values[name, part]
    for part, value in found:
        stored = _stored(given, value)
        if stored is not None:
            values[variable, ".".join(each for each in (prefix, part) if each)] = stored


def _place(at: Visit | None) -> tuple[str, str]:
    """The visit that gave an answer, without the numbers that tell the instances of repeated activities apart; and
    those numbers."""
    if at is None:
        return "", ""
    around = [*map(parse_visit, enclosing_scopes(at.scope)), at]
    given = "/".join(f"{each.element}#{each.round}" for each in around)
    return given, ".".join(str(each.index) for each in around if each.index is not None)


def _found(value: object, chain: Chain, part: str) -> Iterator[tuple[str, object]]:
    """What chains of names lead to: each value with its part. Lists are passed through."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _found(item, chain, f"{part}.{number}".lstrip("."))
    elif not chain:
        yield part, value
    elif isinstance(value, Mapping):
        yield from _found(value.get(chain[0]), chain[1:], part)


def _stored(given: str, value: object) -> Value | None:
    if isinstance(value, bool):
        return Value(given, "true" if value else "false", None, None)
    if isinstance(value, int | float):
        number = scaled(value)
        return None if number is None else Value(given, None, number, None)
    if isinstance(value, Mapping):  # a file
        value = value.get("name")
    if not isinstance(value, str) or not value.strip():
        return None
    return Value(given, normal(value)[:LONGEST], None, _day(value))


def _day(value: str) -> str | None:
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None
