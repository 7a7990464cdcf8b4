"""What a page sends of a component, put into the form's JSON; what it sends back as it was leaves that alone."""

import copy
import json

import pytest

from bpmn.forms.editing import palette, properties, whens
from bpmn.forms.editing.calculations import Calculation, Operation, read, write
from bpmn.forms.editing.checks import check_said
from bpmn.forms.editing.components import add, blank, checks_of, component, walk
from bpmn.forms.editing.conditions import Question, Variable
from bpmn.forms.editing.known import Known, columns_of, fields_of
from bpmn.forms.editing.marks import is_marked, readers_of
from bpmn.forms.editing.options import options_from, options_of
from bpmn.forms.editing.properties import properties_of, text_of
from bpmn.forms.editing.shown import calculation_of, sources_of
from bpmn.forms.editing.text import dump
from bpmn.forms.editing.whens import LOCKED, REQUIRED, SHOWN, key_of, said_of
from bpmn.forms.editing.whole import Around, edited
from bpmn.forms.schema.reader import read_form
from bpmn.value_kinds import BOOLEAN, DATE, LIST, NUMBER, TEXT, ValueKind
from tests.bpmn.forms.editing.test_components import SHIPPED

KIND = ValueKind("text", ("a", "b"), ("Primera", "Segunda"))
KNOWN = {
    each.name: each
    for each in (
        Known("tipo", "Tipo", KIND),
        Known("monto", "Monto", NUMBER),
        Known("total", "Total", NUMBER),
        Known("fecha", "Fecha", DATE),
        Known("listo", "Listo", BOOLEAN),
        Known("nota", "Nota", TEXT),
        Known("varias", "Varias", ValueKind("list", ("a", "b"), ("A", "B"))),
        Known("archivos", "Archivos", LIST, files=True),
    )
}
COLUMNS = {"filas": [{"key": "x", "label": "X"}, {"key": "y", "label": "Y", "type": "number"}]}
AROUND = Around(KNOWN, COLUMNS)


def of(offer, **more):
    """A form of one component, as it is added, with some more of its JSON."""
    form = blank("f")
    return add(form, {**palette.make(form, palette.BY_NAME[offer], "Campo"), **more}, (0,))


def sent(form, **given):
    """The component once a page sent that, and what could not be taken."""
    texts = {name.replace("_", "-"): value if isinstance(value, list) else [value] for name, value in given.items()}
    changed, problems = edited(form, (0,), texts, AROUND)
    return component(changed, (0,)), {name: str(message) for name, message in problems.found.items()}


def as_it_was(itself, known):
    """All that the page of a component sends back when nobody touches it."""
    given = {each.name: [text_of(itself, each)] for each in properties_of(itself)}
    for when in (SHOWN, REQUIRED, LOCKED):
        said = said_of(itself, when, known)
        given[f"{when.name}-how"] = [said.how.value]
        given[f"{when.name}-every"] = ["all" if said.every else "any"]
        given[f"{when.name}-row"] = [key for key, _ in said.rows] + ["", ""]
        given[f"{when.name}-value"] = [typed for _, typed in said.rows] + ["", ""]
        given[f"{when.name}-text"] = [said.text]
    if itself.get("type") in ("radio", "select", "checklist", "taglist"):
        given["options-from"] = [options_from(itself)[0]]
        given["option-value"] = [value for value, _ in options_of(itself)] + [""]
        given["option-label"] = [label for _, label in options_of(itself)] + [""]
    given["confidential"] = ["", "on"] if readers_of(itself) else [""]
    given["readers"] = list(readers_of(itself))
    for name in ("personal", "searchable", "start"):
        given[name] = ["", "on"] if is_marked(itself, name) else [""]
    if itself.get("type") == "expression":
        given |= {"calculation-how": ["text"], "calculation-text": [itself["expression"].removeprefix("=")]}
    if itself.get("type") in ("table", "documentPreview"):
        names = sources_of(itself)
        given["source-how"] = ["text" if names is None else "rows"]
        given |= {"source": list(names or ()), "source-text": [itself["dataSource"].removeprefix("=")]}
    given["checks"] = ["1"]
    for number, check in enumerate(checks_of(itself)):
        said = check_said(check, known)
        given[f"check-{number}-how"], given[f"check-{number}-text"] = [said.how.value], [said.text]
        given[f"check-{number}-every"] = ["all" if said.every else "any"]
        given[f"check-{number}-row"] = [key for key, _ in said.rows]
        given[f"check-{number}-value"] = [typed for _, typed in said.rows]
        given[f"check-{number}-message"], given[f"check-{number}-always-asked"] = [check["message"]], ["1"]
        given[f"check-{number}-always"] = ["on"] if check.get("always") else []
    return given


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_page_that_is_saved_untouched_changes_nothing_of_a_shipped_form(path):
    form = json.loads(path.read_bytes())
    known = {each.name: each for each in fields_of(read_form(path.read_bytes()).form)} | KNOWN
    for place, itself in walk(form):
        changed, problems = edited(form, place, as_it_was(itself, known), Around(known, {}))
        assert changed == form and problems.found == {}, itself.get("id")


def test_plain_properties_are_written_where_the_schema_has_them():
    made, wrong = sent(
        of("number"), label="Monto", description="Sin IVA", min="1,000", max="2500.5", decimals="2", before="$",
        after="MXN", columns="8", increment="0.5", example="1200",
    )  # fmt: skip
    assert wrong == {} and made == {
        "type": "number", "id": "campo_campo", "key": "campo", "label": "Monto", "description": "Sin IVA",
        "appearance": {"prefixAdorner": "$", "suffixAdorner": "MXN"}, "decimalDigits": 2,
        "validate": {"min": 1000, "max": 2500.5}, "layout": {"columns": 8}, "increment": 0.5,
        "properties": {"example": "1200"},
    }  # fmt: skip
    again, _ = sent(
        {**blank("f"), "components": [made]}, min="", max="", before="", after="", columns="", increment="", example=""
    )
    assert again == {
        "type": "number", "id": "campo_campo", "key": "campo", "label": "Monto", "description": "Sin IVA",
        "decimalDigits": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("min", "mil", "“mil” is not a number."),
        ("decimals", "2.5", "It must be a whole number, such as 2."),
        ("decimals", "-1", "It must be a whole number, such as 2."),
        ("max", "1e999", "“1e999” is not a number."),
        ("label", "", "Write what it is called."),
    ],
)
def test_what_is_no_such_value_is_said_at_its_input_and_the_rest_is_as_it_was(name, text, said):
    made, wrong = sent(of("number"), **{name: text})
    assert wrong == {name: said} and made == component(of("number"), (0,))


def test_what_is_not_on_the_page_stays_and_so_does_what_nobody_knows_of():
    form = of("text", unknown={"a": 1}, properties={"other": "x"})
    made, _ = sent(form, label="Otro")
    assert made["unknown"] == {"a": 1} and made["properties"] == {"other": "x"} and made["key"] == "campo"


def test_when_it_is_shown_is_written_as_what_hides_it():
    rows = [key_of("tipo", Question.IS, "a"), key_of("monto", Question.MORE, typed=True)]
    made, wrong = sent(of("text"), shown_how="rows", shown_every="all", shown_row=rows, shown_value=["", "1,000"])
    assert wrong == {} and made["conditional"]["hide"] == '=tipo != "a" or (monto > 1000) != true'
    assert sent({**blank("f"), "components": [made]}, shown_how="always")[0] == component(of("text"), (0,))
    text, _ = sent(of("text"), shown_how="text", shown_text="= monto > 5")
    assert text["conditional"]["hide"] == "=monto > 5"


def test_when_it_must_be_answered_and_when_it_is_only_read():
    form = of("text")
    assert sent(form, required_how="always")[0]["validate"] == {"required": True}
    assert sent(form, locked_how="always")[0]["readonly"] is True
    row = key_of("fecha", Question.AT_LEAST, typed=True)
    made, _ = sent(form, required_how="rows", required_row=[row], required_value=["31/3/2026"])
    assert made["validate"] == {"required": '=fecha >= "2026-03-31"'}
    other = key_of("monto", Question.LESS, Variable("total"))
    assert sent(form, locked_how="rows", locked_row=[other], locked_value=[""])[0]["readonly"] == "=monto < total"
    yes = component(of("yes_no"), (0,))
    assert "validate" not in sent({**blank("f"), "components": [yes]}, required_how="never")[0]


@pytest.mark.parametrize(
    ("rows", "values", "said"),
    [
        ([], [], "Choose at least one condition, or another way."),
        (["x"], [""], "Choose a condition of the list: what it asked is not there any more."),
        (
            [key_of("gone", Question.FILLED)],
            [""],
            "Choose a condition of the list: what it asked is not there any more.",
        ),
        ([key_of("monto", Question.MORE, typed=True)], ["mucho"], "Monto: write with what it is compared."),
        ([key_of("fecha", Question.MORE, typed=True)], ["31/2/2026"], "Fecha: write with what it is compared."),
        ([key_of("nota", Question.IS, typed=True)], [""], "Nota: write with what it is compared."),
    ],
)
def test_a_condition_that_is_none_is_refused(rows, values, said):
    made, wrong = sent(of("text"), shown_how="rows", shown_row=rows, shown_value=values)
    assert wrong == {"shown": said} and made == component(of("text"), (0,))


def test_options_keep_their_values_when_their_texts_change():
    form = of("one")
    value = [pair[0] for pair in options_of(component(form, (0,)))]
    given = {"options_from": "list", "option_value": [*value, ""], "option_label": ["Primera", "Opción 2", "Otra más"]}
    made, _ = sent(form, **given)
    assert made["values"] == [
        {"label": "Primera", "value": "opcion_1"}, {"label": "Opción 2", "value": "opcion_2"},
        {"label": "Otra más", "value": "otra_mas"},
    ]  # fmt: skip
    moved, _ = sent(form, **given, act="option-down:0")
    assert [each["label"] for each in moved["values"]] == ["Opción 2", "Primera", "Otra más"]
    gone, _ = sent(form, **{**given, "option_label": ["", "Opción 2", ""]})
    assert [each["value"] for each in gone["values"]] == ["opcion_2"]
    none, wrong = sent(form, **{**given, "option_label": ["", "", ""]})
    assert wrong == {"options": "Write at least one option."} and none == component(form, (0,))


def test_yes_and_no_stay_true_and_false():
    form = of("yes_no")
    values = [pair[0] for pair in options_of(component(form, (0,)))]
    made, _ = sent(form, options_from="list", option_value=values, option_label=["Procede", "No procede"])
    assert [each["value"] for each in made["values"]] == [True, False]


def test_options_come_from_one_place():
    made, _ = sent(of("one"), options_from="variable", options_variable="varias")
    assert made["valuesKey"] == "varias" and "values" not in made
    made, _ = sent({**blank("f"), "components": [made]}, options_from="text", options_text="varias[area]")
    assert made["valuesExpression"] == "=varias[area]" and "valuesKey" not in made


def test_marks_say_who_reads_it():
    marks = {"personal": ["", "on"], "searchable": ["", "on"]}
    made, wrong = sent(of("text"), confidential=["", "on"], readers=["ventas", "direccion"], **marks)
    said = {"confidential": "ventas, direccion", "personal": "true", "searchable": "true"}
    assert wrong == {} and made["properties"] == said
    nothing = {"confidential": [""], "personal": [""], "searchable": [""]}
    assert "properties" not in sent({**blank("f"), "components": [made]}, **nothing)[0]
    assert sent(of("text"), confidential=["", "on"])[1] == {"confidential": "Choose at least one role that reads it."}


@pytest.mark.parametrize(
    "calculation",
    [
        *(
            Calculation(each, "a", "2")
            for each in (Operation.PLUS, Operation.MINUS, Operation.TIMES, Operation.DIVIDED)
        ),
        Calculation(Operation.SHARE, "a", "b"),
        Calculation(Operation.MARGIN, "a", "b"),
        *(Calculation(each, "filas.x") for each in Operation if each.value in ("sum", "count", "min", "max", "mean")),
    ],
    ids=lambda each: each.operation.value,
)
def test_calculations_are_written_and_read_back(calculation):
    assert (
        read(write(calculation)) == calculation
        and read_form(dump(of("computed", expression=write(calculation)))).findings == ()
    )


def test_a_computed_value_is_worked_out_from_what_was_chosen():
    made, wrong = sent(
        of("computed"), calculation_how="rows", calculation_operation="minus", calculation_first="total",
        calculation_second="monto",
    )  # fmt: skip
    assert wrong == {} and made["expression"] == "=total - monto"
    assert calculation_of(made, KNOWN) == Calculation(Operation.MINUS, "total", "monto")
    assert calculation_of(made, ["total"]) is None  # it asks something that is not there
    given = {"calculation_how": "rows", "calculation_operation": "times", "calculation_first": "total"}
    assert sent(of("computed"), **given, calculation_number="1.16")[0]["expression"] == "=total * 1.16"
    assert "calculation" in sent(of("computed"), **given)[1]
    assert "calculation" in sent(of("computed"), calculation_how="text", calculation_text=" ")[1]


def test_documents_and_tables_show_what_was_chosen():
    made, _ = sent(of("documents"), source_how="rows", source=["", "archivos", "otros"])
    assert made["dataSource"] == "=concatenate(archivos, otros)" and sources_of(made) == ("archivos", "otros")
    form = {**blank("f"), "components": [made]}
    assert sent(form, source_how="rows", source=["", "otros", "archivos"])[0] == made  # a page has an order of its own
    made, _ = sent(of("table"), source_how="rows", source=["", "filas"])
    assert made["dataSource"] == "=filas" and made["columns"] == COLUMNS["filas"]
    less, _ = sent({**blank("f"), "components": [made]}, source_how="rows", source=["filas"], column=["", "y"])
    assert less["columns"] == [COLUMNS["filas"][1]]
    more, _ = sent({**blank("f"), "components": [less]}, source_how="rows", source=["filas"], column=["", "y", "x"])
    assert more["columns"] == COLUMNS["filas"][::-1]  # one that is added stands behind those that are there
    assert "source" in sent({**blank("f"), "components": [less]}, source_how="rows", source=["filas"], column=[""])[1]


def test_a_check_is_named_by_what_it_says_and_goes_when_it_is_taken_out():
    row = key_of("total", Question.MORE, Variable("monto"))
    given = {"checks": "1", "check_0_how": "rows", "check_0_row": [row], "check_0_value": [""]}
    made, wrong = sent(of("number"), **given, check_0_message="debe ser mayor que el monto.")
    assert wrong == {} and made["properties"]["checks"] == [
        {
            "name": "debe_ser_mayor_que_el_monto",
            "condition": "=total > monto",
            "message": "debe ser mayor que el monto.",
        }
    ]
    form = {**blank("f"), "components": [made]}
    always, _ = sent(form, **given, check_0_message="otro", check_0_always_asked="1", check_0_always="on")
    assert always["properties"]["checks"][0] == {**made["properties"]["checks"][0], "message": "otro", "always": True}
    assert "properties" not in sent(form, **given, check_0_message="x", check_0_drop="on")[0]
    assert "check-0" in sent(of("number"), **given, check_0_message="")[1]
    whole, _ = edited(form, (), {"checks": ["1"], "check-0-how": ["text"], "check-0-text": ["monto > 0"],
                                 "check-0-message": ["debe ser mayor que el monto."]}, AROUND)  # fmt: skip
    assert whole["properties"]["checks"][0]["name"] == "debe_ser_mayor_que_el_monto_2"


def test_what_expressions_can_ask_is_told_by_where_they_stand():
    form = read_form(
        dump({**blank("f"), "components": [
            {"type": "number", "id": "a", "key": "a", "label": "A"},
            {"type": "dynamiclist", "id": "l", "path": "filas", "label": "Filas", "components": [
                {"type": "number", "id": "b", "key": "b", "label": "B"}, {"type": "textfield", "id": "c", "key": "c"}]},
        ]})
    ).form  # fmt: skip
    assert [each.name for each in fields_of(form)] == ["a", "filas"]
    assert [each.name for each in fields_of(form, "filas")] == ["a", "filas", "this.b", "this.c"]
    assert [(each.name, each.label) for each in columns_of(form)] == [("filas.b", "Filas · B")]


def test_nothing_that_is_given_is_changed():
    form = of("one")
    before = copy.deepcopy(form)
    sent(form, label="X", shown_how="text", shown_text="a", options_from="list", option_value=[""], option_label=["Z"])
    assert form == before


def test_every_kind_that_is_offered_has_its_inputs():
    for offer in palette.OFFERS:
        itself = component(of(offer.name), (0,))
        assert offer.type == "separator" or next(properties_of(itself)).name == "label"
        assert set(properties.PROPERTIES) >= {offer.type} or offer.type in ("group", "table", "text", "separator")
    assert whens.SHOWN.ways == (whens.How.ALWAYS, whens.How.ROWS, whens.How.TEXT)
