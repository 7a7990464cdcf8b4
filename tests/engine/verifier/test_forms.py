"""The stand-alone verifier's own reading of forms, beside the product's: of all kinds of answers they say the same."""

import json
from random import Random
from typing import Any

import pytest

from bpmn.forms.schema.reader import read_form
from bpmn.forms.stored import submission_of
from engine import canonical_json
from engine.verifier.feel import evaluate
from engine.verifier.feel_reading import Unjudged
from engine.verifier.fields import matches
from engine.verifier.form_state import read
from engine.verifier.forms import Judge
from tests.bpmn.forms.test_stored import DATA, KINDS, POOL, made_up, taken
from tests.bpmn.forms.validating import TODAY, check

SOURCE = json.dumps({"type": "default", "id": "prueba", "components": KINDS}).encode()


def both(values: dict[str, Any], data: dict[str, Any]) -> tuple[bool, bool, list[str]]:
    """Whether the product takes values as they are stored, whether the verifier does, and what that could not judge."""
    form = read_form(SOURCE).form
    assert form is not None
    again = check(form, submission_of(form, values), data)
    ours = not again.errors and canonical_json.dumps(again.values) == canonical_json.dumps(values)
    judge = Judge(read(SOURCE), values, data, TODAY)
    return ours, judge.refusals() == [], judge.unjudged


def spoilt(values: dict[str, Any], chance: Random) -> None:
    """Something else in one place."""
    held: Any = values
    while True:
        name = chance.choice([*held]) if isinstance(held, dict) and held else None
        inner = held.get(name) if name else None
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and chance.random() < 0.7:
            inner = inner[chance.randrange(len(inner))]
        if isinstance(inner, dict) and inner and chance.random() < 0.7:
            held = inner
            continue
        value = chance.choice(POOL)
        if name is None or chance.random() < 0.1:
            held["otro"] = 1
        elif isinstance(value, (str, int, float, list, bool, type(None))):
            held[name] = value
        else:
            held.pop(name)
        return


def test_of_what_was_answered_both_say_the_same_and_of_what_was_spoilt() -> None:
    form, chance, said = read_form(SOURCE).form, Random(7), {True: 0, False: 0}
    assert form is not None
    for _ in range(700):
        data = {name: value for name, value in DATA.items() if chance.random() < 0.8}
        given = taken(form, made_up(KINDS, chance), data)
        if given is None:
            continue
        stored: Any = canonical_json.loads(canonical_json.dumps(given))
        ours, its, unjudged = both(stored, data)
        assert ours and its, (stored, data)
        spoilt(stored, chance)
        ours, its, unjudged = both(stored, data)
        assert ours == its or (its and unjudged), (stored, data)
        said[ours] += 1
    assert min(said.values()) > 50, said


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("=a and not(b)", False),
        ("=a = null or b", True),
        ('=if a = 1 then "x" else "y"', "x"),
        ("=0.1 + 0.2", 0.3),
        ("=sum(filas.x) * 2", 6),
        ("=sum([])", None),
        ('=list contains(c, "dos")', True),
        ("=nada > 1", None),
        ("=count(concatenate(c, nada, c))", 4),
        ("=1 / 0", None),
        ('="a" < 1', None),
        ("=b or is working day(c)", True),
    ],
)
def test_expressions_are_worked_out_in_three_values(text: str, value: object) -> None:
    assert evaluate(text, {"a": 1, "b": True, "c": ["uno", "dos"], "filas": [{"x": 1}, {"x": 2}]}) == value


@pytest.mark.parametrize(
    "text", ["=x in [1..2]", "=some y in x satisfies y", "=today()", "=x[1]", "=date(x) - date(x)"]
)
def test_what_it_does_not_understand_it_does_not_judge(text: str) -> None:
    with pytest.raises(Unjudged):
        evaluate(text, {"x": "2026-03-31"})


def test_patterns_mean_what_they_mean_in_javascript_or_are_not_judged() -> None:
    assert matches(r"^[A-Z]{3}-\d+$", "ABC-12") and not matches(r"^[A-Z]{3}-\d+$", "ABC-12\n")
    assert not matches(r"^\d+$", "٣")
    for pattern in (r"(a|a)*b", r"a*a*a*a*b", r"(?=a)b", r"(a)\1", r"(a+)+$"):
        with pytest.raises(Unjudged):
            matches(pattern, "a" * 100)
