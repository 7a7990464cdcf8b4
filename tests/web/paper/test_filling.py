"""Filling templates: what they are given and nothing else, and what is wrong with one is told."""

import io
from typing import Any

import pytest
from docx import Document

from engine.records.models import Format
from engine.records.templates import Template
from engine.setting_parts.company import Logo
from tests.paper.reading import pages_of, said_on
from web.paper.filling import Paper, TemplateBroken, fill, general

pytestmark = pytest.mark.processes

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
SAID: dict[str, Any] = {
    "folio": "GC-2026-0001",
    "idioma": "es",
    "momento": "2026-03-02T15:00:00.123456Z",
    "empresa": {"nombre": "Silent4business", "telefono": "", "logo": ""},
    "procedimiento": {
        "nombre": "Gestión Comercial", "codigo": "PR-1", "version": 4, "version_en_palabras": "versión 4",
    },
    "registro": {
        "codigo": "F-1", "nombre": "Acta", "titulo": "F-1 Acta", "version": 2, "version_en_palabras": "Versión 2",
        "vigente": True, "evento": 7, "huella": "ab" * 32, "huella_en_palabras": "Evento 7", "pagina": "Página",
        "de": "de", "quien": "Laura", "cuando": "hoy", "paso": "Capturar", "estado": "En curso",
    },
    "palabras": {
        "folio": "Folio", "version": "Versión", "fecha": "Fecha", "paso": "Paso", "quien": "Elaboró",
        "estado": "Estado", "versiones": "Versiones",
    },
    "valores": {},
    "datos": {"cliente": "Banco <&> #strong[x] {{ x }}", "largo": "uno\ndos"},
    "etiquetas": {"cliente": "Cliente"},
    "versiones": [{"version": "v1", "paso": "a", "quien": "b", "cuando": "c"}] * 2,
    "secciones": [
        {
            "titulo": "Capturar",
            "campos": [
                {"etiqueta": "Cliente", "texto": "Banco <&> #strong[x] {{ x }}", "filas": []},
                {"etiqueta": "Filas", "texto": "", "filas": [[{"etiqueta": "Monto", "texto": "$1.00"}]]},
            ],
        }
    ],
}  # fmt: skip


def typst(text: str) -> Template:
    return Template("acta", Format.TYPST, text.encode(), "acta.typ")


def docx(*paragraphs: str) -> Template:
    document, file = Document(), io.BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(file)
    return Template("acta", Format.DOCX, file.getvalue(), "acta.docx")


@pytest.mark.parametrize("paper", [Paper.PDF, Paper.DOCX])
def test_the_general_template_says_everything_with_folio_version_pages_and_digest(paper: Paper) -> None:
    template = Template("acta", paper.template, general(paper.template), "general")
    said = said_on(fill(template, paper, SAID, None)[0])
    for each in ("GC-2026-0001", "Versión 2", "F-1", "Acta", "Laura", "Banco <&> #strong[x] {{ x }}", "Monto", "$1.00",
                 "Silent4business", "Gestión Comercial (PR-1), versión 4", "Versiones"):  # fmt: skip
        assert each in said, (each, said)
    assert "ab" * 32 in said.replace(" ", "")
    assert "Página 1" in said


def test_the_pages_are_drawn_one_by_one() -> None:
    long = typst('#import "cauce.typ": *\n#show: hoja\n#for i in range(120) [Renglón #i \\ ]')
    pdf, pages = fill(long, Paper.PDF, SAID, None)[0], fill(long, Paper.PAGES, SAID, None)
    assert len(pages) == pages_of(pdf) > 1
    assert all(page.startswith(b"<svg") for page in pages)


def test_what_is_made_of_the_same_is_the_same() -> None:
    once = fill(typst('#import "cauce.typ": *\n#show: hoja\nuno'), Paper.PDF, SAID, None)
    from web.paper import filling

    filling._made.clear()
    assert fill(typst('#import "cauce.typ": *\n#show: hoja\nuno'), Paper.PDF, SAID, None) == once


@pytest.mark.parametrize(
    "logo",
    [Logo(PNG, "image/png"), Logo(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "image/svg+xml")],
)
@pytest.mark.parametrize("paper", [Paper.PDF, Paper.DOCX])
def test_the_company_is_on_it_by_its_logo(paper: Paper, logo: Logo) -> None:
    template = Template("acta", paper.template, general(paper.template), "general")
    assert "GC-2026-0001" in said_on(fill(template, paper, SAID, logo)[0])


def test_lines_of_a_value_stay_lines_in_a_word_processor() -> None:
    made = fill(docx("{{ datos.largo }}"), Paper.DOCX, SAID, None)[0]
    assert "w:br" in Document(io.BytesIO(made)).element.xml


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#import \"@preview/cetz:0.3.0\": canvas", "download"),
        ("#read(\"/etc/passwd\")", "not found"),
        ("#read(\"../../etc/passwd\")", "root"),
        ("#while true { [a] }", "always true"),
        ("#image(\"https://example.com/x.png\")", "not found"),
        ("#no_hay", "unknown variable"),
        ("#let x = range(100000000).map(str)", ""),
    ],
)  # fmt: skip
def test_a_template_of_typst_reads_what_it_is_given_and_ends(text: str, reason: str) -> None:
    with pytest.raises(TemplateBroken) as caught:
        fill(typst(text), Paper.PDF, SAID, None)
    assert reason in str(caught.value.details["reason"])
    assert "Traceback" not in str(caught.value.details["reason"])


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for x in range(100000000) %}{{ x }}{% endfor %}",
        "{{ datos.cliente",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_of_a_word_processor_reaches_nothing_of_python(text: str) -> None:
    with pytest.raises(TemplateBroken) as caught:
        fill(docx(text), Paper.DOCX, SAID, None)
    assert caught.value.details["name"] == "acta.docx"


@pytest.mark.parametrize("content", [b"", b"no es", b"PK\x03\x04roto"])
def test_what_is_no_template_is_told(content: bytes) -> None:
    with pytest.raises(TemplateBroken):
        fill(Template("acta", Format.DOCX, content, "acta.docx"), Paper.DOCX, SAID, None)
