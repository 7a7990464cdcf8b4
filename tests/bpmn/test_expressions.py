"""The bounded evaluator: Python's meaning for what is allowed, an error at once for everything else."""

import tracemalloc

import pytest

from bpmn.expressions import EmptyValueError, EvaluationError, ExpressionError, parse_expression, parse_script

DATA: dict[str, object] = {
    "cumple": True,
    "monto": 1250000.5,
    "piezas": 3,
    "areas": ["soc_noc", "consultoria"],
    "nombre": "Silent",
    "contacto": {"correo": "a@b.mx", "telefonos": ["1", "2"]},
    "nada": None,
    "n": 7,
    "m": -2,
}


@pytest.mark.parametrize(
    "text",
    [
        "cumple == True",
        "cumple and monto > 1_000_000",
        "'soc_noc' in areas and 'x' not in areas",
        "0 < piezas <= n > m",
        "areas[0]",
        "areas[-1] + nombre[1:3]",
        "contacto['telefonos'][::-1]",
        "nada is None or nada is not None",
        "cumple is True",
        "monto if cumple else 0",
        "-piezas // m + n % 4 - +1.5 * 2 / 4",
        "[1, 'a', None, {'b': [2]}]",
        "len(areas) + max(1, 2, n) + min([3, m]) + sum([1, 2.5], 1) + abs(m) + round(2.567, 1) + round(2.5)",
        "sorted(areas)",
        "any([0, '', nada]) or all([])",
        "str(monto) + str(areas) + str(True)",
        "int(' 12 ') + int(3.9) + float('1e3') + int(True)",
        "bool(areas) == True",
        "'a' * 3 + 2 * 'b'",
        "[0] * 3 + areas",
        "nombre < 'Z'",
        "(1, 2) == (1, 2)",
        "not nada",
        "cumple or desconocida",
        "True + True",
        "\n  cumple\n",
    ],
)
def test_what_is_allowed_means_what_python_means(text: str) -> None:
    assert parse_expression(text).evaluate(DATA) == eval(text.strip(), {}, dict(DATA))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "cumple ==",
        "x = 1",
        "9**9**8",
        "1 << 100000",
        "2 | 1",
        "~1",
        "().__class__.__bases__[0].__subclasses__()",
        "__import__('os').system('x')",
        "__builtins__",
        "(lambda: 0)()",
        "[x for x in areas]",
        "{x: 1 for x in areas}",
        "(x for x in areas)",
        "f'{monto:>99999999}'",
        "nombre.upper()",
        "'{0.__class__}'.format(1)",
        "open('/etc/passwd')",
        "eval('1')",
        "len",
        "len()",
        "len(areas, areas)",
        "max(*areas)",
        "sorted(areas, reverse=True)",
        "(y := 1)",
        "{1, 2}",
        "{**contacto}",
        "[*areas]",
        "b'x'",
        "1j",
        "...",
        "await x",
        "yield",
        "cumple is piezas",
        "piezas is 3",
        "1e999",
        "9" * 3000,
        "0x" + "f" * 3000,
        r"'\d'",
        r"'\x00'",
        r"'\ud800'",
        "a\0b",
        "a" * 5000,
        "[" * 100 + "]" * 100,
        "[" * 1900 + "]" * 1900,
        "-" * 3900 + "1",
        "not " * 900 + "1",
        "1" + "+1" * 1900,
        "1" + " if 1 else 1" * 300,
        "a" + "[0]" * 1000,
        "a" + "()" * 1500,
        "ab\nc",
    ],
)
def test_everything_else_is_refused_when_it_is_read_and_at_once(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("desconocida", "“desconocida” has no value"),
        ("cumple and desconocida > 1", "“desconocida” has no value"),
        ("nombre + piezas", '"Silent" + 3'),
        ("nombre < piezas", '"Silent" < 3'),
        ("3 in piezas", "3 in 3"),
        ("[] in contacto", "[] in {…}"),
        ("areas[9]", "[…][9]"),
        ("contacto['fax']", "“fax”"),
        ("contacto[0:1]", "{…}[:]"),
        ("nombre['a']", '"Silent"["a"]'),
        ("1 / 0", "1 / 0 divides by zero"),
        ("1 % (n - 7)", "1 % 0 divides by zero"),
        ("-nombre", '-"Silent"'),
        ("'%999999999d' % 1", '"%999999999d" % 1'),
        ("{piezas: 1}", "keys"),
        ("int('doce')", 'int("doce")'),
        ("len(3)", "len(3)"),
        ("max([])", "max([])"),
        ("sum(areas)", "sum([…])"),
        ("sum([[1]], [])", "sum("),
        ("sorted([1, 'a'])", "sorted("),
        ("round(1.5, 'a')", "round("),
        ("'a' * 10**9", None),
        ("'a' * 1000000000", "too large"),
        ("[0] * 1000000000", "too large"),
        ("'a' * 99999 + 'aa'", "too large"),
        ("[[0] * 9999] * 9999", "too large"),
        ("float('inf')", "too large"),
        ("float('nan')", "too large"),
        ("1e308 * 10", "too large"),
        ("int('9' * 99999)", "too large"),
        ("round(5, -1000000000)", "too large"),
        ("piezas" + " * 9999999999" * 30, "too large"),
        ("-fecha", "“fecha” holds no text"),
    ],
)
def test_what_fails_on_its_data_says_what_and_raises_nothing_else(text: str, says: str | None) -> None:
    if says is None:
        with pytest.raises(ExpressionError):
            parse_expression(text)
        return
    with pytest.raises(EvaluationError) as caught:
        parse_expression(text).evaluate({**DATA, "fecha": object()})
    assert says in str(caught.value)


MISSING_VALUES: dict[str, object] = {"nada": None, "texto": "", "lista": [], "n": 7, "si": True, "objeto": {"x": None}}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("n > 5", True),
        ("nada > 5", False),
        ("not nada > 5", False),
        ("5 > nada", False),
        ("desconocida > 5", False),
        ("desconocida == 5", False),
        ("desconocida is None", True),
        ("desconocida != 'x'", True),
        ("desconocida == nada", True),
        ("not desconocida", True),
        ("nada + 1 > 5", False),
        ("-nada < 5", False),
        ("texto > 5", False),
        ("int(texto) > 5", False),
        ("max(lista) > 5", False),
        ("len(nada) == 0", False),
        ("'x' in nada", False),
        ("nada in 'abc'", False),
        ("nada in lista", False),
        ("nada[0] == 1", False),
        ("lista[0] == 1", False),
        ("[1, 2][n] == 1", False),
        ("objeto['y'] == 1", False),
        ("objeto['x'] > 1", False),
        ("nada > 5 or si", True),
        ("si or nada > 5", True),
        ("nada > 5 or nada < 5", False),
        ("nada > 5 and si", False),
        ("not (nada > 5 and not si)", True),
        ("not (nada > 5 and si)", False),
        ("(nada > 5 and not si) or n == 7", True),
        ("1 if nada > 5 else 2", False),
    ],
)
def test_a_condition_over_an_empty_value_does_not_hold(text: str, holds: bool) -> None:
    assert parse_expression(text).holds(MISSING_VALUES) is holds


@pytest.mark.parametrize("text", ["n > 'x'", "n / 0 > 1", "len(n)", "n['x']", "'a' in n", "nada > 5 or n > 'x'"])
def test_a_condition_over_values_that_do_not_go_together_still_fails(text: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        parse_expression(text).holds(MISSING_VALUES)
    assert type(caught.value) is EvaluationError


def test_a_value_that_cannot_be_worked_out_for_want_of_another_fails_anywhere_but_in_a_condition() -> None:
    for text in ("nada > 5", "desconocida", "lista[0]", "nada > 5 or si"):
        with pytest.raises(EmptyValueError):
            parse_expression(text).evaluate(MISSING_VALUES)
    with pytest.raises(EmptyValueError):
        parse_script("x = nada + 1").run(MISSING_VALUES)


def test_an_expression_knows_the_variables_it_reads() -> None:
    assert parse_expression("len(areas) > n and 'areas' != x['y']").names == {"areas", "n", "x"}


def test_the_line_of_an_error_counts_from_the_start_of_the_text() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("\n\n  (cumple and\n   os.system)")
    assert caught.value.line == 4
    with pytest.raises(ExpressionError) as caught:
        parse_script("a = 1\nb = 2\nimport os\n")
    assert caught.value.line == 3
    assert "import os" in str(caught.value)


def test_a_value_shares_nothing_with_the_data() -> None:
    data = {"lista": [[1], {"a": [2]}]}
    value = parse_expression("lista").evaluate(data)
    assert value == data["lista"]
    assert isinstance(value, list)
    value[0].append(9)
    value[1]["a"].append(9)
    assert data == {"lista": [[1], {"a": [2]}]}


def test_results_are_json_values() -> None:
    assert parse_expression("(1, (2, [3]))").evaluate({}) == [1, [2, [3]]]
    assert parse_expression("{'a': (1,)}").evaluate({}) == {"a": [1]}
    for value in (float("nan"), [float("inf")], {1: 2}, [object()]):
        with pytest.raises(EvaluationError):
            parse_expression("x").evaluate({"x": value})


class TestScripts:
    def test_a_script_gives_its_variables_and_leaves_the_data_alone(self) -> None:
        data: dict[str, object] = {"areas": ["a"], "total": 1}
        script = parse_script("# suma\ntotal = total + 1\n\npar = (total, areas)\nfin = par[0] * 2\n")
        assert script.run(data) == {"total": 2, "par": [2, ["a"]], "fin": 4}
        assert data == {"areas": ["a"], "total": 1}
        assert script.names == {"total", "areas"}
        assert script.assigned == {"total", "par", "fin"}

    def test_a_result_shares_nothing_with_the_data_nor_with_another_result(self) -> None:
        data: dict[str, object] = {"areas": [["a"]]}
        result = parse_script("x = areas\ny = [x, x]").run(data)
        x, y = result["x"], result["y"]
        assert isinstance(x, list)
        assert isinstance(y, list)
        x[0].append("b")
        y[0].append("c")
        assert data == {"areas": [["a"]]}
        assert y == [[["a"], "c"], [["a"]]]

    def test_tuples_stay_tuples_between_its_lines(self) -> None:
        assert parse_script("a = (1, 2)\nb = a == [1, 2]").run({}) == {"a": [1, 2], "b": False}

    @pytest.mark.parametrize("text", ["", "# nada\n"])
    def test_a_script_may_be_empty(self, text: str) -> None:
        assert parse_script(text).run({"a": 1}) == {}

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "x += 1",
            "x: int = 1",
            "x = y = 1",
            "x, y = 1, 2",
            "x[0] = 1",
            "x.y = 1",
            "len = 3",
            "__builtins__ = {}",
            "import os",
            "del x",
            "if x:\n  y = 1",
            "while True: x = 1",
            "def f(): pass",
            "x = 1\n  y = 2",
            "x = (lambda: 0)()",
            "x = 1;" * 9000,
        ],
    )
    def test_only_assignments_of_expressions_are_read(self, text: str) -> None:
        with pytest.raises(ExpressionError):
            parse_script(text)

    @pytest.mark.parametrize(
        "text",
        [
            "a = [0]\n" + "a = a + a\n" * 60,
            "a = 'x'\n" + "a = a + a\n" * 60,
            "a = [0]\n" + "a = [a, a]\n" * 200,
            "a = [0]\nb = [0]\n" + "a = [a, a]\nb = [b, b]\n" * 60 + "c = a == b",
            "a = []\n" + "a = [a]\n" * 600,
            "a = 3\n" + "a = a * a\n" * 60,
            "a = {'k': 0}\n" + "a = {'k': a, 'j': a}\n" * 60,
            "a = [0] * 9999\n" + "b = sorted(a)\n" * 1000,
            "a = 'x' * 99999\n" + "b = 'y' in a\n" * 1000,
            "a = [1] * 9999\nb = [1] * 9999\n" + "c = a == b\n" * 1000,
        ],
    )
    def test_what_grows_without_end_is_stopped_soon(self, text: str) -> None:
        script = parse_script(text)
        with pytest.raises(EvaluationError):
            script.run({})

    def test_what_grows_without_end_takes_little_memory(self) -> None:
        script = parse_script("a = [0]\n" + "a = a + a\n" * 60)
        tracemalloc.start()
        with pytest.raises(EvaluationError):
            script.run({})
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2_000_000

    def test_a_run_that_fails_sets_nothing(self) -> None:
        data: dict[str, object] = {"x": 1}
        with pytest.raises(EvaluationError):
            parse_script("x = 2\ny = 1 / 0").run(data)
        assert data == {"x": 1}


def test_a_large_variable_cannot_buy_time() -> None:
    rows = {"filas": [[str(i)] for i in range(200_000)]}
    with pytest.raises(EvaluationError):
        parse_expression("filas != filas or " * 100 + "False").evaluate(rows | {"x": 1})
    with pytest.raises(EvaluationError):
        parse_expression("x" + " + (1 if ['y'] in filas else 0)" * 40).evaluate(rows | {"x": 1})
    assert parse_expression("len(filas)").evaluate(rows) == 200_000
