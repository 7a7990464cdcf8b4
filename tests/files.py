"""Files that are what their names say."""

import io
import zipfile
from pathlib import PurePath

OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}


def content_of(name: str) -> bytes:
    """The content of a file of that name; no two names have the same. Not of pictures."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in OFFICE and suffix != ".zip":
        return b"%PDF-1.4 " + name.encode() if suffix == ".pdf" else name.encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), f"<Types><!-- {name} --></Types>")
        archive.writestr(zipfile.ZipInfo(OFFICE.get(suffix, "leame.txt")), "<x/>")
    return made.getvalue()
