"""What is known of the data at each point of the flow."""

from pathlib import Path

from bpmn.dataflow import Called, DataFlow, analyse
from bpmn.dataflow.uses import Point, Role
from bpmn.forms.schema.reader import read_form
from bpmn.reader import read
from bpmn.value_kinds import DATE, LIST
from tests.bpmn.rules.conftest import NAMESPACES, asking, elements, form

PROCESSES = Path(__file__).parents[3] / "bpmn" / "processes"


def flow_of(flows: str, forms: dict[str, str], inside: str = "") -> DataFlow:
    """The data flow of a process drawn as for the tests of the rules."""
    inside = asking(forms, inside)
    source = f'<definitions {NAMESPACES}><process id="p">{inside}{elements(flows, inside)}</process></definitions>'
    definitions = read(source.encode()).definitions
    assert definitions is not None
    return analyse(definitions, {id: form(id, fields) for id, fields in forms.items()})


def shipped(name: str) -> DataFlow:
    """The data flow of a shipped procedure, with what it calls."""
    known = {}
    for folder in PROCESSES.iterdir():
        definitions = read((folder / f"{folder.name}.bpmn").read_bytes()).definitions
        assert definitions is not None
        readings = {path.name.split(".")[0]: read_form(path.read_bytes()).form for path in folder.glob("*.form.json")}
        known[folder.name] = definitions, {id: each for id, each in readings.items() if each is not None}
    called = {id: Called(definitions.processes[0], forms) for id, (definitions, forms) in known.items()}
    return analyse(*known[name], called)


def test_before_a_step_there_is_what_the_steps_before_it_wrote_and_after_it_its_own_too():
    flow = flow_of("start > a > b > end", {"a": "number! monto; datetime fecha", "b": "checkbox listo"})
    assert flow.at("a") == {}
    before = flow.at("b")
    assert sorted(before) == ["fecha", "monto"]
    assert (before["fecha"].kind, before["fecha"].may_be_empty, before["fecha"].may_be_missing) == (DATE, True, False)
    assert (before["monto"].kind.name, before["monto"].may_be_empty) == ("number", False)
    assert (before["monto"].written_by, before["monto"].label) == ({"a"}, "MONTO")
    assert sorted(flow.at("b", Point.AFTER)) == ["fecha", "listo", "monto"]


def test_a_field_that_may_be_hidden_may_be_missing_and_keeps_what_was_there():
    flow = flow_of("start > a > b > end", {"a": "checkbox si; number n =si", "b": "checkbox otra; number n =otra"})
    assert flow.at("b")["n"].may_be_missing
    assert flow.at("end")["n"].written_by == {"a", "b"}


def test_in_a_loop_there_is_what_the_round_before_wrote():
    flow = flow_of("start > xor1 > a > b > xor > xor1 [x]; xor > end [default]", {"a": "number n", "b": "checkbox x"})
    assert flow.at("a")["n"].may_be_missing
    assert not flow.at("b")["n"].may_be_missing


def test_a_branch_does_not_see_what_the_one_beside_it_wrote_and_a_join_does():
    flow = flow_of(
        "start > t > and > a > and1; and > b > and1; and1 > end",
        {"t": "number x", "a": "number! x", "b": "number y"},
    )
    assert "y" not in flow.at("a") and flow.at("b")["x"].may_be_empty
    assert not flow.at("end")["y"].may_be_missing
    assert (flow.at("end")["x"].written_by, flow.at("end")["x"].may_be_empty) == ({"a"}, False)


def test_instances_have_an_item_each_and_leave_a_list():
    loop = """<multiInstanceLoopCharacteristics><loopDataInputRef>areas</loopDataInputRef>
    <loopDataOutputRef>salidas</loopDataOutputRef><inputDataItem id="area"/><outputDataItem id="nota"/>
    </multiInstanceLoopCharacteristics>"""
    extension = '<extensionElements><cauce:activity form="b"/></extensionElements>'
    flow = flow_of(
        "start > a > b > end",
        {"a": "taglist! areas uno,dos", "b": "textfield! nota"},
        f'<userTask id="b">{extension}{loop}</userTask>',
    )
    assert "area" not in flow.at("b")
    assert flow.at("b", Point.ENABLED)["area"].kind.values == ("uno", "dos")
    assert sorted(flow.at("end")) == ["areas", "salidas"]
    assert flow.at("end")["salidas"].kind == LIST


def test_scripts_write_and_copy():
    script = '<scriptTask id="s"><script>total = monto * 2\nmoneda = "MXN"\ncopia = areas</script></scriptTask>'
    known = flow_of("start > a > s > end", {"a": "number monto; taglist areas uno,dos"}, script).at("end")
    assert known["moneda"].kind.values == ("MXN",)
    assert (known["copia"].kind.name, known["copia"].written_by) == ("list", {"a"})
    assert known["total"].kind.name == "any"


def test_uses_name_every_place_that_reads_a_variable():
    inside = """<userTask id="b"><extensionElements><cauce:activity form="b"/><cauce:due businessDays="1" before="n"/>
    <cauce:notification toExpression="n" subject="{n}"/></extensionElements><potentialOwner id="o">
    <resourceAssignmentExpression><formalExpression>n</formalExpression></resourceAssignmentExpression></potentialOwner>
    </userTask><scriptTask id="s"><script>m = n</script></scriptTask>"""
    flow = flow_of(
        "start > a > b > s > xor > end [n]; xor > end2 [default]", {"a": "number n", "b": "checkbox x =n > 1"}, inside
    )
    assert {(use.element.id, use.role) for use in flow.uses("n")} == {
        ("f_xor_end", Role.CONDITION),
        ("b", Role.TERM),
        ("b", Role.RECIPIENT),
        ("b", Role.PLACE),
        ("b", Role.PERFORMER),
        ("b", Role.FORM),
        ("s", Role.SCRIPT),
    }
    assert flow.uses("m") == ()


def test_a_form_that_is_not_there_may_write_anything():
    source = f"""<definitions {NAMESPACES}><process id="p">{elements("start > a > end", asking({"a": ""}))}
    {asking({"a": ""})}</process></definitions>"""
    definitions = read(source.encode()).definitions
    assert definitions is not None
    assert analyse(definitions, None).is_open and analyse(definitions, {}).is_open
    assert not analyse(definitions, {"a": form("a", "")}).is_open


def test_of_the_shipped_procedure_everything_that_is_read_is_there_on_every_way():
    flow = shipped("gestion_comercial")
    assert len(flow.reads) > 50
    lost = [read.name for read in flow.reads if read.known is None or read.known.may_be_missing]
    assert lost == ["acepta_comentarios"]  # where an offer that expired joins in; its condition says what holds then
    assert {name for use in flow.all_uses if use.role is Role.FORM for name in use.names} <= flow.writers.keys()
    assert flow.at("dimensionamiento")["requiere_alianza"].may_be_missing  # asked in the process it calls on one way


def test_what_a_step_ahead_reads_is_found_for_a_step_that_was_not_taken():
    flow = shipped("gestion_comercial")
    written = {variable.name for variable in flow.forms["validacion"].variables}
    read = {use.element.id for name in written for use in flow.uses(name) if use.role is not Role.FORM}
    assert {"participacion", "flujo_tipo_requerimiento_gw_requiere_ti_gw"} <= read


def test_what_a_panel_is_told_is_what_is_known_without_whether_it_may_be_missing():
    flow = shipped("gestion_comercial")
    for element, point in flow.points:
        known = {name: (each.kind, each.written_by, each.label) for name, each in flow.at(element, point).items()}
        assert {name: tuple(each) for name, each in flow.held(element, point).items()} == known
    assert flow.held("nothing") == {}


def test_a_panel_is_told_the_kind_that_a_form_gives_also_where_another_form_is_still_to_be_made():
    tasks = asking({"a": "", "b": "", "c": ""})
    flows = "start > a > xor > b [ok] > xor2; xor > xor2 [default]; xor2 > c > end"
    definitions = read(
        f'<definitions {NAMESPACES}><process id="p">{elements(flows, tasks)}{tasks}</process></definitions>'.encode()
    ).definitions
    assert definitions is not None
    flow = analyse(definitions, {"b": form("b", "checkbox ok"), "c": form("c", "")})
    assert (flow.at("c")["ok"].kind.name, flow.held("c")["ok"].kind.name) == ("any", "boolean")
