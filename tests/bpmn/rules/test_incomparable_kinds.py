"""bpmn.rules.incomparable_kinds: what it accepts and what it finds."""

import pytest

FLOWS = "start > a > xor > b [{}]; xor > end [default]; b > end"
FORMS = {
    "a": "checkbox go; radio cumple true,false; number monto; textfield nombre; datetime fecha; taglist areas uno,dos; "
    "select estado ganada,perdida; textfield otro"
}


@pytest.mark.parametrize(
    ("condition", "expected", "repaired"),
    [
        ("go == 'Sí'", ["f_xor_b"], "go == True"),
        ("cumple == 'no'", ["f_xor_b"], "cumple == False"),
        ("go != 'x'", ["f_xor_b"], None),
        ("monto>'100'", ["f_xor_b"], "monto>100"),
        ("monto == '1,000.50'", ["f_xor_b"], "monto == 1000.5"),
        ("'100' == monto and go", ["f_xor_b"], "100 == monto and go"),
        ("nombre>5", ["f_xor_b"], None),
        ("areas == 'uno'", ["f_xor_b"], None),
        ("'uno' in monto", ["f_xor_b"], None),
        ("nombre == monto", ["f_xor_b"], None),
        ("fecha>'01/02/2026'", ["f_xor_b (warning)"], None),
        ("go == True", [], None),
        ("go == 1", [], None),
        ("monto>100.5", [], None),
        ("nombre>'m'", [], None),
        ("fecha>'2026-01-01'", [], None),
        ("fecha == ''", [], None),
        ("estado == 'ganada'", [], None),
        ("'uno' in areas", [], None),
        ("nombre in ['x', 'y']", [], None),
        ("nombre == otro", [], None),
        ("monto is None", [], None),
        ("monto == None", [], None),
        ("len(areas)>1", [], None),
        ("areas == ['uno']", [], None),
    ],
)
def test_incomparable_kinds(asked, findings, condition, expected, repaired):
    assert asked("incomparable_kinds", FLOWS.format(condition), FORMS) == expected
    repairs = [
        each.repair.value for each in findings("incomparable_kinds", FLOWS.format(condition), FORMS) if each.repair
    ]
    assert repairs == ([] if repaired is None else [repaired])


def test_a_variable_that_may_be_of_several_kinds_is_left_alone(asked):
    flows = "start > xor1 > a [default]; xor1 > c [True]; a > xor2; c > xor2; xor2 > xor; " + FLOWS.partition("a > ")[2]
    forms = {"a": "number x", "c": "textfield x"}
    assert asked("incomparable_kinds", flows.format("x == 'y'"), forms) == []
    assert asked("incomparable_kinds", flows.format("x == []"), forms) == ["f_xor_b"]


def test_what_a_script_writes_is_of_the_kind_that_it_writes(asked):
    inside = '<scriptTask id="a"><script>x = 0\ny = monto * 2\nz = x</script></scriptTask>'
    for condition, expected in (("x == 'a'", ["f_xor_b"]), ("z == 'a'", []), ("y == 'a'", [])):
        assert asked("incomparable_kinds", FLOWS.format(condition), {}, inside) == expected


def test_the_message_names_the_label_and_the_kinds(findings):
    (finding,) = findings("incomparable_kinds", FLOWS.format("monto>'mucho'"), FORMS)
    assert "“MONTO” is a number and is compared with a text" in str(finding.message)
    assert finding.repair is None


COMPUTED = {
    "a": "number! monto; number otro; textfield! nombre; expression monto_total =monto * 1.16; "
    'expression doble =monto_total + otro; expression saludo ="Hola " + nombre; expression alto =monto > 100; '
    "expression dia =date(nombre); expression lista =[monto, otro]; expression parte =x.y"
}


@pytest.mark.parametrize(
    ("condition", "expected", "repaired"),
    [
        ("monto_total>'100'", ["f_xor_b"], "monto_total>100"),
        ("monto_total == '100'", ["f_xor_b"], "monto_total == 100"),
        ("doble>'100'", ["f_xor_b"], "doble>100"),
        ("saludo>5", ["f_xor_b"], None),
        ("alto == 'Sí'", ["f_xor_b"], "alto == True"),
        ("lista == 1", ["f_xor_b"], None),
        ("monto_total>100", [], None),
        ("saludo == 'Hola'", [], None),
        ("alto == True", [], None),
        ("1 in lista", [], None),
        ("dia>5", [], None),
        ("parte>'100'", [], None),
    ],
)
def test_a_computed_field_is_of_the_kind_of_what_it_works_out(asked, findings, condition, expected, repaired):
    assert asked("incomparable_kinds", FLOWS.format(condition), COMPUTED) == expected
    found = findings("incomparable_kinds", FLOWS.format(condition), COMPUTED)
    assert [each.repair.value if each.repair else None for each in found] == ([repaired] if expected else [])
