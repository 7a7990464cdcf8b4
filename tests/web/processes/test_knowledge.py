"""What the panels of the editor choose from: what is known at an element, said in the words of the forms."""

from io import BytesIO

import pytest

from tests.engine.definitions.test_commands import gestion
from tests.web.processes.test_drafting import PAGE, author

__all__ = ["author"]


@pytest.fixture
def know(author):
    """Asks what is known, after saving other bytes where there are some."""

    def ask(diagram: bytes | None = None):
        if diagram is not None:
            author.post(PAGE + "/guardar", {"diagram": (BytesIO(diagram), "a.bpmn"), "revision": "1"})
        return author.get(PAGE + "/saber").response.json

    return ask


def at(told, element, point):
    """The variables known at a point, by name."""
    return {told["variables"][n]["name"]: told["variables"][n] for n in told["sets"][told["points"][element][point]]}


def test_a_way_out_of_a_decision_knows_what_was_asked_before_it_and_nothing_that_is_asked_later(know):
    told = know()
    known = at(told, "flujo_tipo_requerimiento_gw_union_alianzas", "flow")
    assert known["tipo_requerimiento"] == {
        "name": "tipo_requerimiento",
        "label": "¿Tipo de requerimiento?",
        "kind": "text",
        "options": [
            {"value": "servicio_administrado", "label": "Servicio administrado"},
            {"value": "compraventa", "label": "Compraventa"},
            {"value": "servicio", "label": "Servicio"},
        ],
        "by": ["validacion"],
    }
    assert known["fecha_entrega"]["kind"] == "date" and "go" not in known
    assert told["names"]["validacion"] == "Validación administrativa y técnica"


def test_a_notice_knows_what_its_own_step_asked_and_a_repeated_step_its_own_item(know):
    told = know()
    assert "mensaje_cliente" in at(told, "enviar_cliente", "completed")
    assert "mensaje_cliente" not in at(told, "enviar_cliente", "before")
    assert at(told, "participacion", "enabled")["area"]["options"][0] == {"value": "soc_noc", "label": "SOC/NOC"}


def test_what_a_called_procedure_asks_is_known_after_it_by_the_names_of_its_steps(know):
    told = know()
    known = at(told, "dimensionamiento", "enabled")
    written = {told["names"].get(by) for each in known.values() for by in each["by"]}
    assert "Cotizar las soluciones tecnológicas" in written
    assert told["procedures"] == [{"id": "alianzas_estrategicas", "title": "Alianzas Estratégicas"}]


def test_what_was_saved_is_what_is_known(know):
    flow = b'<bpmn:sequenceFlow id="flujo_prospeccion_validacion" sourceRef="prospeccion" targetRef="validacion" />'
    assert "fecha_entrega" in at(know(), "validacion", "enabled")
    told = know(gestion().diagram.replace(flow, b""))
    assert told["revision"] == "2"
    assert "fecha_entrega" not in at(told, "validacion", "enabled")


def test_of_a_drawing_that_cannot_be_read_nothing_is_known_of_its_elements_and_the_rest_is(know):
    told = know(b"<no>")
    assert (told["variables"], told["points"]) == ([], {})
    assert told["roles"]


def test_roles_are_told_with_who_holds_them_and_those_that_publishing_will_make(know):
    told = know(
        gestion().diagram.replace(b"<bpmn:message ", b'<bpmn:resource id="nuevo" name="Rol nuevo" /><bpmn:message ', 1)
    )
    roles = {role["id"]: role for role in told["roles"]}
    assert roles["direccion_general"] == {
        "id": "direccion_general",
        "name": "Dirección General",
        "people": ["Dirección General"],
    }
    assert roles["nuevo"] == {"id": "nuevo", "name": "Rol nuevo", "people": []}
    assert "administrador" not in roles and "auditor" not in roles
    assert told["people"] == []  # whoever does not administer gives no role


def test_a_new_role_is_answered_with_its_name_or_with_why_not(author):
    assert author.post(PAGE + "/roles", {"name": "Calidad"}).response.json == {"id": "calidad", "name": "Calidad"}
    again = author.post(PAGE + "/roles", {"name": "calidad"}).response
    assert again.status_code == 409 and "Ya existe el rol Calidad" in again.json["error"]
    given = author.post(PAGE + "/roles", {"name": "Otra", "holder": "preventa"}).response
    assert given.status_code == 403
