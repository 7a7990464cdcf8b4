"""The forms of the shipped procedure: one per user task, what routes, and the policies of section 4."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from tests.bpmn.processes.forms import (
    ALIANZAS,
    AREAS,
    CONTAINERS,
    DECISIONS,
    INPUTS,
    NEXT,
    PRESENTATION,
    PROCESSES,
    RECORDS,
    ROUTED,
    UPDATED,
    WRITTEN_BY_THE_DIAGRAM,
    asked,
    components,
    earlier,
    every_form,
    key_of,
    label,
    load,
    names_in,
    required,
    shown,
)

BROUGHT = {"acepta_comentarios", "comentarios_cliente", "motivo_rechazo"}
"""What the client answers, or Comercial brings from them once the proposal has expired."""
CLOSING = {"acuerdos_crm"}
"""What is asked wherever it may come to its end."""


def test_every_user_task_has_its_form_and_no_file_is_orphaned() -> None:
    expected = {f"{'alianzas_estrategicas' if form in ALIANZAS else 'gestion_comercial'}/{form}" for form in NEXT}
    found = {f"{path.parent.name}/{path.name.removesuffix('.form.json')}" for path in PROCESSES.rglob("*.form.json")}
    assert found == expected


def expressions(component: dict[str, Any]) -> list[str]:
    """What a component hides by, shows, computes and checks."""
    found = [component.get("conditional", {}).get("hide"), component.get("dataSource"), component.get("expression")]
    found += [check["condition"] for check in component.get("properties", {}).get("checks", [])]
    return [text for text in found if text]


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
            for expression in expressions(component):
                assert names_in(expression) - {"this"} <= known, component["id"]

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
        for component in asked(form).values()
        if component["type"] == "dynamiclist"
        for child in component["components"]
    )
    assert {key for key, times in (keys + rows).items() if times > 1} == UPDATED | BROUGHT | CLOSING


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
    items |= {collection.text for collection in gestion.all("//bpmn:loopDataOutputRef")}
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
            name, _, value = flow[0].text.rpartition(" and ")[2].partition(" == ")
            assert (name, json.loads(value.lower())) in ROUTED


class TestPolicies:
    """Section 4, in its order; the first has a table of its own below."""

    def test_2_commitments_are_followed_in_crm(self) -> None:
        assert required(asked("prospeccion")["folio_crm"])
        ticks = [name for form in NEXT for name in asked(form) if name.endswith("_en_crm")]
        assert ticks == [], "what the CRM was handed is known, or confirmed once where the opportunity is"
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
        assert "recibida_a_tiempo" not in asked("validar_cumplimiento"), "when it came is known, and not asked"

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
