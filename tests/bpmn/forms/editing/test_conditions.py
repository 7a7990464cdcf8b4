"""Conditions as rows, and back: the rows say the very same, of what is missing and empty too."""

import itertools
import json
import re
from pathlib import Path

import pytest

from bpmn.forms.editing.condition_reader import read, read_hidden
from bpmn.forms.editing.conditions import Condition, Question, Row, Variable, write, write_hidden
from bpmn.forms.feel import parse

KINDS = {"t": "text", "n": "number", "m": "number", "o": "boolean", "l": "list", "d": "text", "this.x": "number"}
ROWS = [
    Row("t", Question.IS, 'a "b"'),
    Row("t", Question.IS_NOT, "x"),
    Row("o", Question.IS, True),
    Row("o", Question.IS_NOT, False),
    Row("n", Question.MORE, 5),
    Row("n", Question.AT_MOST, -2.5),
    Row("n", Question.LESS, Variable("m")),
    Row("t", Question.FILLED),
    Row("t", Question.EMPTY),
    Row("n", Question.FILLED),
    Row("l", Question.EMPTY),
    Row("l", Question.FILLED),
    Row("l", Question.HAS, "x"),
    Row("l", Question.HAS_NOT, "x"),
    Row("d", Question.WORKING),
    Row("this.x", Question.AT_LEAST, 1),
]
VALUES = {
    "t": ["", "x", 'a "b"', None],
    "n": [None, 5, 6, -3],
    "m": [None, 6],
    "o": [True, False, None],
    "l": [None, [], ["x"], ["y"]],
    "d": [None, "2026-03-02", "2026-03-01"],
}
CONDITIONS = [
    *(Condition((row,)) for row in ROWS),
    *(Condition(pair, every) for pair in itertools.combinations(ROWS, 2) for every in (True, False)),
    Condition((ROWS[0], ROWS[5], ROWS[10]), every=False),
]


CONDITIONS = [each for each in CONDITIONS if len({row.field for row in each.rows}) == len(each.rows)]


def worlds(condition):
    names = sorted({row.field for row in condition.rows} | {"m"})
    for values in itertools.product(*(VALUES.get(name, [None, 0, 1]) for name in names)):
        data = dict(zip(names, values, strict=True))
        yield {**data, "this": {"x": data.get("this.x")}}


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda each: write(each, KINDS))
def test_rows_are_written_and_read_back(condition):
    for written, back in ((write, read), (write_hidden, read_hidden)):
        found = back(written(condition, KINDS))
        assert found is not None and found.rows == condition.rows
        assert found.every == condition.every or len(condition.rows) == 1


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda each: write(each, KINDS))
def test_what_hides_holds_exactly_where_what_shows_does_not(condition):
    shows, hides = parse(write(condition, KINDS)), parse(write_hidden(condition, KINDS))
    for data in worlds(condition):
        assert hides.holds(data) is not shows.holds(data), data


@pytest.mark.parametrize("path", sorted(Path("bpmn/processes").glob("*/*.form.json")), ids=lambda path: path.stem)
def test_what_shipped_forms_say_means_the_same_when_it_is_written_anew(path):
    for name, literal in re.findall(r'"(hide|condition)": ("(?:[^"\\]|\\.)*")', path.read_text()):
        text = json.loads(literal)
        found = (read_hidden if name == "hide" else read)(text)
        if found is None:
            continue
        lists = {
            row.field: "list" for row in found.rows if row.test in (Question.HAS, Question.HAS_NOT) or "count" in text
        }
        again = (write_hidden if name == "hide" else write)(found, lists)
        before, after = parse(text), parse(again)
        names = sorted(before.names)
        pool = [None, True, False, "otro", "compraventa", "visita_presencial", "2026-03-02", [], ["contrato"], ["nda"]]
        of = {
            each: [v for v in pool if (lists.get(each) != "list" or not isinstance(v, (str, bool)))] for each in names
        }
        for values in itertools.product(*(of[each] for each in names)):
            data = dict(zip(names, values, strict=True))
            assert before.holds(data) is after.holds(data), (text, again, data)


@pytest.mark.parametrize(
    "text",
    [
        "=a + 1 > 2",
        '=a = "x" and (b = 1 or c = 2)',
        "=count(concatenate(a, b)) = 0",
        "=some x in l satisfies x > 1",
        '=a = @"2026-01-01"',
        "=f(a)",
        "=a",
        "=a =",
        "=not(a > 5)",
        "a = 1",
        "",
    ],
)
def test_what_rows_cannot_say_stays_an_expression(text):
    assert read(text) is None


@pytest.mark.parametrize("text", ["=a > 5", "=is working day(a)", '=list contains(l, "x")', "=not(a > 5)"])
def test_what_would_say_something_else_of_what_is_missing_is_not_turned_round(text):
    assert read_hidden(text) is None
