"""What the people of Gestión Comercial write at each step, for an opportunity that is won in the end."""

from datetime import date

from tests.e2e.procedure import Answers

# The Monday between them is a holiday (LFT, article 74): one working day before this Tuesday is the Friday.
DELIVERY = date(2026, 3, 17)
PROPOSAL = "Propuesta Técnica y Económica (F-COM-003)"

LEAD: Answers = {
    "Cliente": "Aceros del Norte",
    "Contacto": "Ana Garza",
    "Correo electrónico del contacto": "ana@aceros.example",
    "Origen del lead": "Foro",
    "Requerimiento": "Vigilancia de la red de tres plantas",
    "Descripción del requerimiento": "Monitoreo continuo de la red de las plantas de Apodaca, Saltillo y Monclova.",
    "Fecha de entrega de la propuesta al cliente": DELIVERY,
    "Folio de la oportunidad en CRM": "CRM-4711",
    "Monto estimado de la oportunidad": 1500000,
    "¿Cómo se recibió el requerimiento?": "RFP",
}
VALIDATION: Answers = {
    "Validación administrativa": "Cliente al corriente, sin adeudos.",
    "Validación técnica": "Es viable con el centro de operaciones actual.",
    "¿Tipo de requerimiento?": "Servicio administrado",
    "¿Se requieren soluciones de TI?": "Sí",
    "Soluciones tecnológicas que se deben cotizar": "Tres cortafuegos con soporte por tres años.",
    "Áreas de Servicio involucradas": ["SOC/NOC", "Ciberinteligencia"],
    "Fecha en que las áreas deben responder": date(2026, 3, 6),
    "Información completa para las áreas": True,
}
QUOTATION: Answers = {
    "Fabricante o proveedor": "Muros del Bajío",
    "Solución": "Cortafuegos de sucursal",
    "Cantidad": 3,
    "Precio total": 240000,
    "Moneda": "MXN",
    "Vigencia de la cotización": date(2026, 4, 30),
    "¿Se requiere generar una alianza?": "Sí",
    "Alianza que se requiere y por qué": "Registro de la oportunidad con el fabricante.",
}
ALLIANCE: Answers = {
    "Aliado": "Muros del Bajío",
    "Tipo de alianza": "Fabricante",
    "Fecha en que se formaliza": date(2026, 3, 3),
    "Condiciones acordadas": "Descuento de proyecto de doce por ciento.",
    "Documentación gestionada": ["Registro de la oportunidad"],
}
SIZING: Answers = {
    "Alcance del proyecto": "Vigilancia de tres plantas, día y noche, durante tres años.",
    "Consideraciones y requerimientos": "Un enlace dedicado en cada planta, a cargo del cliente.",
    "Concepto": "Analista de turno",
    "Cantidad": 4,
    "Costo unitario": 180000,
    "Plazo del proyecto": 36,
    "¿Participaron todas las áreas involucradas?": "Sí",
}
BUSINESS_CASE: Answers = {
    "Concepto": "Personal del centro",
    "Tipo": "Personal",
    "Monto": 720000,
    "Precio de venta": 1400000,
    "Forma de pago": "Mensualidades vencidas a 30 días",
    "Conclusiones sobre la rentabilidad": "Rentable desde el segundo trimestre del servicio.",
}
GO: Answers = {"¿Se aprueba el business case?": "Sí", "¿Go / No Go?": "Go: elaborar la propuesta"}
DRAFTING: Answers = {
    "Resumen de la propuesta": "Servicio administrado de vigilancia para tres plantas.",
    "Monto de la propuesta": 1400000,
    "Moneda": "MXN",
    "Vigencia de la propuesta": date(2026, 5, 29),
    "Información de las áreas integrada": True,
}
CHECKED = ["Requisitos técnicos", "Anexos y firmas"]
SENDING: Answers = {
    "Fecha de envío": date(2026, 3, 2),
    "Medio": "Correo electrónico",
    "Personas que reciben la propuesta": "Ana Garza",
    "Mensaje al cliente": "Le enviamos nuestra propuesta para su revisión.",
}
WON: Answers = {
    "Fecha de adjudicación": date(2026, 3, 2),
    "Fecha prevista de inicio del proyecto": date(2026, 4, 1),
    "¿Cómo quedan los acuerdos con el cliente?": "No hubo acuerdos",
    "Mensaje para las áreas involucradas": "Ganamos el proyecto de Aceros del Norte.",
}
CONTRACT: Answers = {
    "¿Las áreas recibieron el correo?": "Sí",
    "¿Está concluido el registro y alta con el cliente?": "Sí",
    "Documentos que se formalizan": ["Contrato"],
    "Número de contrato": "C-2026-017",
    "Fecha de firma": date(2026, 3, 2),
    "Monto del contrato": 1350000,
    "Inicio de la vigencia": date(2026, 4, 1),
    "Fin de la vigencia": date(2029, 3, 31),
}


def judgement(answer: str) -> Answers:
    """What Cumplimiento answers at step 5."""
    return {
        "Puntos revisados": CHECKED,
        "¿Cumple de acuerdo con lo establecido?": answer,
    }
