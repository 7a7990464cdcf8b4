"""What each shipped record says, part by part, from which its two templates are written: so neither says more."""

from typing import NamedTuple


class Fields(NamedTuple):
    """Short values under one another, by their variables; an amount with its currency as ``amount+currency``."""

    names: tuple[str, ...]


class Paragraph(NamedTuple):
    """A longer text."""

    name: str


class Rows(NamedTuple):
    """A list: its columns, those that are numbers, and the variable of the total, with the label's own."""

    name: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    total: str = ""


class Section(NamedTuple):
    """A heading with its parts; it is left out where none of them has anything."""

    title: str
    parts: tuple[Fields | Paragraph | Rows, ...]


def _fields(*names: str) -> Fields:
    return Fields(names)


OPPORTUNITY = _fields("cliente", "requerimiento", "fecha_entrega", "folio_crm")
PROCESS = "gestion_comercial"
RECORDS: dict[str, tuple[str, tuple[Section, ...]]] = {
    "f-com-001": (
        "",
        (
            Section("Cliente", (_fields("cliente", "contacto", "correo", "origen_lead"),)),
            Section(
                "Requerimiento",
                (
                    _fields("requerimiento", "origen_requerimiento", "fecha_entrega", "folio_crm"),
                    _fields("monto_estimado+moneda", "documento_cliente"),
                    Paragraph("descripcion_requerimiento"),
                ),
            ),
            Section(
                "Acuerdos y compromisos",
                (Rows("acuerdos_requerimiento", ("acuerdo", "acuerdo_responsable", "acuerdo_fecha")),),
            ),
        ),
    ),
    "f-com-002": (
        "",
        (
            Section("Proyecto", (OPPORTUNITY, _fields("plazo_meses", "archivo_business_case"), Paragraph("alcance"))),
            Section(
                "Costos del proyecto",
                (Rows("costos", ("costo_concepto", "costo_tipo", "costo_monto"), ("costo_monto",), "costo_total"),),
            ),
            Section(
                "Rentabilidad",
                (
                    _fields("costo_dimensionado", "costo_total", "precio_venta", "margen"),
                    Paragraph("forma_pago"),
                    Paragraph("riesgos_business_case"),
                    Paragraph("conclusiones_business_case"),
                ),
            ),
            Section(
                "Validación de Dirección General",
                (
                    _fields("business_case_aprobado", "go"),
                    Paragraph("observaciones_business_case"),
                    Paragraph("motivo_no_go"),
                    Paragraph("condiciones_go"),
                ),
            ),
        ),
    ),
    "f-com-003": (
        "",
        (
            Section(
                "Propuesta",
                (
                    _fields("cliente", "requerimiento", "monto_propuesta+moneda_propuesta", "vigencia_propuesta"),
                    _fields("plazo_meses", "fecha_entrega"),
                    Paragraph("resumen_propuesta"),
                    Paragraph("alcance"),
                    Paragraph("cambios_propuesta"),
                ),
            ),
            Section(
                "Referenciación de cumplimiento",
                (Rows("referencias_cumplimiento", ("requisito_cliente", "requisito_referencia")),),
            ),
            Section("Documentos de la propuesta", (_fields("archivo_propuesta"),)),
            Section("Entrega al cliente", (_fields("fecha_envio", "medio_envio", "fecha_reenvio"),)),
            Section(
                "Respuesta del cliente",
                (
                    _fields("cumple_tecnicamente", "cumple_economicamente", "autoriza_nombre", "autoriza_puesto"),
                    Paragraph("comentarios_cliente"),
                ),
            ),
        ),
    ),
    "contrato-nda": (
        "Contrato y acuerdo de confidencialidad",
        (
            Section(
                "Proyecto",
                (
                    _fields("cliente", "contacto", "requerimiento", "monto_propuesta+moneda_propuesta"),
                    _fields("fecha_adjudicacion", "fecha_inicio_proyecto"),
                ),
            ),
            Section(
                "Registro y alta con el cliente",
                (_fields("alta_cliente", "documentos_formalizados"), Paragraph("alta_pendientes")),
            ),
            Section(
                "Contrato",
                (
                    _fields("numero_contrato", "fecha_firma_contrato", "monto_contrato+moneda_contrato"),
                    _fields("inicio_contrato", "fin_contrato", "archivo_contrato"),
                ),
            ),
            Section("Acuerdo de confidencialidad (NDA)", (_fields("fecha_firma_nda", "archivo_nda"),)),
        ),
    ),
    "lecciones-aprendidas-en-crm": (
        "Lecciones aprendidas",
        (
            Section("Oportunidad", (OPPORTUNITY, _fields("monto_propuesta+moneda_propuesta"))),
            Section(
                "Por qué no se obtuvo",
                (_fields("causas_perdida"), Paragraph("motivo_rechazo"), Paragraph("mensaje_perdida")),
            ),
            Section("Retroalimentación", (_fields("fecha_conferencia"), Paragraph("retroalimentacion"))),
            Section(
                "Lecciones",
                (
                    _fields("aplica_leccion"),
                    Rows("lecciones", ("leccion_situacion", "leccion_accion")),
                    _fields("archivo_lecciones"),
                ),
            ),
        ),
    ),
    "notificacion-de-adjudicacion": (
        "",
        (
            Section(
                "Proyecto ganado",
                (
                    OPPORTUNITY,
                    _fields("monto_propuesta+moneda_propuesta", "fecha_adjudicacion", "fecha_inicio_proyecto"),
                    _fields("responsable_proyecto", "areas_involucradas"),
                    Paragraph("mensaje_ganada"),
                ),
            ),
            Section(
                "Autorización del cliente",
                (_fields("autoriza_nombre", "autoriza_puesto", "documento_autorizacion", "documento_adjudicacion"),),
            ),
        ),
    ),
}
"""By the key of the record: its title on paper, where that is not its name, and its sections."""
