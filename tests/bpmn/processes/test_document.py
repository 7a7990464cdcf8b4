"""What the diagrams keep of the procedure document besides the flow: header, policies, terms, due dates, notices."""

import re

import pytest

from tests.bpmn.processes.source import SOURCE, section

FIRST = {"prospeccion", "validacion"}
AFTER_THE_PROPOSAL = {"enviar_cliente", "actualizar_propuesta"}
NOTICES = {
    "solicitar_participacion": (set(), "areas"),
    "elaborar_propuesta": ({"cumplimiento"}, None),
    "notificar_cumplimiento": ({"comercial"}, None),
    "enviar_cliente": ({"cliente"}, None),
    "actualizar_propuesta": ({"cliente"}, None),
    "notificar_perdida": ({"director_comercial", "preventa", "cumplimiento"}, "areas_involucradas"),
    "notificar_ganada": ({"preventa", "cumplimiento"}, "areas_involucradas"),
}


def test_the_header_is_the_document_s_and_no_code_is_made_up(gestion):
    (document,) = gestion.all("//cauce:document")
    assert dict(document.attrib) == {
        "title": "Gestión Comercial",
        "folioPrefix": "GC",
        "preparedBy": "Director Comercial",
        "reviewedBy": "Control de Documentos",
        "approvedBy": "Director General",
        "owner": "Director Comercial",
        "retention": "1 año posterior a su vigencia",
        "disposition": "Eliminación del repositorio documental",
    }
    assert all(value in SOURCE for key, value in document.attrib.items() if key not in ("title", "folioPrefix"))


def test_alianzas_says_only_what_is_known_of_it(estrategicas):
    (document,) = estrategicas.all("//cauce:document")
    assert dict(document.attrib) == {"code": "PR-ALI-002", "title": "Alianzas Estratégicas", "folioPrefix": "AE"}


def test_it_has_an_objective_and_a_scope(diagram):
    assert [len(text) > 30 for text in diagram.all("//cauce:objective/text() | //cauce:scope/text()")] == [True, True]


def test_the_terms_are_those_of_section_3(gestion):
    assert [term.get("name") for term in gestion.all("//cauce:term")] == re.findall(r"\*\*(.+?):\*\*", section(3))


def test_each_policy_of_section_4_is_there_and_names_elements_that_show_it(gestion):
    policies = gestion.all("//cauce:policy")
    assert len(policies) == len(re.findall("^- ", section(4), flags=re.M)) == 8
    for policy in policies:
        assert policy.text
        assert policy.get("elements").split()
        assert set(policy.get("elements").split()) <= set(gestion.nodes), policy.text


def test_each_lane_has_the_responsibilities_of_section_5(gestion, estrategicas):
    blocks = re.findall(r"^(\w[^\n]+):\n\n((?:- .+\n+(?:\s*\n)*)+)", section(5), flags=re.M)
    expected = {name: len(re.findall("^- ", text, flags=re.M)) for name, text in blocks}
    said = {
        lane.get("name"): len(diagram.under(lane.get("id"), ".//cauce:responsibility"))
        for diagram in (gestion, estrategicas)
        for lane in diagram.all("//bpmn:lane")
    }
    assert sum(expected.values()) == 19
    assert said == {
        **{name: count for name, count in expected.items() if not name.startswith("Cumplimiento")},
        "Cumplimiento": expected["Cumplimiento y Mejora Continua"],
        "Cliente": 0,
    }


def test_the_words_are_our_own(diagram):
    source = " ".join(SOURCE.split())
    for element in diagram.all("//bpmn:documentation | //cauce:policy | //cauce:responsibility"):
        assert element.text not in source


def test_every_step_has_a_term_and_what_must_be_ready_before_the_delivery_has_one_before_it(gestion, estrategicas):
    found = {}
    for diagram in (gestion, estrategicas):
        found |= {id: dict(d.attrib) for id in diagram.nodes for d in diagram.under(id, ".//cauce:due")}
        assert form_ids(diagram) <= found.keys()
    days = {id: (int(due["businessDays"]), due.get("before")) for id, due in found.items()}
    assert days == {
        "prospeccion": (3, None),
        "validacion": (1, None),
        "cotizar_soluciones": (3, None),
        "generar_alianza": (5, None),
        "participacion": (0, "fecha_respuesta_areas"),
        "dimensionamiento": (5, "fecha_entrega"),
        "business_case": (4, "fecha_entrega"),
        "validar_business_case": (3, "fecha_entrega"),
        "justificar_no_go": (2, None),
        "elaborar_propuesta": (2, "fecha_entrega"),
        "validar_cumplimiento": (1, "fecha_entrega"),
        "correcciones": (0, "fecha_entrega"),
        "enviar_cliente": (0, "fecha_entrega"),
        "revisar_propuesta": (0, "vigencia_propuesta"),
        "atender_vencida": (2, None),
        "actualizar_propuesta": (2, None),
        "notificar_perdida": (2, None),
        "notificar_ganada": (1, None),
        "formalizar_contrato": (10, None),
    }


@pytest.mark.parametrize(("task", "date"), [("prospeccion", "fecha_entrega"), ("validacion", "fecha_respuesta_areas")])
def test_the_dates_that_set_a_term_are_always_asked_before(gestion, task, date):
    assert date in required(gestion, task)


def test_the_notices_go_where_the_procedure_says(gestion, estrategicas):
    said = {
        id: (set(notice.get("to", "").split()), notice.get("toExpression"))
        for id in gestion.nodes
        for notice in gestion.under(id, ".//cauce:notification")
    }
    assert said == NOTICES
    assert not estrategicas.all("//cauce:notification")


@pytest.mark.parametrize("id", NOTICES)
def test_a_notice_speaks_only_of_what_has_always_been_asked(gestion, id):
    before = {*FIRST, "elaborar_propuesta", id} if id in AFTER_THE_PROPOSAL else FIRST | {id}
    asked = set().union(*(required(gestion, task) for task in before & form_ids(gestion)))
    (notice,) = gestion.under(id, ".//cauce:notification")
    places = set(re.findall(r"\{(\w+)(?::2)?\}", notice.get("subject") + notice.text))
    assert places, "a notice that names nothing"
    assert places <= asked


def test_the_client_reads_in_the_letter_what_is_proposed_for_how_much_and_until_when(gestion):
    for id in sorted(AFTER_THE_PROPOSAL):
        (notice,) = gestion.under(id, ".//cauce:notification")
        assert "Monto: ${monto_propuesta:2} {moneda_propuesta}, sin IVA" in notice.text
        assert "Vigencia: {vigencia_propuesta}" in notice.text
    assert gestion.under("enviar_cliente", ".//cauce:notification")[0].text.startswith("{mensaje_cliente}")


def test_what_is_delivered_on_paper_or_by_a_platform_for_tenders_brings_no_link(gestion):
    (invitation,) = gestion.under("carril_cliente", ".//cauce:invitation")
    assert invitation.get("when") == 'medio_envio not in ["entrega_fisica", "plataforma_licitacion"]'


def test_the_client_is_invited_by_what_has_always_been_asked(gestion, estrategicas):
    (invitation,) = gestion.under("carril_cliente", ".//cauce:invitation")
    assert len(gestion.all("//cauce:invitation")) == 1 and not estrategicas.all("//cauce:invitation")
    asked = required(gestion, "prospeccion") | required(gestion, "elaborar_propuesta")
    named = {invitation.get(name) for name in ("email", "person", "until")}
    places = set(re.findall(r"\{(\w+)\}", invitation.get("subject") + invitation.text))
    assert named | places - {"expires"} <= asked


def form_ids(diagram):
    return {id for id in diagram.activities if diagram.kind(id) == "userTask"}


def required(diagram, task):
    """The keys of the fields that a form always asks for."""
    return {
        field["key"]
        for field in diagram.fields(task)
        if field.get("validate", {}).get("required") and "conditional" not in field
    }
