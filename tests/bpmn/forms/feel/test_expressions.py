"""FEEL in forms, by its standard (DMN 1.3, clause 10.3): a table of expressions, the data they see, and their values.

The sections name the clauses and tables of the standard that the rows are taken from.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms.feel import Environment, FeelError, Meter, parse
from tests.examples import examples

TODAY = date(2026, 11, 24)  # a Tuesday
ROWS = [{"area": "soc", "monto": 1, "fecha": "2026-03-01"}, {"area": "ti", "monto": 2.5, "fecha": "2026-04-01"}]

EQUALITY: list[tuple[str, dict[str, object], object]] = [  # 10.3.2.13, table 53
    ('a = "x"', {"a": "x"}, True),
    ('a = "x"', {"a": "y"}, False),
    ('a = "x"', {}, False),
    ("a = null", {}, True),
    ("null = null", {}, True),
    ("a != null", {"a": []}, True),
    ("[] = null", {}, False),
    ("a = false", {}, False),
    ('1 = "1"', {}, None),
    ('1 != "1"', {}, None),
    ("[1] = 1", {}, None),
    ("[] = []", {}, True),
    ("[1, 2] = [1, 2]", {}, True),
    ("[1, 2] = [2, 1]", {}, False),
    ("true = 1", {}, None),
    ("1 = 1.0", {}, True),
    ("a = 0.1", {"a": 0.1}, True),
    ('a = "2026-03-01"', {"a": "2026-03-01"}, True),
    ('date("2026-03-01") = @"2026-03-01"', {}, True),
    ('date("2026-03-01") = "2026-03-01"', {}, None),
    ('duration("P1D") = duration("PT24H")', {}, True),
    ('duration("P12M") = duration("P1Y")', {}, True),
    ('duration("P1M") = duration("P30D")', {}, None),
    ("o = p", {"o": {"a": 1}, "p": {"a": 1.0}}, True),
    ("o = p", {"o": {"a": 1}, "p": {"b": 1}}, False),
]
ORDER: list[tuple[str, dict[str, object], object]] = [  # 10.3.2.13, table 54
    ("x > 5", {}, None),
    ("x > 5", {"x": 6}, True),
    ("x > 5", {"x": "6"}, None),
    ("x >= 5 and x <= 7", {"x": 7}, True),
    ('"b" > "a"', {}, True),
    ("l < 5", {"l": [3]}, None),
    ("true > false", {}, None),
    ("0.1 + 0.2 <= 0.3", {}, True),
    ("x < 0.3", {"x": 0.1}, True),
    ("fin > inicio", {"inicio": "2026-03-01", "fin": "2026-03-02"}, True),
    ("date(fin) > date(inicio)", {"inicio": "2026-03-01", "fin": "2026-03-02"}, True),
    ('date("2026-03-01") < today()', {}, True),
    ('"2026-03-01" < today()', {}, None),
    ('duration("P2D") > duration("PT47H")', {}, True),
    ('@"09:30" < @"10:00:00"', {}, True),
    ('@"2026-03-01T09:30:00Z" < @"2026-03-01T10:00:00"', {}, None),  # one has a zone, the other none
    ("x between 1 and 3", {"x": 3}, True),
    ("x between 1 and 3", {"x": 4}, False),
    ("x between 1 and 3", {}, None),
    ("x between 1 and 3 and y", {"x": 3, "y": True}, True),
]
LOGIC: list[tuple[str, dict[str, object], object]] = [  # 10.3.2.14, tables 49 to 51
    *(
        (f"{a} and {b}", {}, value)
        for a, b, value in [
            ("true", "true", True),
            ("true", "false", False),
            ("true", "null", None),
            ("false", "true", False),
            ("false", "false", False),
            ("false", "null", False),
            ("null", "true", None),
            ("null", "false", False),
            ("null", "null", None),
            ("1", "true", None),
            ("1", "false", False),
        ]
    ),
    *(
        (f"{a} or {b}", {}, value)
        for a, b, value in [
            ("true", "true", True),
            ("true", "false", True),
            ("true", "null", True),
            ("false", "true", True),
            ("false", "false", False),
            ("false", "null", None),
            ("null", "true", True),
            ("null", "false", None),
            ("null", "null", None),
            ("1", "true", True),
            ("1", "false", None),
        ]
    ),
    ("a and b or c", {"a": False, "b": True, "c": True}, True),
    ("not(true)", {}, False),
    ("not(false)", {}, True),
    ("not(a)", {}, None),
    ("not(1)", {}, None),
    ('not(a = "x") and b', {"a": "y", "b": True}, True),
    ("if a then 1 else 2", {"a": True}, 1),
    ("if a then 1 else 2", {}, 2),
    ("if 1 then 1 else 2", {}, 2),
    ("if a then b else c = d", {"a": False, "c": 1, "d": 1}, True),
    ("some x in [1, 2, 3] satisfies x > 2", {}, True),
    ("some x in [1, 2] satisfies x > 2", {}, False),
    ("some x in [] satisfies x", {}, False),
    ("some x in [null, 1] satisfies x > 2", {}, None),
    ("every x in [1, 2] satisfies x > 0", {}, True),
    ("every x in [1, 2] satisfies x > 1", {}, False),
    ("every x in [] satisfies x", {}, True),
    ("every x in [null, 1] satisfies x > 0", {}, None),
    ("some r in filas satisfies r.monto > 2", {"filas": ROWS}, True),
    ("every x in [1, 2], y in [3, 4] satisfies x < y", {}, True),
    ("some x in [1, 2], y in [x] satisfies y = 2", {}, True),
]
MEMBERSHIP: list[tuple[str, dict[str, object], object]] = [  # 10.3.2.7, table 55
    ('a in ("x", "y")', {"a": "y"}, True),
    ('a in ("x", "y")', {"a": "z"}, False),
    ('a in ("x", "y")', {}, False),
    ('a in ("x") and b', {"a": "x", "b": True}, True),
    ('a in ("x", "y") and b', {"a": "y", "b": False}, False),
    ("a in l", {"a": "y", "l": ["y"]}, True),
    ("a in [1, 2]", {"a": 2}, True),
    ("a in [1..5]", {"a": 5}, True),
    ("a in [1..5)", {"a": 5}, False),
    ("a in [1..5[", {"a": 5}, False),
    ("a in (1..5]", {"a": 1}, False),
    ("a in ]1..5]", {"a": 1}, False),
    ("a in (1..5)", {"a": 2}, True),
    ("a in (< 3, > 8)", {"a": 9}, True),
    ("a in (< 3, > 8)", {"a": 5}, False),
    ("a in <= 3", {"a": 3}, True),
    ("a in >= 3", {"a": 2}, False),
    ("a in [1..5]", {}, None),
    ("a in < 3", {}, None),
    ("a in [null..5]", {"a": 1}, None),
    ("a in ([1..2], [8..9])", {"a": 8}, True),
    ("a in rangos", {"a": 8, "rangos": [7, 8]}, True),
    ('date(a) in [@"2026-01-01"..@"2026-12-31"]', {"a": "2026-03-01"}, True),
    ('list contains(l, "x")', {"l": ["x"]}, True),
    ('list contains(l, "x")', {"l": []}, False),
    ('list contains(l, "x")', {}, None),
    ("list contains([1, null], null)", {}, True),
]
ARITHMETIC: list[tuple[str, dict[str, object], object]] = [  # 10.3.2.15, tables 56 and 57
    ("1 + 2 * 3 - 4 / 2", {}, 5),
    ("8 / 4 / 2", {}, 1),
    ("2 ** 3 ** 2", {}, 64),
    ("-a * 2", {"a": 3}, -6),
    ("5 - -3", {}, 8),
    ("- -3", {}, 3),
    ("0.1 + 0.2", {}, 0.3),
    ("a + b", {"a": 0.1, "b": 0.2}, 0.3),
    ("a * 3", {"a": 1.1}, 3.3),
    ("monto * 0.16", {"monto": 1234.56}, 197.5296),
    ("1 / 3 * 3", {}, 1),
    ("10 / 4", {}, 2.5),
    ('"a" + "b"', {}, "ab"),
    ('"a" + 1', {}, None),
    ('"a" - "b"', {}, None),
    ("a + 1", {}, None),
    ("true + 1", {}, None),
    ("1 / 0", {}, None),
    ("9 ** 9999", {}, None),
    ("a-b", {"a": 3, "b": 1}, 2),
    ("año = .5", {"año": 0.5}, True),
    ('string(date(a) + duration("P1D"))', {"a": "2026-02-28"}, "2026-03-01"),
    ('date(a) + duration("P1M")', {"a": "2026-01-31"}, "2026-02-28"),
    ('date(a) - duration("P1Y")', {"a": "2024-02-29"}, "2023-02-28"),
    ("date(b) - date(a)", {"a": "2026-01-01", "b": "2026-03-01"}, "P59D"),
    ("(date(b) - date(a)).days", {"a": "2026-01-01", "b": "2026-03-01"}, 59),
    ("(date(b) - date(a)).days", {"a": "2026-03-01", "b": "2026-01-01"}, -59),
    ("date(a) - a", {"a": "2026-03-01"}, None),
    ("today() - date(a)", {"a": "2026-11-20"}, "P4D"),
    ('duration("P1D") * 3', {}, "P3D"),
    ('duration("P1Y") / 2', {}, "P6M"),
    ('duration("P6D") / duration("P2D")', {}, 3),
    ('-duration("P2D")', {}, "-P2D"),
    ('@"09:30" + duration("PT45M")', {}, "10:15:00"),
    ('date("9999-12-31") + duration("P1D")', {}, None),
    ('date("2026-01-01") + date("2026-01-01")', {}, None),
]
PATHS: list[tuple[str, dict[str, object], object]] = [  # 10.3.2.5 and 10.3.2.6
    ("cliente.nombre", {"cliente": {"nombre": "A"}}, "A"),
    ("cliente.nombre.otro", {"cliente": {"nombre": "A"}}, None),
    ("filas.monto", {"filas": ROWS}, [1, 2.5]),
    ("filas[1].area", {"filas": ROWS}, "soc"),
    ("filas[-1].area", {"filas": ROWS}, "ti"),
    ("filas[3]", {"filas": ROWS}, None),
    ('filas[area = "ti"].monto', {"filas": ROWS}, [2.5]),
    ("filas[item.monto > tope].area", {"filas": ROWS, "tope": 2}, ["ti"]),
    ("filas[monto > 9]", {"filas": ROWS}, []),
    ("[1, 2, 3][item > 1]", {}, [2, 3]),
    ("a[1]", {"a": 5}, 5),
    ("a[1]", {}, None),
    ("for r in filas return r.monto * 2", {"filas": ROWS}, [2, 5]),
    ("for x in 1..3 return x * x", {}, [1, 4, 9]),
    ("for x in 3..1 return x", {}, [3, 2, 1]),
    ("for x in [1, 2], y in [10, 20] return x + y", {}, [11, 21, 12, 22]),
    ("for x in null return x", {}, []),
    ("this.x > 1", {"this": {"x": 2}}, True),
    ('@"2026-03-01".month', {}, 3),
    ("date(a).weekday", {"a": "2026-11-24"}, 2),
    ('duration("P1Y6M").months', {}, 6),
    ('duration("P2DT3H").hours', {}, 3),
]
FUNCTIONS: list[tuple[str, dict[str, object], object]] = [  # 10.3.4
    ('date("2026-02-30")', {}, None),
    ('date("mañana")', {}, None),
    ("date(2026, 3, 1)", {}, "2026-03-01"),
    ('date(date and time("2026-03-01T09:30:00"))', {}, "2026-03-01"),
    ('date and time("2026-03-01T09:30")', {}, "2026-03-01T09:30:00"),
    ('date and time("2026-03-01T09:30:00Z")', {}, "2026-03-01T09:30:00Z"),
    ('date and time(date("2026-03-01"), time("09:30:00"))', {}, "2026-03-01T09:30:00"),
    ('years and months duration(date("2026-01-31"), date("2027-03-30"))', {}, "P1Y1M"),
    ("today()", {}, "2026-11-24"),
    ('day of week(date("2026-11-24"))', {}, "Tuesday"),
    ('day of year(date("2026-02-01"))', {}, 32),
    ('is working day("2026-11-24")', {}, True),
    ('is working day(date("2026-11-28"))', {}, False),
    ("is working day(a)", {}, None),
    ('duration("nada")', {}, None),
    ("decimal(1 / 3, 2)", {}, 0.33),
    ("decimal(2.5, 0)", {}, 2),
    ("round half up(2.5, 0)", {}, 3),
    ("round half up(-2.5, 0)", {}, -3),
    ("round up(1.121, 2)", {}, 1.13),
    ("round down(1.129, 2)", {}, 1.12),
    ("floor(-1.5)", {}, -2),
    ("ceiling(1.2)", {}, 2),
    ("abs(-3)", {}, 3),
    ("modulo(-12, 5)", {}, 3),
    ("modulo(12, -5)", {}, -3),
    ("modulo(12, 0)", {}, None),
    ("sqrt(16)", {}, 4),
    ('number("1,250.50", ",", ".")', {}, 1250.5),
    ('number("1.250,50", ".", ",")', {}, 1250.5),
    ('number("doce")', {}, None),
    ("string(12.5)", {}, "12.5"),
    ("string(true)", {}, "true"),
    ('substring("foobar", 3)', {}, "obar"),
    ('substring("foobar", 3, 3)', {}, "oba"),
    ('substring("foobar", -2, 1)', {}, "a"),
    ('string length("foo")', {}, 3),
    ('upper case("aBc4")', {}, "ABC4"),
    ('lower case("aBc4")', {}, "abc4"),
    ('substring before("foobar", "bar")', {}, "foo"),
    ('substring before("foobar", "xyz")', {}, ""),
    ('substring after("foobar", "ob")', {}, "ar"),
    ('contains("foobar", "of")', {}, False),
    ('starts with("foobar", "fo")', {}, True),
    ('ends with("foobar", "r")', {}, True),
    ("contains(a, a)", {}, None),
    ('string join(["a", null, "c"], "-")', {}, "a-c"),
    ("count(l)", {"l": [1, 2]}, 2),
    ("count(l)", {}, None),
    ("count([])", {}, 0),
    ("min([1, 2, 3])", {}, 1),
    ("max(1, 2, 3)", {}, 3),
    ('max([date("2026-01-01"), date("2026-03-01")])', {}, "2026-03-01"),
    ('min([1, "a"])', {}, None),
    ("min([])", {}, None),
    ("sum([1, 2, 3])", {}, 6),
    ("sum(filas.monto)", {"filas": ROWS}, 3.5),
    ("sum([])", {}, None),
    ("sum([1, null])", {}, None),
    ("sum([0.1, 0.1, 0.1])", {}, 0.3),
    ("mean([1, 2])", {}, 1.5),
    ("product([2, 3])", {}, 6),
    ("all([true, null])", {}, None),
    ("all([false, null])", {}, False),
    ("all([])", {}, True),
    ("any([true, null])", {}, True),
    ("any([])", {}, False),
    ("sublist([1, 2, 3], 2)", {}, [2, 3]),
    ("sublist([1, 2, 3], 1, 2)", {}, [1, 2]),
    ("append([1], 2, 3)", {}, [1, 2, 3]),
    ("concatenate([1], [2])", {}, [1, 2]),
    ("reverse([1, 2])", {}, [2, 1]),
    ("index of([1, 2, 1], 1)", {}, [1, 3]),
    ("union([1, 2], [2, 3])", {}, [1, 2, 3]),
    ("distinct values([1, 2, 1])", {}, [1, 2]),
    ("flatten([[1], [[2]], 3])", {}, [1, 2, 3]),
    ("is defined(a)", {}, False),
]
LITERALS: list[tuple[str, dict[str, object], object]] = [
    ('"á\\n\\"x\\u00f1"', {}, 'á\n"xñ'),
    ("  true\n", {}, True),
    ("[1, [2]]", {}, [1, [2]]),
    ("[1..5]", {}, None),  # a range is no value of JSON
    ('@"PT8H"', {}, "PT8H"),
]
VALUES = [*EQUALITY, *ORDER, *LOGIC, *MEMBERSHIP, *ARITHMETIC, *PATHS, *FUNCTIONS, *LITERALS]


@pytest.mark.parametrize(("text", "data", "value"), VALUES)
def test_an_expression_has_the_value_that_the_standard_gives_it(
    text: str, data: dict[str, object], value: object
) -> None:
    result = parse("=" + text).evaluate(data, Meter(Environment(TODAY)))
    assert result == value
    assert isinstance(result, bool) == isinstance(value, bool)


@pytest.mark.parametrize(
    ("text", "data", "holds"),
    [
        ("a", {"a": True}, True),
        ("a", {"a": False}, False),
        ("a", {"a": "x"}, False),
        ("a", {}, False),
        ("a > 1", {}, False),
        ("not(a)", {"a": False}, True),
        ("not(a)", {}, False),
        ("a != true", {}, True),
    ],
)
def test_a_condition_holds_where_it_is_true_and_nowhere_else(text: str, data: dict[str, object], holds: bool) -> None:
    assert parse("=" + text).holds(data) is holds


def test_working_days_are_those_of_the_calendar_that_is_given() -> None:
    class Saturdays:
        def is_business_day(self, day: date) -> bool:
            return day.weekday() == 5

    feel = parse("=is working day(dia)")
    saturday, tuesday = {"dia": "2026-11-28"}, {"dia": "2026-11-24"}
    assert feel.evaluate(saturday, Meter(Environment(TODAY, Saturdays()))) is True
    assert feel.evaluate(tuesday, Meter(Environment(TODAY, Saturdays()))) is False
    assert feel.evaluate(tuesday) is None, "without a calendar nobody knows"


def test_an_expression_knows_what_it_reads() -> None:
    feel = parse('=cliente.nombre = "A" and not(list contains(areas, x)) or this.fecha = null')
    assert feel.paths == {("cliente", "nombre"), ("areas",), ("x",), ("this", "fecha")}
    assert feel.names == {"cliente", "areas", "x", "this"}


def test_names_that_a_loop_binds_are_not_read_and_those_in_a_filter_perhaps() -> None:
    feel = parse("=some r in filas satisfies r.monto > tope")
    assert (feel.paths, feel.perhaps) == ({("filas",), ("tope",)}, frozenset())
    feel = parse("=filas[area = buscada].monto")
    assert (feel.paths, feel.perhaps) == ({("filas",)}, {("area",), ("buscada",)})


@pytest.mark.parametrize(
    "text",
    [
        *("a = 1", "=", "= ", "=a =", "=a == 1", "='x'", '="x', "=a b", "=(1, 2)", "=((1)", "=[1", "=1e3", "={a: 1}"),
        *("=if a then 1", "=for x in l", "=some x in l", "=some in l satisfies x", "=not()", "=not(a, b)"),
        *(
            "=count(a, b)",
            "=list contains(a)",
            "=now()",
            "=fecha()",
            "=a in ()",
            "=a.1",
            "=a?",
            "=> 3",
            "=[1..",
            "=1..5",
        ),
        *("=a between 1", "=x instance of number", '=@"mañana"', "=@a", "=and", "=a[", "=a[]", "=function(x) x"),
        "=" + "1" * 50,
        "=" + "(" * 100 + "1" + ")" * 100,
        "=" + "not(" * 40 + "a" + ")" * 40,
        "=" + "a or " * 1000 + "a",
    ],
)
def test_what_is_not_of_the_subset_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        parse(text)


def test_a_long_chain_needs_no_stack() -> None:
    assert parse("=" + "+".join(["1"] * 900)).evaluate({}) == 900
    assert parse("=" + "-" * 1900 + "1").evaluate({}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "=" + " + ".join(["a"] * 400),
        "=" + " and ".join(["l = l"] * 200),
        "=" + " and ".join(["count(l.x) = 1"] * 100),
        "=" + " and ".join(["l.x > 1"] * 100),
        "=for x in l, y in l, z in l return x",
        "=some x in l, y in l satisfies x = y",
        "=for x in 1..999999999 return x",
        "=count(l[x = l])",
        "=distinct values(l)",
        "=string join(for x in l return a)",
        "=" + "[" * 28 + "l" + "]" * 28,
        "=for a in [[l, l]] return for b in [[a, a]] return for c in [[b, b]] return for d in [[c, c]] return [d, d]",
        "=9 ** 9 ** 9 ** 9 ** 9",
        "=upper case(a + a + a)",
    ],
)
def test_large_data_cannot_buy_time(text: str) -> None:
    data = {"a": "x" * 1_000_000, "l": [{"x": [i]} for i in range(100_000)]}
    meter = Meter(Environment(TODAY))
    parse(text).evaluate(data, meter)
    assert meter.left > 4_500_000, "one expression takes no more than its own share"


def test_expressions_share_one_budget() -> None:
    meter = Meter(Environment(TODAY), left=300)
    feel = parse("=a + 1")
    values = [feel.evaluate({"a": 1}, meter) for _ in range(50)]
    assert values[0] == 2
    assert values[-1] is None
    assert meter.exhausted


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=6,
)


@examples(150)
@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b",
                "l",
                "x.y",
                "true",
                "null",
                "1",
                "0.5",
                '"t"',
                "=",
                "!=",
                "<",
                ">=",
                "and",
                "or",
                "not(",
                "count(",
                "(",
                ")",
                "[",
                "]",
                ",",
                "+",
                "-",
                "*",
                "/",
                "in",
                "if",
                "then",
                "else",
                ".",
                "list contains(",
                "for x in",
                "return",
                "some x in",
                "satisfies",
                "..",
                "sum(",
                "date(",
                '@"2026-01-01"',
                "between",
                "**",
            ]
        ),
        max_size=12,
    ),
    st.dictionaries(st.sampled_from("ablx"), JSON, max_size=4),
)
def test_any_text_is_read_or_refused_and_what_is_read_always_has_a_value(
    words: list[str], data: dict[str, object]
) -> None:
    try:
        feel = parse("=" + " ".join(words))
    except FeelError:
        return
    feel.evaluate(data)
    assert feel.holds(data) in (True, False)
