"""The shipped procedure as who has no diagram writes it: what comes after an activity, in plain code."""

from collections.abc import Mapping
from typing import Any


def following(element: str, data: Mapping[str, Any]) -> str | None:
    """The activity after one, as the procedure's diagram says; None at its end."""
    match element:
        case "validacion":
            kind = data.get("tipo_requerimiento")
            allied = kind == "compraventa" or (kind == "servicio_administrado" and data.get("requiere_ti"))
            return "alianzas" if allied else "participacion"
        case "validar_business_case":
            if not data.get("business_case_aprobado"):
                return "business_case"
            return "elaborar_propuesta" if data.get("go") else "justificar_no_go"
        case "validar_cumplimiento":
            return "enviar_cliente" if data.get("cumple") else "correcciones"
        case "revisar_propuesta":
            if data.get("cumple_tecnicamente") and data.get("cumple_economicamente"):
                return "notificar_ganada"
            return "actualizar_propuesta" if data.get("acepta_comentarios") else "notificar_perdida"
    return {
        "prospeccion": "validacion",
        "alianzas": "participacion",
        "participacion": "dimensionamiento",
        "dimensionamiento": "business_case",
        "business_case": "validar_business_case",
        "elaborar_propuesta": "validar_cumplimiento",
        "correcciones": "validar_cumplimiento",
        "enviar_cliente": "revisar_propuesta",
        "actualizar_propuesta": "revisar_propuesta",
        "notificar_ganada": "formalizar_contrato",
    }.get(element)
