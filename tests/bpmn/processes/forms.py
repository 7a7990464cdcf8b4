"""The shipped forms as their JSON says them, and what the procedure asks of them."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bpmn.forms.feel import parse

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
    "revisar_propuesta": ["atender_vencida", "actualizar_propuesta", "notificar_perdida", "notificar_ganada"],
    "atender_vencida": ["actualizar_propuesta", "notificar_perdida"],
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
    "expression",
}
CONTAINERS = {"group", "dynamiclist"}
PRESENTATION = {"text", "separator", "spacer", "table", "documentPreview"}

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
    # F-COM-001 and F-COM-002 are written from what these forms ask: nobody attaches them.
    ("elaborar_propuesta", "archivo_propuesta", "F-COM-003"),
    ("correcciones", "archivo_propuesta", "F-COM-003"),
    ("actualizar_propuesta", "archivo_propuesta", "F-COM-003"),
    ("formalizar_contrato", "archivo_contrato", "Contrato"),
    ("formalizar_contrato", "archivo_nda", "NDA"),
]
# Which area this one of the parallel tasks is for, what all areas answered, who took part: no form asks them.
WRITTEN_BY_THE_DIAGRAM = {"area", "participaciones", "areas_involucradas"}
# The proposal is one thing that corrections and comments change; history keeps every version.
UPDATED = {"monto_propuesta", "moneda_propuesta", "vigencia_propuesta", "archivo_propuesta"}


def path_of(form: str) -> Path:
    folder = "alianzas_estrategicas" if form in ALIANZAS else "gestion_comercial"
    return PROCESSES / folder / f"{form}.form.json"


@cache
def load(form: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path_of(form).read_text(encoding="utf-8"))
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


def only_shown(component: dict[str, Any]) -> bool:
    """Whether it is for reading; a list is when all in its rows is."""
    if component["type"] == "dynamiclist":
        return all(only_shown(child) for child in component["components"] if "key" in child)
    return component.get("readonly") is True


def asked(form: str) -> dict[str, dict[str, Any]]:
    return {key_of(c): c for c in top_level(load(form)["components"]) if not only_shown(c)}


def shown(form: str) -> dict[str, dict[str, Any]]:
    return {key_of(c): c for c in top_level(load(form)["components"]) if only_shown(c)}


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
    return set(parse(condition).names)


every_form = pytest.mark.parametrize("form", sorted(NEXT))
