"""Generated expressions: Python's own eval beside the bounded evaluator, and any text at all."""

import ast
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.expressions import EvaluationError, ExpressionError, parse_expression, parse_script
from tests.examples import examples

SCALARS = st.sampled_from(
    ["0", "1", "-3", "2.5", "1e3", "True", "False", "None", "''", "'a'", "'bc'", "n", "m", "s", "l", "d"]
)
VALUES: dict[str, object] = {"n": 4, "m": -2.5, "s": "abca", "l": [3, 1, 2, "a", None], "d": {"a": 1, "b": [2]}}


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.sampled_from(
        ["+", "-", "*", "/", "//", "%", "and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "not in"]
    )
    unary = st.sampled_from(["-", "+", "not "])
    call = st.sampled_from(
        ["len", "min", "max", "sum", "abs", "round", "sorted", "any", "all", "str", "int", "float", "bool"]
    )
    return st.one_of(
        st.builds("({} {} {})".format, inner, binary, inner),
        st.builds("({} {} {} {} {})".format, inner, st.sampled_from(["<", "==", "in"]), inner, binary, inner),
        st.builds("({}{})".format, unary, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}[{}:{}]".format, inner, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("({}, {})".format, inner, inner),
        st.builds("{{'a': {}, {}: {}}}".format, inner, inner, inner),
        st.builds("{}({})".format, call, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max", "round", "sum"]), inner, inner),
        st.builds("({} is {})".format, inner, st.sampled_from(["None", "True", "not None"])),
    )


def _listed(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_listed(item) for item in value]
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return value


def _python(text: str) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "'int' object is not subscriptable", before it is run
        return eval(text, {}, dict(VALUES))


# Of expressions of any kinds most are errors; these have a value nearly always.
OPERATORS = st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "<=", "==", "!=", ">="])
NUMBERS = st.recursive(
    st.sampled_from(["0", "1", "7", "-3", "2.5", "-0.5", "True", "n", "m"]),
    lambda inner: st.builds("({} {} {})".format, inner, OPERATORS, inner),
    max_leaves=3,
)
ARITHMETIC = st.builds("{} {} {}".format, NUMBERS, OPERATORS, NUMBERS)
SEQUENCES = st.sampled_from(["'a'", "'bc'", "s", "[1, 2]", "l", "[]"]).flatmap(
    lambda one: st.one_of(
        st.builds("({} + {})".format, st.just(one), st.just("'xy'" if one in ("'a'", "'bc'", "s") else "[7, 'x']")),
        st.builds("({} * {})".format, st.just(one), st.sampled_from(["0", "2", "-1"])),
        st.builds(
            "{}[{}:{}]".format, st.just(one), st.sampled_from(["0", "1", "-1"]), st.sampled_from(["1", "-1", "9"])
        ),
    )
)


@examples(400)
@given(st.one_of(st.recursive(SCALARS, _larger, max_leaves=8), ARITHMETIC, SEQUENCES))
def test_generated_expressions_give_what_python_gives(text: str) -> None:
    try:
        ours = parse_expression(text).evaluate(VALUES)
    except EvaluationError as error:
        if "too large" in str(error) or "keys" in str(error) or "sum(" in str(error):
            return  # a bound of ours, or dictionaries and sums that we narrow
        with pytest.raises((TypeError, ValueError, LookupError, ArithmeticError)):
            _python(text)
        return
    theirs = _listed(_python(text))
    assert repr(ours) == repr(theirs)


@examples(100)
@given(st.text(alphabet="ab1()[]{}'\"\\+-*/%<>=!.,: \n\t#@&|^~_éñ\0", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_expression, parse_script):
        try:
            parsed = parse(text)
        except ExpressionError as error:
            assert 1 <= error.line <= text.count("\n") + 1
        else:
            ast.parse(parsed.text)
