"""Visits: how a history names one arrival at an element, and the scopes of sub-processes and calls. Pure."""

from collections.abc import Iterator
from typing import NamedTuple


class Visit(NamedTuple):
    """One visit to an element of an instance.

    `element` is a BPMN id and `round` counts the visits to it within `scope`, from 1. `index` (from 0) tells the
    instances of a multi-instance or loop activity apart; None for any other activity. `scope` is the path of the call
    activities and sub-processes that the element stands in, each written as its own visit; "" at the top.
    """

    scope: str
    element: str
    round: int
    index: int | None = None  # type: ignore[assignment]  # takes the place of a method of tuples

    def __str__(self) -> str:
        tail = "" if self.index is None else f".{self.index}"
        return f"{self.scope}/{self.element}#{self.round}{tail}".lstrip("/")


def parse_visit(text: str) -> Visit:
    """Read what ``str(visit)`` wrote; a scope is written so too. Raises ValueError."""
    scope, _, last = text.rpartition("/")
    element, _, numbers = last.rpartition("#")
    round_, _, index = numbers.partition(".")
    return Visit(scope, element, int(round_), int(index) if index else None)


def enclosing_scopes(scope: str) -> Iterator[str]:
    """`scope` and every scope around it except the top, the outermost first."""
    parts = scope.split("/") if scope else []
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])
