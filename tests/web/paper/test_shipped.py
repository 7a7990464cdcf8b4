"""The records of the shipped procedure: each is written, and says what its forms were answered."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from engine.definitions.sources import SHIPPED
from engine.records.models import Format
from tests.conftest import COMPANY, SqliteTemplates, open_company
from tests.engine.client_access.proposal import GO, NO, SERVICE, YES
from tests.paper.described import PROCESS, RECORDS
from tests.paper.reading import said_on
from tests.paper.written import docx, typst
from tests.support import Company
from tests.web.cli.conftest import Terminal

pytestmark = pytest.mark.processes
FIRST = {
    "cliente": "Banco del Bajío Norte",
    "contacto": "Marta Ruiz",
    "requerimiento": "SOC 24x7",
    "origen_requerimiento": "visita_presencial",
    "acuerdos_requerimiento": [
        {"acuerdo": "Enviar muestra", "acuerdo_responsable": "Laura", "acuerdo_fecha": "2026-03-20"}
    ],
}
COSTS = {
    "costos": [
        {"costo_concepto": "Analistas", "costo_tipo": "personal", "costo_monto": 600000},
        {"costo_concepto": "Licencias", "costo_tipo": "licencias", "costo_monto": 150250.5},
    ],
    "precio_venta": 1000000,
}
CONTRACT = {"documentos_formalizados": ["contrato"], "numero_contrato": "C-77/2026", "monto_contrato": 1000000}
LESSON = {
    "aplica_leccion": True,
    "lecciones": [{"leccion_situacion": "Se cotizó tarde", "leccion_accion": "Cotizar antes"}],
}
SAYS = {
    "f-com-001": ("F-COM-001", "Banco del Bajío Norte", "Marta Ruiz", "Visita presencial", "Enviar muestra"),
    "f-com-002": ("F-COM-002", "Analistas", "$600,000.00", "$150,250.50", "$750,250.50", "24.97 %", "Go"),
    "f-com-003": ("F-COM-003", "Versión 2", "$1,250,000.00 MXN, sin IVA", "Realizar correcciones", "Laura Pérez"),
    "contrato-nda": ("C-77/2026", "Banco del Bajío Norte", "$1,000,000.00"),
    "lecciones-aprendidas-en-crm": ("Lecciones aprendidas", "Se cotizó tarde", "Cotizar antes"),
}


def to_the_client(company: Company) -> str:
    folio = company.start()
    company.do(folio, "prospeccion", FIRST)
    company.do(folio, "validacion", SERVICE)
    for element, values in (("participacion", {}), ("dimensionamiento", {}), ("business_case", COSTS)):
        company.do(folio, element, values)
    company.do(folio, "validar_business_case", GO)
    company.do(folio, "elaborar_propuesta", {"monto_propuesta": 1200000})
    company.do(folio, "validar_cumplimiento", {"cumple": False})
    company.do(folio, "correcciones", {"monto_propuesta": 1250000})
    company.do(folio, "validar_cumplimiento", {"cumple": True})
    company.do(folio, "enviar_cliente")
    return folio


@pytest.fixture(scope="module")
def said(
    sqlite_templates: SqliteTemplates, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], dict[str, Any]]:
    """What stands on each record of an opportunity that was won and of one that was lost, by record and format."""
    folder: Path = tmp_path_factory.mktemp("papers")
    url = sqlite_templates.make(COMPANY, folder)
    with open_company(url) as company:
        won, lost = to_the_client(company), to_the_client(company)
        company.do(won, "revisar_propuesta", YES)
        company.do(won, "notificar_ganada")
        company.do(won, "formalizar_contrato", CONTRACT)
        company.do(lost, "revisar_propuesta", NO)
        company.do(lost, "notificar_perdida", LESSON)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for folio in (lost, won):
        for each in Terminal(url).json("records", folio, "--out", str(folder / "out"))["files"]:
            found[each["record"], each["format"]] = each | {"said": said_on(Path(each["file"]).read_bytes())}
    return found


@pytest.mark.parametrize("format_", ["pdf", "docx"])
@pytest.mark.parametrize("record", SAYS)
def test_each_record_says_what_its_forms_were_answered(
    said: dict[tuple[str, str], dict[str, Any]], record: str, format_: str
) -> None:
    file = said[record, format_]
    for each in (*SAYS[record], "Gestión Comercial, versión 4"):
        assert each in file["said"], (each, file["said"])
    assert file["digest"] in file["said"].replace(" ", "")
    assert "{{" not in file["said"] and "{%" not in file["said"]
    if format_ == "docx":  # as a word processor takes it without a word
        body = Document(file["file"]).element.body
        assert all(table.findall(qn("w:tr")) for table in body.iter(qn("w:tbl")))
        assert [child.tag for child in body][-2:] == [qn("w:p"), qn("w:sectPr")]


def test_the_shipped_templates_are_what_is_described() -> None:
    folder = SHIPPED / PROCESS / "records"
    assert {path.stem for path in folder.iterdir()} == set(RECORDS)
    for key, (title, sections) in RECORDS.items():
        assert (folder / f"{key}.{Format.TYPST}").read_text(encoding="utf-8") == typst(title, sections), key
        assert said_on((folder / f"{key}.{Format.DOCX}").read_bytes()) == said_on(docx(title, sections)), key
