"""Compares rows that are stored with what a ledger gives. Pure."""

from collections.abc import Iterator, Mapping

from engine.history.problems import Kind, Problem

Row = Mapping[str, object]
"""What a row says, by the name of what it says."""
HELD = "yes"
"""What a row says that says no more than that it is there: a role that is held."""
GONE = "—"


def differences(given: Mapping[str, Row], stored: Mapping[str, Row]) -> Iterator[Problem]:
    """What differs between the rows that a ledger gives and those stored, both by the name of what they are about.

    A row that is missing, or that nothing gives, is one problem; else each thing that a row says otherwise is one.
    """
    for name in sorted(given.keys() | stored.keys()):
        if name not in stored:
            yield Problem(Kind.ROW_CHANGED, None, HELD, GONE, name)
        elif name not in given:
            yield Problem(Kind.ROW_CHANGED, None, GONE, HELD, name)
        else:
            yield from _fields(name, given[name], stored[name])


def _fields(name: str, given: Row, stored: Row) -> Iterator[Problem]:
    for what in sorted(given.keys() | stored.keys()):
        expected, found = given.get(what), stored.get(what)
        if expected != found:
            yield Problem(Kind.ROW_CHANGED, None, _text(expected), _text(found), f"{name} {what}")


def _text(value: object) -> str:
    return GONE if value is None else str(value)[:200]
