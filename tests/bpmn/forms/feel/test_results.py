"""What is known of an expression before it is worked out: never otherwise than what it then gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms.feel import Environment, Meter, parse
from bpmn.forms.feel.results import JSON, Result
from bpmn.value_kinds import kind_of
from tests.bpmn.forms.feel.test_expressions import TODAY, VALUES
from tests.examples import examples

KNOWN = {
    "n": Result("number", True),
    "m": Result("number"),
    "t": Result("text", True),
    "b": Result("boolean", True),
    "l": Result("list"),
}
NAMES = {"number": "number", "text": "text", "boolean": "boolean", "list": "list", "items": "list"}


@pytest.mark.parametrize(
    ("text", "kind", "sure"),
    [
        ("n + 1", "number", True),
        ("n + m", "number", False),
        ("n / 2", "number", False),
        ("-n * 1.16", "number", True),
        ("sum(l.importe) * 1.16", "number", False),
        ("sum(l)", "number", False),
        ("otra * 2", "number", False),
        ("otra + otra", "json", False),
        ('t + " MXN"', "text", True),
        ('otra + " MXN"', "text", False),
        ("n > 100", "boolean", True),
        ("m > 100", "boolean", False),
        ("n > t", "boolean", False),
        ("b and n > 1", "boolean", True),
        ("not(b)", "boolean", True),
        ("n between 1 and 5", "boolean", False),
        ('if b then "alto" else "bajo"', "text", True),
        ('if b then "alto" else null', "text", False),
        ("if b then 1 else t", "json", True),
        ("[n, m]", "items", True),
        ("for x in l return x + 1", "items", True),
        ("some x in l satisfies x > 1", "boolean", False),
        ("l[1]", "json", False),
        ("date(t) - date(t)", "any", False),
        ("max(today(), date(t))", "any", False),
        ('if b then today() else "nunca"', "any", False),
        ("today()", "temporal", False),
    ],
)
def test_an_expression_is_of_a_kind(text: str, kind: str, sure: bool) -> None:
    assert parse("=" + text).judge(lambda name: KNOWN.get(name, JSON)) == (kind, sure)


def agrees(text: str, data: dict[str, object]) -> bool:
    """Whether what is known of an expression over data of their kinds holds of what it gives."""
    of = {name: Result(kind_of(value).name, True) for name, value in data.items() if value is not None}
    feel = parse("=" + text)
    known = feel.judge(lambda name: of.get(name, JSON))
    value = feel.evaluate(data, Meter(Environment(TODAY)))
    if value is None:
        return not known.sure
    return known.kind not in NAMES or kind_of(value).name == NAMES[known.kind]


@pytest.mark.parametrize(("text", "data"), [(text, data) for text, data, _ in VALUES])
def test_what_the_standard_gives_is_of_the_kind_that_is_known(text: str, data: dict[str, object]) -> None:
    assert agrees(text, data)


PARTS = st.recursive(
    st.sampled_from(["a", "b", "l", "l.x", "1", "0.5", '"t"', "true", "null", "today()", '@"P1D"', "[]", "[a, b]"]),
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]), inner
        ).map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
        st.tuples(inner, inner, inner).map(lambda each: f"(if {each[0]} then {each[1]} else {each[2]})"),
        st.tuples(
            st.sampled_from(["sum", "min", "max", "mean", "count", "not", "string", "abs", "floor", "all", "reverse"]),
            inner,
        ).map(lambda each: f"{each[0]}({each[1]})"),
        inner.map(lambda each: f"-{each}"),
        inner.map(lambda each: f"[{each}, 1]"),
        inner.map(lambda each: f"(for x in {each} return x)"),
        inner.map(lambda each: f"(some x in {each} satisfies x = 1)"),
    ),
    max_leaves=5,
)
VALUE = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(["", "t", "2026-03-01"]))
DATA = st.dictionaries(st.sampled_from("abl"), VALUE | st.lists(VALUE, max_size=3), max_size=3)


@examples(300)
@given(PARTS, DATA)
def test_whatever_an_expression_gives_is_of_the_kind_that_is_known(text: str, data: dict[str, object]) -> None:
    assert agrees(text, data)
