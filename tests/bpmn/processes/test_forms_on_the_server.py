"""The shipped forms through the engine that checks what people send, answer by answer."""

import json
from datetime import date
from functools import cache

import pytest

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.sample import sample
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import validate
from tests.bpmn.processes.forms import (
    DECISIONS,
    NEXT,
    asked,
    components,
    earlier,
    every_form,
    key_of,
    load,
    names_in,
    path_of,
    required,
    shown,
    top_level,
)

TODAY = date(2026, 11, 24)
ENVIRONMENT = Environment(TODAY)
TOMORROW = "2026-11-25"


@cache
def form_of(form: str) -> Form:
    reading = read_form(json.dumps(load(form)).encode())
    assert reading.form is not None, [str(finding.message) for finding in reading.findings]
    return reading.form


def stored(key: str) -> dict[str, object]:
    return {"name": f"{key}.pdf", "sha256": "0" * 64, "size": 1}


def filled(form: str, given: dict[str, object], data: dict[str, object]) -> dict[str, object]:
    return sample(form_of(form), given, data, environment=ENVIRONMENT, file=stored)


def errors(form: str, submitted: dict[str, object], data: dict[str, object] | None = None) -> dict[str, str]:
    """What is wrong with a submission: the code of each field's error."""
    return {e.field: e.code for e in validate(form_of(form), submitted, data or {}, environment=ENVIRONMENT).errors}


@cache
def before(form: str) -> dict[str, object]:
    """What an instance may hold when somebody opens the form: an answer to every question asked earlier."""
    data: dict[str, object] = {
        "area": "soc_noc",
        "areas_involucradas": ["soc_noc", "alianzas"],
        "participaciones": [
            {
                "area": "soc_noc",
                "informacion": "Dos analistas por turno",
                "requerimientos_area": "",
                "documentos_area": [],
            }
        ],
    }
    for asker in NEXT:
        if asker in earlier(form) and asker != form:
            submitted = filled(asker, {}, data)
            data |= validate(form_of(asker), submitted, data, environment=ENVIRONMENT).values
    return data


@every_form
class TestOnTheServer:
    """The same files, through the engine that checks what people send."""

    def test_the_server_reads_it_without_a_finding(self, form: str) -> None:
        assert read_form((path_of(form)).read_bytes()).findings == ()

    def test_what_the_server_would_store_is_what_the_form_asks(self, form: str) -> None:
        assert form_of(form).keys == set(asked(form))

    def test_an_example_answer_is_accepted(self, form: str) -> None:
        data = before(form)
        assert errors(form, filled(form, {}, data), data) == {}

    def test_what_is_only_shown_need_not_be_sent_and_may_not_be_changed(self, form: str) -> None:
        data = before(form)
        submitted = {key: value for key, value in filled(form, {}, data).items() if key in asked(form)}
        assert errors(form, submitted, data) == {}
        for key, component in shown(form).items():
            if component["type"] in {"textfield", "textarea"} and "conditional" not in component:
                assert errors(form, {**submitted, key: "otra cosa"}, data) == {key: "read_only"}

    def test_an_empty_answer_names_every_required_field(self, form: str) -> None:
        always = {k for k, c in asked(form).items() if required(c) and not {"conditional", "defaultValue"} & set(c)}
        missing = errors(form, {})
        assert always - hidden_groups(form) <= set(missing)
        assert set(missing.values()) == {"required"}

    def test_a_value_of_another_kind_is_refused_by_name(self, form: str) -> None:
        data = before(form)
        answer = filled(form, {}, data)
        for key in set(answer) & set(asked(form)):
            assert key in errors(form, {**answer, key: {"otro": 1}}, data)

    def test_a_field_that_is_not_its_own_is_refused_by_name(self, form: str) -> None:
        data = before(form)
        assert errors(form, {**filled(form, {}, data), "go_live": True}, data) == {"go_live": "unknown"}


def hidden_groups(form: str) -> set[str]:
    """The keys in groups that are only sometimes there."""
    groups = [c for c in components(form) if c["type"] == "group" and "conditional" in c]
    return {key_of(child) for group in groups for child in top_level(group["components"])}


FORMATO, DOCUMENTO = {"acuerdos_requerimiento"}, {"documento_cliente"}


@pytest.mark.parametrize(
    ("origin", "asks"),
    [
        (None, set()),
        ("visita_presencial", FORMATO),
        ("otro", FORMATO),
        ("rfp", DOCUMENTO),
        ("rfi", DOCUMENTO),
        ("licitacion", DOCUMENTO),
        ("estudio_mercado", DOCUMENTO),
        ("solicitud_cotizacion", DOCUMENTO),
        ("otro_documento", DOCUMENTO),
    ],
)
def test_policy_1_the_format_only_where_no_document_of_the_client_says_it(origin: str | None, asks: set[str]) -> None:
    missing = set(errors("prospeccion", {} if origin is None else {"origen_requerimiento": origin}))
    assert missing & (FORMATO | DOCUMENTO) == asks


def test_policy_1_has_a_row_for_every_origin() -> None:
    origins = [v["value"] for v in asked("prospeccion")["origen_requerimiento"]["values"]]
    (mark,) = test_policy_1_the_format_only_where_no_document_of_the_client_says_it.pytestmark  # type: ignore[attr-defined]
    assert sorted(origins) == sorted(row[0] for row in mark.args[1] if row[0])


@pytest.mark.parametrize(
    ("form", "given", "also_required"),
    [
        ("validacion", {"tipo_requerimiento": "servicio"}, set()),
        ("validacion", {"tipo_requerimiento": "compraventa"}, {"soluciones_solicitadas"}),
        ("validacion", {"tipo_requerimiento": "servicio_administrado"}, {"requiere_ti"}),
        ("validacion", {"tipo_requerimiento": "servicio_administrado", "requiere_ti": False}, set()),
        (
            "validacion",
            {"tipo_requerimiento": "servicio_administrado", "requiere_ti": True},
            {"soluciones_solicitadas"},
        ),
        ("cotizar_soluciones", {"requiere_alianza": False}, set()),
        ("cotizar_soluciones", {"requiere_alianza": True}, {"motivo_alianza"}),
        ("validar_business_case", {}, {"business_case_aprobado"}),
        ("validar_business_case", {"business_case_aprobado": False}, {"observaciones_business_case"}),
        ("validar_business_case", {"business_case_aprobado": False, "go": False}, {"observaciones_business_case"}),
        ("validar_business_case", {"business_case_aprobado": True}, {"go"}),
        ("validar_business_case", {"business_case_aprobado": True, "go": False}, {"motivo_no_go"}),
        ("validar_business_case", {"business_case_aprobado": True, "go": True}, set()),
        ("validar_cumplimiento", {"cumple": True}, set()),
        ("validar_cumplimiento", {"cumple": False}, {"comentarios_cumplimiento"}),
        ("correcciones", {"comentarios_aplicados": True}, set()),
        ("correcciones", {"comentarios_aplicados": False}, {"correcciones_no_aplicadas"}),
        ("revisar_propuesta", {}, {"cumple_tecnicamente"}),
        ("revisar_propuesta", {"cumple_tecnicamente": False}, {"acepta_comentarios"}),
        ("revisar_propuesta", {"cumple_tecnicamente": False, "acepta_comentarios": True}, {"comentarios_cliente"}),
        ("revisar_propuesta", {"cumple_tecnicamente": False, "acepta_comentarios": False}, set()),
        ("revisar_propuesta", {"cumple_tecnicamente": True}, {"cumple_economicamente"}),
        ("revisar_propuesta", {"cumple_tecnicamente": True, "cumple_economicamente": False}, {"acepta_comentarios"}),
        ("revisar_propuesta", {"cumple_tecnicamente": True, "cumple_economicamente": True}, {"autoriza_nombre"}),
        ("notificar_perdida", {"aplica_leccion": False}, set()),
        ("notificar_perdida", {"aplica_leccion": True}, {"lecciones"}),
        ("justificar_no_go", {"cliente_avisado": True}, {"fecha_aviso_cliente"}),
        ("formalizar_contrato", {"documentos_formalizados": []}, {"documentos_formalizados"}),
        ("formalizar_contrato", {"documentos_formalizados": ["nda"]}, {"fecha_firma_nda", "archivo_nda"}),
    ],
)
def test_an_answer_asks_for_what_follows_from_it_and_no_more(
    form: str, given: dict[str, object], also_required: set[str]
) -> None:
    decisions = {key for asker, key, _, _ in DECISIONS if asker == form and key in (also_required | set(given))}
    depends = {k for k, c in asked(form).items() if "conditional" in c} | hidden_groups(form) | decisions | set(given)
    assert set(errors(form, given)) & depends == also_required


def test_an_answer_of_the_round_before_does_not_speak_for_this_one() -> None:
    round_before = {"cumple_tecnicamente": True, "cumple_economicamente": False, "acepta_comentarios": True}
    assert "cumple_tecnicamente" in errors("revisar_propuesta", {}, round_before)
    values = validate(
        form_of("revisar_propuesta"),
        {"cumple_tecnicamente": False, "acepta_comentarios": False},
        round_before,
        environment=ENVIRONMENT,
    )
    assert values.errors == ()
    assert values.values["acepta_comentarios"] is False


def test_the_delivery_date_may_not_have_passed() -> None:
    data: dict[str, object] = {}
    answer = filled("prospeccion", {}, data)
    assert errors("prospeccion", {**answer, "fecha_entrega": TOMORROW}) == {}
    assert errors("prospeccion", {**answer, "fecha_entrega": "2026-11-23"}) == {"fecha_entrega": "past_date"}
    assert errors("prospeccion", {**answer, "fecha_entrega": "mañana"}) == {"fecha_entrega": "date"}


def test_amounts_have_cents_and_are_not_negative() -> None:
    data = before("elaborar_propuesta")
    answer = filled("elaborar_propuesta", {}, data)
    for amount, code in [(-1, "min"), (10.005, "decimal_digits"), ("mil", "type"), (True, "type")]:
        assert errors("elaborar_propuesta", {**answer, "monto_propuesta": amount}, data) == {"monto_propuesta": code}
    assert errors("elaborar_propuesta", {**answer, "monto_propuesta": 0.5}, data) == {}


def test_first_rounds_show_no_answers_of_rounds_that_have_not_been() -> None:
    for form, key, sign in [
        ("validar_cumplimiento", "correcciones_realizadas", "comentarios_aplicados"),
        ("revisar_propuesta", "cambios_propuesta", "fecha_reenvio"),
        ("business_case", "observaciones_business_case", "business_case_aprobado"),
    ]:
        assert sign in names_in(shown(form)[key]["conditional"]["hide"])


def test_a_margin_is_what_the_figures_say_whatever_is_typed_for_it() -> None:
    data = before("business_case")
    costs = [{"costo_concepto": "Analistas", "costo_tipo": "personal", "costo_monto": amount} for amount in (400, 80)]
    answer = filled("business_case", {"costos": costs, "precio_venta": 700}, data)
    found = validate(form_of("business_case"), {**answer, "margen": 77}, data, environment=ENVIRONMENT)
    assert found.errors == ()
    assert (found.values["costo_total"], found.values["margen"]) == (480, 31.43)


def test_what_the_sizing_costs_is_the_sum_of_its_resources() -> None:
    data = before("dimensionamiento")
    resources = [
        {"recurso_concepto": "Analista", "recurso_cantidad": 1.5, "recurso_costo": 1000.1, "recurso_importe": 1},
        {"recurso_concepto": "Licencia", "recurso_cantidad": 3, "recurso_costo": 0.1},
    ]
    answer = filled("dimensionamiento", {"recursos": resources}, data)
    found = validate(form_of("dimensionamiento"), answer, data, environment=ENVIRONMENT)
    assert found.errors == ()
    assert [row["recurso_importe"] for row in found.values["recursos"]] == [1500.15, 0.3]  # type: ignore[attr-defined]
    assert found.values["costo_dimensionado"] == 1500.45


def test_a_contract_ends_after_it_begins() -> None:
    data = before("formalizar_contrato")
    answer = filled("formalizar_contrato", {"documentos_formalizados": ["contrato"]}, data)
    assert errors("formalizar_contrato", answer, data) == {}
    for end, wrong in [
        ("2027-01-04", {}),
        ("2027-01-03", {"fin_contrato": "check"}),
        ("2026-01-03", {"fin_contrato": "check"}),
    ]:
        dates = {"inicio_contrato": "2027-01-03", "fin_contrato": end}
        assert errors("formalizar_contrato", {**answer, **dates}, data) == wrong


def test_an_alliance_does_not_expire_before_it_is_made() -> None:
    data = before("generar_alianza")
    answer = filled("generar_alianza", {"fecha_alianza": "2027-01-03", "vigencia_alianza": "2027-01-02"}, data)
    assert errors("generar_alianza", answer, data) == {"vigencia_alianza": "check"}
    assert errors("generar_alianza", {**answer, "vigencia_alianza": ""}, data) == {}


def test_a_delivery_is_on_a_working_day_and_the_areas_answer_on_one_before_it() -> None:
    class Office:
        def is_business_day(self, day: date) -> bool:
            return day.weekday() < 5 and day != date(2026, 12, 25)

    def found(form: str, key: str, day: str, data: dict[str, object]) -> dict[str, str]:
        environment = Environment(TODAY, Office())
        answer = sample(form_of(form), {key: day}, data, environment=environment, file=stored)
        return {e.field: e.code for e in validate(form_of(form), answer, data, environment=environment).errors}

    for day, wrong in [("2026-12-24", False), ("2026-12-25", True), ("2026-12-26", True)]:
        assert found("prospeccion", "fecha_entrega", day, {}) == ({"fecha_entrega": "check"} if wrong else {})
    delivery: dict[str, object] = {"fecha_entrega": "2026-12-23"}
    for day, wrong in [("2026-12-23", False), ("2026-12-20", True), ("2026-12-24", True)]:
        answered = found("validacion", "fecha_respuesta_areas", day, delivery)
        assert answered == ({"fecha_respuesta_areas": "check"} if wrong else {})
