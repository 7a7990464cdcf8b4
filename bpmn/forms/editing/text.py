"""A form's JSON as a file that people can read and compare: what is short stands on one line."""

import json
from typing import Any

WIDTH = 120
"""Characters of a line that holds a whole object or list."""


def dump(form: dict[str, Any]) -> bytes:
    """The file of a form, in UTF-8."""
    return (_written(form, 0, 0) + "\n").encode()


def _written(value: Any, indent: int, before: int) -> str:
    """A value whose first line is indented so far, and has so many characters before it."""
    if not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, ensure_ascii=False)
    short = json.dumps(value, ensure_ascii=False)
    if not _is_long(value) and indent + before + len(short) < WIDTH:
        return short
    inner = indent + 2
    margin = " " * inner
    if isinstance(value, list):
        lines = [margin + _written(each, inner, 0) for each in value]
        return "[\n" + ",\n".join(lines) + "\n" + " " * indent + "]"
    lines = []
    for name, each in value.items():
        key = json.dumps(name, ensure_ascii=False) + ": "
        lines.append(margin + key + _written(each, inner, len(key)))
    return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"


def _is_long(value: Any) -> bool:
    """Whether it is a component, or holds some: those have a line for each property, however short."""
    if isinstance(value, dict):
        return "components" in value or ("type" in value and "id" in value) or any(map(_is_long, value.values()))
    return isinstance(value, list) and any(map(_is_long, value))
