"""The names of variables in the template of a record: one of Typst, or one of a word processor with places.

Templates are no part of a version: the one that is there writes the records of every version, so nothing changes them
here, and whoever renames a variable is told which of them show it.
"""

import html
import io
import re
import zipfile
import zlib

MOST = 8_000_000
"""Bytes of a template's text that are looked at."""
_TAG = re.compile(r"<[^>]*>")


def names_variable(template: bytes, name: str) -> bool:
    """Whether a template shows a variable: in quotes, as Typst's functions take it, or after a dot of what is known."""
    quoted = rf"""["'“”]{re.escape(name)}["'“”]"""
    dotted = rf"\b(?:datos|valores|etiquetas)\s*\.\s*{re.escape(name)}(?!\w)"
    return re.search(f"{quoted}|{dotted}", _text(template)) is not None


def _text(template: bytes) -> str:
    if not template.startswith(b"PK"):
        return template[:MOST].decode("utf-8", "replace")
    found, left = [], MOST
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            for each in parts.namelist():
                if each.startswith("word/") and each.endswith(".xml"):
                    with parts.open(each) as part:
                        content = part.read(left)
                    left -= len(content)
                    # A word processor cuts a place into runs as it likes: what is between the tags is one text.
                    found.append(html.unescape(_TAG.sub("", content.decode("utf-8", "replace"))))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        pass
    return "\n".join(found)
