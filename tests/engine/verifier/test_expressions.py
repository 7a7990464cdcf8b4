"""The stand-alone verifier reads expressions and scripts as the product does, and refuses what it refuses."""

import pytest

from bpmn.expressions import EvaluationError, ExpressionError, parse_expression, parse_script
from engine.verifier.expressions import BadExpression, evaluate, holds, run_script

DATA: dict[str, object] = {"a": 3, "b": 4.5, "t": "texto", "l": [1, 2, 3], "d": {"x": 1}, "n": None, "v": True}
EXPRESSIONS = [
    "a + b", "a - b * 2", "a / 2", "a // 2", "a % 2", "-a", "+b", "not v", "a < b", "a < b < 9", "a == 3 and v",
    "n is None", "n is not None or a", "t + 'x'", "t * 2", "l + [4]", "l[0]", "l[-1]", "l[1:]", "t[0]", "d['x']",
    "'x' in d", "9 not in l", "a if v else b", "{'k': a, 'z': [b]}", "(1, 2)", "len(l)", "max(l)", "min(1, 2)",
    "sum(l)", "abs(-2)", "round(2.567, 2)", "sorted([3, 1])", "any(l)", "all([])", "str(a)", "int('7')", "float(a)",
    "bool(t)", "  a  ", "[]", "False or []",
]  # fmt: skip
REFUSED = [
    "no_such", "__import__('os')", "().__class__", "t.upper()", "lambda: 1", "[x for x in l]", "9**9**8", "a ** 2",
    "a | 1", "open('x')", "len(a, b)", "1 / 0", "l[9]", "d['y']", "t - 1", "'%s' % a", "'a' * 10**9", "f'{a}'",
    "a +", "", "len", "sum([[1], [2]], [])", "{**d}", "print(a)", "1e999", "~a", "-t", "max(l, key=len)",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expressions_mean_what_they_mean_in_cauce(text: str) -> None:
    assert evaluate(text, DATA) == parse_expression(text).evaluate(DATA)


@pytest.mark.parametrize(
    "text",
    [
        *EXPRESSIONS, "n > 5", "not n > 5", "none > 5", "none is None", "not none", "none != 'x'", "n + 1 > 5",
        "-n < 5",
        "int('') > 5", "max([]) > 5", "len(n) == 0", "'x' in n", "n in 'abc'", "n[0] == 1", "l[9] == 1", "d['y'] == 1",
        "n > 5 or v", "v or n > 5", "n > 5 or n < 5", "n > 5 and v", "not (n > 5 and not v)", "not (n > 5 and v)",
        "n[1:] == 'x'", "1 if n > 5 else 2",
    ],
)  # fmt: skip
def test_conditions_hold_when_they_hold_in_cauce(text: str) -> None:
    assert holds(text, DATA) is parse_expression(text).holds(DATA)


@pytest.mark.parametrize("text", ["a > 'x'", "a / 0 > 1", "len(a)", "a['x']", "n > 5 or a > 'x'"])
def test_conditions_over_values_that_do_not_go_together_fail_as_in_cauce(text: str) -> None:
    with pytest.raises(EvaluationError):
        parse_expression(text).holds(DATA)
    with pytest.raises(BadExpression):
        holds(text, DATA)


@pytest.mark.parametrize("text", REFUSED)
def test_expressions_that_cauce_refuses_are_refused(text: str) -> None:
    with pytest.raises((ExpressionError, EvaluationError)):
        parse_expression(text).evaluate(DATA)
    with pytest.raises(BadExpression):
        evaluate(text, DATA)


def test_scripts_set_what_they_set_in_cauce() -> None:
    script = "x = a + 1\n# note\ny = [x, t]\nx = x * 2"
    assert run_script(script, DATA) == parse_script(script).run(DATA)
    for bad in ("import os", "x", "a.b = 1", "x = y = 1", "x += 1", "x = ("):
        with pytest.raises(BadExpression):
            run_script(bad, DATA)


def test_a_script_that_grows_and_grows_is_stopped() -> None:
    with pytest.raises(BadExpression):
        run_script("\n".join(["x = [1, 2]", *["x = [x, x]"] * 60]), {})
