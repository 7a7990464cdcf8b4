"""Conditions of a form as rows of field, test and value, and back: what people build without writing FEEL.

A condition is read only where its rows say exactly the same, for what is missing too: whatever else is written stays an
expression. What hides a field is written as what shows it, turned round.
"""

import json
from dataclasses import dataclass, replace
from enum import StrEnum


class Question(StrEnum):
    """What is asked of a field's value."""

    IS = "is"
    IS_NOT = "is_not"
    MORE = "more"
    AT_LEAST = "at_least"
    LESS = "less"
    AT_MOST = "at_most"
    FILLED = "filled"
    EMPTY = "empty"
    HAS = "has"
    HAS_NOT = "has_not"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of another field, by the name by which expressions see it."""

    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One test of a field: ``monto`` `MORE` ``1000``. `value` is a JSON scalar, or another field."""

    field: str
    test: Question
    value: object = None


@dataclass(frozen=True, slots=True)
class Condition:
    """All its rows hold, or any of them."""

    rows: tuple[Row, ...]
    every: bool = True


ORDERED = (Question.MORE, Question.AT_LEAST, Question.LESS, Question.AT_MOST)
"""The tests of what comes before and after."""
SIGNS = {
    Question.IS: "=",
    Question.IS_NOT: "!=",
    Question.MORE: ">",
    Question.AT_LEAST: ">=",
    Question.LESS: "<",
    Question.AT_MOST: "<=",
}
TURNED = {
    Question.IS: Question.IS_NOT,
    Question.IS_NOT: Question.IS,
    Question.FILLED: Question.EMPTY,
    Question.EMPTY: Question.FILLED,
}
"""Tests of which one holds exactly where the other does not, for what is missing too."""


def write(condition: Condition, kinds: dict[str, str] | None = None) -> str:
    """The expression that is true where the condition holds. `kinds` are those of the fields, by name, as
    `bpmn.value_kinds` calls them: what is empty depends on them."""
    return "=" + _joined([_row(row, kinds or {}) for row in condition.rows], condition.every)


def write_hidden(condition: Condition, kinds: dict[str, str] | None = None) -> str:
    """The expression that is true wherever the condition does not hold."""
    return "=" + _joined([_turned(row, kinds or {}) for row in condition.rows], not condition.every)


def _joined(parts: list[str], every: bool) -> str:
    if len(parts) == 1:
        return parts[0]
    sign = " and " if every else " or "
    return sign.join(f"({part})" if " and " in part or " or " in part else part for part in parts)


def _turned(row: Row, kinds: dict[str, str]) -> str:
    if row.test in TURNED:
        return _row(replace(row, test=TURNED[row.test]), kinds)
    return f"({_row(row, kinds)}) != true"


def _row(row: Row, kinds: dict[str, str]) -> str:
    kind = kinds.get(row.field, "any")
    match row.test:
        case Question.EMPTY:
            more = {"text": ' or {} = ""', "list": " or count({}) = 0"}.get(kind, "")
            return f"{row.field} = null" + more.format(row.field)
        case Question.FILLED:
            more = {"text": ' and {} != ""', "list": " and count({}) > 0"}.get(kind, "")
            return f"{row.field} != null" + more.format(row.field)
        case Question.HAS:
            return f"list contains({row.field}, {_value(row.value)})"
        case Question.HAS_NOT:
            return f"not(list contains({row.field}, {_value(row.value)}))"
        case Question.WORKING:
            return f"is working day({row.field})"
    return f"{row.field} {SIGNS[row.test]} {_value(row.value)}"


def _value(value: object) -> str:
    if isinstance(value, Variable):
        return value.name
    return json.dumps(value, ensure_ascii=False)
