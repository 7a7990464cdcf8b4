"""Write the shipped templates anew."""

from engine.definitions.sources import SHIPPED
from engine.records.templates import FOLDER
from tests.paper.described import PROCESS, RECORDS
from tests.paper.written import docx, typst
from web.paper.filling import HERE

if __name__ == "__main__":
    folder = SHIPPED / PROCESS / FOLDER
    folder.mkdir(exist_ok=True)
    for key, (title, sections) in RECORDS.items():
        (folder / f"{key}.typ").write_text(typst(title, sections), encoding="utf-8")
        (folder / f"{key}.docx").write_bytes(docx(title, sections))
    (HERE / "general.docx").write_bytes(docx("", None))
