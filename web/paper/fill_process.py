"""Fills one template. Run by `web.paper.filling` in a process of its own, isolated: it imports nothing of Cauce.

Standard input holds a request as JSON, ``{"format", "template", "layout", "contents", "logo", "files"}``, with bytes
in base64; standard output the answer: ``{"parts": [base64, …]}``, or ``{"wrong": text}`` for what the template does
wrong. `files` lie beside a template of Typst.
`format` is ``docx`` for a template of a word processor; for one of Typst ``pdf``, or ``svg``, a part for each page.
"""

import base64
import io
import json
import os
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SECONDS = 20
MEMORY = 2 * 1024**3
LONGEST = 500
"""Characters of what is told of a template that is wrong."""


def bound() -> None:
    """Take from this process what no template needs: endless time, the memory of the machine, the network."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        os.environ[name] = "http://127.0.0.1:9"  # packages of Typst would be fetched; nothing listens there


def answer(request: dict[str, Any]) -> dict[str, object]:
    """What a request is answered."""
    template = base64.b64decode(request["template"])
    logo = base64.b64decode(request["logo"]["content"]) if request["logo"] else None
    made = (
        _docx(template, request["contents"], logo)
        if request["format"] == "docx"
        else _typst(template, request, logo, request["logo"])
    )
    return {"parts": [base64.b64encode(part).decode() for part in made]}


def _docx(template: bytes, contents: dict[str, Any], logo: bytes | None) -> list[bytes]:
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage  # type: ignore[import-untyped]
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    document = DocxTemplate(io.BytesIO(template))
    # A template is text of somebody else: it reads what it is given, and reaches nothing of Python.
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    image: object = ""
    if logo is not None and not logo.lstrip().startswith(b"<"):
        image = InlineImage(document, io.BytesIO(logo), height=Mm(12))  # a word processor shows no SVG everywhere
    company = {**contents["empresa"], "logo": image}
    document.render({**contents, "empresa": company}, jinja_env=environment, autoescape=True)
    at = datetime.fromisoformat(contents["momento"]).replace(microsecond=0)
    about = document.docx.core_properties
    about.title, about.subject = contents["registro"]["titulo"], contents["folio"]
    about.author, about.last_modified_by = contents["registro"]["quien"], "Cauce"
    about.created = about.modified = at.astimezone(UTC).replace(tzinfo=None)
    made = io.BytesIO()
    document.save(made)
    return [made.getvalue()]


def _typst(template: bytes, request: dict[str, Any], logo: bytes | None, about: dict[str, str] | None) -> list[bytes]:
    import typst

    contents = request["contents"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        packages = root / "packages"
        packages.mkdir()
        (root / "registro.typ").write_bytes(template)
        (root / "cauce.typ").write_text(request["layout"], encoding="utf-8")
        for name, content in request["files"].items():
            (root / name).write_bytes(base64.b64decode(content))
        if logo is not None and about is not None:
            name = f"logo.{about['suffix']}"
            (root / name).write_bytes(logo)
            contents = {**contents, "empresa": {**contents["empresa"], "logo": name}}
        compiler = typst.Compiler(
            str(root / "registro.typ"),
            root=folder,
            ignore_system_fonts=True,
            sys_inputs={"contenido": json.dumps(contents, ensure_ascii=False)},
            package_path=str(packages),
            package_cache_path=str(packages),
        )
        at = datetime.fromisoformat(contents["momento"]).replace(microsecond=0)
        given: dict[str, Any] = {"pdf_standards": "a-2a"} if request["format"] == "pdf" else {}
        made = compiler.compile(format=request["format"], timestamp=at, **given)
    pages = made if isinstance(made, list) else [made]
    return [page for page in pages if page]


def _wrong(error: BaseException) -> str:
    hints = "; ".join(getattr(error, "hints", ()) or ())
    text = " ".join(str(getattr(error, "message", None) or error or type(error).__name__).split())
    line = getattr(error, "lineno", None)
    where = f" ({line})" if line else ""
    return f"{text}{where}{f' ({hints})' if hints else ''}"[:LONGEST]


def main() -> None:
    """Answer the one request."""
    bound()
    request = json.load(sys.stdin)
    try:
        told: dict[str, object] = answer(request)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of Typst is no Exception
        told = {"wrong": _wrong(error)}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
