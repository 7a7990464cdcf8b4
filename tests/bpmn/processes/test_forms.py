"""The forms of the shipped procedure: one per user task, what routes, and the policies of section 4."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROCESSES = Path(__file__).parents[3] / "bpmn" / "processes"

# What may be filled in next, as the flow of the procedure has it (the two loops and the returned business case too).
NEXT = {
    "prospeccion": ["validacion"],
    "validacion": ["cotizar_soluciones", "participacion"],
    "cotizar_soluciones": ["generar_alianza", "participacion"],
    "generar_alianza": ["participacion"],
    "participacion": ["dimensionamiento"],
    "dimensionamiento": ["business_case"],
    "business_case": ["validar_business_case"],
    "validar_business_case": ["business_case", "justificar_no_go", "elaborar_propuesta"],
    "justificar_no_go": [],
    "elaborar_propuesta": ["validar_cumplimiento"],
    "validar_cumplimiento": ["correcciones", "enviar_cliente"],
    "correcciones": ["validar_cumplimiento"],
    "enviar_cliente": ["revisar_propuesta"],
    "revisar_propuesta": ["actualizar_propuesta", "notificar_perdida", "notificar_ganada"],
    "actualizar_propuesta": ["revisar_propuesta"],
    "notificar_perdida": [],
    "notificar_ganada": ["formalizar_contrato"],
    "formalizar_contrato": [],
}
ALIANZAS = {"cotizar_soluciones", "generar_alianza"}

INPUTS = {
    "textfield",
    "textarea",
    "number",
    "checkbox",
    "radio",
    "select",
    "checklist",
    "taglist",
    "datetime",
    "filepicker",
}
CONTAINERS = {"group", "dynamiclist"}
PRESENTATION = {"text", "separator", "spacer"}

AREAS = ["soc_noc", "ciberinteligencia", "consultoria"]
SI_NO = [True, False]
# The variables that route, or that a task is multiplied by: form, key, component, values in the order people read them.
DECISIONS = [
    ("prospeccion", "fecha_entrega", "datetime", None),
    ("validacion", "tipo_requerimiento", "radio", ["servicio_administrado", "compraventa", "servicio"]),
    ("validacion", "requiere_ti", "radio", SI_NO),
    ("validacion", "areas", "checklist", AREAS),
    ("cotizar_soluciones", "requiere_alianza", "radio", SI_NO),
    ("validar_business_case", "business_case_aprobado", "radio", SI_NO),
    ("validar_business_case", "go", "radio", SI_NO),
    ("validar_cumplimiento", "cumple", "radio", SI_NO),
    ("revisar_propuesta", "cumple_tecnicamente", "radio", SI_NO),
    ("revisar_propuesta", "cumple_economicamente", "radio", SI_NO),
    ("revisar_propuesta", "acepta_comentarios", "radio", SI_NO),
]
ROUTED = {(key, value) for _, key, _, values in DECISIONS for value in values or []}
# Section 7, column «Registro»: the file is required where the record is what the activity leaves.
RECORDS = [
    ("prospeccion", "archivo_f_com_001", "F-COM-001"),
    ("business_case", "archivo_business_case", "F-COM-002"),
    ("elaborar_propuesta", "archivo_propuesta", "F-COM-003"),
    ("correcciones", "archivo_propuesta", "F-COM-003"),
    ("actualizar_propuesta", "archivo_propuesta", "F-COM-003"),
    ("formalizar_contrato", "archivo_contrato", "Contrato"),
    ("formalizar_contrato", "archivo_nda", "NDA"),
]
# Which area this one of the parallel tasks is for, and everybody who took part: no form asks them.
WRITTEN_BY_THE_DIAGRAM = {"area", "areas_involucradas"}
# The proposal is one thing that corrections and comments change; history keeps every version.
UPDATED = {"monto_propuesta", "moneda_propuesta", "vigencia_propuesta", "archivo_propuesta"}


def load(form: str) -> dict[str, Any]:
    folder = "alianzas_estrategicas" if form in ALIANZAS else "gestion_comercial"
    loaded: dict[str, Any] = json.loads((PROCESSES / folder / f"{form}.form.json").read_text(encoding="utf-8"))
    return loaded


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def components(form: str) -> list[dict[str, Any]]:
    return list(walk(load(form)["components"]))


def top_level(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What stands in the form's own namespace: a group is only a frame, a list's children belong to its rows."""
    for component in components:
        if component["type"] == "group":
            yield from top_level(component["components"])
        elif "key" in component or "path" in component:
            yield component


def key_of(component: dict[str, Any]) -> str:
    return str(component.get("key") or component["path"])


def asked(form: str) -> dict[str, dict[str, Any]]:
    return {key_of(c): c for c in top_level(load(form)["components"]) if not c.get("readonly")}


def shown(form: str) -> dict[str, dict[str, Any]]:
    return {key_of(c): c for c in top_level(load(form)["components"]) if c.get("readonly")}


def label(component: dict[str, Any]) -> str:
    return str(component.get("dateLabel" if component["type"] == "datetime" else "label", ""))


def required(component: dict[str, Any]) -> bool:
    return component.get("validate", {}).get("required") is True


def earlier(form: str) -> set[str]:
    """The forms that somebody may have filled in before this one."""
    found: set[str] = set()
    pending = [form]
    while pending:
        target = pending.pop()
        new = {source for source, targets in NEXT.items() if target in targets} - found
        found |= new
        pending.extend(new)
    return found


def names_in(condition: str) -> set[str]:
    assert condition.startswith("="), condition
    words = re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", condition))
    return set(words) - {"not", "and", "or", "null", "true", "false", "list", "contains"}


every_form = pytest.mark.parametrize("form", sorted(NEXT))


def test_every_user_task_has_its_form_and_no_file_is_orphaned() -> None:
    expected = {f"{'alianzas_estrategicas' if form in ALIANZAS else 'gestion_comercial'}/{form}" for form in NEXT}
    found = {f"{path.parent.name}/{path.name.removesuffix('.form.json')}" for path in PROCESSES.rglob("*.form.json")}
    assert found == expected


@every_form
class TestEveryForm:
    def test_is_a_form_js_schema_whose_id_is_its_file_and_its_task(self, form: str) -> None:
        schema = load(form)
        assert (schema["type"], schema["id"], schema["schemaVersion"]) == ("default", form, 16)

    def test_uses_only_what_the_server_can_check(self, form: str) -> None:
        assert {c["type"] for c in components(form)} <= INPUTS | CONTAINERS | PRESENTATION

    def test_ids_are_unique(self, form: str) -> None:
        assert [i for i, n in Counter(c["id"] for c in components(form)).items() if n > 1] == []

    def test_keys_are_unique_identifiers_in_plain_ascii(self, form: str) -> None:
        keys = [key_of(c) for c in components(form) if c["type"] in INPUTS | {"dynamiclist"}]
        assert [k for k, n in Counter(keys).items() if n > 1] == []
        assert [k for k in keys if not re.fullmatch(r"[a-z][a-z0-9_]*", k)] == []

    def test_everything_has_a_label_that_fits_on_a_phone(self, form: str) -> None:
        for component in components(form):
            if component["type"] in INPUTS | CONTAINERS:
                assert 2 <= len(label(component)) <= 50, component["id"]
            for value in component.get("values", []):
                assert 2 <= len(value["label"]) <= 50, component["id"]

    def test_rows_fill_the_sixteen_columns(self, form: str) -> None:
        schema = load(form)
        for container in [schema, *(c for c in components(form) if "components" in c)]:
            rows: Counter[str] = Counter()
            for child in container["components"]:
                if "layout" in child:
                    rows[child["layout"]["row"]] += child["layout"]["columns"]
            assert all(15 <= columns <= 16 for columns in rows.values()), (container["id"], rows)

    def test_asks_enough_and_not_too_much(self, form: str) -> None:
        assert 3 <= len(asked(form)) <= 14

    def test_conditions_speak_only_of_this_form_or_of_earlier_ones(self, form: str) -> None:
        known = set(asked(form)) | set(shown(form)) | {key for before in earlier(form) for key in asked(before)}
        for component in components(form):
            if "conditional" in component:
                assert names_in(component["conditional"]["hide"]) <= known, component["id"]

    def test_what_it_only_shows_was_asked_before_or_is_written_by_the_diagram(self, form: str) -> None:
        known = {key for before in earlier(form) for key in asked(before)}
        assert set(shown(form)) <= known | WRITTEN_BY_THE_DIAGRAM

    def test_what_it_only_shows_has_the_choices_with_which_it_was_asked(self, form: str) -> None:
        for key, component in shown(form).items():
            assert not required(component), key
            for before in earlier(form):
                if key in asked(before):
                    assert component.get("values") == asked(before)[key].get("values"), key

    def test_says_what_it_is_about(self, form: str) -> None:
        if form != "prospeccion":
            assert "requerimiento" in shown(form)
            assert next(iter(shown(form))) in {"cliente", "requerimiento"}

    def test_limits_every_text_and_every_number(self, form: str) -> None:
        for component in components(form):
            if component.get("readonly"):
                continue
            limits = component.get("validate", {})
            if component["type"] in {"textfield", "textarea"}:
                assert "maxLength" in limits, component["id"]
            if component["type"] == "number":
                assert {"min", "max"} <= set(limits), component["id"]
                assert component["decimalDigits"] in (0, 2), component["id"]

    def test_files_name_the_kinds_they_accept(self, form: str) -> None:
        for component in components(form):
            if component["type"] == "filepicker":
                assert re.fullmatch(r"\.[a-z]+(,\.[a-z]+)*", component["accept"]), component["id"]


def test_a_key_is_asked_in_one_form_only_unless_it_is_the_proposal_being_updated() -> None:
    keys = Counter(key for form in NEXT for key in asked(form))
    rows = Counter(
        child["key"]
        for form in NEXT
        for c in components(form)
        if c["type"] == "dynamiclist"
        for child in walk(c["components"])
    )
    assert {key for key, times in (keys + rows).items() if times > 1} == UPDATED


@pytest.mark.parametrize(("form", "key", "kind", "values"), DECISIONS)
def test_what_routes_is_required_with_exactly_its_choices(
    form: str, key: str, kind: str, values: list[object] | None
) -> None:
    component = asked(form)[key]
    assert component["type"] == kind
    assert required(component)
    assert [v["value"] for v in component.get("values", [])] == (values or [])
    assert "defaultValue" not in component, "a decision is taken by somebody"


@pytest.mark.parametrize(("form", "key", "name"), RECORDS)
def test_the_record_of_the_activity_is_a_required_file(form: str, key: str, name: str) -> None:
    component = asked(form)[key]
    assert component["type"] == "filepicker"
    assert required(component)
    assert name in label(component)


def test_a_participation_has_the_keys_the_diagram_gathers(gestion: Any) -> None:
    (script,) = gestion.under("participacion", ".//spiffworkflow:postScript")
    (defaults,) = gestion.under("participacion", ".//spiffworkflow:preScript")
    gathered = set(re.findall(r'"(\w+)": \1\b', script.text))
    assert gathered == {"area", *asked("participacion")}
    optional = {key for key, component in asked("participacion").items() if not required(component)}
    assert set(re.findall(r"^\s*(\w+) =", defaults.text, re.M)) == optional, (
        "what may be left empty has a value to gather"
    )


def test_what_no_form_asks_is_written_by_the_diagram(gestion: Any) -> None:
    items = {item.get("name") for item in gestion.all("//bpmn:inputDataItem")}
    scripts = " ".join(script.text for script in gestion.all("//spiffworkflow:postScript"))
    assert set(re.findall(r"(\w+) = ", scripts)) | items >= WRITTEN_BY_THE_DIAGRAM


def test_the_areas_are_shown_by_the_names_of_their_roles(gestion: Any, estrategicas: Any) -> None:
    everybody = {v["value"]: v["label"] for v in shown("notificar_ganada")["areas_involucradas"]["values"]}
    assert list(everybody) == [*AREAS, "alianzas"]
    roles = [*gestion.all("//bpmn:resource"), *estrategicas.all("//bpmn:lane")]
    assert everybody.items() <= {role.get("id"): role.get("name") for role in roles}.items()
    for form, key in [("validacion", "areas"), ("participacion", "area"), ("notificar_perdida", "areas_involucradas")]:
        component = (asked(form) | shown(form))[key]
        assert {v["value"]: v["label"] for v in component["values"]}.items() <= everybody.items()


def test_every_condition_of_a_gateway_tests_an_answer_that_can_be_given(gestion: Any, estrategicas: Any) -> None:
    for diagram in (gestion, estrategicas):
        for flow in diagram.all("//bpmn:sequenceFlow[bpmn:conditionExpression]"):
            name, _, value = flow[0].text.partition(" == ")
            assert (name, json.loads(value.lower())) in ROUTED


class TestPolicies:
    """Section 4, in its order; the first has a table of its own below."""

    def test_2_commitments_are_followed_in_crm(self) -> None:
        assert required(asked("prospeccion")["folio_crm"])
        for form, key in [
            ("enviar_cliente", "envio_en_crm"),
            ("actualizar_propuesta", "actualizacion_en_crm"),
            ("justificar_no_go", "no_go_en_crm"),
            ("notificar_perdida", "perdida_en_crm"),
            ("notificar_ganada", "ganada_en_crm"),
        ]:
            assert asked(form)[key]["type"] == "checkbox"
            assert required(asked(form)[key])
        assert {"acuerdo_envio", "acuerdo_envio_responsable", "acuerdo_envio_fecha"} == {
            child["key"] for child in asked("enviar_cliente")["acuerdos_envio"]["components"]
        }

    def test_3_all_involved_areas_get_the_information(self) -> None:
        assert required(asked("validacion")["informacion_completa_areas"])
        assert "RFP" in asked("validacion")["informacion_completa_areas"]["description"]

    def test_4_the_information_is_integrated_in_time(self) -> None:
        assert required(asked("elaborar_propuesta")["informacion_integrada"])
        assert required(asked("validacion")["fecha_respuesta_areas"])
        assert "fecha_respuesta_areas" in shown("participacion")

    def test_5_cumplimiento_has_the_proposal_a_business_day_before_delivery(self) -> None:
        assert asked("prospeccion")["fecha_entrega"]["disallowPassedDates"] is True
        assert "1 día hábil antes" in asked("prospeccion")["fecha_entrega"]["description"]
        assert "fecha_entrega" in shown("validar_cumplimiento")
        assert required(asked("validar_cumplimiento")["recibida_a_tiempo"])
        assert "1 día hábil antes" in asked("validar_cumplimiento")["recibida_a_tiempo"]["description"]

    def test_6_the_business_case_comes_from_the_sizing(self) -> None:
        assert {"alcance", "costo_dimensionado", "plazo_meses"} <= set(shown("business_case"))
        assert {"costo_total", "precio_venta", "margen", "archivo_business_case"} <= set(shown("validar_business_case"))

    def test_7_a_win_is_told_at_once_to_the_areas_involved(self) -> None:
        assert "areas_involucradas" in shown("notificar_ganada")
        assert required(asked("notificar_ganada")["mensaje_ganada"])
        assert "de inmediato por correo" in asked("notificar_ganada")["mensaje_ganada"]["description"]

    def test_8_a_loss_leaves_feedback_and_its_lessons(self) -> None:
        fields = asked("notificar_perdida")
        assert required(fields["fecha_conferencia"])
        assert required(fields["retroalimentacion"])
        assert required(fields["aplica_leccion"])
        assert all(required(child) for child in fields["lecciones"]["components"])
