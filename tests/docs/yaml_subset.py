"""As much of YAML as our compose file is written in: mappings, lists, quoted and plain scalars, merged anchors.

Whatever else there is raises ValueError: what cannot be read is not tested.
"""

import json
import re
from typing import Any

_KEY = re.compile(r"([\w.-]+):(?: +(.*))?")
Line = tuple[int, str]


def load(text: str) -> Any:
    """The document, as Python has it; every scalar is a text."""
    lines = [
        (len(line) - len(line.lstrip()), line.strip())
        for line in text.splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    value, rest = _block(lines, 0, {})
    if rest:
        raise ValueError(rest[0])
    return value


def _block(lines: list[Line], indent: int, anchors: dict[str, Any]) -> tuple[Any, list[Line]]:
    if lines[0][1].startswith("- "):
        return _items(lines, indent, anchors)
    found: dict[str, Any] = {}
    while lines and lines[0][0] == indent:
        said, lines = lines[0][1], lines[1:]
        if said.startswith("<<: *"):
            found = {**anchors[said[5:]], **found}
            continue
        key = _KEY.fullmatch(said)
        if key is None:
            raise ValueError(said)
        name, value = key[1], key[2] or ""
        anchor = value[1:] if value.startswith("&") else None
        if value and anchor is None:
            found[name] = _scalar(value)
        elif lines and lines[0][0] > indent:
            found[name], lines = _block(lines, lines[0][0], anchors)
        else:
            found[name] = None
        if anchor is not None:
            anchors[anchor] = found[name]
    return found, lines


def _items(lines: list[Line], indent: int, anchors: dict[str, Any]) -> tuple[list[Any], list[Line]]:
    found = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
        said = lines[0][1][2:]
        if _KEY.fullmatch(said):
            value, lines = _block([(indent + 2, said), *lines[1:]], indent + 2, anchors)
        else:
            value, lines = _scalar(said), lines[1:]
        found.append(value)
    return found, lines


def _scalar(text: str) -> Any:
    if text.startswith('"'):
        return json.loads(text)
    if text.startswith("[") and text.endswith("]"):
        return [_scalar(each.strip()) for each in _split(text[1:-1])]
    if text[0] in "{&*!|>%@`'":
        raise ValueError(text)
    return text


def _split(text: str) -> list[str]:
    return re.findall(r'"[^"]*"|[^,\s]+', text)
