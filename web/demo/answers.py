"""What the people of the demonstration answer in an opportunity, by the variable that a form asks for.

A form is given those of its variables that stand here; a sample fills what else it requires.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from engine.calendar.office import OfficeCalendar
from web.demo.files import docx, pdf
from web.demo.trade import LESSONS, Client, Service

Value = Any
Keep = Callable[[str, bytes], dict[str, object]]
"""Stores a file under a name, and gives its reference."""


class Course(StrEnum):
    """How an opportunity goes."""

    WON = "won"
    WON_AFTER_COMMENTS = "won after comments of the client"
    LOST = "lost"
    NO_GO = "no go"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity of the demonstration: which client wants what, for how much (thousands), how it goes.

    `delivery` is the day on which the client expects the proposal, `now` the day at hand. `reworked`: Dirección General
    or Cumplimiento sends it back once.
    """

    number: int
    client: Client
    service: Service
    areas: tuple[str, ...]
    price: int
    course: Course
    reworked: bool
    seller: str
    presales: str
    delivery: date
    crm: str


def answers(
    deal: Deal, element: str, round_: int, today: date, calendar: OfficeCalendar, keep: Keep
) -> dict[str, Value]:
    """By variable, what is answered at a step for the `round_`-th time."""
    found = {**_what(deal, today, calendar), **_how_much(deal, today, calendar), **_outcome(deal, today, calendar)}
    found |= _decisions(deal, element, round_)
    return found | {name: [keep(*made)] for name, made in _files(deal, element, round_).items()}


def _what(deal: Deal, today: date, calendar: OfficeCalendar) -> dict[str, Value]:
    client, service = deal.client, deal.service
    rfp = deal.number % 3 != 0
    return {
        "cliente": client.name,
        "contacto": f"{client.contact}, {client.position}",
        "correo": client.email,
        "origen_lead": ("reunion", "foro", "contacto", "empresa_grupo")[deal.number % 4],
        "requerimiento": service.title,
        "descripcion_requerimiento": service.description,
        "fecha_entrega": deal.delivery.isoformat(),
        "folio_crm": deal.crm,
        "monto_estimado": deal.price * 1000,
        "moneda": "MXN",
        "origen_requerimiento": "rfp" if rfp else "visita_presencial",
        "acuerdos_requerimiento": [
            {
                "acuerdo": "Enviar la lista de equipos y el organigrama del área",
                "acuerdo_responsable": client.contact,
                "acuerdo_fecha": calendar.shift(today, 3).isoformat(),
            }
        ],
        "validacion_administrativa": "Cumplimos los requisitos de las bases; la opinión fiscal está vigente.",
        "validacion_tecnica": f"Es viable con la capacidad actual: {service.scope[0].lower()}{service.scope[1:]}",
        "tipo_requerimiento": service.kind,
        "requiere_ti": bool(service.solutions),
        "soluciones_solicitadas": "; ".join(f"{maker}: {product}" for maker, product in service.solutions),
        "areas": list(deal.areas),
        "fecha_respuesta_areas": min(calendar.shift(today, 4), deal.delivery).isoformat(),
        "informacion_completa_areas": True,
        "cotizaciones": [
            {
                "cotizacion_fabricante": maker,
                "cotizacion_solucion": product,
                "cotizacion_cantidad": 1,
                "cotizacion_precio": round(deal.price * 1000 * 0.3 / len(service.solutions), -2),
                "cotizacion_moneda": "MXN",
                "cotizacion_vigencia": (today + timedelta(days=45)).isoformat(),
            }
            for maker, product in service.solutions
        ],
        "requiere_alianza": False,
        "informacion": f"{service.scope} Se considera el arranque en cuatro semanas y un responsable de nuestra parte.",
        "requerimientos_area": "Acceso remoto por VPN y un contacto técnico del cliente durante la puesta en marcha.",
    }


def _how_much(deal: Deal, today: date, calendar: OfficeCalendar) -> dict[str, Value]:
    service, price = deal.service, deal.price * 1000
    kinds = ("personal", "licencias", "terceros")
    return {
        "alcance": service.scope,
        "areas_completas": deal.number % 8 != 5,
        "consideraciones": "Precios en pesos sin IVA; puesta en marcha en horario de oficina, un sitio por semana.",
        "recursos": [
            {"recurso_concepto": what, "recurso_cantidad": 1, "recurso_costo": round(price * share, -2)}
            for what, share in service.parts
        ],
        "plazo_meses": service.months,
        "costos": [
            {"costo_concepto": what, "costo_tipo": kinds[at % 3], "costo_monto": round(price * share, -2)}
            for at, (what, share) in enumerate(service.parts)
        ],
        "precio_venta": price,
        "forma_pago": "30 % de anticipo y mensualidades vencidas a 30 días.",
        "riesgos_business_case": "Rotación de personal especializado y tipo de cambio de las licencias.",
        "conclusiones_business_case": "El proyecto es rentable desde el cuarto mes y abre la puerta a otros servicios.",
        "condiciones_go": "Anticipo de 30 % y vigencia de 30 días.",
        "motivo_no_go": "La rentabilidad no compensa el riesgo: piden penas de 2 % diario sin tope.",
        "observaciones_business_case": "Falta el costo de las guardias de fin de semana; rehacer el margen con él.",
        "resumen_propuesta": f"{service.title}: {service.scope}",
        "monto_propuesta": price,
        "moneda_propuesta": "MXN",
        "vigencia_propuesta": (max(deal.delivery, today) + timedelta(days=30)).isoformat(),
        "informacion_integrada": True,
        "comentarios_cumplimiento": "El anexo de confidencialidad es de una edición anterior y falta la firma del 4.2.",
        "correcciones_realizadas": "Se cambió el anexo por el vigente y se firmó la sección 4.2.",
        "comentarios_aplicados": True,
        "seguimiento_crm": f"Propuesta integrada; probabilidad de cierre 60 %. {deal.crm}",
        "puntos_revisados": ["administrativos", "tecnicos", "economicos"],
        "referencias_cumplimiento": [
            {"requisito_cliente": "Experiencia en servicios similares", "requisito_referencia": "Sección 2, página 6"},
            {"requisito_cliente": "Niveles de servicio", "requisito_referencia": "Sección 4.1"},
        ],
        "fecha_envio": today.isoformat(),
        "fecha_reenvio": today.isoformat(),
        "destinatarios": deal.client.contact,
        "mensaje_cliente": f"Le enviamos la propuesta «{deal.service.title}» que nos pidió. Quedamos atentos.",
        "medio_envio": "correo" if deal.number % 4 else "reunion",
    }


def _outcome(deal: Deal, today: date, calendar: OfficeCalendar) -> dict[str, Value]:
    situation, action = LESSONS[deal.number % len(LESSONS)]
    start = calendar.shift(today, 12)
    lasts = deal.service.months
    return {
        "comentarios_cliente": "Precisen los niveles de servicio de fin de semana y el calendario de puesta en marcha.",
        "cambios_propuesta": "Se agregó la tabla de niveles de servicio y el calendario por sitio.",
        "motivo_rechazo": "El comité eligió una propuesta de menor precio.",
        "autoriza_nombre": deal.client.contact,
        "autoriza_puesto": deal.client.position,
        "fecha_adjudicacion": today.isoformat(),
        "fecha_inicio_proyecto": start.isoformat(),
        "responsable_proyecto": "Oficina de proyectos",
        "fecha_firma_contrato": today.isoformat(),
        "fecha_firma_nda": today.isoformat(),
        "fecha_conferencia": calendar.shift(today, 3).isoformat(),
        "fecha_aviso_cliente": today.isoformat(),
        "mensaje_ganada": f"Ganamos «{deal.service.title}» con {deal.client.name}. Arranque: {start:%d/%m/%Y}.",
        "acuerdos_crm": _agreements(deal),
        "adjudicacion_recibida": True,
        "alta_cliente": True,
        "documentos_formalizados": ["contrato"] if deal.number % 2 else ["contrato", "nda"],
        "numero_contrato": f"CT-{today:%Y}-{100 + deal.number}",
        "monto_contrato": deal.price * 1000,
        "moneda_contrato": "MXN",
        "inicio_contrato": start.isoformat(),
        "fin_contrato": (start + timedelta(days=30 * lasts)).isoformat(),
        "causas_perdida": ["precio"] if deal.number % 3 else ["competencia"],
        "mensaje_perdida": "No obtuvimos el proyecto. Gracias a las áreas; lo revisamos en la conferencia.",
        "retroalimentacion": "El cliente valoró el alcance técnico y decidió por precio.",
        "aplica_leccion": True,
        "lecciones": [{"leccion_situacion": situation, "leccion_accion": action}],
        "causas_no_go": ["rentabilidad"],
        "justificacion_no_go": "Dirección General decidió no presentar: las penas convencionales superan el margen.",
    }


def _agreements(deal: Deal) -> str:
    """How the agreements with the client stand in the end: there are some where it began with a visit."""
    if deal.number % 3:
        return "ninguno"
    return "sin_seguimiento" if deal.number % 7 == 3 else "cumplidos"


def _decisions(deal: Deal, element: str, round_: int) -> dict[str, Value]:
    again = round_ > 1 or not deal.reworked
    approved = again or deal.number % 2 == 0
    accepted = deal.course is Course.WON or (deal.course is Course.WON_AFTER_COMMENTS and round_ > 1)
    decided: Mapping[str, dict[str, Value]] = {
        "validar_business_case": {"business_case_aprobado": approved, "go": deal.course is not Course.NO_GO},
        "validar_cumplimiento": {"cumple": again or deal.number % 2 == 1},
        "revisar_propuesta": {
            "cumple_tecnicamente": accepted or deal.course is Course.LOST,
            "cumple_economicamente": accepted,
            "acepta_comentarios": deal.course is Course.WON_AFTER_COMMENTS,
        },
    }
    return dict(decided.get(element, {}))


def _files(deal: Deal, element: str, round_: int) -> dict[str, tuple[str, bytes]]:
    """The files that a step brings, by variable: their name, and what is in them."""
    client, service = deal.client, deal.service
    head = [f"Cliente: {client.name}", f"Proyecto: {service.title}", ""]
    asked = [*head, service.description]
    price = f"{deal.price * 1000:,.2f} MXN, sin IVA"
    offer = [*head, service.scope, f"Precio: {price}", f"Plazo: {service.months} meses", f"Versión {round_}"]
    made: Mapping[str, dict[str, tuple[str, bytes]]] = {
        "prospeccion": {
            "documento_cliente": (
                f"RFP {client.name}.pdf",
                pdf("Solicitud de propuesta", asked),
            ),
            "archivo_f_com_001": (
                "F-COM-001 visita.docx",
                docx("Requerimiento comercial", asked),
            ),
        },
        "validacion": {
            "documentos_requerimiento": ("Inventario y sitios.pdf", pdf("Inventario", asked)),
        },
        "cotizar_soluciones": {
            "archivo_cotizaciones": ("Cotizaciones recibidas.pdf", pdf("Cotizaciones", asked)),
        },
        "participacion": {
            "documentos_area": ("Análisis del área.docx", docx("Participación del área", [*head, service.scope])),
        },
        "dimensionamiento": {
            "archivo_dimensionamiento": ("Dimensionamiento PR-COM-001.docx", docx("Dimensionamiento", offer)),
        },
        "business_case": {"archivo_business_case": ("F-COM-002 business case.pdf", pdf("Business case", offer))},
        "elaborar_propuesta": {"archivo_propuesta": ("Propuesta F-COM-003.pdf", pdf("Propuesta", offer))},
        "correcciones": {"archivo_propuesta": ("Propuesta F-COM-003.pdf", pdf("Propuesta corregida", offer))},
        "actualizar_propuesta": {"archivo_propuesta": ("Propuesta F-COM-003.pdf", pdf("Propuesta actualizada", offer))},
        "notificar_ganada": {"documento_adjudicacion": ("Orden de compra.pdf", pdf("Orden de compra", offer))},
        "formalizar_contrato": {
            "archivo_contrato": ("Contrato firmado.pdf", pdf("Contrato de prestación de servicios", offer)),
            "archivo_nda": ("NDA firmado.pdf", pdf("Acuerdo de confidencialidad", head)),
        },
    }
    return dict(made.get(element, {}))
