"""bpmn.rules.unknown_variable: what it accepts and what it finds."""

import pytest

MONTO = {"a": "number monto"}
CHOICE = "start > a > xor > b [{}]; xor > end [default]; b > end"


@pytest.mark.parametrize(
    ("flows", "forms", "inside", "expected"),
    [
        pytest.param(CHOICE.format("monto>1"), MONTO, "", [], id="a form asks for it"),
        pytest.param(CHOICE.format("mnto>1"), MONTO, "", ["f_xor_b"], id="misspelt"),
        pytest.param(CHOICE.format("x"), {}, "", ["f_xor_b"], id="nothing writes anything"),
        pytest.param(CHOICE.format("x"), {}, '<task id="a"/>', ["f_xor_b (warning)"], id="a step without a type yet"),
        pytest.param(CHOICE.format("true"), MONTO, "", [], id="spelt as elsewhere: another rule"),
        pytest.param(
            "start > s > xor > b [x]; xor > end [default]; b > end",
            {},
            '<scriptTask id="s"><script>x = 1</script></scriptTask>',
            [],
            id="a script writes it",
        ),
        pytest.param(
            "start > s > end",
            {},
            '<scriptTask id="s"><script>x = y\nz = x</script></scriptTask>',
            ["s"],
            id="in a script",
        ),
        pytest.param(
            "start > a > t > end",
            MONTO,
            """<userTask id="t"><extensionElements><cauce:notification to="r" subject="{monto} {mont}"/>
            <cauce:due businessDays="1" before="fecha"/></extensionElements></userTask>""",
            ["t", "t (warning)"],
            id="a term, and a place of a notice",
        ),
        pytest.param(
            "start > t > end",
            {},
            """<userTask id="t"><extensionElements><cauce:notification toExpression="areas" subject="x"/>
            </extensionElements><potentialOwner id="o"><resourceAssignmentExpression><formalExpression>quien
            </formalExpression></resourceAssignmentExpression></potentialOwner></userTask>""",
            ["t", "t"],
            id="performers and recipients",
        ),
        pytest.param(
            "start > t > end",
            {},
            """<userTask id="t"><multiInstanceLoopCharacteristics><loopDataInputRef>areas</loopDataInputRef>
            <inputDataItem id="area"/></multiInstanceLoopCharacteristics></userTask>""",
            ["t"],
            id="a collection",
        ),
        pytest.param("start > a > end", {"a": "number n =m > 1"}, "", ["a (warning)"], id="a form hides by it"),
        pytest.param("start > a > end", {"a": "number m; number n =m > 1"}, "", [], id="a form hides by its own field"),
    ],
)
def test_unknown_variable(asked, flows, forms, inside, expected):
    assert sorted(asked("unknown_variable", flows, forms, inside)) == sorted(expected)


def test_it_says_which_variable_was_meant_by_its_label_and_puts_it_right(findings):
    (finding,) = findings(
        "unknown_variable", CHOICE.format("monot>1 and estado == 'monot'"), {"a": "number monto; textfield estado"}
    )
    assert "“MONTO”" in str(finding.message)
    assert finding.repair is not None
    assert (finding.repair.kind, finding.repair.element) == ("condition", "f_xor_b")
    assert finding.repair.value == "monto>1 and estado == 'monot'"


def test_a_field_renamed_names_every_use(asked):
    flows = (
        "start > a > xor > b [monto>1]; xor > c [not monto>1]; b > xor2 > end [monto==3]; xor2 > end [default]; c > end"
    )
    assert asked("unknown_variable", flows, {"a": "number monto"}) == []
    assert asked("unknown_variable", flows, {"a": "number importe"}) == ["f_xor_b", "f_xor_c", "f_xor2_end"]


def test_what_a_called_process_fills_in_is_known(asked):
    flows = "start > q > xor > end [x]; xor > end [default]"
    call = '<callActivity id="q" calledElement="q"/>'
    assert asked("unknown_variable", flows, {}, call, calls=("start > t > end", {"t": "checkbox x"})) == []
    assert asked("unknown_variable", flows, {}, call, calls=("start > t > end", {"t": "checkbox y"})) == ["f_xor_end"]


def test_where_a_form_or_a_called_process_is_not_known_nothing_is_unknown(found):
    inside = '<userTask id="a"><extensionElements><cauce:activity form="a"/></extensionElements></userTask>'
    assert found("unknown_variable", CHOICE.format("x"), inside) == []
    call = '<callActivity id="a" calledElement="q"/>'
    assert found("unknown_variable", CHOICE.format("x"), call, known=("q",)) == []


def test_what_its_caller_fills_in_is_known_to_a_called_process(asked):
    flows = "start > xor > end [x]; xor > end [default]"
    calling = '<callActivity id="k" calledElement="p"/>'
    assert asked("unknown_variable", flows, calls=("start > t > k > end", {"t": "checkbox x"}, calling)) == []
    assert asked("unknown_variable", flows, calls=("start > t > k > end", {"t": "checkbox y"}, calling)) == [
        "f_xor_end"
    ]


@pytest.mark.parametrize(
    ("condition", "repaired"),
    [
        ("ok == Sí", "ok == True"),
        ("no != ok", "False != ok"),
        ("tipo == Servicio and ok", 'tipo == "servicio" and ok'),
        ("tipo == otro", None),
        ("monto == Sí", None),
        ("tipo > servicio", None),
    ],
)
def test_an_answer_without_quotation_marks_is_told_as_it_is_written(findings, condition, repaired):
    forms = {"a": "checkbox ok; number monto; select tipo servicio,compraventa"}
    (finding,) = findings("unknown_variable", CHOICE.format(condition), forms)
    assert (finding.repair.value if finding.repair else None) == repaired
    assert ("As an answer to" in str(finding.message)) == (repaired is not None)
