"""A procedure whose forms ask for confidential and personal values of every kind, and an instance that holds them.

Each value is a word that stands nowhere else (`CONFIDENTIAL`, `PERSONAL`), so that finding it anywhere says all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from engine.definitions.inspection import Source
from engine.documents.store import store
from engine.records.kinds import record_kinds
from engine.records.models import Format
from engine.records.templates import put
from tests.engine.definitions.publishing import publish
from tests.support import Company
from web.paper.filling import general

READER = "direccion_general"
"""The one role that reads what is confidential; the person of the demonstration is called so too."""
CONFIDENTIAL = {
    "text": "zanahoria7391", "number": "918273645", "written": "918,273,645", "choice": "tejon5528",
    "label": "Tejón 5528", "file": "pepino4417", "row": "nabo8845", "inner": "apio2236", "computed": "1836547290",
    "date": "2031-07-23", "long_date": "23 jul 2031", "content": "rabano6620",
}  # fmt: skip
"""The words of what is confidential, and how pages write some of them."""
PERSONAL = {"name": "Berenjena", "surname": "Calabaza", "host": "hortaliza", "id": "BECA310723"}
EMAIL = "berenjena@hortaliza.example"
CLIENT = "Banco Abierto"
"""What everybody who sees the instance reads."""

_MARKED = {"properties": {"confidential": READER}}
_PERSONAL = {"properties": {"personal": "true"}}


def _field(type_: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, "key": key, "label": key.capitalize(), **more}


ASKED: list[dict[str, Any]] = [
    _field("textfield", "cliente"),
    _field("textfield", "requerimiento"),
    _field("textarea", "secreto", **_MARKED),
    _field("number", "costo", **_MARKED),
    _field("select", "opcion", values=[{"value": "tejon5528", "label": "Tejón 5528"}], **_MARKED),
    _field("datetime", "fecha", subtype="date", **_MARKED),
    _field("filepicker", "anexo", **_MARKED),
    _field("expression", "doble", expression="=costo * 2", **_MARKED),
    {
        "type": "dynamiclist", "path": "filas", "label": "Filas",
        "components": [_field("textfield", "concepto"), _field("textfield", "dicho", **_MARKED)],
    },
    {"type": "group", "path": "ficha", "label": "Ficha", "components": [_field("textfield", "nota")], **_MARKED},
    _field("textfield", "contacto", **_PERSONAL),
    _field("textfield", "correo", **_PERSONAL),
    _field("textfield", "clave", **_PERSONAL),
    _field("number", "piezas"),
]  # fmt: skip
SHOWN = [_field("textarea", "secreto", readonly=True), _field("textfield", "respuesta")]
"""What the step of the role that reads it is shown."""
NEXT = [_field("number", "piezas"), _field("textfield", "comentario")]

ANSWER: dict[str, object] = {
    "cliente": CLIENT, "requerimiento": "Red nueva", "secreto": "La zanahoria7391 va aparte", "costo": 918273645,
    "opcion": "tejon5528", "fecha": "2031-07-23", "filas": [{"concepto": "Renta", "dicho": "nabo8845"}],
    "ficha": {"nota": "apio2236"}, "contacto": "Berenjena Calabaza", "correo": EMAIL, "clave": "BECA310723",
    "piezas": 3,
}  # fmt: skip


def _form(id: str, components: list[dict[str, Any]]) -> bytes:
    return json.dumps({"type": "default", "id": id, "components": components}).encode()


FORMS: Mapping[str, bytes] = {
    "capturar": _form("capturar", ASKED), "decidir": _form("decidir", SHOWN), "contestar": _form("contestar", NEXT),
    "cerrar": _form("cerrar", NEXT),
}  # fmt: skip
_LETTER = (
    f'<cauce:notification to="comercial preventa {READER}" subject="Aviso {{cliente}} {{secreto}} {{costo}} {{filas}}">'
    "{secreto} {costo} {opcion} {fecha} {anexo} {doble} {filas} {ficha} {copia}</cauce:notification>"
)


def _task(id: str, name: str, more: str = "") -> str:
    record = '<cauce:record name="Acta"/>' if id in ("capturar", "cerrar") else ""
    activity = f'<cauce:activity form="{id}">{record}</cauce:activity>'
    ends = f"<bpmn:extensionElements>{activity}{more}</bpmn:extensionElements>"
    return f'<bpmn:userTask id="{id}" name="{name}">{ends}</bpmn:userTask>'


def _script(id: str, text: str) -> str:
    return f'<bpmn:scriptTask id="{id}" name="{id.capitalize()}"><bpmn:script>{text}</bpmn:script></bpmn:scriptTask>'


def source() -> Source:
    """The procedure ``plantado``: captured by Comercial, decided by the one who reads, answered by the client."""
    lanes = {
        "comercial": ("Comercial", "start capturar copiar cerrar partir end"),
        READER: ("Dirección", "decidir"),
        "cliente": ("Cliente", "contestar"),
    }
    invitation = (
        '<bpmn:extensionElements><cauce:invitation email="correo" person="contacto" '
        'subject="{requerimiento} {secreto}">Responda {secreto} {costo}.</cauce:invitation></bpmn:extensionElements>'
    )
    drawn = "".join(
        f'<bpmn:lane id="{id}" name="{name}">{invitation if id == "cliente" else ""}'
        + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes.split())
        + "</bpmn:lane>"
        for id, (name, nodes) in lanes.items()
    )
    nodes = (
        '<bpmn:startEvent id="start"/>'
        + _task("capturar", "Capturar", _LETTER)
        + _script("copiar", "copia = {&quot;secreto&quot;: secreto, &quot;filas&quot;: filas}")
        + _task("decidir", "Decidir")
        + _task("contestar", "Contestar")
        + _task("cerrar", "Cerrar")
        + _script("partir", "parte = costo / piezas")
        + '<bpmn:endEvent id="end"/>'
    )
    way = ("start", "capturar", "copiar", "decidir", "contestar", "cerrar", "partir", "end")
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(pairwise(way))
    )
    head = '<bpmn:extensionElements><cauce:document folioPrefix="PL" title="Plantado"/></bpmn:extensionElements>'
    text = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:cauce="urn:cauce:bpmn:1" '
        f'targetNamespace="t"><bpmn:process id="plantado" name="Plantado" isExecutable="true">{head}'
        f'<bpmn:laneSet id="lanes">{drawn}</bpmn:laneSet>{nodes}{flows}</bpmn:process></bpmn:definitions>'
    )
    return Source("plantado.bpmn", text.encode(), dict(FORMS))


@dataclass(frozen=True)
class Planted:
    """The instance, and the file that is confidential."""

    folio: str
    sha256: str


def captured(company: Company) -> Planted:
    """An instance that holds every planted value, and waits for the one who reads them to decide."""
    publish(company, source())
    folio = company.start("plantado")
    written(company)
    with company.database.transaction() as connection:
        file = store(connection, "pepino4417.pdf", b"%PDF-1.7 rabano6620", actor="comercial", at=company.clock())
    company.complete(
        company.task(folio, "capturar").item.id, {**ANSWER, "anexo": [file]}, actor="comercial", fill=False
    )
    return Planted(folio, str(file["sha256"]))


def written(company: Company) -> None:
    """The record of the procedure is written, as everything that was answered."""
    with company.database.transaction() as connection:
        library = company.runtime.library
        (kind,) = record_kinds(
            library.process(connection, "plantado", 1), library.forms(connection, {"plantado": 1})["plantado"]
        )
        for each in Format:
            content = general(each)
            put(connection, kind, each, f"acta.{each}", content, actor="control_documentos", at=company.clock())


def words_in(content: bytes | str, words: Mapping[str, str]) -> set[str]:
    """Which of the planted words stand in something."""
    text = content.decode(errors="replace") if isinstance(content, bytes) else content
    return {name for name, word in words.items() if word in text}
