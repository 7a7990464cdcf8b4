"""What stands on a record that was written."""

import io

from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader


def said_on(content: bytes) -> str:
    """The text of a PDF or a DOCX, head and foot included, in order, with single spaces."""
    if content.startswith(b"%PDF-"):
        return _plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    parts = (section.header._element, document.element.body, section.footer._element)
    return _plain(" ".join(_text(part) for part in parts))


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(content)).pages)


def _text(element: object) -> str:
    paragraphs = element.iter(qn("w:p"))  # type: ignore[attr-defined]
    return " ".join("".join(each.text or "" for each in paragraph.iter(qn("w:t"))) for paragraph in paragraphs)


def _plain(text: str) -> str:
    return " ".join(text.split())
