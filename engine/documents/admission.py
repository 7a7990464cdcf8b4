"""Whether a file is taken at all: one that is empty, that is not what its name says, or that is infected is not.

It is judged before it is stored, where somebody brings it: at the field, so that they can bring another one while they
still know what it was about.
"""

import io
import zipfile
from pathlib import PurePath

from bpmn.file_names import usable_name
from engine.documents.scanning import found_in
from engine.errors import Invalid
from engine.setting_parts.scanning import Clamd

SURE = 0.3
"""How sure puremagic must be of what a content is; by a lone byte or two it names anything."""
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_OFFICE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
_KINDS: dict[str, frozenset[str]] = {
    ".pdf": frozenset({".pdf"}),
    ".zip": frozenset({".zip"}),
    ".jpg": frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    ".png": frozenset({".png"}),
    ".gif": frozenset({".gif"}),
    ".doc": frozenset({".doc", ".rtf"}),
    ".rtf": frozenset({".rtf"}),
}
_KINDS[".jpeg"] = _KINDS[".jpg"]
_COMPOUNDS = frozenset({".doc", ".xls", ".ppt", ".msg"})
"""Suffixes of files of older office programs, which all are of the one kind that a compound file is."""
_TEXTS = frozenset({".txt", ".csv", ".eml", ".md", ".json", ".xml", ".bpmn", ".svg", ".htm", ".html"})
_PROGRAMS = frozenset({".exe", ".dll", ".elf", ".sys", ".msi", ".scr", ".com"})


class FileEmpty(Invalid):
    """A file without content. Details: `name`."""

    code = "file_empty"


class FileNotAsNamed(Invalid):
    """A file whose content is of another kind than its name says. Details: `name`, `suffix`."""

    code = "file_not_as_named"


class FileInfected(Invalid):
    """A file in which the scanner found something. Details: `name`, `found`: what it calls that."""

    code = "file_infected"


def admit(name: str, content: bytes, scanner: Clamd | None) -> None:
    """Judge a file before it is stored; without a `scanner` nobody looks for what is infected.

    Raises FileEmpty, FileNotAsNamed, FileInfected, NotScanned.
    """
    name = usable_name(name)
    if not content:
        raise FileEmpty(name=name)
    suffix = PurePath(name).suffix.lower()
    if not is_as_named(suffix, content):
        raise FileNotAsNamed(name=name, suffix=suffix)
    if scanner is not None and (found := found_in(scanner, name, content)):
        raise FileInfected(name=name, found=found)


def is_as_named(suffix: str, content: bytes) -> bool:
    """Whether a content may be of the kind that `suffix`, with its dot and in lower case, says. Of a suffix that says
    nothing to us only a program is not."""
    if suffix in _OFFICE:
        # One with a password is a compound file, whatever is in it.
        return content.startswith(_COMPOUND) or _has_folder(content, _OFFICE[suffix])
    if suffix in _TEXTS:
        return b"\0" not in content[:65_536] or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if suffix in _COMPOUNDS and content.startswith(_COMPOUND):
        return True
    seen = _kinds_of(content)
    if suffix in _KINDS:
        return not _KINDS[suffix].isdisjoint(seen)
    if suffix in _COMPOUNDS:
        return False
    return seen.isdisjoint(_PROGRAMS) or suffix in seen


def _kinds_of(content: bytes) -> frozenset[str]:
    """The suffixes of what a content may be, by its first bytes; none for what nothing tells."""
    import puremagic  # it reads a table of a thousand kinds, which few commands need

    try:
        matches = puremagic.magic_string(content[:65_536])
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(each.extension for each in matches if each.confidence >= SURE)


def _has_folder(content: bytes, folder: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith(folder) for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
