"""Gestión Comercial as somebody reads it who has nothing but the document: its text is `tests.bpmn.processes.source`'s,
word for word, and what the text says in prose (which way after which answer, what a step has to ask for that) is here.

Nothing of the shipped diagram is used: what is built from this is built from the document.
"""

import re
from dataclasses import dataclass

from tests.bpmn.processes.source import ROWS, SOURCE, plain, section

TITLE = "Gestión Comercial"
PREFIX = "GC"
CLIENT = "Cliente"
AREAS = "Áreas de Servicio"
COMPLIANCE = "Cumplimiento y Mejora Continua"
ALLIANCES = "Alianzas Estratégicas"

# --- what the document says in words

HEADER = {
    label: re.findall(rf"{label}:\t([^\t\n]+)", SOURCE)[0].strip()
    for label in (
        "Elaboró", "Revisó", "Aprobó", "Responsable del documento", "Tiempo de retención", "Disposición final",
    )
}  # fmt: skip
OBJECTIVE, SCOPE = plain(section(1)), plain(section(2))
TERMS = re.findall(r"- \*\*(.+?):\*\* (.+)", section(3))
POLICIES = re.findall(r"^- (.+)$", section(4), flags=re.M)
DUTIES = {
    area: re.findall(r"^- (.+)$", said, flags=re.M)
    for area, said in re.findall(r"^(\w[^\n]+):\n\n((?:(?!^\w[^\n]+:$)[\s\S])*)", section(5), flags=re.M)
}
RELATED = re.findall(r"- (\S+) ([^.\n]+)", section(8))
CHANGES = [
    (version, f"{year}-{month}-{day}", plain(said))
    for version, day, month, year, said in re.findall(r"^(\d)\t(\d\d)/(\d\d)/(\d{4})\t(.+)$", SOURCE, flags=re.M)
]
DESCRIPTIONS = {number: plain(said) for number, said in re.findall(r"^(\d+)\t.+?\t.+?\t(.+?)\t.+$", SOURCE, flags=re.M)}

# --- the table of activities

# Kinds of questions, as the room of forms calls them.
SHORT, LONG, DAY, ONE, YES_NO = "Texto corto", "Texto largo", "Fecha –", "Una opción –", "Sí o no"


@dataclass(frozen=True)
class Ask:
    """A question of a step: which kind of field it is, its options, and the answers for which alone it is asked."""

    label: str
    kind: str = LONG
    options: tuple[str, ...] = ()
    after: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Activity:
    """A step: its number, name and responsible as the table has them, in which lane, with which records and questions.
    `roles` may do it, where not everybody in its lane."""

    number: str
    name: str
    responsible: str
    lane: str
    asks: tuple[Ask, ...] = ()
    records: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    kind: str = "Tarea de usuario"
    description: str = ""


KIND = "¿Tipo de requerimiento?"
NEEDS_IT = "¿Se requieren soluciones de TI?"
GO = "¿Go / No Go?"
COMPLIES = "¿Cumple de acuerdo con lo establecido?"
TECHNICALLY = "¿Cumple técnicamente?"
ECONOMICALLY = "¿Cumple económicamente?"
COMMENTS = "¿Existe la posibilidad de hacer comentarios?"
DELIVERY = "Fecha de entrega formal con el Cliente"
BOTH = ("Comercial", "Preventa")
PROPOSAL = ("F-COM-003", "Propuesta Técnica y Económica")


def _row(number: int, lane: str, *asks: Ask, part: str = "", **more: object) -> Activity:
    row = ROWS[number - 1]
    said = DESCRIPTIONS[row.number]
    return Activity(row.number + part, row.activity, row.responsible, lane, asks, description=said, **more)  # type: ignore[arg-type]


A1 = _row(
    1, "Comercial", Ask("Cliente", SHORT), Ask("Requerimiento"), Ask(DELIVERY, DAY),
    records=(("F-COM-001", "Requerimiento comercial"),), roles=("Director Comercial",),
)  # fmt: skip
A2 = _row(
    2, "Preventa",
    Ask("Validación administrativa y técnica"),
    Ask(KIND, ONE, ("Servicio administrado", "Compraventa", "Servicio")),
    Ask(NEEDS_IT, YES_NO, after=((KIND, "Servicio administrado"),)),
    part=".1", roles=BOTH,
)  # fmt: skip
A2_2 = Activity(
    "2.2", "Gestionar a través del PR-ALI-002", ALLIANCES, ALLIANCES, kind="Actividad de llamada",
    description="Gestionar a través del procedimiento de alianzas estratégicas PR-ALI-002.",
)  # fmt: skip
A3 = _row(
    3, AREAS, Ask("Información, análisis y requerimientos específicos"),
    records=(("", "Información y/o documentación del servicio"),),
)  # fmt: skip
A4 = _row(
    4, "Preventa", Ask("Consideraciones y requerimientos"), Ask("Business case"), Ask(GO, ONE, ("Go", "No Go")),
    part=".1", records=(("", "Dimensionamiento"), ("F-COM-002", "Business Case")), roles=BOTH,
)  # fmt: skip
A4_2 = Activity(
    "4.2", "Elaborar y enviar propuesta técnica y económica para revisión", "Comercial / Preventa", "Preventa",
    (Ask("Propuesta técnica y económica"),), (("", "Seguimiento de oportunidades en CRM"), PROPOSAL), BOTH,
)  # fmt: skip
A4_3 = Activity(
    "4.3", "Justificar la improcedencia de la propuesta", "Comercial / Preventa", "Comercial",
    (Ask("Justificación de la improcedencia"),), roles=BOTH,
)  # fmt: skip
A5 = _row(
    5, COMPLIANCE, Ask(COMPLIES, YES_NO), Ask("Comentarios para su adecuación", after=((COMPLIES, "No"),)),
    part=".1", records=(PROPOSAL,),
)  # fmt: skip
A5_2 = Activity(
    "5.2", "Notificar a Comercial el cumplimiento de los requisitos", COMPLIANCE, COMPLIANCE,
    records=(("", "Correo electrónico"),), kind="Tarea de envío",
)  # fmt: skip
A6 = _row(6, "Comercial", Ask("Correcciones realizadas"), records=(PROPOSAL,))
A7 = _row(7, "Comercial", Ask("Mensaje al cliente"), records=(PROPOSAL,))
A8 = _row(
    8, CLIENT,
    Ask(TECHNICALLY, YES_NO),
    Ask(ECONOMICALLY, YES_NO, after=((TECHNICALLY, "Sí"),)),
    Ask(COMMENTS, YES_NO, after=((TECHNICALLY, "No"), (ECONOMICALLY, "No"))),
    Ask("Comentarios del cliente", after=((COMMENTS, "Sí"),)),
    records=(PROPOSAL,),
)  # fmt: skip
A9 = _row(9, "Comercial", Ask("Cambios de acuerdo con los comentarios"), records=(PROPOSAL,))
A10 = _row(10, "Comercial", Ask("Lecciones aprendidas"), records=(("", "Lecciones aprendidas CRM"),))
A11 = _row(
    11, "Comercial", Ask("Mensaje para los involucrados"),
    records=(
        ("", "Correo electrónico"), ("", "Contrato/NDA"), ("", "Seguimiento de oportunidades en CRM"),
    ),
)  # fmt: skip
ACTIVITIES = (A1, A2, A2_2, A3, A4, A4_2, A4_3, A5, A5_2, A6, A7, A8, A9, A10, A11)
LANES = ("Comercial", "Preventa", ALLIANCES, AREAS, COMPLIANCE, CLIENT)
"""The five areas of section 5, and the client, who does step 8."""

# --- the order of it

NO_GO, LOST, WON = "Propuesta improcedente", "Propuesta no obtenida", "Proyecto ganado"
ENDS = {NO_GO: "No Go", LOST: "No se obtuvo", WON: "Se ganó"}
"""How it ends, and what each end means."""
CHOICES = {
    KIND: "Preventa",
    NEEDS_IT: "Preventa",
    GO: "Preventa",
    COMPLIES: COMPLIANCE,
    TECHNICALLY: CLIENT,
    ECONOMICALLY: CLIENT,
    COMMENTS: CLIENT,
}
"""Every decision is called as the question that a step before it asks; in whose lane."""
FLOWS = (
    (A1.name, "", A2.name),
    (A2.name, "", KIND),
    (KIND, "Servicio administrado", NEEDS_IT),
    (NEEDS_IT, "Sí", A2_2.name),
    (KIND, "Compraventa", A2_2.name),
    (A2_2.name, "", A3.name),
    (NEEDS_IT, "No", A3.name),
    (KIND, "Servicio", A3.name),
    (A3.name, "", A4.name),
    (A4.name, "", GO),
    (GO, "Go", A4_2.name),
    (GO, "No Go", A4_3.name),
    (A4_3.name, "", NO_GO),
    (A4_2.name, "", A5.name),
    (A5.name, "", COMPLIES),
    (COMPLIES, "Sí", A5_2.name),
    (COMPLIES, "No", A6.name),
    (A6.name, "", A5.name),
    (A5_2.name, "", A7.name),
    (A7.name, "", A8.name),
    (A8.name, "", TECHNICALLY),
    (TECHNICALLY, "Sí", ECONOMICALLY),
    (ECONOMICALLY, "Sí", A11.name),
    (A11.name, "", WON),
    (TECHNICALLY, "No", COMMENTS),
    (ECONOMICALLY, "No", COMMENTS),
    (COMMENTS, "Sí", A9.name),
    (A9.name, "", A8.name),
    (COMMENTS, "No", A10.name),
    (A10.name, "", LOST),
)
"""Each arrow, with the answer for which it is taken; of a decision's the last is taken in any other case."""


def drawn(name: str) -> tuple[str, str]:
    """What an element is, by the name of its kind in the menus, and in whose lane it stands."""
    if name in CHOICES:
        return "Compuerta exclusiva", CHOICES[name]
    if name in ENDS:
        return "Evento de fin", "Comercial"
    found = next(each for each in ACTIVITIES if each.name == name)
    return found.kind, found.lane
