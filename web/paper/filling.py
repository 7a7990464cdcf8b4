"""Fills templates of records, each in a process by itself (`web.paper.fill_process`).

Typst and a word processor's template are languages: one that loops, or asks for gigabytes, ends its own process and no
server. It reads what it is given and nothing else: no file of this machine, no font of this machine, no network.
"""

import base64
import binascii
import hashlib
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from engine.errors import Invalid
from engine.records.models import Format
from engine.records.templates import Template
from engine.setting_parts.company import Logo

HERE = Path(__file__).parent
SECONDS = 30
"""How long filling one template may take; the process itself has less of the processor's time."""
LARGEST = 64 * 1024 * 1024
"""Bytes of what is made, in base64."""
KEPT = 12
"""Papers that a process remembers: whoever looks at one page after another has it made once."""
NO_FILES: Mapping[str, bytes] = {}


class Paper(StrEnum):
    """What is made: one file, or a drawing of each page."""

    DOCX = "docx"
    PDF = "pdf"
    PAGES = "svg"

    @property
    def template(self) -> Format:
        """What it is made from."""
        return Format.DOCX if self is Paper.DOCX else Format.TYPST


MEDIA_TYPES = {
    Paper.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Paper.PDF: "application/pdf",
    Paper.PAGES: "image/svg+xml",
}


class TemplateBroken(Invalid):
    """A template cannot be filled. Details: `name`, `reason`: what its own language says of it."""

    code = "template_broken"


_made: OrderedDict[str, list[bytes]] = OrderedDict()
_lock = threading.Lock()


def fill(
    template: Template,
    paper: Paper,
    contents: Mapping[str, object],
    logo: Logo | None,
    files: Mapping[str, bytes] = NO_FILES,
) -> list[bytes]:
    """The parts of `paper` that a template gives with these contents (`web.paper.contents`): one, or one for each page.

    `files` lie beside a template of Typst, by name. Raises TemplateBroken.
    """
    picture = None
    if logo is not None:
        suffix = "svg" if logo.media_type == "image/svg+xml" else "png"
        picture = {"content": base64.b64encode(logo.content).decode(), "suffix": suffix}
    request = json.dumps(
        {
            "format": str(paper),
            "template": base64.b64encode(template.content).decode(),
            "layout": layout(),
            "contents": contents,
            "logo": picture,
            "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        }
    ).encode()
    key = hashlib.sha256(request).hexdigest()
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            return _made[key]
    parts = _answer(template.name, request)
    with _lock:
        _made[key] = parts
        while len(_made) > KEPT:
            _made.popitem(last=False)
    return parts


def layout() -> str:
    """What shipped templates of Typst are made with; those of a company may import it too."""
    return (HERE / "cauce.typ").read_text(encoding="utf-8")


def general(format_: Format) -> bytes:
    """The template for any record: everything that was answered in its steps, one below the other."""
    return (HERE / f"general.{format_}").read_bytes()


def _answer(name: str, request: bytes) -> list[bytes]:
    command = [sys.executable, "-I", str(HERE / "fill_process.py")]
    try:
        run = subprocess.run(command, input=request, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise TemplateBroken(name=name, reason=f"> {SECONDS} s") from error
    try:
        told = json.loads(run.stdout) if len(run.stdout) <= LARGEST else {"wrong": f"> {LARGEST // 1024**2} MB"}
        parts = [base64.b64decode(part, validate=True) for part in told.get("parts", ())]
    except (ValueError, binascii.Error, AttributeError) as error:  # it was ended, by its own bounds
        raise TemplateBroken(name=name, reason=_last_words(run.stderr) or f"exit {run.returncode}") from error
    if not parts:
        raise TemplateBroken(name=name, reason=str(told.get("wrong", "")))
    return parts


def _last_words(said: bytes) -> str:
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    return next((line[:200] for line in lines if "panicked" in line or "Error" in line), "")
