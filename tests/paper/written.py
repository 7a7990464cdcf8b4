"""Descriptions of records → templates, for Typst and for a word processor."""

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from tests.paper.described import Fields, Paragraph, Rows, Section

GREY = RGBColor(0x5F, 0x5F, 0x5F)
WIDTH = 172  # mm between the margins


Parts = Sequence[Fields | Paragraph | Rows]


def _joined(parts: Parts) -> list[Fields | Paragraph | Rows]:
    """Fields that follow one another stand in one table."""
    found: list[Fields | Paragraph | Rows] = []
    for part in parts:
        if isinstance(part, Fields) and found and isinstance(found[-1], Fields):
            found[-1] = Fields((*found[-1].names, *part.names))
        else:
            found.append(part)
    return found


def typst(title: str, sections: Sequence[Section]) -> str:
    """The template for Typst."""
    show = f'#show: hoja.with(titulo: "{title}")' if title else "#show: hoja"
    lines = ['#import "cauce.typ": *', show, ""]
    for section in sections:
        lines += [
            "#seccion(",
            f'  "{section.title}",',
            *(f"  {_typst(part)}," for part in _joined(section.parts)),
            ")",
            "",
        ]
    return "\n".join([*lines, "#versiones()", ""])


def _typst(part: Fields | Paragraph | Rows) -> str:
    match part:
        case Fields(names):
            return f"campos({', '.join(_named(name) for name in names)})"
        case Paragraph(name):
            return f"parrafo({_quoted(name)})"
        case Rows(name, columns, numbers, total):
            more = f", derecha: ({', '.join(map(_quoted, numbers))},)" if numbers else ""
            more += f", pie: (etiqueta({_quoted(total)}), dato({_quoted(total)}))" if total else ""
            return f'tabla({_quoted(name)}, ({", ".join(map(_quoted, columns))},), titulo: ""{more})'


def _named(name: str) -> str:
    amount, _, currency = name.partition("+")
    return f"({_quoted(amount)}, {_quoted(currency)})" if currency else _quoted(amount)


def _quoted(name: str) -> str:
    return f'"{name}"'


def docx(title: str, sections: Sequence[Section] | None) -> bytes:
    """The template for a word processor; without `sections` that of any record."""
    document = Document()
    _sheet(document)
    _line(document, "{{ registro.codigo or procedimiento.nombre }}", size=9.5, grey=True, after=4)
    document.add_heading(title or "{{ registro.nombre }}", level=1)
    _about(document)
    if sections is None:
        _everything(document)
    else:
        for section in sections:
            _section(document, section)
    _versions(document)
    _line(document, "", after=0)  # a document does not end with a table
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _sheet(document: Document) -> None:  # type: ignore[valid-type]
    section = document.sections[0]  # type: ignore[attr-defined]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(215.9), Mm(279.4)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(27), Mm(25)
    normal = document.styles["Normal"]  # type: ignore[attr-defined]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "es-MX")
    normal.element.get_or_add_rPr().append(language)
    for level, size in ((1, 18), (2, 12)):
        style = document.styles[f"Heading {level}"]  # type: ignore[attr-defined]
        style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(name), None)
        style.paragraph_format.space_before = Pt(0 if level == 1 else 14)
        style.paragraph_format.space_after = Pt(6)
    head = section.header.paragraphs[0]
    _tab(head)
    _run(head, "{{ empresa.logo or empresa.nombre }}", size=9, bold=True)
    _run(head, "\t{{ procedimiento.nombre }}{% if procedimiento.codigo %} ({{ procedimiento.codigo }}){% endif %}, "
               "{{ procedimiento.version_en_palabras }}", size=8.5, grey=True)  # fmt: skip
    _rule(head, "bottom")
    foot = section.footer.paragraphs[0]
    _tab(foot)
    _rule(foot, "top")
    _run(foot, "{{ folio }} · {{ registro.titulo }} · {{ registro.version_en_palabras }}\t", size=8, grey=True)
    _run(foot, "{{ registro.pagina }} ", size=8, grey=True)
    _page_field(foot, "PAGE")
    _run(foot, " {{ registro.de }} ", size=8, grey=True)
    _page_field(foot, "NUMPAGES")
    second = section.footer.add_paragraph()
    _run(second, "{{ registro.huella_en_palabras }} {{ registro.huella }}", size=6.5, grey=True)


def _about(document: Document) -> None:  # type: ignore[valid-type]
    table = _table(document, 2, (58, 57, 57), ruled=False)
    cells = [
        ("folio", "{{ folio }}"),
        ("version", "{{ registro.version_en_palabras }}"),
        ("fecha", "{{ registro.cuando }}"),
        ("paso", "{{ registro.paso }}"),
        ("quien", "{{ registro.quien }}"),
        ("estado", "{{ registro.estado }}"),
    ]
    for place, (word, tag) in enumerate(cells):
        cell = table.cell(place // 3, place % 3)
        _write(cell, f"{{{{ palabras.{word} }}}}", size=8, grey=True)
        _run(cell.add_paragraph(), tag, bold=word == "folio")


def _section(document: Document, section: Section) -> None:  # type: ignore[valid-type]
    condition = " or ".join(name for part in section.parts for name in _read(part))
    _tag(document, f"{{%p if {condition} %}}")
    document.add_heading(section.title, level=2)  # type: ignore[attr-defined]
    for part in _joined(section.parts):
        match part:
            case Fields(names):
                _tag(document, f"{{%p if {' or '.join(_read(part))} %}}")  # a table has rows, or there is none
                table = _table(document, 0, (58, WIDTH - 58))
                for each in names:
                    name, _, currency = each.partition("+")
                    _write(table.add_row().cells[0], f"{{%tr if datos.{name} %}}")
                    row = table.add_row().cells
                    _write(row[0], f"{{{{ etiquetas.{name} }}}}", grey=True)
                    _write(row[1], f"{{{{ datos.{name}{_with(currency)} }}}}")
                    _write(table.add_row().cells[0], "{%tr endif %}")
                _widths(table, (58, WIDTH - 58))
                _tag(document, "{%p endif %}")
            case Paragraph(name):
                _tag(document, f"{{%p if datos.{name} %}}")
                _line(document, f"{{{{ etiquetas.{name} }}}}", size=9, grey=True, before=8, keep=True)
                _line(document, f"{{{{ datos.{name} }}}}")
                _tag(document, "{%p endif %}")
            case Rows(name, columns, numbers, total):
                _rows(document, name, columns, numbers, total)
    _tag(document, "{%p endif %}")


def _with(currency: str) -> str:
    """An amount with its currency: «$1.00 MXN, sin IVA»."""
    return f'|replace("sin IVA", datos.{currency} ~ ", sin IVA")' if currency else ""


def _read(part: Fields | Paragraph | Rows) -> list[str]:
    names = part.names if isinstance(part, Fields) else (part.name,)
    return [f"datos.{name.partition('+')[0]}" for name in names]


def _rows(document: Document, name: str, columns: Sequence[str], numbers: Sequence[str], total: str) -> None:  # type: ignore[valid-type]
    rest = (WIDTH - 82) / (len(columns) - 1) if len(columns) > 2 else WIDTH / 2
    widths = [82 if len(columns) > 2 else rest, *[rest] * (len(columns) - 1)]
    _tag(document, f"{{%p if datos.{name} %}}")
    table = _table(document, 1, widths)
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        paragraph = _write(cell, f'{{{{ etiquetas["{name}.{column}"] }}}}', size=9, bold=True)
        paragraph.alignment = 2 if column in numbers else 0
    _repeat(table)
    _write(table.add_row().cells[0], f"{{%tr for fila in datos.{name} %}}")
    for cell, column in zip(table.add_row().cells, columns, strict=True):
        _write(cell, f"{{{{ fila.{column} }}}}").alignment = 2 if column in numbers else 0
    _write(table.add_row().cells[0], "{%tr endfor %}")
    if total:
        cells = table.add_row().cells
        merged = cells[0].merge(cells[-2])
        _write(merged, f"{{{{ etiquetas.{total} }}}}", bold=True).alignment = 2
        _write(cells[-1], f"{{{{ datos.{total} }}}}", bold=True).alignment = 2
    _widths(table, widths)
    _tag(document, "{%p endif %}")


def _everything(document: Document) -> None:  # type: ignore[valid-type]
    _tag(document, "{%p for parte in secciones %}")
    document.add_heading("{{ parte.titulo }}", level=2)  # type: ignore[attr-defined]
    _tag(document, "{%p for campo in parte.campos %}")
    _line(document, "{{ campo.etiqueta }}", size=9, grey=True, before=8, keep=True)
    _tag(document, "{%p if campo.filas %}")
    _tag(document, "{%p for fila in campo.filas %}")
    line = _line(document, "{% for celda in fila %}{% if celda.texto %}{% if not loop.first %} · {% endif %}"
                           "{{ celda.etiqueta }}: {{ celda.texto }}{% endif %}{% endfor %}")  # fmt: skip
    line.paragraph_format.left_indent = Mm(4)
    _tag(document, "{%p endfor %}")
    _tag(document, "{%p else %}")
    _line(document, "{{ campo.texto }}")
    _tag(document, "{%p endif %}")
    _tag(document, "{%p endfor %}")
    _tag(document, "{%p endfor %}")


def _versions(document: Document) -> None:  # type: ignore[valid-type]
    widths = (24, 58, 52, 38)
    _tag(document, "{%p if versiones|length > 1 %}")
    document.add_heading("{{ palabras.versiones }}", level=2)  # type: ignore[attr-defined]
    table = _table(document, 1, widths)
    for cell, word in zip(table.rows[0].cells, ("version", "paso", "quien", "fecha"), strict=True):
        _write(cell, f"{{{{ palabras.{word} }}}}", size=9, bold=True)
    _repeat(table)
    _write(table.add_row().cells[0], "{%tr for cada in versiones %}")
    for cell, name in zip(table.add_row().cells, ("version", "paso", "quien", "cuando"), strict=True):
        _write(cell, f"{{{{ cada.{name} }}}}", size=9.5)
    _write(table.add_row().cells[0], "{%tr endfor %}")
    _widths(table, widths)
    _tag(document, "{%p endif %}")


def _table(document: Document, rows: int, widths: Sequence[float], *, ruled: bool = True) -> Table:  # type: ignore[valid-type]
    table: Table = document.add_table(rows, len(widths))  # type: ignore[attr-defined]
    table.autofit = False
    borders = OxmlElement("w:tblBorders")
    if ruled:
        for side in ("bottom", "insideH"):
            borders.append(_border(side))
    table._tbl.tblPr.append(borders)
    _widths(table, widths)
    return table


def _widths(table: Table, widths: Sequence[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            if cell._tc.grid_span == 1:
                cell.width = Mm(width)


def _repeat(table: Table) -> None:
    """The heading of a table stands on each of its pages."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)


def _border(side: str) -> OxmlElement:  # type: ignore[valid-type]
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", "C8C8C8")):
        border.set(qn(f"w:{name}"), value)
    return border


def _rule(paragraph: DocxParagraph, side: str) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_border(side))
    paragraph._p.get_or_add_pPr().append(borders)


def _tab(paragraph: DocxParagraph) -> None:
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _tag(document: Document, tag: str) -> None:  # type: ignore[valid-type]
    """A paragraph that goes when the template is filled."""
    document.add_paragraph(tag)  # type: ignore[attr-defined]


def _line(
    document: Document,  # type: ignore[valid-type]
    text: str,
    *,
    size: float = 10.5,
    grey: bool = False,
    before: float = 0,
    after: float = 3,
    keep: bool = False,
) -> DocxParagraph:
    paragraph: DocxParagraph = document.add_paragraph()  # type: ignore[attr-defined]
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    paragraph.paragraph_format.keep_with_next = keep
    _run(paragraph, text, size=size, grey=grey)
    return paragraph


def _write(cell: _Cell, text: str, *, size: float = 10.5, bold: bool = False, grey: bool = False) -> DocxParagraph:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    _run(paragraph, text, size=size, bold=bold, grey=grey)
    return paragraph


def _run(paragraph: DocxParagraph, text: str, *, size: float = 10.5, bold: bool = False, grey: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if grey:
        run.font.color.rgb = GREY


def _page_field(paragraph: DocxParagraph, instruction: str) -> None:
    run = paragraph.add_run()
    run.font.size, run.font.color.rgb = Pt(8), GREY
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("", "1"), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText" if text == instruction else "w:t")
            element.text = text
        run._r.append(element)
